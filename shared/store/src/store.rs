//! The port over any engine: each method names its transaction and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::transactions::{
    AddClient, AddFile, Cancel, Claim, ClaimTickets, ClientById, Clients, Completion, Counts, CreateClient, DueGarbage,
    Erase, EraseConversation, EraseFile, ExpectGarbage, ExpireUploads, Fail, FileById, ForgetAudit, GarbagePending,
    HasClients, JobById, LimitJobs, LoadAt, NoteGarbage, Prune, PruneFiles, PutOffGarbage, RedriveJob, Release, Rescue,
    RescueAllBut, ResultById, Retire, RevokeClient, RevokedSince, RotateClient, SigningKeys, StandingsOf,
    SubmitCounted, SubmitFromFile, SubmitOne, Swept, TakeTickets, TicketsOut, TicketsRefused, Transaction, Turns,
    Unheld, UploadById, UploadCancelled, UploadCompleted, UploadOpened,
};
use crate::{
    Added, Administration, Ask, Claimed, ClaimedJob, Client, Conversations, Error, Failure, Fenced, File, FileAdded,
    Garbage, GarbageRow, Given, Heart, History, Imports, Job, KnownClient, KnownKey, Load, Moved, NewFile, NewInput,
    NewJob, Profiles, Redrive, Redriven, SigningKey, Standing, Store, StoredResult, Submitted, TicketAsk, Upload,
    UploadedPart, Webhooks, Zoom,
};
use async_trait::async_trait;
use model::{ClientNumber, Fence, FileId, JobId, Lease, SessionId, Status, TenantId, Ticket, Timestamp};

mod administration;
mod beside;
mod webhooks;
mod zoom;

use beside::Beside;

/// How one database runs transactions.
pub(crate) trait Engine: Send + Sync + 'static {
    fn run<T: Transaction>(&self, transaction: T) -> impl Future<Output = Result<T::Answer, Error>> + Send;
    /// May share its commit with others.
    fn submit(&self, job: NewJob) -> impl Future<Output = Result<Submitted, Error>> + Send;
    /// May share its commit with others.
    fn complete(&self, completion: Completion) -> impl Future<Output = Result<Fenced, Error>> + Send;
    fn migrate(&self) -> impl Future<Output = Result<(), Error>> + Send;
    fn now(&self) -> impl Future<Output = Result<Timestamp, Error>> + Send;
    fn heart(&self) -> Arc<dyn Heart>;
}

pub(crate) struct SqlStore<E> {
    engine: Arc<E>,
    turns: Arc<Turns>,
}

impl<E> SqlStore<E> {
    pub(crate) fn new(engine: E) -> Self {
        Self { engine: Arc::new(engine), turns: Arc::default() }
    }
}

#[async_trait]
impl<E: Engine> Store for SqlStore<E> {
    async fn migrate(&self) -> Result<(), Error> {
        self.engine.migrate().await
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        self.engine.now().await
    }

    async fn create_client(&self, client: &Client, tenant_name: &str) -> Result<(), Error> {
        self.engine.run(CreateClient { client: client.clone(), tenant_name: tenant_name.to_owned() }).await
    }

    async fn add_client(&self, client: &Client) -> Result<Added, Error> {
        self.engine.run(AddClient(client.clone())).await
    }

    async fn rotate_client(
        &self,
        client_id: &str,
        secret_hash: &[u8; 32],
        keep_former: Duration,
    ) -> Result<bool, Error> {
        let client_id = client_id.to_owned();
        self.engine.run(RotateClient { client_id, secret_hash: *secret_hash, keep_former }).await
    }

    async fn revoke_client(&self, client_id: &str, noise: &[u8; 32]) -> Result<bool, Error> {
        self.engine.run(RevokeClient { client_id: client_id.to_owned(), noise: *noise }).await
    }

    async fn client(&self, client_id: &str) -> Result<Option<KnownClient>, Error> {
        self.engine.run(ClientById(client_id.to_owned())).await
    }

    async fn clients(&self) -> Result<Vec<KnownClient>, Error> {
        self.engine.run(Clients).await
    }

    async fn revoked_since(&self, since: Timestamp) -> Result<Vec<(TenantId, ClientNumber)>, Error> {
        self.engine.run(RevokedSince(since)).await
    }

    async fn has_clients(&self) -> Result<bool, Error> {
        self.engine.run(HasClients).await
    }

    async fn signing_keys(&self, candidate: &SigningKey) -> Result<Vec<KnownKey>, Error> {
        self.engine.run(SigningKeys { candidate: candidate.clone() }).await
    }

    async fn limit_jobs(&self, tenant: Option<TenantId>, jobs: Option<u32>) -> Result<bool, Error> {
        self.engine.run(LimitJobs { tenant, jobs }).await
    }

    async fn note_garbage(&self, garbage: &Garbage, after: Duration) -> Result<(), Error> {
        self.engine.run(NoteGarbage { garbage: garbage.clone(), after }).await
    }

    async fn put_off_garbage(&self, garbage: &Garbage, after: Duration) -> Result<bool, Error> {
        self.engine.run(PutOffGarbage { garbage: garbage.clone(), after }).await
    }

    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error> {
        let job = job.clone();
        match (&job.input, job.counted.clone()) {
            (&NewInput::File(file), None) => self.engine.run(SubmitFromFile { job, file }).await,
            (_, None) => self.engine.submit(job).await,
            (&NewInput::File(file), Some(client_id)) => {
                let submission = SubmitFromFile { job: job.clone(), file };
                self.engine.run(SubmitCounted { client_id, job, submission }).await
            }
            (_, Some(client_id)) => {
                let submission = SubmitOne(job.clone());
                self.engine.run(SubmitCounted { client_id, job, submission }).await
            }
        }
    }

    async fn redrive(&self, redrive: &Redrive) -> Result<Redriven, Error> {
        self.engine.run(RedriveJob(redrive.clone())).await
    }

    fn profiles(&self) -> Arc<dyn Profiles> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn conversations(&self) -> Arc<dyn Conversations> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn history(&self) -> Arc<dyn History> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn imports(&self) -> Arc<dyn Imports> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn zoom(&self) -> Arc<dyn Zoom> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn webhooks(&self) -> Arc<dyn Webhooks> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    fn administration(&self) -> Arc<dyn Administration> {
        Arc::new(Beside(Arc::clone(&self.engine)))
    }

    async fn job(&self, tenant: TenantId, id: JobId) -> Result<Option<Job>, Error> {
        self.engine.run(JobById { tenant, id }).await
    }

    async fn upload(&self, tenant: TenantId, id: JobId) -> Result<Option<Upload>, Error> {
        self.engine.run(UploadById { tenant, id }).await
    }

    async fn result(&self, tenant: TenantId, id: JobId) -> Result<Option<StoredResult>, Error> {
        self.engine.run(ResultById { tenant, id }).await
    }

    async fn standings(&self, jobs: &[JobId]) -> Result<Vec<Standing>, Error> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        self.engine.run(StandingsOf(jobs.to_vec())).await
    }

    async fn counts(&self) -> Result<BTreeMap<Status, u64>, Error> {
        self.engine.run(Counts).await
    }

    async fn load(&self) -> Result<Load, Error> {
        let now = self.engine.now().await?;
        self.engine.run(LoadAt(now)).await
    }

    async fn cancel(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        self.engine.run(Cancel { tenant, id }).await
    }

    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: JobId) -> Result<bool, Error> {
        self.engine.run(Erase { tenant, by, id }).await
    }

    async fn erase_conversation(
        &self,
        tenant: TenantId,
        by: ClientNumber,
        conversation_id: &str,
        alias: &str,
        limit: u32,
    ) -> Result<Vec<JobId>, Error> {
        let (conversation_id, alias) = (conversation_id.to_owned(), alias.to_owned());
        self.engine.run(EraseConversation { tenant, by, conversation_id, alias, limit }).await
    }

    async fn prune(&self, age: Duration, limit: u32) -> Result<Vec<JobId>, Error> {
        self.engine.run(Prune { age, limit }).await
    }

    async fn forget_audit(&self, limit: u32) -> Result<u64, Error> {
        self.engine.run(ForgetAudit { limit }).await
    }

    async fn upload_opened(&self, tenant: TenantId, id: JobId, upload_id: &str) -> Result<bool, Error> {
        self.engine.run(UploadOpened { tenant, id, upload_id: upload_id.to_owned() }).await
    }

    async fn upload_completed(&self, tenant: TenantId, id: JobId, parts: &[UploadedPart]) -> Result<Moved, Error> {
        self.engine.run(UploadCompleted { tenant, id, parts: parts.to_vec() }).await
    }

    async fn upload_cancelled(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        self.engine.run(UploadCancelled { tenant, id }).await
    }

    async fn expire_uploads(&self, limit: u32) -> Result<u64, Error> {
        self.engine.run(ExpireUploads { limit }).await
    }

    async fn add_file(&self, file: &NewFile) -> Result<FileAdded, Error> {
        self.engine.run(AddFile(file.clone())).await
    }

    async fn file(&self, tenant: TenantId, id: FileId) -> Result<Option<File>, Error> {
        self.engine.run(FileById { tenant, id }).await
    }

    async fn erase_file(&self, tenant: TenantId, by: ClientNumber, id: FileId, alias: &str) -> Result<bool, Error> {
        self.engine.run(EraseFile { tenant, by, id, alias: alias.to_owned() }).await
    }

    async fn prune_files(&self, age: Duration, limit: u32) -> Result<u64, Error> {
        self.engine.run(PruneFiles { age, limit }).await
    }

    async fn take_tickets(&self, ask: &TicketAsk) -> Result<Vec<Given>, Error> {
        self.engine.run(TakeTickets { ask: *ask, turns: Arc::clone(&self.turns) }).await
    }

    async fn tickets_out(&self, most: u32) -> Result<u32, Error> {
        self.engine.run(TicketsOut { most }).await
    }

    async fn tickets_refused(&self, tickets: &[Ticket]) -> Result<(), Error> {
        if tickets.is_empty() {
            return Ok(());
        }
        self.engine.run(TicketsRefused(tickets.to_vec())).await
    }

    async fn claim_tickets(&self, ask: &Ask, tickets: &[Ticket]) -> Result<Claimed, Error> {
        if tickets.is_empty() {
            return Ok(Claimed::default());
        }
        self.engine.run(ClaimTickets { ask: *ask, tickets: tickets.iter().copied().collect() }).await
    }

    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error> {
        self.engine.run(Claim { ask: *ask, turns: Arc::clone(&self.turns) }).await
    }

    async fn unheld(&self, session: SessionId, held: &[(JobId, Fence)]) -> Result<Vec<ClaimedJob>, Error> {
        self.engine.run(Unheld { session, held: held.to_vec() }).await
    }

    async fn release(&self, lease: &Lease, delay: Duration, refund: bool) -> Result<Fenced, Error> {
        self.engine.run(Release { lease: *lease, delay, refund, code: None }).await
    }

    async fn retry(&self, lease: &Lease, delay: Duration, code: &str) -> Result<Fenced, Error> {
        self.engine.run(Release { lease: *lease, delay, refund: false, code: Some(code.to_owned()) }).await
    }

    async fn complete(&self, lease: &Lease, result: &StoredResult) -> Result<Fenced, Error> {
        self.engine.complete(Completion { lease: *lease, result: result.clone() }).await
    }

    async fn fail(&self, lease: &Lease, failure: &Failure) -> Result<Fenced, Error> {
        self.engine.run(Fail { lease: *lease, failure: failure.clone() }).await
    }

    async fn expect_garbage(&self, lease: &Lease, garbage: &Garbage) -> Result<Fenced, Error> {
        self.engine.run(ExpectGarbage { lease: *lease, garbage: garbage.clone() }).await
    }

    fn heart(&self) -> Arc<dyn Heart> {
        self.engine.heart()
    }

    async fn retire(&self, session: SessionId) -> Result<(), Error> {
        self.engine.run(Retire(session)).await
    }

    async fn rescue(&self, limit: u32, book_crashes: bool) -> Result<Vec<JobId>, Error> {
        self.engine.run(Rescue { limit, book_crashes }).await
    }

    async fn rescue_all_but(&self, alive: SessionId) -> Result<Vec<JobId>, Error> {
        self.engine.run(RescueAllBut { alive }).await
    }

    async fn due_garbage(&self, limit: u32) -> Result<Vec<GarbageRow>, Error> {
        self.engine.run(DueGarbage { limit }).await
    }

    async fn swept(&self, row: i64, again: Option<Duration>) -> Result<(), Error> {
        self.engine.run(Swept { row, again }).await
    }

    async fn garbage_pending(&self) -> Result<u64, Error> {
        self.engine.run(GarbagePending).await
    }
}
