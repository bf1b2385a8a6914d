//! The port over any engine: each method names its transaction and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{Fence, JobId, Lease, SessionId, Status, TenantId, Ticket, Timestamp};

use crate::transactions::{
    Cancel, Claim, ClaimTickets, ClientById, Completion, Counts, CreateClient, DueGarbage, ExpectGarbage,
    ExpireUploads, Fail, GarbagePending, HasClients, JobById, LoadAt, NoteGarbage, RedriveJob, Release, Rescue,
    RescueAllBut, ResultById, Retire, SigningKeys, Swept, TakeTickets, TicketsOut, TicketsRefused, Transaction, Unheld,
    UploadById, UploadCancelled, UploadCompleted, UploadOpened,
};
use crate::{
    Ask, Claimed, ClaimedJob, Client, Error, Failure, Fenced, Garbage, GarbageRow, Heart, Job, Load, Moved, NewJob,
    Redrive, Redriven, SigningKey, Store, StoredResult, Submitted, TicketAsk, Upload, UploadedPart,
};

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

pub(crate) struct SqlStore<E>(pub(crate) E);

#[async_trait]
impl<E: Engine> Store for SqlStore<E> {
    async fn migrate(&self) -> Result<(), Error> {
        self.0.migrate().await
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        self.0.now().await
    }

    async fn create_client(&self, client: &Client, tenant_name: &str) -> Result<(), Error> {
        self.0.run(CreateClient { client: client.clone(), tenant_name: tenant_name.to_owned() }).await
    }

    async fn client(&self, client_id: &str) -> Result<Option<Client>, Error> {
        self.0.run(ClientById(client_id.to_owned())).await
    }

    async fn has_clients(&self) -> Result<bool, Error> {
        self.0.run(HasClients).await
    }

    async fn signing_keys(&self, candidate: &SigningKey) -> Result<Vec<SigningKey>, Error> {
        self.0.run(SigningKeys { candidate: candidate.clone() }).await
    }

    async fn note_garbage(&self, garbage: &Garbage, after: Duration) -> Result<(), Error> {
        self.0.run(NoteGarbage { garbage: garbage.clone(), after }).await
    }

    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error> {
        self.0.submit(job.clone()).await
    }

    async fn redrive(&self, redrive: &Redrive) -> Result<Redriven, Error> {
        self.0.run(RedriveJob(redrive.clone())).await
    }

    async fn job(&self, tenant: TenantId, id: JobId) -> Result<Option<Job>, Error> {
        self.0.run(JobById { tenant, id }).await
    }

    async fn upload(&self, tenant: TenantId, id: JobId) -> Result<Option<Upload>, Error> {
        self.0.run(UploadById { tenant, id }).await
    }

    async fn result(&self, tenant: TenantId, id: JobId) -> Result<Option<StoredResult>, Error> {
        self.0.run(ResultById { tenant, id }).await
    }

    async fn counts(&self) -> Result<BTreeMap<Status, u64>, Error> {
        self.0.run(Counts).await
    }

    async fn load(&self) -> Result<Load, Error> {
        let now = self.0.now().await?;
        self.0.run(LoadAt(now)).await
    }

    async fn cancel(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        self.0.run(Cancel { tenant, id }).await
    }

    async fn upload_opened(&self, tenant: TenantId, id: JobId, upload_id: &str) -> Result<bool, Error> {
        self.0.run(UploadOpened { tenant, id, upload_id: upload_id.to_owned() }).await
    }

    async fn upload_completed(&self, tenant: TenantId, id: JobId, parts: &[UploadedPart]) -> Result<Moved, Error> {
        self.0.run(UploadCompleted { tenant, id, parts: parts.to_vec() }).await
    }

    async fn upload_cancelled(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        self.0.run(UploadCancelled { tenant, id }).await
    }

    async fn expire_uploads(&self, limit: u32) -> Result<u64, Error> {
        self.0.run(ExpireUploads { limit }).await
    }

    async fn take_tickets(&self, ask: &TicketAsk) -> Result<Vec<Ticket>, Error> {
        self.0.run(TakeTickets(*ask)).await
    }

    async fn tickets_out(&self, most: u32) -> Result<u32, Error> {
        self.0.run(TicketsOut { most }).await
    }

    async fn tickets_refused(&self, tickets: &[Ticket]) -> Result<(), Error> {
        if tickets.is_empty() {
            return Ok(());
        }
        self.0.run(TicketsRefused(tickets.to_vec())).await
    }

    async fn claim_tickets(&self, ask: &Ask, tickets: &[Ticket]) -> Result<Claimed, Error> {
        if tickets.is_empty() {
            return Ok(Claimed::default());
        }
        self.0.run(ClaimTickets { ask: *ask, tickets: tickets.iter().copied().collect() }).await
    }

    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error> {
        self.0.run(Claim(*ask)).await
    }

    async fn unheld(&self, session: SessionId, held: &[(JobId, Fence)]) -> Result<Vec<ClaimedJob>, Error> {
        self.0.run(Unheld { session, held: held.to_vec() }).await
    }

    async fn release(&self, lease: &Lease, delay: Duration, refund: bool) -> Result<Fenced, Error> {
        self.0.run(Release { lease: *lease, delay, refund }).await
    }

    async fn complete(&self, lease: &Lease, result: &StoredResult) -> Result<Fenced, Error> {
        self.0.complete(Completion { lease: *lease, result: result.clone() }).await
    }

    async fn fail(&self, lease: &Lease, failure: &Failure) -> Result<Fenced, Error> {
        self.0.run(Fail { lease: *lease, failure: failure.clone() }).await
    }

    async fn expect_garbage(&self, lease: &Lease, garbage: &Garbage) -> Result<Fenced, Error> {
        self.0.run(ExpectGarbage { lease: *lease, garbage: garbage.clone() }).await
    }

    fn heart(&self) -> Arc<dyn Heart> {
        self.0.heart()
    }

    async fn retire(&self, session: SessionId) -> Result<(), Error> {
        self.0.run(Retire(session)).await
    }

    async fn rescue(&self, limit: u32, book_crashes: bool) -> Result<Vec<JobId>, Error> {
        self.0.run(Rescue { limit, book_crashes }).await
    }

    async fn rescue_all_but(&self, alive: SessionId) -> Result<Vec<JobId>, Error> {
        self.0.run(RescueAllBut { alive }).await
    }

    async fn due_garbage(&self, limit: u32) -> Result<Vec<GarbageRow>, Error> {
        self.0.run(DueGarbage { limit }).await
    }

    async fn swept(&self, row: i64, again: Option<Duration>) -> Result<(), Error> {
        self.0.run(Swept { row, again }).await
    }

    async fn garbage_pending(&self) -> Result<u64, Error> {
        self.0.run(GarbagePending).await
    }
}
