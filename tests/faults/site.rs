//! Services and processes that are one test's own, so that it may break any of them.

use std::sync::Arc;
use std::time::Duration;

use jobs::{Metrics, Ports};
use runtime::{Distributed, S3Settings};
use tests::services::{Garage, Postgres, Proxy};
use tests::{Server, Worker, until};
use tokio_util::sync::CancellationToken;

use crate::clients::Patient;
use crate::history::History;
use crate::talks::Talk;
use crate::{API, WORKER};

/// For something to become so that nothing holds up, on a machine that runs other suites meanwhile.
pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) struct Site {
    pub(crate) postgres: Postgres,
    pub(crate) garage: Garage,
    /// Between the object store and apis and clients.
    pub(crate) front: Proxy,
    /// Between the object store and workers.
    pub(crate) bucket: Proxy,
    pub(crate) history: History,
    pub(crate) apis: Vec<Server>,
    /// Of apis.
    settings: Vec<(&'static str, String)>,
}

/// A worker and the session it works under.
pub(crate) struct Known {
    pub(crate) worker: Worker,
    pub(crate) session: String,
}

impl Site {
    /// With one api. Without a broker's URL workers look at the store by themselves.
    pub(crate) async fn make(amqp: Option<String>) -> Self {
        let (postgres, garage) = (Postgres::start(), Garage::start());
        let (front, bucket) = (Proxy::before(&garage.url()), Proxy::before(&garage.url()));
        let mut settings = garage.settings(&front.url(&garage.url()));
        settings.push(("DATABASE_URL", postgres.url()));
        settings.extend(amqp.map(|url| ("AMQP_URL", url)));
        // The first one migrates.
        let api = Server::start(API, &borrowed(&settings));
        let history = History::begin(&postgres.url()).await;
        Self { postgres, garage, front, bucket, history, apis: vec![api], settings }
    }

    pub(crate) fn add_api(&mut self) {
        self.apis.push(Server::start(API, &borrowed(&self.settings)));
    }

    /// What workers are told.
    pub(crate) fn worker_settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = self.settings.clone();
        settings.retain(|(name, _)| *name != "S3_ENDPOINT");
        settings.push(("S3_ENDPOINT", self.bucket.url(&self.garage.url())));
        settings
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::start(WORKER, &borrowed(&self.worker_settings()))
    }

    /// A worker that has said who it is.
    pub(crate) async fn known_worker(&self) -> Known {
        let before = self.sessions().await;
        let worker = self.worker();
        let new = async || self.sessions().await.into_iter().find(|session| !before.contains(session));
        let session = until("the worker's first heartbeat", SOON, new).await;
        Known { worker, session }
    }

    /// Every port as a process of this site opens it, with the object store at this URL.
    pub(crate) async fn ports(&self, s3_endpoint: String) -> Ports {
        let stop = CancellationToken::new();
        let settings = self.distributed(s3_endpoint);
        worker::open_ports(&settings, worker::Beyond::default(), Metrics::default(), &stop)
            .await
            .expect("nobody stops it")
    }

    fn distributed(&self, s3_endpoint: String) -> Distributed {
        let known = |name| self.settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let setting = |name| known(name).expect("it is set");
        Distributed {
            database_url: setting("DATABASE_URL"),
            amqp_url: known("AMQP_URL"),
            s3: S3Settings {
                endpoint: s3_endpoint,
                public_endpoint: None,
                bucket: setting("S3_BUCKET"),
                region: setting("AWS_REGION"),
                access_key: setting("AWS_ACCESS_KEY_ID"),
                secret_key: setting("AWS_SECRET_ACCESS_KEY"),
                session_token: None,
            },
        }
    }

    /// Of every api there is by now.
    pub(crate) async fn patient(&self, talks: &Arc<Vec<Talk>>) -> Patient {
        let urls = self.apis.iter().map(Server::url).collect();
        Patient::new(self.apis[0].client().await, urls, talks)
    }

    /// Waits until this session runs the job.
    pub(crate) async fn held_by(&self, job: &str, session: &str) {
        let held = async || (self.holder(job).await.as_deref() == Some(session)).then_some(());
        until("the worker to take the job", SOON, held).await;
    }

    async fn sessions(&self) -> Vec<String> {
        self.history.texts("SELECT CAST(session AS TEXT) FROM workers").await
    }

    /// Who runs this job.
    pub(crate) async fn holder(&self, job: &str) -> Option<String> {
        let held = format!("SELECT CAST(session AS TEXT) FROM jobs WHERE id = '{job}' AND status = 'processing'");
        self.history.texts(&held).await.pop()
    }
}

fn borrowed<'a>(settings: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    settings.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// A counter on a process's page of metrics, over all its labels; zero while it has none.
pub(crate) async fn metric(url: &str, name: &str) -> f64 {
    let page = reqwest::get(format!("{url}/metrics")).await.expect("the page answers").text().await.expect("text");
    let lines = page.lines().filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])));
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}
