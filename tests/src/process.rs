//! A program of ours as a process.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use model::{Random as _, SystemRandom};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A running process that is killed when dropped.
pub(crate) struct Process {
    child: Child,
    address: mpsc::Receiver<String>,
    said: Arc<Mutex<String>>,
}

impl Process {
    /// Starts the command. What follows `says` on a line of its output is the program's address.
    pub(crate) fn start(mut command: Command, says: &'static str) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let (found, address) = mpsc::channel();
        let said = Arc::new(Mutex::new(String::new()));
        let saying = Arc::clone(&said);
        // Reads to the end, so that the program never waits for us.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                saying.lock().expect("no holder panics").extend([line.as_str(), "\n"]);
                if let Some(address) = line.strip_prefix(says).and_then(|rest| rest.split_whitespace().next()) {
                    let _ = found.send(address.to_owned());
                }
            }
        });
        Self { child, address, said }
    }

    /// All of its output so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("no holder panics").clone()
    }

    /// Waits until the program has said where it is.
    pub(crate) fn address(&self) -> String {
        self.address.recv_timeout(Duration::from_secs(30)).expect("the program says where it listens")
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no destructor, no flush.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a running process can be killed");
        self.child.wait().expect("a killed process can be waited for");
    }

    /// Sends a signal by its name, like `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        // The shell's own kill: not every machine has the program.
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.id())]).status();
        assert!(sent.expect("a shell runs").success(), "SIG{name} was sent");
    }

    /// Whether the process has a handler of its own for the signal with this number.
    pub(crate) fn handles(&self, signal: u32) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("the process is running");
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("Linux says what is caught");
        let caught = u64::from_str_radix(caught.trim(), 16).expect("a mask");
        caught >> (signal - 1) & 1 == 1
    }

    /// Waits until the process has ended.
    pub(crate) fn ended(mut self, limit: Duration) -> ExitStatus {
        wait(&mut self.child, limit)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command that should end by itself, and soon.
pub fn run_to_end(command: &mut Command) -> Output {
    run_within(command, Duration::from_secs(10))
}

pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Output {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    wait(&mut child, limit);
    child.wait_with_output().expect("an ended process has an output")
}

/// A process that goes on for longer than `limit` is killed, and that is a failure.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> ExitStatus {
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().expect("a process can be waited for") {
            return status;
        }
        if Instant::now() >= end {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the process did not end within {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A port that nobody listens on, outside the range that systems pick outgoing ports from: while a server is down, a
/// client that tries to reach it must not be given the server's own port.
pub(crate) fn free_port() -> u16 {
    let free = |_| {
        let mut random = [0; 2];
        SystemRandom.fill(&mut random);
        let port = 10_000 + u16::from_le_bytes(random) % 20_000;
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok().then_some(port)
    };
    (0..100).find_map(free).expect("one of a hundred ports is free")
}

/// Lets the test hold more sockets than the 1,024 that are usual.
pub fn allow_many_sockets() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).expect("the limit may be raised");
}
