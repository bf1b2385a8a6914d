//! One process: the use cases over ports that fail when its trap says so.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use jobs::{
    Addressed, Cancel, Ended, Erase, FirstTickets, IdempotencyKey, Metrics, Options, Ports, Redrive, Relay, Submission,
    Submit, SubmitAnswer, Sweep, Tracker, UploadRequest, Uploads, Work, WorkLimits,
};
use model::limits::{LEASE, MIN_PART_BYTES};
use model::{Clock as _, JobId, Lane, Random as _, SessionId, SystemClock, TenantId, Ticket};
use objects::embedded::PartsService;
use queue::Bell;
use store::{Ask, Claimed, ClaimedJob};
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::mailbox::WatchedMailbox;
use super::watched_objects::WatchedObjects;
use super::watched_store::WatchedStore;
use super::{Disk, Opened, Talk, Trap};

pub(super) const URL_LIFETIME: Duration = Duration::from_hours(1);
const RETENTION: Duration = Duration::from_hours(24);

pub(crate) struct Process {
    pub(crate) session: SessionId,
    pub(crate) trap: Trap,
    pub(crate) ports: Ports,
    pub(crate) submit: Submit,
    pub(crate) uploads: Uploads,
    /// Uploads as well, for URLs: the embedded object storage judges those by the machine's clock.
    pub(crate) links: Uploads,
    pub(crate) work: Work,
    pub(crate) sweep: Sweep,
    pub(crate) relay: Relay,
    pub(crate) first_tickets: FirstTickets,
    promised: Mutex<Receiver<Addressed>>,
    pub(crate) cancel: Cancel,
    pub(crate) erase: Erase,
    redrive: Redrive,
    parts: PartsService,
}

/// What a part's PUT was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Served {
    /// With this ETag.
    Stored(String),
    Refused(StatusCode),
}

impl Process {
    pub(crate) fn start(disk: &Disk, opened: &Opened) -> Self {
        let trap = Trap::default();
        let store = WatchedStore { inner: Arc::clone(&opened.store), trap: trap.clone(), events: disk.events.clone() };
        let objects = WatchedObjects {
            inner: opened.s3.objects(),
            trap: trap.clone(),
            weather: Arc::clone(&disk.weather),
            forgotten: disk.forgotten.clone(),
        };
        let queue = WatchedMailbox { mailbox: disk.mailbox.clone(), trap: trap.clone() };
        let ports = Ports {
            store: Arc::new(store),
            objects: Arc::new(objects),
            bell: Bell::default(),
            ended: Bell::default(),
            transcriber: None,
            zoom: None,
            webhooks: None,
            clock: Arc::clone(&disk.clock) as _,
            random: Arc::clone(&disk.random) as _,
            metrics: Metrics::default(),
        };
        let (first_tickets, promised) = FirstTickets::new(4);
        let by_the_machine = Ports { clock: Arc::new(SystemClock), ..ports.clone() };
        Self {
            session: SessionId(disk.random.uuid(disk.clock.now())),
            trap,
            submit: Submit::new(ports.clone()).ticketing(first_tickets.clone()),
            uploads: Uploads::new(ports.clone(), URL_LIFETIME, 1 << 30),
            links: Uploads::new(by_the_machine, URL_LIFETIME, 1 << 30),
            work: Work::new(ports.clone(), Arc::clone(&disk.engine), WorkLimits::new(1, 1, 1)),
            sweep: Sweep::new(ports.clone(), URL_LIFETIME).keeping(Some(RETENTION)),
            relay: Relay::new(ports.clone(), Arc::new(queue)),
            first_tickets,
            promised: Mutex::new(promised),
            cancel: Cancel::new(ports.clone()),
            erase: Erase::new(ports.clone()),
            redrive: Redrive::new(ports.clone()),
            parts: opened.s3.parts_service(),
            ports,
        }
    }

    /// Tickets that submissions gave and nobody has sent yet.
    pub(crate) fn promised(&self) -> Vec<Addressed> {
        let mut promised = self.promised.lock().expect("no holder panics");
        std::iter::from_fn(|| promised.try_recv().ok()).collect()
    }

    pub(crate) async fn submit(
        &self,
        tenant: TenantId,
        key: Option<&str>,
        talk: &Talk,
    ) -> Result<SubmitAnswer, jobs::Error> {
        let from = submission(tenant, key, "conversations");
        let accepted = self.submit.conversation(&from, engine::BuiltIn::Default, talk.bytes.clone()).await?;
        Ok(SubmitAnswer { job: accepted.visible.job.id, replayed: accepted.replayed })
    }

    pub(crate) async fn start_upload(
        &self,
        tenant: TenantId,
        key: Option<&str>,
        talk: &Talk,
    ) -> Result<SubmitAnswer, jobs::Error> {
        let request = UploadRequest {
            file_name: "talk.ndjson".to_owned(),
            file_bytes: i64::try_from(talk.bytes.len()).expect("a file fits into memory"),
            content_type: "application/x-ndjson".to_owned(),
            preferred_part_bytes: Some(MIN_PART_BYTES),
            options: Options { include_conversation: talk.keep_turns, ..Options::default() },
            user_metadata: Some(talk.metadata()),
            body: talk.name.clone().into_bytes(),
        };
        self.uploads.start(&submission(tenant, key, "start-multipart"), &request).await
    }

    /// As a client outside does; no port is passed.
    pub(crate) async fn put_part(&self, url: &str, bytes: Bytes) -> Served {
        let request = Request::put(url).header("content-length", bytes.len()).body(Full::new(bytes));
        let request = request.expect("a signed URL is a URL");
        let answer: Response<_> = match self.parts.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        match (answer.status(), answer.headers().get("etag")) {
            (StatusCode::OK, Some(etag)) => Served::Stored(etag.to_str().expect("an ETag is text").to_owned()),
            (status, _) => Served::Refused(status),
        }
    }

    pub(crate) async fn claim(&self, limit: u32, idle: bool) -> Result<Claimed, store::Error> {
        self.ports.store.claim(&Ask { session: self.session, limit, lease: LEASE, idle }).await
    }

    /// What tickets say may be claimed.
    pub(crate) async fn claim_tickets(&self, tickets: &[Ticket], limit: u32) -> Result<Claimed, store::Error> {
        let ask = Ask { session: self.session, limit, lease: LEASE, idle: true };
        self.ports.store.claim_tickets(&ask, tickets).await
    }

    pub(crate) async fn redrive(
        &self,
        tenant: TenantId,
        key: Option<&str>,
        of: JobId,
    ) -> Result<SubmitAnswer, jobs::Error> {
        self.redrive.job(&submission(tenant, key, "redrive"), of).await
    }

    pub(crate) async fn run(&self, job: ClaimedJob) -> Ended {
        let tracker = Tracker::new(job.lease);
        self.track(job, tracker).await
    }

    /// As [`Self::run`], of a job whose worker has heard that its client wants it no more.
    pub(crate) async fn run_cancelled(&self, job: ClaimedJob) -> Ended {
        let tracker = Tracker::new(job.lease);
        tracker.cancel();
        self.track(job, tracker).await
    }

    async fn track(&self, job: ClaimedJob, tracker: Tracker) -> Ended {
        let tracker = Arc::new(tracker);
        self.work.run(job, tracker, CancellationToken::new()).await
    }
}

fn submission(tenant: TenantId, key: Option<&str>, route: &'static str) -> Submission {
    let idempotency = key.map(|key| IdempotencyKey { key: key.to_owned(), route });
    Submission { tenant, lane: Lane::Normal, idempotency, traceparent: None, counted: None }
}
