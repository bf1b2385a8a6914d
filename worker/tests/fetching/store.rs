//! A real store that fails where the test says.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::store::{
    Added, Administration, Ask, Claimed, ClaimedJob, Client, Conversations, Error, Failure, Fenced, File, FileAdded,
    Garbage, GarbageRow, Given, Heart, History, Imports, Job, KnownClient, KnownKey, Load, Moved, NewFile, NewJob,
    Profiles, Redrive, Redriven, SigningKey, Standing, Store, StoredResult, Submitted, TicketAsk, Upload, UploadedPart,
    Webhooks, Zoom,
};
use async_trait::async_trait;
use model::{ClientNumber, Fence, FileId, JobId, Lease, SessionId, Status, TenantId, Ticket, Timestamp};

use crate::script::Log;

/// What becomes of a claim by tickets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    NotCarriedOut,
    AnswerLost,
}

pub(crate) struct Faulty {
    inner: Arc<dyn Store>,
    log: Log,
    next: Mutex<Option<Fault>>,
    away: AtomicBool,
}

impl Faulty {
    pub(crate) fn new(inner: Arc<dyn Store>, log: Log) -> Self {
        Self { inner, log, next: Mutex::default(), away: AtomicBool::new(false) }
    }

    /// The next claim by tickets fails like this; those after it do not.
    pub(crate) fn next_claim(&self, fault: Fault) {
        *self.next.lock().expect("no holder of this lock panics") = Some(fault);
    }

    /// The worker finds, until its end, that the store has not come back.
    pub(crate) fn never_be_back(&self) {
        self.away.store(true, Ordering::SeqCst);
    }
}

fn away() -> Error {
    Error::Unavailable { transaction: "any", source: "the test says so".into() }
}

macro_rules! as_it_is {
    ($($name:ident($($given:ident: $of:ty),*) -> $answer:ty;)+ $(; $($special:tt)*)?) => {
        #[async_trait]
        impl Store for Faulty {
            $(async fn $name(&self, $($given: $of),*) -> Result<$answer, Error> {
                self.inner.$name($($given),*).await
            })+
            $($($special)*)?
        }
    };
}

as_it_is! {
    migrate() -> ();
    create_client(client: &Client, tenant_name: &str) -> ();
    add_client(client: &Client) -> Added;
    rotate_client(client_id: &str, secret_hash: &[u8; 32], keep_former: Duration) -> bool;
    revoke_client(client_id: &str, noise: &[u8; 32]) -> bool;
    client(client_id: &str) -> Option<KnownClient>;
    clients() -> Vec<KnownClient>;
    revoked_since(since: Timestamp) -> Vec<(TenantId, ClientNumber)>;
    has_clients() -> bool;
    signing_keys(candidate: &SigningKey) -> Vec<KnownKey>;
    limit_jobs(tenant: Option<TenantId>, jobs: Option<u32>) -> bool;
    note_garbage(garbage: &Garbage, after: Duration) -> ();
    put_off_garbage(garbage: &Garbage, after: Duration) -> bool;
    submit(job: &NewJob) -> Submitted;
    redrive(redrive: &Redrive) -> Redriven;
    job(tenant: TenantId, id: JobId) -> Option<Job>;
    upload(tenant: TenantId, id: JobId) -> Option<Upload>;
    result(tenant: TenantId, id: JobId) -> Option<StoredResult>;
    standings(jobs: &[JobId]) -> Vec<Standing>;
    counts() -> BTreeMap<Status, u64>;
    load() -> Load;
    cancel(tenant: TenantId, id: JobId) -> Moved;
    erase(tenant: TenantId, by: ClientNumber, id: JobId) -> bool;
    erase_conversation(
        tenant: TenantId, by: ClientNumber, conversation_id: &str, alias: &str, limit: u32) -> Vec<JobId>;
    prune(age: Duration, limit: u32) -> Vec<JobId>;
    forget_audit(limit: u32) -> u64;
    upload_opened(tenant: TenantId, id: JobId, upload_id: &str) -> bool;
    upload_completed(tenant: TenantId, id: JobId, parts: &[UploadedPart]) -> Moved;
    upload_cancelled(tenant: TenantId, id: JobId) -> Moved;
    expire_uploads(limit: u32) -> u64;
    add_file(file: &NewFile) -> FileAdded;
    file(tenant: TenantId, id: FileId) -> Option<File>;
    erase_file(tenant: TenantId, by: ClientNumber, id: FileId, alias: &str) -> bool;
    prune_files(age: Duration, limit: u32) -> u64;
    take_tickets(ask: &TicketAsk) -> Vec<Given>;
    tickets_out(most: u32) -> u32;
    tickets_refused(tickets: &[Ticket]) -> ();
    release(lease: &Lease, delay: Duration, refund: bool) -> Fenced;
    retry(lease: &Lease, delay: Duration, code: &str) -> Fenced;
    complete(lease: &Lease, result: &StoredResult) -> Fenced;
    fail(lease: &Lease, failure: &Failure) -> Fenced;
    expect_garbage(lease: &Lease, garbage: &Garbage) -> Fenced;
    unheld(session: SessionId, held: &[(JobId, Fence)]) -> Vec<ClaimedJob>;
    retire(session: SessionId) -> ();
    rescue(limit: u32, book_crashes: bool) -> Vec<JobId>;
    rescue_all_but(alive: SessionId) -> Vec<JobId>;
    due_garbage(limit: u32) -> Vec<GarbageRow>;
    swept(row: i64, again: Option<Duration>) -> ();
    garbage_pending() -> u64;
    ;
    fn profiles(&self) -> Arc<dyn Profiles> {
        self.inner.profiles()
    }

    fn conversations(&self) -> Arc<dyn Conversations> {
        self.inner.conversations()
    }

    fn history(&self) -> Arc<dyn History> {
        self.inner.history()
    }

    fn imports(&self) -> Arc<dyn Imports> {
        self.inner.imports()
    }

    fn zoom(&self) -> Arc<dyn Zoom> {
        self.inner.zoom()
    }

    fn webhooks(&self) -> Arc<dyn Webhooks> {
        self.inner.webhooks()
    }

    fn administration(&self) -> Arc<dyn Administration> {
        self.inner.administration()
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        if self.away.load(Ordering::SeqCst) { Err(away()) } else { self.inner.now().await }
    }

    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error> {
        let claimed = self.inner.claim(ask).await;
        self.log.say("looked");
        claimed
    }

    async fn claim_tickets(&self, ask: &Ask, tickets: &[Ticket]) -> Result<Claimed, Error> {
        let fault = self.next.lock().expect("no holder of this lock panics").take();
        if let Some(Fault::NotCarriedOut) = fault {
            self.log.say("failed");
            return Err(away());
        }
        let claimed = self.inner.claim_tickets(ask, tickets).await?;
        if let Some(Fault::AnswerLost) = fault {
            assert!(!claimed.jobs.is_empty(), "there was something to lose");
            self.log.say("answer lost");
            return Err(away());
        }
        self.log.say("claimed");
        Ok(claimed)
    }

    fn heart(&self) -> Arc<dyn Heart> {
        self.inner.heart()
    }
}
