//! Doing again what failed or was cancelled.

use futures::future::join_all;
use model::limits::UPLOAD_LIFETIME;
use model::{JobId, Kind, Lane, Lease, ProfileId, ProfileVersion, Status, TenantId};
use store::{
    Anew, ClaimedJob, Fenced, Garbage, Idempotency, Input, Moved, NewInput, NewJob, Redrive, Redriven, Submitted,
    UploadedPart,
};

use super::Bench;
use super::make::{
    SECOND, claim, claim_one, failure, inline_job, job_id, new_upload, read, result, running, session, submit,
    submit_inline, submit_object, tenant, upload_job,
};

fn again(tenant: TenantId, of: JobId) -> Redrive {
    Redrive { of, anew: Anew::Retried, id: job_id(), tenant, idempotency: None, traceparent: None, counted: None }
}

/// The new job's id.
async fn redrive(bench: &dyn Bench, tenant: TenantId, of: JobId) -> JobId {
    let redrive = again(tenant, of);
    assert_eq!(bench.store().redrive(&redrive).await.expect("answered"), Redriven::New);
    redrive.id
}

async fn refused(bench: &dyn Bench, tenant: TenantId, of: JobId) -> Redriven {
    let redrive = again(tenant, of);
    let answer = bench.store().redrive(&redrive).await.expect("answered");
    assert_eq!(bench.store().job(tenant, redrive.id).await.expect("read"), None);
    answer
}

async fn claim_this(bench: &dyn Bench, id: JobId) -> ClaimedJob {
    let mut jobs = claim(bench, session(), 10).await;
    assert_eq!(jobs.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [id]);
    jobs.remove(0)
}

async fn fail(bench: &dyn Bench, lease: &Lease) {
    assert_eq!(bench.store().fail(lease, &failure("broken")).await.expect("answered"), Fenced::Held);
}

/// Failed with its upload verified.
async fn failed_upload(bench: &dyn Bench, tenant: TenantId, key: &str) -> JobId {
    let id = submit(bench, upload_job(tenant, key)).await;
    let parts = [UploadedPart { number: 1, etag: "one".to_owned() }];
    assert!(bench.store().upload_opened(tenant, id, "an upload").await.expect("answered"));
    assert_eq!(bench.store().upload_completed(tenant, id, &parts).await.expect("answered"), Moved::Done);
    fail(bench, &claim_one(bench, session()).await).await;
    id
}

async fn due(bench: &dyn Bench) -> Vec<Garbage> {
    bench.store().due_garbage(100).await.expect("taken").into_iter().map(|row| row.garbage).collect()
}

pub(crate) async fn a_failed_job_is_done_again_as_a_new_one(bench: &dyn Bench) {
    let tenant = tenant();
    let job = NewJob {
        priority: 3,
        user_metadata: Some(b"{\"a\": 1}".to_vec()),
        options: b"{\"b\":2}".to_vec(),
        traceparent: Some("00-aa-bb-01".to_owned()),
        first_ticket: None,
        counted: None,
        ..inline_job(tenant)
    };
    let of = submit(bench, job).await;
    fail(bench, &claim_one(bench, session()).await).await;
    let before = read(bench, tenant, of).await;
    bench.advance(SECOND * 60).await;
    let redrive = Redrive { traceparent: Some("00-cc-dd-01".to_owned()), ..again(tenant, of) };
    assert_eq!(bench.store().redrive(&redrive).await.expect("answered"), Redriven::New);
    let new = read(bench, tenant, redrive.id).await;
    assert_eq!((new.status, new.redrive_of, before.redrive_of), (Status::Queued, Some(of), None));
    assert_eq!(
        (&new.conversation_id, &new.user_metadata, &new.options, new.kind, new.priority),
        (&before.conversation_id, &before.user_metadata, &before.options, before.kind, before.priority)
    );
    assert_eq!((new.attempt, new.crashes, new.fence.0, new.generation.0, new.failure), (0, 0, 0, 0, None));
    assert!(new.created_at >= before.created_at.plus(SECOND * 60) && new.run_at == new.created_at);
    assert_eq!(read(bench, tenant, of).await, before, "what ended stays as it is");
    let claimed = claim_this(bench, redrive.id).await;
    assert_eq!(claimed.traceparent.as_deref(), Some("00-cc-dd-01"));
    assert!(matches!(claimed.input, Input::Inline { bytes, .. } if bytes == b"turns"));
    assert_eq!(bench.store().complete(&claimed.lease, &result("at last")).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn a_cancelled_job_is_done_again(bench: &dyn Bench) {
    let tenant = tenant();
    let of = submit_object(bench, tenant, "inputs/1").await;
    assert_eq!(bench.store().cancel(tenant, of).await.expect("answered"), Moved::Done);
    let id = redrive(bench, tenant, of).await;
    let claimed = claim_this(bench, id).await;
    assert!(matches!(claimed.input, Input::Object { key, .. } if key == "inputs/1"));
    assert_eq!(due(bench).await, []);
}

pub(crate) async fn only_what_failed_or_was_cancelled_is_done_again(bench: &dyn Bench) {
    let (mine, store) = (tenant(), bench.store());
    let lease = running(bench, mine).await;
    let queued = submit_inline(bench, mine).await;
    let awaiting = submit(bench, upload_job(mine, "uploads/1")).await;
    assert_eq!(refused(bench, mine, queued).await, Redriven::Was(Status::Queued));
    assert_eq!(refused(bench, mine, awaiting).await, Redriven::Was(Status::AwaitingUpload));
    assert_eq!(refused(bench, mine, lease.job).await, Redriven::Was(Status::Processing));
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(refused(bench, mine, lease.job).await, Redriven::Was(Status::Completed));
    assert_eq!(refused(bench, mine, job_id()).await, Redriven::Missing);
    let failed = claim_one(bench, session()).await;
    fail(bench, &failed).await;
    assert_eq!(refused(bench, tenant(), failed.job).await, Redriven::Missing, "another tenant's");
}

pub(crate) async fn an_upload_is_kept_for_its_redrive(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let of = failed_upload(bench, tenant, "uploads/1").await;
    bench.advance(UPLOAD_LIFETIME.mul_f64(0.99)).await;
    let id = redrive(bench, tenant, of).await;
    bench.advance(UPLOAD_LIFETIME.mul_f64(0.02)).await;
    assert_eq!(due(bench).await, [], "it may still have to be put together");
    let claimed = claim_this(bench, id).await;
    let Input::Upload(upload) = claimed.input else { panic!("{:?}", claimed.input) };
    assert_eq!(Some(&upload), store.upload(tenant, of).await.expect("read").as_ref());
    assert_eq!((upload.key.as_str(), upload.upload_id.as_deref()), ("uploads/1", Some("an upload")));
    fail(bench, &claimed.lease).await;
    bench.advance(UPLOAD_LIFETIME).await;
    assert_eq!(due(bench).await, [Garbage::Uploads("uploads/1".to_owned())], "its own end saw to it again");
    // The object, where it was put together, is still there: the worker finds out.
    let last = redrive(bench, tenant, id).await;
    assert_eq!(read(bench, tenant, last).await.redrive_of, Some(id));
}

pub(crate) async fn a_cancelled_redrive_leaves_the_upload_to_its_owner(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let of = failed_upload(bench, tenant, "uploads/1").await;
    let borrower = redrive(bench, tenant, of).await;
    assert_eq!(store.cancel(tenant, borrower).await.expect("answered"), Moved::Done);
    assert_eq!(due(bench).await, [], "not its own");
    for of in [of, borrower] {
        redrive(bench, tenant, of).await;
    }
    for job in claim(bench, session(), 10).await {
        assert_eq!(store.cancel(tenant, job.lease.job).await.expect("answered"), Moved::Was(Status::Processing));
        assert_eq!(store.release(&job.lease, SECOND, true).await.expect("answered"), Fenced::Held);
    }
    bench.advance(UPLOAD_LIFETIME * 2).await;
    let uploads = || Garbage::Uploads("uploads/1".to_owned());
    assert_eq!(due(bench).await, [uploads(), uploads()], "but never the object");
}

pub(crate) async fn an_input_that_is_gone_is_told(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let cancelled = submit(bench, upload_job(tenant, "uploads/1")).await;
    assert_eq!(store.upload_cancelled(tenant, cancelled).await.expect("answered"), Moved::Done);
    let discarded = submit(bench, upload_job(tenant, "uploads/2")).await;
    assert_eq!(store.upload_completed(tenant, discarded, &[]).await.expect("answered"), Moved::Done);
    assert_eq!(store.cancel(tenant, discarded).await.expect("answered"), Moved::Done);
    let input = NewInput::Upload(new_upload("uploads/3", SECOND * 60));
    let expired = submit(bench, NewJob { input, ..inline_job(tenant) }).await;
    bench.advance(SECOND * 61).await;
    assert_eq!(store.expire_uploads(10).await.expect("swept"), 1);
    for of in [cancelled, discarded, expired] {
        assert_eq!(refused(bench, tenant, of).await, Redriven::InputGone);
    }
}

pub(crate) async fn a_repeated_key_replays_the_redrive(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let lease = running(bench, tenant).await;
    fail(bench, &lease).await;
    let keyed = |fingerprint: u8| Redrive {
        idempotency: Some(Idempotency { key: "again".to_owned(), fingerprint: [fingerprint; 32] }),
        ..again(tenant, lease.job)
    };
    let redrives: Vec<Redrive> = (0..6).map(|_| keyed(1)).collect();
    let answers = join_all(redrives.iter().map(|redrive| store.redrive(redrive))).await;
    let answers: Vec<Redriven> = answers.into_iter().map(|answer| answer.expect("answered")).collect();
    let first = answers.iter().position(|answer| *answer == Redriven::New).expect("one is new");
    for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != first) {
        assert_eq!(*answer, Redriven::Replayed(redrives[first].id), "{n}");
        assert_eq!(store.job(tenant, redrives[n].id).await.expect("read"), None);
    }
    assert_eq!(store.redrive(&keyed(2)).await.expect("answered"), Redriven::KeyReused);
    let submission = NewJob { idempotency: keyed(2).idempotency, ..inline_job(tenant) };
    assert_eq!(store.submit(&submission).await.expect("answered"), Submitted::KeyReused);
}

pub(crate) async fn what_was_completed_is_done_otherwise(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let job = NewJob { user_metadata: Some(b"{\"a\": 1}".to_vec()), ..inline_job(tenant) };
    let of = submit(bench, job).await;
    let lease = claim_one(bench, session()).await;
    let profile = Some(ProfileVersion { profile: ProfileId(job_id().0), version: 3 });
    let anew = Anew::Otherwise { kind: Kind::OwnProfile, lane: Lane::Low, options: b"{\"b\":2}".to_vec(), profile };
    let otherwise = Redrive { anew, ..again(tenant, of) };
    assert_eq!(store.redrive(&otherwise).await.expect("answered"), Redriven::Was(Status::Processing));
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(store.redrive(&otherwise).await.expect("answered"), Redriven::New);
    let made = read(bench, tenant, otherwise.id).await;
    assert_eq!((made.kind, made.status, made.redrive_of), (Kind::OwnProfile, Status::Queued, Some(of)));
    assert_eq!((made.priority, made.options.as_slice()), (Lane::Low.priority(), b"{\"b\":2}".as_slice()));
    assert_eq!(made.user_metadata.as_deref(), Some(b"{\"a\": 1}".as_slice()));
    assert_eq!(made.conversation_id, read(bench, tenant, of).await.conversation_id);
    let claimed = claim_this(bench, otherwise.id).await;
    let Input::Inline { bytes, .. } = claimed.input else { panic!("{:?}", claimed.input) };
    assert_eq!(bytes, b"turns");
    // What fails is tried again as it was, its profile with it.
    fail(bench, &claimed.lease).await;
    let retried = redrive(bench, tenant, otherwise.id).await;
    assert_eq!(read(bench, tenant, retried).await.kind, Kind::OwnProfile);
    assert_eq!(bench.count("SELECT count(*) FROM job_details WHERE profile_version = 3").await, 2);
    assert_eq!(bench.count("SELECT count(*) FROM jobs WHERE lane = 'low'").await, 2);
}
