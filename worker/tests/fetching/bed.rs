//! One worker, its ports on a temporary folder, and what the tests look at.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::store::{Client, Job, Store};
use bytes::Bytes;
use engine::{BuiltIn, Engine};
use jobs::{Metrics, Ports, Submission, Submit};
use model::{JobId, Lane, Random as _, SeededRandom, SessionId, Status, SystemClock, SystemRandom, TenantId, Ticket};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use queue::{Bell, Queue};
use runtime::Shutdown;
use tempfile::TempDir;
use worker::WorkerLimits;

use crate::script::Script;
use crate::store::Faulty;

/// Long enough for any machine; nothing that works takes it.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Bed {
    pub(crate) ports: Ports,
    pub(crate) faulty: Arc<Faulty>,
    pub(crate) script: Script,
    pub(crate) shutdown: Shutdown,
    pub(crate) session: SessionId,
    tenant: TenantId,
    _folder: TempDir,
}

/// Never looks by itself within a test, but for the look at its start.
pub(crate) fn patient() -> WorkerLimits {
    WorkerLimits { slots: 8, cpus: 1, large: 1, recordings: 1, look_every: Duration::from_hours(1) }
}

impl Bed {
    /// Everything but the worker.
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let script = Script::default();
        let file = folder.path().join("colloquy.db");
        let store = ::store::open_sqlite(&file, Arc::new(SystemClock)).await.expect("the database opens");
        let faulty = Arc::new(Faulty::new(store, script.log.clone()));
        faulty.migrate().await.expect("the schema is brought up to date");
        let settings =
            EmbeddedSettings::new(folder.path().join("objects"), "bucket", "http://127.0.0.1:8080", "key", "secret");
        let objects = EmbeddedS3::open(settings).await.expect("the object storage opens").objects();
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let ports = Ports {
            store: Arc::clone(&faulty) as _,
            objects,
            bell: Bell::default(),
            ended: Bell::default(),
            transcriber: None,
            zoom: None,
            webhooks: None,
            clock,
            random,
            metrics: Metrics::default(),
        };
        let tenant = TenantId(ports.random.uuid(ports.clock.now()));
        let client = Client {
            client_id: "client".to_owned(),
            tenant,
            name: "client".to_owned(),
            secret_hash: [0; 32],
            development: false,
        };
        faulty.create_client(&client, "tenant").await.expect("the store is there");
        let session = SessionId(ports.random.uuid(ports.clock.now()));
        Self { ports, faulty, script, shutdown: Shutdown::install(), session, tenant, _folder: folder }
    }

    /// A worker at the scripted queue that has looked at the store once and found nothing.
    pub(crate) async fn working(limits: WorkerLimits) -> Self {
        let bed = Self::new().await;
        bed.start(limits, Arc::new(bed.script.clone()));
        bed.script.log.wait("the first look", |said| said.contains(&"looked")).await;
        bed
    }

    pub(crate) fn start(&self, limits: WorkerLimits, queue: Arc<dyn Queue>) {
        worker::start(&self.ports, queue, &Arc::new(Engine::new()), self.session, limits, &self.shutdown);
    }

    /// A small job.
    pub(crate) async fn submit(&self) -> JobId {
        self.submit_turns(&["Hello.", "Good morning."]).await
    }

    /// A job whose input is in object storage. In a worker without room for any of these it runs and never gets on.
    pub(crate) async fn submit_large(&self) -> JobId {
        let random = SeededRandom::new(1);
        let noise: Vec<String> = (0..10_000).map(|_| random.uuid(model::Timestamp(0)).to_string()).collect();
        self.submit_turns(&noise.iter().map(String::as_str).collect::<Vec<_>>()).await
    }

    async fn submit_turns(&self, texts: &[&str]) -> JobId {
        let turns: Vec<String> = texts.iter().map(|text| format!(r#"{{"speaker_id":"a","input":"{text}"}}"#)).collect();
        let body = Bytes::from(format!(r#"{{"talk_turns":[{}]}}"#, turns.join(",")));
        let submission =
            Submission { tenant: self.tenant, lane: Lane::Normal, idempotency: None, traceparent: None, counted: None };
        let submitted = Submit::new(self.ports.clone()).conversation(&submission, BuiltIn::Default, body).await;
        submitted.expect("it is a request").visible.job.id
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.faulty.job(self.tenant, id).await.expect("the store is there").expect("it was submitted")
    }

    pub(crate) async fn ticket(&self, id: JobId) -> Ticket {
        Ticket { job: id, generation: self.job(id).await.generation }
    }

    pub(crate) async fn cancel(&self, id: JobId) {
        self.faulty.cancel(self.tenant, id).await.expect("the store is there");
    }

    /// The job, once it has this status.
    pub(crate) async fn until(&self, id: JobId, status: Status) -> Job {
        let began = Instant::now();
        loop {
            let job = self.job(id).await;
            if job.status == status {
                return job;
            }
            assert!(began.elapsed() < PATIENCE, "gave up waiting for {status}: {:?}", job.status);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// As a signal does, with this much time for what is running.
    pub(crate) async fn drain(&self, grace: Duration) {
        self.shutdown.drain().cancel();
        assert!(self.shutdown.clone().run(grace).await, "the worker ended well");
    }
}
