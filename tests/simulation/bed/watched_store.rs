//! The store as one process reaches it: every call passes the process's trap, every effect is recorded.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{ClientNumber, Fence, FileId, JobId, Lease, SessionId, Status, TenantId, Ticket, Timestamp};
use store::{
    Added, Administration, Ask, Claimed, ClaimedJob, Client, Conversations, Error, Failure, Fenced, File, FileAdded,
    Garbage, GarbageRow, Given, Heart, History, Imports, Job, KnownClient, KnownKey, Load, Moved, NewFile, NewJob,
    Profiles, Pulse, Redrive, Redriven, Renewed, SigningKey, Standing, Store, StoredResult, Submitted, TicketAsk,
    Upload, UploadedPart, Webhooks, Zoom,
};

use super::{Event, Events, Trap};

pub(super) struct WatchedStore {
    pub(super) inner: Arc<dyn Store>,
    pub(super) trap: Trap,
    pub(super) events: Events,
}

fn away() -> Error {
    Error::Unavailable { transaction: "any", source: "the test says so".into() }
}

impl WatchedStore {
    async fn pass<T: Clone>(
        &self,
        call: impl Future<Output = Result<T, Error>> + Send,
        event: impl FnOnce(T) -> Event + Send,
    ) -> Result<T, Error> {
        let recorded = async {
            let answer = call.await?;
            self.events.note(event(answer.clone()));
            Ok(answer)
        };
        self.trap.pass(recorded, away).await
    }
}

#[async_trait]
impl Store for WatchedStore {
    async fn migrate(&self) -> Result<(), Error> {
        self.inner.migrate().await
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        self.trap.pass(self.inner.now(), away).await
    }

    async fn create_client(&self, client: &Client, tenant_name: &str) -> Result<(), Error> {
        self.trap.pass(self.inner.create_client(client, tenant_name), away).await
    }

    async fn add_client(&self, client: &Client) -> Result<Added, Error> {
        self.trap.pass(self.inner.add_client(client), away).await
    }

    async fn rotate_client(
        &self,
        client_id: &str,
        secret_hash: &[u8; 32],
        keep_former: Duration,
    ) -> Result<bool, Error> {
        self.trap.pass(self.inner.rotate_client(client_id, secret_hash, keep_former), away).await
    }

    async fn revoke_client(&self, client_id: &str, noise: &[u8; 32]) -> Result<bool, Error> {
        self.trap.pass(self.inner.revoke_client(client_id, noise), away).await
    }

    async fn clients(&self) -> Result<Vec<KnownClient>, Error> {
        self.trap.pass(self.inner.clients(), away).await
    }

    async fn revoked_since(&self, since: Timestamp) -> Result<Vec<(TenantId, ClientNumber)>, Error> {
        self.trap.pass(self.inner.revoked_since(since), away).await
    }

    async fn client(&self, client_id: &str) -> Result<Option<KnownClient>, Error> {
        self.trap.pass(self.inner.client(client_id), away).await
    }

    async fn has_clients(&self) -> Result<bool, Error> {
        self.trap.pass(self.inner.has_clients(), away).await
    }

    async fn signing_keys(&self, candidate: &SigningKey) -> Result<Vec<KnownKey>, Error> {
        self.trap.pass(self.inner.signing_keys(candidate), away).await
    }

    async fn limit_jobs(&self, tenant: Option<TenantId>, jobs: Option<u32>) -> Result<bool, Error> {
        self.inner.limit_jobs(tenant, jobs).await
    }

    async fn note_garbage(&self, garbage: &Garbage, after: Duration) -> Result<(), Error> {
        self.trap.pass(self.inner.note_garbage(garbage, after), away).await
    }

    async fn put_off_garbage(&self, garbage: &Garbage, after: Duration) -> Result<bool, Error> {
        self.trap.pass(self.inner.put_off_garbage(garbage, after), away).await
    }

    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error> {
        let event = |answer| Event::Submitted { job: Box::new(job.clone()), answer };
        self.pass(self.inner.submit(job), event).await
    }

    async fn redrive(&self, redrive: &Redrive) -> Result<Redriven, Error> {
        let event = |answer| Event::Redriven { redrive: redrive.clone(), answer };
        self.pass(self.inner.redrive(redrive), event).await
    }

    async fn job(&self, tenant: TenantId, id: JobId) -> Result<Option<Job>, Error> {
        self.trap.pass(self.inner.job(tenant, id), away).await
    }

    /// Of these the rules say nothing.
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

    async fn upload(&self, tenant: TenantId, id: JobId) -> Result<Option<Upload>, Error> {
        self.trap.pass(self.inner.upload(tenant, id), away).await
    }

    async fn result(&self, tenant: TenantId, id: JobId) -> Result<Option<StoredResult>, Error> {
        self.trap.pass(self.inner.result(tenant, id), away).await
    }

    async fn standings(&self, jobs: &[JobId]) -> Result<Vec<Standing>, Error> {
        self.trap.pass(self.inner.standings(jobs), away).await
    }

    async fn counts(&self) -> Result<BTreeMap<Status, u64>, Error> {
        self.trap.pass(self.inner.counts(), away).await
    }

    async fn load(&self) -> Result<Load, Error> {
        self.trap.pass(self.inner.load(), away).await
    }

    async fn cancel(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        self.pass(self.inner.cancel(tenant, id), |answer| Event::Cancelled { tenant, id, answer }).await
    }

    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: JobId) -> Result<bool, Error> {
        self.pass(self.inner.erase(tenant, by, id), |answer| Event::Erased { tenant, id, answer }).await
    }

    async fn erase_conversation(
        &self,
        tenant: TenantId,
        by: ClientNumber,
        conversation_id: &str,
        alias: &str,
        limit: u32,
    ) -> Result<Vec<JobId>, Error> {
        let event = |answer| Event::ConversationErased { tenant, conversation_id: conversation_id.to_owned(), answer };
        self.pass(self.inner.erase_conversation(tenant, by, conversation_id, alias, limit), event).await
    }

    async fn prune(&self, age: Duration, limit: u32) -> Result<Vec<JobId>, Error> {
        self.pass(self.inner.prune(age, limit), |answer| Event::Pruned { age, answer }).await
    }

    async fn forget_audit(&self, limit: u32) -> Result<u64, Error> {
        self.trap.pass(self.inner.forget_audit(limit), away).await
    }

    async fn upload_opened(&self, tenant: TenantId, id: JobId, upload_id: &str) -> Result<bool, Error> {
        let event = |answer| Event::UploadOpened { tenant, id, upload_id: upload_id.to_owned(), answer };
        self.pass(self.inner.upload_opened(tenant, id, upload_id), event).await
    }

    async fn upload_completed(&self, tenant: TenantId, id: JobId, parts: &[UploadedPart]) -> Result<Moved, Error> {
        let event = |answer| Event::UploadCompleted { tenant, id, parts: parts.to_vec(), answer };
        self.pass(self.inner.upload_completed(tenant, id, parts), event).await
    }

    async fn upload_cancelled(&self, tenant: TenantId, id: JobId) -> Result<Moved, Error> {
        let event = |answer| Event::UploadCancelled { tenant, id, answer };
        self.pass(self.inner.upload_cancelled(tenant, id), event).await
    }

    async fn expire_uploads(&self, limit: u32) -> Result<u64, Error> {
        self.pass(self.inner.expire_uploads(limit), |answer| Event::UploadsExpired { answer }).await
    }

    async fn add_file(&self, file: &NewFile) -> Result<FileAdded, Error> {
        self.trap.pass(self.inner.add_file(file), away).await
    }

    async fn file(&self, tenant: TenantId, id: FileId) -> Result<Option<File>, Error> {
        self.trap.pass(self.inner.file(tenant, id), away).await
    }

    async fn erase_file(&self, tenant: TenantId, by: ClientNumber, id: FileId, alias: &str) -> Result<bool, Error> {
        self.trap.pass(self.inner.erase_file(tenant, by, id, alias), away).await
    }

    async fn prune_files(&self, age: Duration, limit: u32) -> Result<u64, Error> {
        self.trap.pass(self.inner.prune_files(age, limit), away).await
    }

    async fn take_tickets(&self, ask: &TicketAsk) -> Result<Vec<Given>, Error> {
        self.pass(self.inner.take_tickets(ask), |answer| Event::TicketsTaken { ask: *ask, answer }).await
    }

    async fn tickets_out(&self, most: u32) -> Result<u32, Error> {
        self.inner.tickets_out(most).await
    }

    async fn tickets_refused(&self, tickets: &[Ticket]) -> Result<(), Error> {
        let event = |()| Event::TicketsRefused { tickets: tickets.to_vec() };
        self.pass(self.inner.tickets_refused(tickets), event).await
    }

    async fn claim_tickets(&self, ask: &Ask, tickets: &[Ticket]) -> Result<Claimed, Error> {
        let event = |answer| Event::TicketsClaimed { ask: *ask, tickets: tickets.to_vec(), answer };
        self.pass(self.inner.claim_tickets(ask, tickets), event).await
    }

    async fn claim(&self, ask: &Ask) -> Result<Claimed, Error> {
        self.pass(self.inner.claim(ask), |answer| Event::Claimed { ask: *ask, answer }).await
    }

    async fn unheld(&self, session: SessionId, held: &[(JobId, Fence)]) -> Result<Vec<ClaimedJob>, Error> {
        let event = |answer| Event::Unheld { session, held: held.to_vec(), answer };
        self.pass(self.inner.unheld(session, held), event).await
    }

    async fn release(&self, lease: &Lease, delay: Duration, refund: bool) -> Result<Fenced, Error> {
        let event = |answer| Event::Released { lease: *lease, delay, refund, answer };
        self.pass(self.inner.release(lease, delay, refund), event).await
    }

    async fn retry(&self, lease: &Lease, delay: Duration, code: &str) -> Result<Fenced, Error> {
        let event = |answer| Event::Released { lease: *lease, delay, refund: false, answer };
        self.pass(self.inner.retry(lease, delay, code), event).await
    }

    async fn complete(&self, lease: &Lease, result: &StoredResult) -> Result<Fenced, Error> {
        let event = |answer| Event::Completed { lease: *lease, result: result.clone(), answer };
        self.pass(self.inner.complete(lease, result), event).await
    }

    async fn fail(&self, lease: &Lease, failure: &Failure) -> Result<Fenced, Error> {
        let event = |answer| Event::Failed { lease: *lease, code: failure.code.clone(), answer };
        self.pass(self.inner.fail(lease, failure), event).await
    }

    async fn expect_garbage(&self, lease: &Lease, garbage: &Garbage) -> Result<Fenced, Error> {
        let event = |answer| Event::GarbageExpected { lease: *lease, answer };
        self.pass(self.inner.expect_garbage(lease, garbage), event).await
    }

    fn heart(&self) -> Arc<dyn Heart> {
        let Self { inner, trap, events } = self;
        Arc::new(WatchedHeart { inner: inner.heart(), trap: trap.clone(), events: events.clone() })
    }

    async fn retire(&self, session: SessionId) -> Result<(), Error> {
        self.trap.pass(self.inner.retire(session), away).await
    }

    async fn rescue(&self, limit: u32, book_crashes: bool) -> Result<Vec<JobId>, Error> {
        let event = |answer| Event::Rescued { book_crashes, answer };
        self.pass(self.inner.rescue(limit, book_crashes), event).await
    }

    async fn rescue_all_but(&self, alive: SessionId) -> Result<Vec<JobId>, Error> {
        self.pass(self.inner.rescue_all_but(alive), |answer| Event::RescuedAllBut { alive, answer }).await
    }

    async fn due_garbage(&self, limit: u32) -> Result<Vec<GarbageRow>, Error> {
        self.trap.pass(self.inner.due_garbage(limit), away).await
    }

    async fn swept(&self, row: i64, again: Option<Duration>) -> Result<(), Error> {
        self.trap.pass(self.inner.swept(row, again), away).await
    }

    async fn garbage_pending(&self) -> Result<u64, Error> {
        self.trap.pass(self.inner.garbage_pending(), away).await
    }
}

struct WatchedHeart {
    inner: Arc<dyn Heart>,
    trap: Trap,
    events: Events,
}

#[async_trait]
impl Heart for WatchedHeart {
    async fn beat(&self, pulse: &Pulse) -> Result<Vec<Renewed>, Error> {
        let recorded = async {
            let answer = self.inner.beat(pulse).await?;
            let Pulse { session, lease, beats, .. } = pulse.clone();
            self.events.note(Event::Beaten { session, beats, lease, answer: answer.clone() });
            Ok(answer)
        };
        self.trap.pass(recorded, away).await
    }
}
