//! A process that is killed while it writes.
//!
//! The test starts itself as another process, which works on a directory and says what it tries and what was
//! acknowledged; kills it at some line; and looks at what the next process finds.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::server;
use crate::suite::{PART, Target, bytes};
use model::{Random, SeededRandom};
use objects::Completed;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};

const ROUNDS: u64 = 16;
const WRITERS: u64 = 4;
const KEYS_EACH: usize = 3;
const DIRECTORY: &str = "OBJECTS_CRASH_DIRECTORY";
const SEED: &str = "OBJECTS_CRASH_SEED";

/// What an object holds: `bytes(length, seed)`.
type Value = Option<(usize, u64)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_acknowledged_survives_a_kill_and_nothing_else_is_seen() {
    if let Ok(directory) = std::env::var(DIRECTORY) {
        let seed = std::env::var(SEED).expect("set by the test").parse().expect("a number");
        write_until_killed(Path::new(&directory), seed).await;
    }
    let directory = tempfile::tempdir().expect("a folder");
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let random = SeededRandom::new(1);
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let lines = run_and_kill(directory.path(), round, 10 + below(&random, 60));
        let mut tried: BTreeMap<String, Value> = BTreeMap::new();
        for line in &lines {
            match line.split_once(' ').expect("two words") {
                ("try", rest) => {
                    let (key, value) = rest.split_once(' ').expect("a key and a value");
                    tried.insert(key.to_owned(), read_value(value));
                }
                ("done", key) => {
                    known.insert(key.to_owned(), tried.remove(key).expect("tried before"));
                    acknowledged += 1;
                }
                _ => panic!("{line}"),
            }
        }
        let s3 = target(directory.path()).await;
        for (key, value) in &tried {
            let found = s3.get(key).await;
            let is = |value: &Value| found == value.map(|(length, seed)| bytes(length, seed));
            let before = known.get(key).copied().flatten();
            assert!(is(value) || is(&before), "round {round}: {key} is neither {value:?} nor {before:?}");
            known.insert(key.clone(), if is(value) { *value } else { before });
        }
        for (key, value) in &known {
            let expected = value.map(|(length, seed)| bytes(length, seed));
            assert!(s3.get(key).await == expected, "round {round}: {key} is not {value:?}");
        }
        let listed = s3.objects.list("", None).await.expect("a list");
        let expected: Vec<String> =
            known.iter().filter(|(_, value)| value.is_some()).map(|(key, _)| key.clone()).collect();
        assert_eq!(listed, expected, "round {round}");
    }
    assert!(acknowledged > ROUNDS, "the writers got something done: {acknowledged}");
    assert_nothing_is_orphaned(directory.path()).await;
}

async fn target(directory: &Path) -> Target {
    let (listener, url) = server::listener().await;
    let settings = EmbeddedSettings::new(directory, "colloquy-objects", &url, "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    let server = server::serve(listener, s3.parts_service());
    let http = reqwest::Client::new();
    Target { objects: s3.objects(), prefix: String::new(), http, _alive: Box::new(server) }
}

/// Everything the process said before it was killed, which is after so many lines.
fn run_and_kill(directory: &Path, seed: u64, after: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().expect("a program"))
        .args(["--exact", "--nocapture", "crash::whatever_was_acknowledged_survives_a_kill_and_nothing_else_is_seen"])
        .env(DIRECTORY, directory)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("another process");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines().map(|line| line.expect("text"));
    let wanted = |line: &String| line.starts_with("try ") || line.starts_with("done ");
    let mut lines: Vec<String> = said.by_ref().filter(wanted).take(after).collect();
    assert_eq!(lines.len(), after, "the process ended by itself");
    child.kill().expect("SIGKILL");
    lines.extend(said.filter(wanted));
    child.wait().expect("gone");
    lines
}

async fn write_until_killed(directory: &Path, seed: u64) {
    let s3 = target(directory).await;
    // Ends whatever the test harness has begun to say.
    say("");
    let writers = (0..WRITERS).map(|writer| write(&s3, writer, SeededRandom::new(seed * WRITERS + writer)));
    futures::future::join_all(writers).await;
}

async fn write(s3: &Target, writer: u64, random: SeededRandom) {
    for step in 0.. {
        let key = key(writer, below(&random, KEYS_EACH));
        let length = if below(&random, 24) == 0 { PART + below(&random, 9_999) } else { below(&random, 50_000) };
        let seed = writer << 32 | step;
        match below(&random, 6) {
            0 => {
                say(&format!("try {key} none"));
                s3.objects.delete(&key).await.expect("deleted");
                say(&format!("done {key}"));
            }
            1 | 2 => {
                say(&format!("try {key} {length}:{seed}"));
                s3.put(&key, bytes(length, seed)).await;
                say(&format!("done {key}"));
            }
            choice => {
                let body = bytes(length + 1, seed);
                let (id, tags) = s3.uploaded(&key, &body.chunks(PART).collect::<Vec<_>>()).await;
                if choice == 3 {
                    s3.objects.abort_upload(&key, &id).await.expect("aborted");
                    continue;
                }
                say(&format!("try {key} {}:{seed}", length + 1));
                let completed = s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
                assert_eq!(completed, Completed::Done);
                say(&format!("done {key}"));
            }
        }
    }
}

fn key(writer: u64, name: usize) -> String {
    format!("writer/{writer}/{name}")
}

/// One line, at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()).expect("heard");
}

fn read_value(text: &str) -> Value {
    let (length, seed) = text.split_once(':')?;
    Some((length.parse().expect("a length"), seed.parse().expect("a seed")))
}

/// After every object is deleted and every upload aborted, the directory holds no file.
async fn assert_nothing_is_orphaned(directory: &Path) {
    let s3 = target(directory).await;
    for key in (0..WRITERS).flat_map(|writer| (0..KEYS_EACH).map(move |name| key(writer, name))) {
        s3.objects.delete(&key).await.expect("deleted");
        for id in s3.objects.uploads(&key).await.expect("a list") {
            s3.objects.abort_upload(&key, &id).await.expect("aborted");
        }
    }
    // Removing goes on in the background.
    let end = Instant::now() + Duration::from_mins(1);
    while std::fs::read_dir(directory.join("tmp")).expect("a folder").count() > 0 {
        assert!(Instant::now() < end, "gave up waiting for tmp/ to be empty");
        tokio::task::yield_now().await;
    }
    let mut left = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            left.push(path.strip_prefix(directory).expect("inside").to_owned());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    left.sort();
    assert_eq!(left, ["objects", "parts", "tmp", "uploads"].map(std::path::PathBuf::from));
}

fn below(random: &impl Random, end: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small")]
    let drawn = (random.unit() * end as f64) as usize;
    drawn
}
