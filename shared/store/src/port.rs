//! The store's port: the truth about every job, in the domain's words.
//!
//! What must stay true: each method is one transaction; absence is `None`; every write by a worker
//! names its [`Lease`] and touches nothing when the lease is no longer the current one; a terminal
//! state never changes; every tenant-facing read or write names its tenant.
//! Deliberately absent: SQL, and any method that would hold a transaction across network I/O.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{Fence, Generation, JobId, Kind, Lease, SessionId, Stage, Status, TenantId, Timestamp};

use crate::Error;

/// What the program needs from a database. Implemented for PostgreSQL and SQLite from one SQL text.
#[async_trait]
pub trait Store: Send + Sync {
    /// Brings the schema up to date; safe to call from many processes at once.
    async fn migrate(&self) -> Result<(), Error>;

    /// The time by which leases are judged: the database's on PostgreSQL, the bound clock on SQLite.
    async fn now(&self) -> Result<Timestamp, Error>;

    // --- who may call -------------------------------------------------------------------------

    /// Stores a client and, when it is new, its tenant.
    async fn create_client(&self, client: &Client, tenant_name: &str) -> Result<(), Error>;
    async fn client(&self, client_id: &str) -> Result<Option<Client>, Error>;
    /// Whether any client exists: an empty database gets a development client.
    async fn has_clients(&self) -> Result<bool, Error>;
    /// The keys that sign tokens, newest first. When there is none, `candidate` becomes the first;
    /// of two processes racing here both get the same answer.
    async fn signing_keys(&self, candidate: &SigningKey) -> Result<Vec<SigningKey>, Error>;

    // --- submitting ---------------------------------------------------------------------------

    /// Names an object before its first byte is written, outside any lease: garbage after this delay
    /// unless a submission adopts it.
    async fn note_garbage(&self, garbage: &Garbage, after: Duration) -> Result<(), Error>;
    /// Stores a new job with its input (inline, object or upload). Acknowledged means on disk.
    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error>;

    // --- reading (scoped by tenant) -----------------------------------------------------------

    async fn job(&self, tenant: TenantId, id: JobId) -> Result<Option<Job>, Error>;
    async fn upload(&self, tenant: TenantId, id: JobId) -> Result<Option<Upload>, Error>;
    /// The result of a completed job.
    async fn result(&self, tenant: TenantId, id: JobId) -> Result<Option<StoredResult>, Error>;
    /// How many jobs of each status exist, over all tenants (for operators, not for clients).
    async fn counts(&self) -> Result<BTreeMap<Status, u64>, Error>;

    // --- uploads ------------------------------------------------------------------------------

    /// Remembers S3's id for the job's multipart upload. `false`: the job no longer awaits it, or
    /// another id is already remembered (then the caller aborts its own).
    async fn upload_opened(&self, tenant: TenantId, id: JobId, upload_id: &str) -> Result<bool, Error>;
    /// `awaiting_upload → queued` with the verified list of parts, in one conditional update.
    async fn upload_completed(&self, tenant: TenantId, id: JobId, parts: &[UploadedPart]) -> Result<Moved, Error>;
    /// `awaiting_upload → cancelled`; its objects become garbage.
    async fn upload_cancelled(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error>;
    /// `awaiting_upload → failed` (`upload_expired`) for up to `limit` uploads past their time; their
    /// objects become garbage. Returns how many.
    async fn expire_uploads(&self, limit: u32) -> Result<u64, Error>;

    // --- working ------------------------------------------------------------------------------

    /// Takes up to `ask.limit` due jobs, each under a fresh lease: fence + 1, attempt + 1. One job is
    /// never handed to two callers. Oldest due first, higher priority before lower; unknown kinds stay.
    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error>;
    /// Hands a job back to `queued`, due after `delay` (generation + 1). `refund` gives the attempt back.
    /// Like every exit to `queued` it becomes `cancelled` where a cancel was requested.
    async fn release(&self, lease: &Lease, delay: Duration, refund: bool) -> Result<Fenced, Error>;
    /// `processing → completed` with its result; settles the lease's garbage rows. Acknowledged means on disk.
    /// Idempotent: the same lease completing twice is `Held` both times and stored once.
    async fn complete(&self, lease: &Lease, result: &StoredResult) -> Result<Fenced, Error>;
    /// `processing → failed` with the reason; an unfinished multipart upload becomes garbage. Idempotent like `complete`.
    async fn fail(&self, lease: &Lease, failure: &Failure) -> Result<Fenced, Error>;
    /// Names, before its first byte is written, what a lost attempt would leave behind.
    async fn expect_garbage(&self, lease: &Lease, garbage: &Garbage) -> Result<Fenced, Error>;
    /// The heartbeat, with a connection of its own: called from its own thread and runtime.
    fn heart(&self) -> Arc<dyn Heart>;

    // --- sweeping -----------------------------------------------------------------------------

    /// `processing → queued` (fence + 1, generation + 1, crashes + 1) for up to `limit` jobs whose lease
    /// ended more than [`model::limits::RESCUE_GRACE`] ago; past [`model::limits::MAX_CRASHES`] they are
    /// `failed` (`crashed_repeatedly`) instead. `book_crashes: false` leaves `crashes` as it was.
    async fn rescue(&self, limit: u32, book_crashes: bool) -> Result<Vec<JobId>, Error>;
    /// The same for every job of any session but `alive`, at once and whatever its lease says: for the
    /// embedded start, where the lock on the data directory proves the old process dead.
    async fn rescue_all_but(&self, alive: SessionId) -> Result<Vec<JobId>, Error>;
    /// Up to `limit` due garbage rows. A row with a fence is not due while that very attempt is still running.
    /// Taking a row moves its due time on by a minute, so two sweepers do not work on the same one.
    async fn due_garbage(&self, limit: u32) -> Result<Vec<GarbageRow>, Error>;
    /// What a pass over a row came to: clean and counted, `again` after that delay, or done and the row goes.
    /// A pass that failed says nothing: the row is due again when its minute is over.
    async fn swept(&self, row: i64, again: Option<Duration>) -> Result<(), Error>;
    /// How many garbage rows there are.
    async fn garbage_pending(&self) -> Result<u64, Error>;
}

/// Renews leases. Its statements overtake all others.
#[async_trait]
pub trait Heart: Send + Sync {
    /// Renews the named leases to `lease` from now and stores their progress, in one statement. An
    /// expired lease that nobody has rescued is renewed too. A lease missing from the answer is lost.
    async fn beat(&self, session: SessionId, beats: &[Beat], lease: Duration) -> Result<Vec<Renewed>, Error>;
}

/// Something that may ask for tokens. Secrets are stored hashed only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub client_id: String,
    pub tenant: TenantId,
    pub name: String,
    /// SHA-256 of a 256-bit random secret.
    pub secret_hash: [u8; 32],
    /// Accepted on loopback listeners only.
    pub development: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub id: String,
    pub secret: [u8; 32],
}

/// A job as it is submitted.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: JobId,
    pub tenant: TenantId,
    pub kind: Kind,
    pub priority: i64,
    /// The client's, or made by the server.
    pub conversation_id: String,
    /// The client's bytes, never rendered again.
    pub user_metadata: Option<Vec<u8>>,
    /// Our own rendering of the analysis options (JSON).
    pub options: Vec<u8>,
    pub input: NewInput,
    pub idempotency: Option<Idempotency>,
    /// The request's, carried to the worker's logs.
    pub traceparent: Option<String>,
}

#[derive(Clone, Debug)]
pub enum NewInput {
    /// Small enough for the database (at most [`model::limits::INLINE_BYTES`]). Status `queued`.
    Inline { content_type: String, bytes: Vec<u8> },
    /// Already in object storage under this key. Status `queued`. A garbage row that names the key
    /// ([`Store::note_garbage`]) is settled by this submission.
    Object { content_type: String, key: String },
    /// Still to come, in parts. Status `awaiting_upload`.
    Upload(NewUpload),
}

/// An upload to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    pub key: String,
    pub file_name: String,
    pub content_type: String,
    pub file_bytes: i64,
    pub part_bytes: i64,
    pub part_count: i64,
    /// From now.
    pub lifetime: Duration,
}

/// A client's `Idempotency-Key`, unique per tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    pub key: String,
    /// SHA-256 over route and body.
    pub fingerprint: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    New,
    /// The same key and fingerprint came before and made this job.
    Replayed(JobId),
    /// The same key came before with another fingerprint.
    KeyReused,
}

/// Everything about a job but its input and result.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub tenant: TenantId,
    pub kind: Kind,
    pub status: Status,
    pub priority: i64,
    pub fence: Fence,
    pub generation: Generation,
    pub attempt: i64,
    pub crashes: i64,
    /// Grows on every visible change.
    pub revision: i64,
    pub conversation_id: String,
    pub user_metadata: Option<Vec<u8>>,
    pub options: Vec<u8>,
    pub progress: Progress,
    pub failure: Option<Failure>,
    pub created_at: Timestamp,
    pub run_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub cancel_requested_at: Option<Timestamp>,
}

/// How far the current attempt is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub stage: Option<Stage>,
    pub turns_done: i64,
    pub turns_total: Option<i64>,
}

/// Why a job failed; never quotes transcript text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub detail: String,
    pub line: Option<i64>,
    pub pointer: Option<String>,
    pub turn: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub key: String,
    pub upload_id: Option<String>,
    pub file_name: String,
    pub content_type: String,
    pub file_bytes: i64,
    pub part_bytes: i64,
    pub part_count: i64,
    pub expires_at: Timestamp,
    /// The verified list, once the upload was completed.
    pub parts: Option<Vec<UploadedPart>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedPart {
    pub number: i32,
    /// Without quotes.
    pub etag: String,
}

/// What a conditional move from `awaiting_upload` came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// This call moved it.
    Done,
    /// It was not awaiting its upload; it is in this state.
    Was(Status),
    /// No such job of this tenant, or it has no upload.
    Missing,
}

/// Where a result is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResult {
    /// Our own description of sections and chunks (JSON).
    pub manifest: Vec<u8>,
    /// The result itself where it is small, else it is in objects that the manifest names.
    pub inline: Option<Vec<u8>>,
    pub turns: i64,
    pub utterances: i64,
}

/// What a worker asks for.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub session: SessionId,
    pub limit: u32,
    pub lease: Duration,
    /// The caller is running nothing: it may be given one job that only runs alone.
    pub idle: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Claimed {
    pub jobs: Vec<ClaimedJob>,
    /// `jobs` holds exactly one, which has crashed before and must run alone in its process.
    pub alone: bool,
    /// A job that only runs alone is due and was not given, because the caller is not idle: `jobs` is empty,
    /// and the caller takes no more until it is idle.
    pub alone_waiting: bool,
}

#[derive(Clone, Debug)]
pub struct ClaimedJob {
    pub lease: Lease,
    pub tenant: TenantId,
    pub kind: Kind,
    pub conversation_id: String,
    /// 1 for the first.
    pub attempt: i64,
    pub crashes: i64,
    pub options: Vec<u8>,
    pub input: Input,
    pub traceparent: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Input {
    Inline { content_type: String, bytes: Vec<u8> },
    Object { content_type: String, key: String },
    Upload(Upload),
}

/// Whether a fenced write touched its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Fenced {
    Held,
    /// Somebody else has the job, or it is terminal: stop and discard.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    pub job: JobId,
    pub fence: Fence,
    pub progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewed {
    pub job: JobId,
    pub fence: Fence,
    pub cancel_requested: bool,
}

/// Objects that nobody will own: deleted by the sweep until S3 confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// Every object whose key starts with this.
    Prefix(String),
    /// One object key, and every multipart upload on it.
    Key(String),
    /// Every multipart upload on this key, but not the object.
    Uploads(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GarbageRow {
    pub row: i64,
    pub garbage: Garbage,
    /// Clean passes so far: those that [`Store::swept`] was told to repeat.
    pub passes: i64,
}
