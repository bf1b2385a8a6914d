//! Somebody at a command line, with a home of their own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tests::Server;

use crate::COLLOQUY;

/// No run of the command line takes longer.
const LIMIT: Duration = Duration::from_mins(1);

pub(super) struct Terminal {
    home: TempDir,
    url: String,
    credentials: PathBuf,
    secret: String,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Terminal {
    pub(super) fn of(server: &Server) -> Self {
        let credentials = server.credentials();
        let stored: Value =
            serde_json::from_slice(&std::fs::read(&credentials).expect("they are there")).expect("JSON");
        let secret = stored["client_secret"].as_str().expect("a secret").to_owned();
        Self { home: TempDir::new().expect("a folder for the test"), url: server.url(), credentials, secret }
    }

    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).expect("a file for the test");
        path
    }

    /// What is kept of uploads that go on.
    pub(super) fn kept(&self) -> Vec<PathBuf> {
        let folder = self.home.path().join("state/colloquy/uploads");
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(COLLOQUY);
        command
            .env_clear()
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("COLLOQUY_URL", &self.url)
            .env("COLLOQUY_CREDENTIALS", &self.credentials)
            .current_dir(self.home.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Ran {
        self.end(self.start(arguments))
    }

    pub(super) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    /// Waits for it to end by itself. Whatever it said, it gave no secret away.
    pub(super) fn end(&self, child: Child) -> Ran {
        let process = child.id();
        let (ended, end) = std::sync::mpsc::channel();
        std::thread::spawn(move || ended.send(child.wait_with_output()));
        let began = Instant::now();
        let output = end.recv_timeout(LIMIT).unwrap_or_else(|_| {
            signal(process, "KILL");
            panic!("the program did not end within {:?}", began.elapsed())
        });
        self.read(&output.expect("a process has an output"))
    }

    fn read(&self, output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it writes UTF-8");
        let ran = Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
        for secret in [self.secret.as_str(), "X-Amz-", "Bearer"] {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "a secret is shown: {ran:?}");
        }
        ran
    }
}

impl Ran {
    #[track_caller]
    pub(super) fn ends(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
        self
    }

    /// The one document that is on standard output, and nothing else.
    #[track_caller]
    pub(super) fn document(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one line: {self:?}");
        serde_json::from_str(&self.out).expect("data alone is on standard output")
    }

    /// The id of the one job that is on standard output.
    #[track_caller]
    pub(super) fn id(&self) -> &str {
        let id = self.out.trim_end();
        assert!(id.len() == 36 && !id.contains(char::is_whitespace), "an id: {self:?}");
        id
    }
}

pub(super) fn signal(process: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status();
    assert!(sent.expect("a shell runs").success(), "SIG{name} was sent");
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("a path of the test is text")
}

/// A transcript of so many lines, each of about 900 kB, most of them blanks.
pub(super) fn long(lines: usize) -> Vec<u8> {
    let line = |at: usize| {
        let turn = format!("{{\"input\":\"Thank you, that was line {at}.\",\"speaker\":{{\"id\":\"a\"}}");
        [turn.as_bytes(), &vec![b' '; 900_000], b"}\n"].concat()
    };
    (0..lines).flat_map(line).collect()
}
