//! What the cases are made of.

use std::time::Duration;

use model::{JobId, Kind, Lease, Random, SessionId, Status, SystemRandom, TenantId, Timestamp};
use store::{
    Ask, Beat, ClaimedJob, Failure, Fenced, Garbage, Job, Moved, NewInput, NewJob, NewUpload, Pulse, StoredResult,
    Submitted,
};
use uuid::Uuid;

use super::Bench;

pub(crate) const LEASE: Duration = Duration::from_secs(20);
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// Any time will do: the ids only have to differ.
fn uuid() -> Uuid {
    SystemRandom.uuid(Timestamp(1_900_000_000_000_000))
}

pub(crate) fn tenant() -> TenantId {
    TenantId(uuid())
}

pub(crate) fn session() -> SessionId {
    SessionId(uuid())
}

pub(crate) fn job_id() -> JobId {
    JobId(uuid())
}

pub(crate) fn inline_job(tenant: TenantId) -> NewJob {
    NewJob {
        id: job_id(),
        tenant,
        kind: Kind::Analysis,
        priority: 0,
        conversation_id: "a conversation".to_owned(),
        user_metadata: None,
        options: b"{}".to_vec(),
        profile: None,
        input: NewInput::Inline { content_type: "application/x-ndjson".to_owned(), bytes: b"turns".to_vec() },
        idempotency: None,
        traceparent: None,
        first_ticket: None,
        counted: None,
    }
}

pub(crate) fn object_job(tenant: TenantId, key: &str) -> NewJob {
    let input = NewInput::Object { content_type: "text/vtt".to_owned(), key: key.to_owned() };
    NewJob { input, ..inline_job(tenant) }
}

/// Its object is named as garbage first, as whoever writes one does.
pub(crate) async fn submit_object(bench: &dyn Bench, tenant: TenantId, key: &str) -> JobId {
    bench.store().note_garbage(&Garbage::Key(key.to_owned()), SECOND * 3600).await.expect("noted");
    submit(bench, object_job(tenant, key)).await
}

pub(crate) fn new_upload(key: &str, lifetime: Duration) -> NewUpload {
    NewUpload {
        key: key.to_owned(),
        file_name: "call.vtt".to_owned(),
        content_type: "text/vtt".to_owned(),
        file_bytes: 12_000_000,
        part_bytes: 8 << 20,
        part_count: 2,
        lifetime,
    }
}

pub(crate) fn upload_job(tenant: TenantId, key: &str) -> NewJob {
    NewJob { input: NewInput::Upload(new_upload(key, SECOND * 3600)), ..inline_job(tenant) }
}

pub(crate) fn result(text: &str) -> StoredResult {
    StoredResult { manifest: text.as_bytes().to_vec(), inline: Some(b"inline".to_vec()), turns: 3, utterances: 4 }
}

pub(crate) fn failure(code: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        detail: "why".to_owned(),
        line: Some(7),
        pointer: Some("/talk_turns/3".to_owned()),
        turn: Some(3),
    }
}

pub(crate) fn ask(session: SessionId, limit: u32) -> Ask {
    Ask { session, limit, lease: LEASE, idle: true }
}

pub(crate) fn pulse(session: SessionId, beats: &[Beat]) -> Pulse {
    Pulse { session, slots: 4, lease: LEASE, beats: beats.to_vec() }
}

pub(crate) async fn submit(bench: &dyn Bench, job: NewJob) -> JobId {
    let Submitted::New(at) = bench.store().submit(&job).await.expect("submitted") else { panic!("not new") };
    let (tenant, id) = (job.tenant, job.id);
    assert_eq!(bench.store().job(tenant, id).await.expect("readable"), Some(job.stored(at)), "as it was said to be");
    id
}

pub(crate) async fn submit_inline(bench: &dyn Bench, tenant: TenantId) -> JobId {
    submit(bench, inline_job(tenant)).await
}

pub(crate) async fn claim(bench: &dyn Bench, session: SessionId, limit: u32) -> Vec<ClaimedJob> {
    bench.store().claim(&ask(session, limit)).await.expect("claimed").jobs
}

/// The one job that is due.
pub(crate) async fn claim_one(bench: &dyn Bench, session: SessionId) -> Lease {
    let jobs = claim(bench, session, 10).await;
    assert_eq!(jobs.len(), 1, "one job is due");
    jobs[0].lease
}

/// A fresh job under a fresh lease.
pub(crate) async fn running(bench: &dyn Bench, tenant: TenantId) -> Lease {
    let id = submit_inline(bench, tenant).await;
    let lease = claim_one(bench, session()).await;
    assert_eq!(lease.job, id);
    lease
}

pub(crate) async fn read(bench: &dyn Bench, tenant: TenantId, id: JobId) -> Job {
    bench.store().job(tenant, id).await.expect("read").expect("the job is there")
}

/// Of a job that is running.
pub(crate) async fn request_cancel(bench: &dyn Bench, tenant: TenantId, id: JobId) {
    let asked = bench.store().cancel(tenant, id).await.expect("answered");
    assert_eq!(asked, Moved::Was(Status::Processing));
}

/// Lets the lease end and the rescue come.
pub(crate) async fn crash(bench: &dyn Bench, lease: &Lease) {
    bench.advance(LEASE + SECOND * 3).await;
    let rescued = bench.store().rescue(100, true).await.expect("swept");
    assert!(rescued.contains(&lease.job), "the lease has ended");
}

/// Every verb of a worker, each of which must find the lease lost.
pub(crate) async fn assert_lost(bench: &dyn Bench, lease: &Lease) {
    let store = bench.store();
    let beat = Beat { job: lease.job, fence: lease.fence, progress: store::Progress::default() };
    assert_eq!(store.heart().beat(&pulse(lease.session, &[beat])).await.expect("beaten"), []);
    let key = Garbage::Key("zombie".to_owned());
    assert_eq!(store.expect_garbage(lease, &key).await.expect("answered"), Fenced::Lost);
    assert_eq!(store.complete(lease, &result("zombie")).await.expect("answered"), Fenced::Lost);
    assert_eq!(store.fail(lease, &failure("zombie")).await.expect("answered"), Fenced::Lost);
    assert_eq!(store.release(lease, Duration::ZERO, false).await.expect("answered"), Fenced::Lost);
}
