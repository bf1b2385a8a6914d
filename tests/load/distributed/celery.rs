//! The peer as it is meant to be run: uvicorn and a Celery worker of two processes, from a folder that is named.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tests::until;

use super::cpu;

/// Killed with all they have started when dropped.
pub(crate) struct Celery {
    pub(crate) url: String,
    processes: Vec<Child>,
    log: TempDir,
}

impl Celery {
    /// Waits until it answers; its worker is ready when a first job has been done.
    pub(crate) async fn start(folder: &Path, database: &str, broker: &str) -> Self {
        let port = free_port();
        let mut peer = Self {
            url: format!("http://127.0.0.1:{port}"),
            processes: Vec::new(),
            log: TempDir::new().expect("a folder"),
        };
        let environment =
            [("PEER_DATABASE_URL", database), ("PEER_AMQP_URL", broker), ("PYTHONDONTWRITEBYTECODE", "1")];
        let api = ["app:api", "--port", &port.to_string(), "--log-level", "warning"].map(str::to_owned);
        let worker = ["-A", "app.celery", "worker", "-c", "2", "-l", "warning"].map(str::to_owned);
        for (program, arguments) in [("uvicorn", api.as_slice()), ("celery", worker.as_slice())] {
            let log = File::create(peer.log.path().join(program)).expect("the log can be written");
            let mut command = Command::new(environment_folder().join("bin").join(program));
            command.args(arguments).current_dir(folder).envs(environment);
            command.stdin(Stdio::null()).stdout(log.try_clone().expect("a second handle")).stderr(log);
            peer.processes.push(command.spawn().expect("the peer starts: tests/load/run makes its environment"));
        }
        let described = format!("{}/openapi.json", peer.url);
        let answers =
            async || reqwest::get(&described).await.is_ok_and(|answer| answer.status().is_success()).then_some(());
        until("the peer's api", Duration::from_mins(1), answers).await;
        peer
    }
}

impl Drop for Celery {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for program in ["uvicorn", "celery"] {
                let said = std::fs::read_to_string(self.log.path().join(program)).unwrap_or_default();
                crate::say(&format!("--- {program} said\n{said}---"));
            }
        }
        for process in &mut self.processes {
            let mut family = cpu::descendants(process.id());
            family.push(process.id());
            let ids: Vec<String> = family.iter().map(u32::to_string).collect();
            let _ = Command::new("sh").args(["-c", &format!("kill -KILL {}", ids.join(" "))]).status();
            let _ = process.wait();
        }
    }
}

/// The peer's virtual environment.
fn environment_folder() -> PathBuf {
    std::env::var_os("PEER_ENVIRONMENT").expect("PEER_ENVIRONMENT names the peer's virtual environment").into()
}

fn free_port() -> u16 {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    free.expect("a port is free").port()
}
