//! One service's process, and those it starts.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::wait;

/// RabbitMQ takes 8 s on two idle cores, and other suites run meanwhile.
const STARTED: Duration = Duration::from_mins(2);
const STOPPED: Duration = Duration::from_mins(1);

pub(super) struct Daemon {
    name: &'static str,
    /// Of the logs, one a start.
    folder: PathBuf,
    starts: u32,
    child: Option<Child>,
}

impl Daemon {
    pub(super) fn new(name: &'static str, folder: &Path) -> Self {
        Self { name, folder: folder.to_owned(), starts: 0, child: None }
    }

    /// Starts the service and waits until `ready`, which is shown what it has said so far.
    pub(super) fn start(&mut self, mut command: Command, ready: impl Fn(&str) -> bool) {
        assert!(self.child.is_none(), "{} is running already", self.name);
        self.starts += 1;
        let log = File::create(self.log()).expect("the log can be written");
        command.stdin(Stdio::null()).stderr(log.try_clone().expect("a second handle")).stdout(log);
        self.child = Some(command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", self.name)));
        let end = Instant::now() + STARTED;
        while !ready(&self.said()) {
            let running = self.child.as_mut().is_some_and(|child| child.try_wait().is_ok_and(|ended| ended.is_none()));
            assert!(running && Instant::now() < end, "{} is not ready; it said:\n{}", self.name, self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a signal that asks for an end, and waits for it.
    pub(super) fn stop(&mut self, signal: &str) {
        let mut child = self.child.take().unwrap_or_else(|| panic!("{} is not running", self.name));
        send(signal, &[child.id()]);
        wait(&mut child, STOPPED);
    }

    /// SIGKILL to the process and all that it has started: nobody is left to tidy up.
    pub(super) fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let mut family = descendants(child.id());
        family.insert(0, child.id());
        send("KILL", &family);
        child.wait().expect("a killed process can be waited for");
        let end = Instant::now() + STOPPED;
        while family.iter().any(|id| runs(*id)) {
            assert!(Instant::now() < end, "a process of {} outlives SIGKILL", self.name);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The id of the process that was started.
    pub(super) fn id(&self) -> u32 {
        self.child.as_ref().unwrap_or_else(|| panic!("{} is not running", self.name)).id()
    }

    fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.{}.log", self.name, self.starts))
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log()).unwrap_or_default()).into_owned()
    }
}

/// A test that fails shows what its services had to say.
impl Drop for Daemon {
    #[expect(clippy::print_stdout, reason = "kept by the test's harness and shown with its failure")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            // A second panic would end the test without a word.
            if let Some(child) = &mut self.child {
                let mut family = descendants(child.id());
                family.push(child.id());
                let _ = try_send("KILL", &family);
                let _ = child.wait();
            }
            println!("--- {} said\n{}---", self.name, self.said());
        } else {
            self.kill();
        }
    }
}

/// Sends a signal by its name, like `TERM`, to processes that may have ended by now.
pub(super) fn send(signal: &str, ids: &[u32]) {
    try_send(signal, ids).expect("a shell runs");
}

fn try_send(signal: &str, ids: &[u32]) -> std::io::Result<()> {
    let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
    // The shell's own kill: not every machine has the program.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("kill -{signal} {}", ids.join(" "))]);
    shell.stderr(Stdio::null()).status().map(|_| ())
}

/// All processes that descend from this one.
pub(super) fn descendants(id: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("Linux shows its processes").flatten();
    let parents: Vec<(u32, u32)> = processes
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            Some((id, status(id)?.1))
        })
        .collect();
    let mut found = vec![id];
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        found.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| id));
        at += 1;
    }
    found.split_off(1)
}

/// A process's state and parent, as long as there is one.
fn status(id: u32) -> Option<(char, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // A program's name may contain anything, spaces and parentheses too.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

fn runs(id: u32) -> bool {
    status(id).is_some_and(|(state, _)| state != 'Z')
}
