//! A server that tests mistreat, with a client of its own tenant.

use std::path::Path;
use std::time::Duration;

use tests::{Client, Dialogue, Server, request};

use crate::API;
use crate::reply::CANARY;

/// Everything we log ourselves, and of the libraries below what the default filter shows.
const LOG: &str = "info,api=trace,jobs=trace,worker=trace,store=trace,objects=trace,queue=trace,runtime=trace,\
    transcript=trace,sqlx=warn,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_s3=warn,s3s=warn,hyper=warn";

/// Long enough for any job of these tests.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Site {
    pub(crate) server: Server,
    pub(crate) client: Client,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let settings: Vec<_> = settings.iter().copied().chain([("RUST_LOG", LOG)]).collect();
        let server = Server::start(API, &settings);
        let client = server.client().await;
        Self { server, client }
    }

    /// Makes a second tenant, as an operator does.
    pub(crate) async fn neighbour(&self) -> Client {
        let made = self.server.command().args(["create-client", "neighbour"]).output().expect("the program runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let printed = String::from_utf8(made.stdout).expect("what is printed is text");
        let field = |name: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.expect("each of the credentials is printed").trim()
        };
        Client::with(&self.server.url(), field("mpathic_id"), field("client_id"), field("client_secret")).await
    }

    /// After all that was done to it: it still does its work, and nothing that was sent is in its log.
    pub(crate) async fn unharmed(&self) {
        let job = self.client.submit(&request(Dialogue { turns: 20, seed: 1 })).await;
        self.client.completed(&job, SOON).await;
        let log = self.server.log();
        assert!(log.contains("starting"), "the log is on");
        for line in log.lines() {
            assert!(!line.contains(CANARY), "the log repeats what was sent: {line}");
            assert!(!line.contains("panicked") && !line.contains("ERROR"), "nothing was our fault: {line}");
        }
    }
}

/// What all the files of a folder hold together.
pub(crate) fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => bytes_below(&entry.path()),
            Ok(found) => found.len(),
            // It went while we looked.
            Err(_) => 0,
        })
        .sum()
}
