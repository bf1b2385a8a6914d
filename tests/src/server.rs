//! The api and the worker as processes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::{NamedTempFile, TempDir};

use crate::Client;
use crate::process::{Process, free_port};

/// Longer than the grace of a drain.
const DRAINED: Duration = Duration::from_secs(40);

/// An api on a loopback port and a data directory of its own, embedded unless the settings say otherwise; port and
/// directory survive a kill and a restart.
pub struct Server {
    program: PathBuf,
    data: TempDir,
    settings: Vec<(String, String)>,
    port: u16,
    process: Option<Process>,
    /// From starting the process to its being ready, at the last start.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `program` (`env!("CARGO_BIN_EXE_api-under-test")`) with these settings beside the usual ones.
    pub fn start(program: &str, settings: &[(&str, &str)]) -> Self {
        let mut server = Self::prepare(program, settings);
        server.restart();
        server
    }

    /// A server that was never started: its data directory is not there yet.
    pub fn prepare(program: &str, settings: &[(&str, &str)]) -> Self {
        Self {
            program: program.into(),
            data: TempDir::new().expect("a temporary folder"),
            settings: owned(settings),
            port: free_port(),
            process: None,
            ready_after: Duration::ZERO,
        }
    }

    /// Starts the process (again) and waits until it is ready.
    pub fn restart(&mut self) {
        let began = Instant::now();
        self.launch();
        let address = self.running().address();
        assert_eq!(address, self.url(), "it listens where it was told to");
        self.ready_after = began.elapsed();
    }

    /// Starts the process (again) and waits for nothing.
    pub fn launch(&mut self) {
        assert!(self.process.is_none(), "the process is still running");
        let mut command = self.command();
        command.stderr(self.log_file());
        self.process = Some(Process::start(command, "Colloquy listens on "));
    }

    /// One setting more, from the next start on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// What starts this server.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("COLLOQUY_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("COLLOQUY_DATA_DIR", self.data_dir())
            // No test speaks to the real one.
            .env("COLLOQUY_ZOOM_URL", "http://127.0.0.1:1")
            .env("COLLOQUY_ZOOM_OAUTH_URL", "http://127.0.0.1:1")
            .env("RUST_LOG", "warn")
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn data_dir(&self) -> PathBuf {
        self.data.path().join("data")
    }

    pub fn credentials(&self) -> PathBuf {
        self.data_dir().join("dev-credentials.json")
    }

    /// All that the process has logged, over all its starts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).expect("the log is text")
    }

    /// All that the process has printed since its last start.
    pub fn said(&self) -> String {
        self.running().said()
    }

    fn log_file(&self) -> File {
        let path = self.data.path().join("log");
        File::options().create(true).append(true).open(path).expect("the log can be written")
    }

    pub fn process_id(&self) -> u32 {
        self.running().id()
    }

    /// SIGKILL: no destructor, no flush.
    pub fn kill(&mut self) {
        self.process.take().expect("the process is running").kill();
    }

    /// Sends a signal by its name, like `TERM`.
    pub fn signal(&self, name: &str) {
        self.running().signal(name);
    }

    /// Whether the process would end by its own rules when told to, ready or not.
    pub fn hears_sigterm(&self) -> bool {
        self.running().handles(15)
    }

    /// Waits until the process has ended by itself; returns whether it ended well.
    pub fn ended(&mut self, limit: Duration) -> bool {
        self.process.take().expect("the process was running").ended(limit).success()
    }

    /// SIGTERM; returns whether the process ended well.
    pub fn terminate(&mut self) -> bool {
        self.signal("TERM");
        self.ended(DRAINED)
    }

    /// A client with the development credentials, a token in hand.
    pub async fn client(&self) -> Client {
        Client::connect(&self.url(), &self.credentials()).await
    }

    fn running(&self) -> &Process {
        self.process.as_ref().expect("the process is running")
    }
}

/// A test that fails shows what its server had to say.
impl Drop for Server {
    #[expect(clippy::print_stdout, reason = "kept by the test's harness and shown with its failure")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.data.path().join("log")).unwrap_or_default();
            println!("--- the server's log\n{log}---");
        }
    }
}

/// A worker as a process of its own.
pub struct Worker {
    process: Process,
    log: WorkerLog,
    /// Of its health port.
    pub url: String,
}

impl Worker {
    /// Starts `program` (`env!("CARGO_BIN_EXE_worker-under-test")`) and waits for its health port.
    pub fn start(program: &str, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        let log = WorkerLog(NamedTempFile::new().expect("a temporary file"));
        command.env_clear().env("RUST_LOG", "warn").envs(owned(settings));
        command.stderr(log.0.reopen().expect("the log can be written"));
        let process = Process::start(command, "worker health on ");
        let url = process.address();
        Self { process, log, url }
    }

    /// All that the process has logged.
    pub fn log(&self) -> String {
        self.log.read()
    }

    /// All that the process has printed.
    pub fn said(&self) -> String {
        self.process.said()
    }

    /// SIGKILL: no destructor, no flush.
    pub fn kill(self) {
        self.process.kill();
    }

    /// SIGTERM; returns whether the process ended well.
    pub fn terminate(self) -> bool {
        self.process.signal("TERM");
        self.process.ended(DRAINED).success()
    }

    /// Sends a signal by its name, like `STOP`.
    pub fn signal(&self, name: &str) {
        self.process.signal(name);
    }
}

struct WorkerLog(NamedTempFile);

impl WorkerLog {
    fn read(&self) -> String {
        std::fs::read_to_string(self.0.path()).expect("the log is text")
    }
}

/// A test that fails shows what its worker had to say.
impl Drop for WorkerLog {
    #[expect(clippy::print_stdout, reason = "kept by the test's harness and shown with its failure")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- the worker's log\n{}---", self.read());
        }
    }
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The most memory the process has held at once so far.
pub fn peak_memory_bytes(process_id: u32) -> u64 {
    status_bytes(process_id, "VmHWM:")
}

/// The memory the process holds now.
pub fn memory_bytes(process_id: u32) -> u64 {
    status_bytes(process_id, "VmRSS:")
}

fn status_bytes(process_id: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(Path::new("/proc").join(process_id.to_string()).join("status"))
        .expect("the process is running");
    let line = status.lines().find(|line| line.starts_with(name)).expect("Linux tells it");
    let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number of kB");
    kibibytes * 1024
}
