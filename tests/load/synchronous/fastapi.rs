//! The peer as it is meant to be run: two uvicorn processes.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tests::until;

use crate::distributed::cpu;

/// Killed with all it has started when dropped.
pub(super) struct FastApi {
    pub(super) url: String,
    process: Child,
}

impl FastApi {
    /// Waits until it answers.
    pub(super) async fn start() -> Self {
        let folder = std::env::var("PEER_ENVIRONMENT").expect("PEER_ENVIRONMENT names the peer's virtual environment");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("a port is free").port().to_string();
        let app = concat!(env!("CARGO_MANIFEST_DIR"), "/load/synchronous");
        let mut command = Command::new(format!("{folder}/bin/uvicorn"));
        command.args(["peer:app", "--app-dir", app, "--workers", "2", "--port", &port, "--log-level", "warning"]);
        command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null());
        let process = command.spawn().expect("the peer starts: tests/load/run makes its environment");
        let peer = Self { url: format!("http://127.0.0.1:{port}"), process };
        let described = format!("{}/openapi.json", peer.url);
        let answers =
            async || reqwest::get(&described).await.is_ok_and(|answer| answer.status().is_success()).then_some(());
        until("the peer", Duration::from_mins(1), answers).await;
        peer
    }
}

impl Drop for FastApi {
    fn drop(&mut self) {
        let mut family = cpu::descendants(self.process.id());
        family.push(self.process.id());
        let ids: Vec<String> = family.iter().map(u32::to_string).collect();
        let _ = Command::new("sh").args(["-c", &format!("kill -KILL {}", ids.join(" "))]).status();
        let _ = self.process.wait();
    }
}
