//! One large file by the command line, beside `dd` writing as much to the same disk.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tests::{Server, setting};

use crate::{bound, program, say};

const MEGABYTE: u64 = 1_000_000;
const LINE_BYTES: usize = 500_000;

pub(crate) fn measure(server: &Server) -> bool {
    let megabytes = setting("LOAD_MEGABYTES", 2_000, 2_000);
    // On the disk that the server writes to.
    let folder = server.data_dir();
    let file = folder.join("long.ndjson");
    write(&file, megabytes);
    let before = dd(&file, &folder.join("copy"));
    let (uploaded, peak) = upload(server, &file);
    let after = dd(&file, &folder.join("copy"));
    std::fs::remove_file(&file).expect("the file is ours");
    let rate = |took: Duration| u128::from(megabytes) * 1_000 / took.as_millis().max(1);
    let (ours, theirs) = (rate(uploaded), rate(before.min(after)));
    say(&format!("{megabytes} MB, command line: {uploaded:.1?}, {ours} MB/s; peak memory {} MB", peak / MEGABYTE));
    say(&format!("dd bs=8M conv=fsync, before and after: {before:.1?}, {after:.1?}; the faster {theirs} MB/s"));
    let kept = bound("at least half the rate of dd", ours * 2 >= theirs);
    bound("less than 100 MB of memory", peak < 100 * MEGABYTE) && kept
}

/// Turns of many blanks, so that the analysis behind it is short.
fn write(file: &Path, megabytes: u64) {
    let mut out = BufWriter::new(File::create(file).expect("a file for the measurement"));
    let line = [br#"{"input":"Thank you for that.""#.as_slice(), &vec![b' '; LINE_BYTES - 32], b"}\n"].concat();
    for _ in 0..megabytes * MEGABYTE / line.len() as u64 {
        out.write_all(&line).expect("there is room on the disk");
    }
    out.into_inner().expect("there is room on the disk").sync_all().expect("a file can be synced");
}

fn dd(file: &Path, copy: &Path) -> Duration {
    let began = Instant::now();
    let (from, to) = (format!("if={}", file.display()), format!("of={}", copy.display()));
    let status = Command::new("dd").args([&from, &to, "bs=8M", "conv=fsync"]).stderr(Stdio::null()).status();
    assert!(status.expect("dd runs").success(), "dd ends well");
    let took = began.elapsed();
    std::fs::remove_file(copy).expect("the copy is ours");
    took
}

/// How long it took, and the most memory that the client held.
fn upload(server: &Server, file: &Path) -> (Duration, u64) {
    let began = Instant::now();
    let mut child = Command::new(program("colloquy-under-test"))
        .env_clear()
        .args(["upload", "--profile", "counts", "--url", &server.url(), "--credentials"])
        .args([&server.credentials(), file])
        .stdout(Stdio::null())
        .spawn()
        .expect("the command line starts");
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a process can be waited for") {
            break status;
        }
        peak = peak.max(held(child.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "the upload ends well");
    (began.elapsed(), peak)
}

/// The most memory that a process has held; one that has ended meanwhile tells nothing any more.
fn held(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kibibytes.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1_024)
}
