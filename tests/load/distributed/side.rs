//! One side of a comparison, running: where it takes jobs, and the table that says what became of them.

use std::path::Path;
use std::time::Duration;

use tests::{Server, Worker, until};

use super::bed::Bed;
use super::celery::Celery;
use super::database::Database;
use crate::program;

/// How long anything here may take to drain.
const DRAINED: Duration = Duration::from_mins(5);

/// Where jobs are submitted.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// Ends when dropped.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) target: Target,
    pub(crate) database: Database,
    /// Has columns `status`, `created_at` and `finished_at`.
    pub(crate) table: &'static str,
    _running: Running,
}

#[expect(dead_code, reason = "held until they are to end")]
enum Running {
    Ours(Server, Vec<Worker>),
    Theirs(Celery),
}

impl Side {
    /// One api and so many workers; jobs go by this profile.
    pub(crate) async fn ours(bed: &Bed, workers: usize, profile: &'static str) -> Self {
        let database = bed.database().await;
        let settings = settings(bed, &database, Some(bed.broker()));
        let (api, workers) = (api(&settings), (0..workers).map(|_| worker(&settings)).collect());
        let client = api.client().await;
        let target = Target {
            url: format!("{}/v1/conversations/jobs", api.url()),
            headers: vec![
                ("Authorization", format!("Bearer {}", client.token)),
                ("mpathic-id", client.mpathic_id),
                ("mpathic-profile", profile.to_owned()),
            ],
        };
        let name = if profile == "counts" { "ours (counts)" } else { "ours (default)" };
        Self { name, target, database, table: "jobs", _running: Running::Ours(api, workers) }
    }

    /// The peer of this folder.
    pub(crate) async fn theirs(bed: &Bed, folder: &Path) -> Self {
        let database = bed.database().await;
        let peer = Celery::start(folder, &database.url, &bed.broker()).await;
        let target = Target { url: format!("{}/jobs", peer.url), headers: Vec::new() };
        Self { name: "Celery", target, database, table: "peer_jobs", _running: Running::Theirs(peer) }
    }

    /// Waits until `jobs` of those made since `began` are completed.
    pub(crate) async fn completed(&self, jobs: u32, began: f64) {
        let completed = async || {
            let count = self.count(began, "status = 'completed'").await;
            // Wide enough apart not to be a load of its own.
            tokio::time::sleep(Duration::from_millis(100)).await;
            (count >= f64::from(jobs)).then_some(())
        };
        until("the jobs to be completed", DRAINED, completed).await;
        let made = self.count(began, "true").await;
        assert!((made - f64::from(jobs)).abs() < 0.5, "{}: {made} jobs of {jobs} submitted", self.name);
    }

    async fn count(&self, began: f64, condition: &str) -> f64 {
        self.over("count(*)", began, condition).await
    }

    /// An aggregate over the jobs made since `began`.
    pub(crate) async fn over(&self, aggregate: &str, began: f64, condition: &str) -> f64 {
        let since = format!("created_at >= to_timestamp({began})");
        self.database.number(&format!("SELECT {aggregate} FROM {} WHERE {since} AND {condition}", self.table)).await
    }

    /// When the last job was completed.
    pub(crate) async fn last(&self, began: f64) -> f64 {
        self.over("extract(epoch FROM max(finished_at))", began, "true").await
    }
}

/// What our processes are told.
pub(crate) fn settings(bed: &Bed, database: &Database, broker: Option<String>) -> Vec<(&'static str, String)> {
    let mut settings = bed.bucket();
    settings.push(("DATABASE_URL", database.url.clone()));
    settings.extend(broker.map(|url| ("AMQP_URL", url)));
    settings
}

pub(crate) fn api(settings: &[(&'static str, String)]) -> Server {
    Server::start(&program("api-under-test"), &borrowed(settings))
}

pub(crate) fn worker(settings: &[(&'static str, String)]) -> Worker {
    Worker::start(&program("worker-under-test"), &borrowed(settings))
}

fn borrowed<'a>(settings: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    settings.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
