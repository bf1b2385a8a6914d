//! How a job ends, and that it ends once.

use std::time::Duration;

use futures::future::join_all;
use model::limits::UPLOAD_LIFETIME;
use model::{Fence, Generation, Lease, Status, TenantId};
use store::{Error, Fenced, Garbage, Moved, Progress};

use super::Bench;
use super::make::{
    self, SECOND, assert_lost, claim, claim_one, failure, pulse, read, request_cancel, result, running, session,
    submit, tenant, upload_job,
};

async fn complete(bench: &dyn Bench, lease: &Lease, text: &str) -> Fenced {
    bench.store().complete(lease, &result(text)).await.expect("answered")
}

async fn fail(bench: &dyn Bench, lease: &Lease, code: &str) -> Fenced {
    bench.store().fail(lease, &failure(code)).await.expect("answered")
}

async fn release(bench: &dyn Bench, lease: &Lease, delay: Duration, refund: bool) -> Fenced {
    bench.store().release(lease, delay, refund).await.expect("answered")
}

async fn running_upload(bench: &dyn Bench, tenant: TenantId, key: &str) -> Lease {
    let id = submit(bench, upload_job(tenant, key)).await;
    assert_eq!(bench.store().upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Done);
    claim_one(bench, session()).await
}

pub(crate) async fn a_completed_job_has_its_result(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let before = read(bench, tenant, lease.job).await;
    assert_eq!(complete(bench, &lease, "result").await, Fenced::Held);
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.failure), (Status::Completed, None));
    assert_eq!(job.progress, Progress { stage: None, turns_done: 3, turns_total: Some(3) });
    assert!(job.finished_at >= job.started_at && job.finished_at.is_some());
    assert!(job.revision > before.revision);
    assert_eq!(bench.store().result(tenant, lease.job).await.expect("read"), Some(result("result")));
}

pub(crate) async fn completing_twice_stores_the_first_result(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    assert_eq!(complete(bench, &lease, "first").await, Fenced::Held);
    let before = read(bench, tenant, lease.job).await;
    assert_eq!(complete(bench, &lease, "second").await, Fenced::Held);
    assert_eq!(read(bench, tenant, lease.job).await, before);
    assert_eq!(bench.store().result(tenant, lease.job).await.expect("read"), Some(result("first")));
}

pub(crate) async fn failing_twice_keeps_the_first_reason(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    assert_eq!(fail(bench, &lease, "first").await, Fenced::Held);
    let before = read(bench, tenant, lease.job).await;
    assert_eq!((before.status, before.failure.clone()), (Status::Failed, Some(failure("first"))));
    assert_eq!(fail(bench, &lease, "second").await, Fenced::Held);
    assert_eq!(read(bench, tenant, lease.job).await, before);
}

pub(crate) async fn an_end_excludes_the_other(bench: &dyn Bench) {
    let tenant = tenant();
    let completed = running(bench, tenant).await;
    assert_eq!(complete(bench, &completed, "result").await, Fenced::Held);
    assert_eq!(fail(bench, &completed, "too late").await, Fenced::Lost);
    assert_eq!(read(bench, tenant, completed.job).await.status, Status::Completed);
    let failed = running(bench, tenant).await;
    assert_eq!(fail(bench, &failed, "failed").await, Fenced::Held);
    assert_eq!(complete(bench, &failed, "too late").await, Fenced::Lost);
    assert_eq!(bench.store().result(tenant, failed.job).await.expect("read"), None);
    assert_eq!(read(bench, tenant, failed.job).await.status, Status::Failed);
}

/// Every verb there is, on a job of each terminal state.
pub(crate) async fn a_terminal_state_never_changes(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let completed = running_upload(bench, tenant, "uploads/1").await;
    assert_eq!(complete(bench, &completed, "result").await, Fenced::Held);
    let failed = running_upload(bench, tenant, "uploads/2").await;
    assert_eq!(fail(bench, &failed, "failed").await, Fenced::Held);
    let cancelled = running_upload(bench, tenant, "uploads/3").await;
    request_cancel(bench, tenant, cancelled.job).await;
    assert_eq!(release(bench, &cancelled, Duration::ZERO, false).await, Fenced::Held);
    for (lease, status) in [(completed, Status::Completed), (failed, Status::Failed), (cancelled, Status::Cancelled)] {
        let before = read(bench, tenant, lease.job).await;
        assert_eq!(before.status, status);
        assert_eq!(store.upload_completed(tenant, lease.job, &[]).await.expect("answered"), Moved::Was(status));
        assert_eq!(store.upload_cancelled(tenant, lease.job).await.expect("answered"), Moved::Was(status));
        assert!(!store.upload_opened(tenant, lease.job, "late").await.expect("answered"));
        bench.advance(SECOND * 7200).await;
        assert_eq!(store.expire_uploads(10).await.expect("swept"), 0);
        assert_eq!(store.rescue(10, true).await.expect("swept"), []);
        assert_eq!(store.rescue_all_but(session()).await.expect("swept"), []);
        assert!(claim(bench, session(), 10).await.is_empty());
        assert_eq!(release(bench, &lease, Duration::ZERO, true).await, Fenced::Lost);
        let beat = store::Beat { job: lease.job, fence: lease.fence, progress: Progress::default() };
        assert_eq!(store.heart().beat(&pulse(lease.session, &[beat])).await.expect("beaten"), []);
        assert_lost(bench, &Lease { fence: Fence(lease.fence.0 + 1), ..lease }).await;
        assert_eq!(read(bench, tenant, lease.job).await, before);
    }
}

pub(crate) async fn a_released_job_is_due_after_its_delay(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let now = bench.store().now().await.expect("told");
    assert_eq!(release(bench, &lease, SECOND * 30, false).await, Fenced::Held);
    assert_eq!(release(bench, &lease, SECOND * 30, false).await, Fenced::Lost, "it was given back already");
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.generation, job.fence), (Status::Queued, Generation(1), lease.fence));
    assert_eq!((job.attempt, job.progress), (1, Progress::default()));
    assert!(job.run_at >= now.plus(SECOND * 30) && job.run_at < now.plus(SECOND * 40));
    bench.advance(SECOND * 31).await;
    let again = claim(bench, session(), 10).await;
    assert_eq!((again[0].attempt, again[0].lease.fence), (2, Fence(2)));
}

pub(crate) async fn a_refunded_attempt_does_not_count(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    assert_eq!(release(bench, &lease, Duration::ZERO, true).await, Fenced::Held);
    assert_eq!(read(bench, tenant, lease.job).await.attempt, 0);
    let again = claim(bench, session(), 10).await;
    assert_eq!((again[0].attempt, again[0].lease.fence), (1, Fence(2)), "fences only grow");
}

pub(crate) async fn a_release_honours_a_requested_cancel(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running_upload(bench, tenant, "uploads/1").await;
    request_cancel(bench, tenant, lease.job).await;
    assert_eq!(release(bench, &lease, Duration::ZERO, false).await, Fenced::Held);
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.failure), (Status::Cancelled, None));
    assert!(job.finished_at.is_some());
    assert!(claim(bench, session(), 10).await.is_empty());
    let due = bench.store().due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].garbage, Garbage::Key("uploads/1".to_owned()));
}

pub(crate) async fn a_completion_comes_before_a_requested_cancel(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    request_cancel(bench, tenant, lease.job).await;
    assert_eq!(complete(bench, &lease, "in time").await, Fenced::Held);
    let job = read(bench, tenant, lease.job).await;
    assert_eq!(job.status, Status::Completed);
    assert!(job.cancel_requested_at.is_some());
}

pub(crate) async fn a_failed_upload_leaves_its_object_only(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running_upload(bench, tenant, "uploads/1").await;
    for _ in 0..2 {
        assert_eq!(fail(bench, &lease, "unreadable").await, Fenced::Held);
    }
    bench.advance(UPLOAD_LIFETIME.mul_f64(0.99)).await;
    assert_eq!(bench.store().due_garbage(10).await.expect("taken"), [], "a redrive may want it");
    bench.advance(UPLOAD_LIFETIME.mul_f64(0.01)).await;
    let due = bench.store().due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1, "{due:?}");
    assert_eq!(due[0].garbage, Garbage::Uploads("uploads/1".to_owned()));
}

pub(crate) async fn a_completed_upload_leaves_its_object_only(bench: &dyn Bench) {
    let lease = running_upload(bench, tenant(), "uploads/1").await;
    for _ in 0..2 {
        assert_eq!(complete(bench, &lease, "done").await, Fenced::Held);
    }
    let due = bench.store().due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1, "{due:?}");
    assert_eq!(due[0].garbage, Garbage::Uploads("uploads/1".to_owned()));
}

/// Everything that may come together at once, each with its own answer.
pub(crate) async fn many_completions_at_once_keep_their_answers(bench: &dyn Bench) {
    let (tenant, mine) = (tenant(), session());
    for _ in 0..120 {
        make::submit_inline(bench, tenant).await;
    }
    let leases: Vec<Lease> = claim(bench, mine, 120).await.into_iter().map(|job| job.lease).collect();
    for lease in leases.iter().skip(2).step_by(3) {
        assert_eq!(release(bench, lease, SECOND * 600, false).await, Fenced::Held);
    }
    let zombie = |lease: &Lease| Lease { fence: Fence(lease.fence.0 - 1), ..*lease };
    let other = |lease: &Lease| Lease { session: session(), ..*lease };
    let mut asked = Vec::new();
    for (n, lease) in leases.iter().enumerate() {
        match n % 3 {
            0 => asked.extend([(*lease, Fenced::Held), (zombie(lease), Fenced::Lost), (*lease, Fenced::Held)]),
            1 => asked.extend([(other(lease), Fenced::Lost), (*lease, Fenced::Held)]),
            _ => asked.push((*lease, Fenced::Lost)),
        }
    }
    let results: Vec<String> = asked.iter().map(|(lease, _)| format!("result of {lease:?}")).collect();
    let results: Vec<_> = results.iter().map(|text| result(text)).collect();
    let answers =
        join_all(asked.iter().zip(&results).map(|((lease, _), result)| bench.store().complete(lease, result)));
    for ((lease, expected), answer) in asked.iter().zip(answers.await) {
        assert_eq!(answer.expect("answered"), *expected, "{lease:?}");
    }
    for (n, lease) in leases.iter().enumerate() {
        let stored = bench.store().result(tenant, lease.job).await.expect("read");
        let expected = (n % 3 != 2).then(|| result(&format!("result of {lease:?}")));
        assert_eq!(stored, expected);
    }
}

/// A row that the database does not take in, among others that it does.
pub(crate) async fn a_refused_result_leaves_its_neighbours_alone(bench: &dyn Bench) {
    let (tenant, mine) = (tenant(), session());
    for _ in 0..40 {
        make::submit_inline(bench, tenant).await;
    }
    let leases: Vec<Lease> = claim(bench, mine, 40).await.into_iter().map(|job| job.lease).collect();
    let bad = leases[20].job;
    bench.raw(&format!("INSERT INTO results (job, manifest, turns, utterances) SELECT id, options, 1, 1 FROM jobs JOIN job_details ON job = id WHERE id = '{bad}'")).await;
    let result = result("done");
    let answers = join_all(leases.iter().map(|lease| bench.store().complete(lease, &result))).await;
    for (lease, answer) in leases.iter().zip(answers) {
        let status = read(bench, tenant, lease.job).await.status;
        if lease.job == bad {
            assert!(matches!(answer, Err(Error::Refused { transaction: "complete", .. })), "{answer:?}");
            assert_eq!(status, Status::Processing, "nothing of it was kept");
        } else {
            assert_eq!((answer.expect("answered"), status), (Fenced::Held, Status::Completed));
        }
    }
}
