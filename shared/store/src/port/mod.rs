//! The store's port: the truth about every job, in the domain's words.
//!
//! What must stay true: each method is one transaction; absence is `None`; every write by a worker
//! names its [`Lease`] and touches nothing when the lease is no longer the current one; a terminal
//! state never changes, but a job may be taken out whole; every tenant-facing read or write names its tenant.
//! Deliberately absent: SQL, and any method that would hold a transaction across network I/O.

mod access;
mod administration;
mod conversations;
mod file;
mod history;
mod imports;
mod job;
mod profiles;
mod submission;
mod sweep;
mod webhooks;
mod work;
mod zoom;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::Error;
pub use access::{Added, Client, FormerSecret, KnownClient, SigningKey};
pub use administration::{Act, Administration, ClientLimit, Counted, KnownKey, LimitedClient};
use async_trait::async_trait;
pub use conversations::{AnalysedBy, ConversationMetadata, Conversations, Described, Description, LastCompleted};
pub use file::{File, FileAdded, NewFile};
pub use history::{Attempt, History, JobFilter, ListedJob, Place, Timeline};
pub use imports::{Brought, Import, Imports};
pub use job::{Failure, Job, Moved, Progress, Standing, StoredResult, Upload, UploadedPart};
use model::{ClientNumber, Fence, FileId, JobId, Lease, SessionId, Status, TenantId, Ticket, Timestamp};
pub use profiles::{NewProfile, ProfileText, Profiles, Shelved, StoredProfile};
pub use submission::{Anew, Idempotency, NewInput, NewJob, NewUpload, Redrive, Redriven, Submitted};
pub use sweep::{Garbage, GarbageRow, Load};
pub use webhooks::{
    AfterCall, Call, Called, Delivery, DeliveryMade, NewDelivery, NewWebhook, Told, Webhook, WebhookAdded,
    WebhookChange, Webhooks,
};
pub use work::{Ask, Beat, Claimed, ClaimedJob, Fenced, Given, Input, Pulse, Renewed, TicketAsk};
pub use zoom::{NewZoomCredentials, Zoom, ZoomCredentials, ZoomKept};

/// What the program needs from a database. Implemented for PostgreSQL and SQLite from one SQL text.
#[async_trait]
pub trait Store: Send + Sync {
    /// Brings the schema up to date; safe to call from many processes at once.
    async fn migrate(&self) -> Result<(), Error>;

    /// The time by which leases are judged: the database's on PostgreSQL, the bound clock on SQLite.
    async fn now(&self) -> Result<Timestamp, Error>;

    // --- who may call -------------------------------------------------------------------------

    /// Stores a client that is the first of its tenant and, when it is new, the tenant. Audited, as all that follows is.
    async fn create_client(&self, client: &Client, tenant_name: &str) -> Result<(), Error>;
    /// Stores another client of a tenant.
    async fn add_client(&self, client: &Client) -> Result<Added, Error>;
    /// Gives a client another secret; no former one is good for longer than `keep_former` from now. `false`, and nothing
    /// is done: no such client, a development client, a revoked one, or one with
    /// [`model::limits::MAX_FORMER_SECRETS`] former secrets that are still good and are to be kept.
    async fn rotate_client(
        &self,
        client_id: &str,
        secret_hash: &[u8; 32],
        keep_former: Duration,
    ) -> Result<bool, Error>;
    /// Ends a client: all its secrets go, in place of its own comes `noise`, which is nobody's. `false`, and nothing is
    /// done: no such client, a development client, or one that was revoked before.
    async fn revoke_client(&self, client_id: &str, noise: &[u8; 32]) -> Result<bool, Error>;
    async fn client(&self, client_id: &str) -> Result<Option<KnownClient>, Error>;
    /// Every client, by tenant and number.
    async fn clients(&self) -> Result<Vec<KnownClient>, Error>;
    /// The clients that were revoked at that time or later.
    async fn revoked_since(&self, since: Timestamp) -> Result<Vec<(TenantId, ClientNumber)>, Error>;
    /// Whether any client exists: an empty database gets a development client.
    async fn has_clients(&self) -> Result<bool, Error>;
    /// The keys whose tokens may be good, newest first. When there is none, `candidate` becomes the first;
    /// of two processes racing here both get the same answer.
    async fn signing_keys(&self, candidate: &SigningKey) -> Result<Vec<KnownKey>, Error>;

    /// How many jobs of a tenant may be `processing` at once: of this one (`None`: as many as is usual), or usually
    /// (without a tenant; `None`: any number). What runs already goes on. `false`: no such tenant.
    async fn limit_jobs(&self, tenant: Option<TenantId>, jobs: Option<u32>) -> Result<bool, Error>;

    // --- submitting ---------------------------------------------------------------------------

    /// Names an object before its first byte is written, outside any lease: garbage after this delay
    /// unless a submission adopts it.
    async fn note_garbage(&self, garbage: &Garbage, after: Duration) -> Result<(), Error>;
    /// Moves the time at which a row of [`Store::note_garbage`] is due, for whoever is still writing the object or has
    /// given it up. `false`: nothing of that name waits any more, or a sweeper has it or is about to.
    async fn put_off_garbage(&self, garbage: &Garbage, after: Duration) -> Result<bool, Error>;
    /// Stores a new job with its input (inline, object, upload or file). Acknowledged means on disk.
    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error>;
    /// A new job with the conversation, input and metadata of one that has ended; the input is shared, not copied, where
    /// it is an object. Acknowledged means on disk.
    async fn redrive(&self, redrive: &Redrive) -> Result<Redriven, Error>;

    // --- beside jobs --------------------------------------------------------------------------

    fn profiles(&self) -> Arc<dyn Profiles>;
    fn conversations(&self) -> Arc<dyn Conversations>;
    fn history(&self) -> Arc<dyn History>;
    fn imports(&self) -> Arc<dyn Imports>;
    fn zoom(&self) -> Arc<dyn Zoom>;
    fn webhooks(&self) -> Arc<dyn Webhooks>;
    fn administration(&self) -> Arc<dyn Administration>;

    // --- reading (scoped by tenant) -----------------------------------------------------------

    async fn job(&self, tenant: TenantId, id: JobId) -> Result<Option<Job>, Error>;
    async fn upload(&self, tenant: TenantId, id: JobId) -> Result<Option<Upload>, Error>;
    /// The result of a completed job.
    async fn result(&self, tenant: TenantId, id: JobId) -> Result<Option<StoredResult>, Error>;
    /// How these jobs stand, in any order; one that is not there is not among the answers. Over all tenants, for whoever
    /// wakes those who wait for a job: what they are then told they read as their tenant.
    async fn standings(&self, jobs: &[JobId]) -> Result<Vec<Standing>, Error>;
    /// How many jobs of each status exist, over all tenants (for operators, not for clients). Looks at every job.
    async fn counts(&self) -> Result<BTreeMap<Status, u64>, Error>;
    /// What operators look at, over all tenants. Never looks at a job that has ended.
    async fn load(&self) -> Result<Load, Error>;

    // --- cancelling ---------------------------------------------------------------------------

    /// A job that is not running is `cancelled` at once ([`Moved::Done`]) and its upload's objects become garbage; for a
    /// running one the request is noted (`Moved::Was(Processing)`) and the next beat tells its worker. Of a request and
    /// a completion the one that commits first wins; a terminal state stays (`Moved::Was` of it).
    async fn cancel(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error>;

    // --- taking out ---------------------------------------------------------------------------

    /// Takes a job out, whatever it is doing, with its input, upload, result and the idempotency keys that name it; its
    /// objects become garbage, an input that redrives share when the last of them goes. Its worker has lost its lease.
    /// Audited, as done `by` that client of the tenant. `false`: no such job of this tenant. Answered means on disk.
    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: JobId) -> Result<bool, Error>;
    /// The same for up to `limit` jobs of a conversation: those that it returns. The audit names the conversation by
    /// `alias`.
    async fn erase_conversation(
        &self,
        tenant: TenantId,
        by: ClientNumber,
        conversation_id: &str,
        alias: &str,
        limit: u32,
    ) -> Result<Vec<JobId>, Error>;
    /// The same, of any tenant and without an audit, for up to `limit` jobs that ended `age` ago or earlier. That they were
    /// there is remembered ([`History::expired`]).
    async fn prune(&self, age: Duration, limit: u32) -> Result<Vec<JobId>, Error>;
    /// Drops up to `limit` entries of the audit that are older than [`model::limits::AUDIT_LIFETIME`]. Returns how many.
    async fn forget_audit(&self, limit: u32) -> Result<u64, Error>;

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

    // --- files --------------------------------------------------------------------------------

    /// Keeps a file whose object is whole, settling the garbage row that names the object as a submission does. A file
    /// of this id that the tenant has already is left as it is and told. Acknowledged means on disk.
    async fn add_file(&self, file: &NewFile) -> Result<FileAdded, Error>;
    async fn file(&self, tenant: TenantId, id: FileId) -> Result<Option<File>, Error>;
    /// Takes a file out. Its object becomes garbage, unless jobs were started from it: then it goes with the last of
    /// them. Of a file that is still to be brought the job is cancelled, or asked to be. Audited; the audit names the file
    /// by `alias`. `false`: no such file of this tenant, nor one to come. Answered means on disk.
    async fn erase_file(&self, tenant: TenantId, by: ClientNumber, id: FileId, alias: &str) -> Result<bool, Error>;
    /// The same, of any tenant and without an audit, for up to `limit` files that no job was started from for `age` (nor
    /// brought here since) and that no job there is was started from. Returns how many.
    async fn prune_files(&self, age: Duration, limit: u32) -> Result<u64, Error>;

    // --- tickets ------------------------------------------------------------------------------

    /// Gives up to `ask.limit` due jobs of a lane a ticket while fewer than `ask.out` tickets of it are out; a tenant that
    /// has none out there may have one even so, while fewer than twice as many are. Tenants take turns; one with a limit
    /// has no more out than could run now. Suspects get none. The job's next ticket is due after `ask.again`, unless it
    /// has left the queue by then. No job's ticket is given twice at a time, but callers that come at the same moment
    /// may each fill what is left of `ask.out`.
    async fn take_tickets(&self, ask: &TicketAsk) -> Result<Vec<Given>, Error>;
    /// How many tickets are out, counted up to `most`.
    async fn tickets_out(&self, most: u32) -> Result<u32, Error>;
    /// These surely went nowhere: due for another at once, where the job is still queued and of that generation.
    async fn tickets_refused(&self, tickets: &[Ticket]) -> Result<(), Error>;
    /// Claims those of the named jobs, but no more than `ask.limit`, that are queued, due, of that generation and no
    /// suspects; the others, and kinds this program does not know, stay as they are, but those whose tenants are at their
    /// limits are due for another ticket at once. Waits a fifth of a second at most
    /// for a row that somebody else is just changing, then it is [`Error::Unavailable`] and nothing is claimed.
    async fn claim_tickets(&self, ask: &Ask, tickets: &[Ticket]) -> Result<Claimed, Error>;

    // --- working ------------------------------------------------------------------------------

    /// Takes up to `ask.limit` due jobs, each under a fresh lease: fence + 1, attempt + 1. One job is
    /// never handed to two callers. Lanes have their shares ([`model::Lane::order`]), and in each the tenants take turns,
    /// oldest due first; no tenant gets more than its limit leaves; unknown kinds stay. Whether a ticket is out for it
    /// makes no difference. A limit of 0 looks for a suspect only.
    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error>;
    /// The jobs this session holds in the store that are not among `held`: those of a claim whose answer was lost.
    async fn unheld(&self, session: SessionId, held: &[(JobId, Fence)]) -> Result<Vec<ClaimedJob>, Error>;
    /// Hands a job back to `queued`, due after `delay` (generation + 1). `refund` gives the attempt back.
    /// Like every exit to `queued` it becomes `cancelled` where a cancel was requested.
    async fn release(&self, lease: &Lease, delay: Duration, refund: bool) -> Result<Fenced, Error>;
    /// The same for an attempt that failed with this code in a way that may pass. It counts.
    async fn retry(&self, lease: &Lease, delay: Duration, code: &str) -> Result<Fenced, Error>;
    /// `processing → completed` with its result; settles the lease's garbage rows; a multipart upload that is left on
    /// its input's key becomes garbage. Acknowledged means on disk.
    /// Idempotent: the same lease completing twice is `Held` both times and stored once.
    async fn complete(&self, lease: &Lease, result: &StoredResult) -> Result<Fenced, Error>;
    /// `processing → failed` with the reason. The input stays for a redrive; a multipart upload that was never put
    /// together only for [`model::limits::UPLOAD_LIFETIME`]. Idempotent like `complete`.
    async fn fail(&self, lease: &Lease, failure: &Failure) -> Result<Fenced, Error>;
    /// Names, before its first byte is written, what a lost attempt would leave behind.
    async fn expect_garbage(&self, lease: &Lease, garbage: &Garbage) -> Result<Fenced, Error>;
    /// The heartbeat, with a connection of its own: called from its own thread and runtime.
    fn heart(&self) -> Arc<dyn Heart>;
    /// This session works no more: [`Store::load`] counts it no longer. Its leases stay as they are.
    async fn retire(&self, session: SessionId) -> Result<(), Error>;

    // --- sweeping -----------------------------------------------------------------------------

    /// `processing → queued` (fence + 1, generation + 1, crashes + 1) for up to `limit` jobs whose lease
    /// ended more than [`model::limits::RESCUE_GRACE`] ago; past [`model::limits::MAX_CRASHES`] they are
    /// `failed` (`crashed_repeatedly`) instead. `book_crashes: false` leaves `crashes` as it was. Sessions that have
    /// not beaten for a minute are forgotten.
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
    /// Renews the named leases and stores their progress, in one statement that also says the session is alive. An
    /// expired lease that nobody has rescued is renewed too. A lease missing from the answer is lost.
    async fn beat(&self, pulse: &Pulse) -> Result<Vec<Renewed>, Error>;
}
