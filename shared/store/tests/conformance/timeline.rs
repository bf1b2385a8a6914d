//! What is told of a job's attempts.

use std::time::Duration;

use model::limits::{CRASHES_BEFORE_ALONE, MAX_ATTEMPTS_KEPT, MAX_CRASHES};
use model::{AttemptEnd, ClientNumber, JobId, Lease, Status, TenantId};
use store::{Attempt, Fenced, Moved, Timeline};

use super::Bench;
use super::make::{
    SECOND, claim_one, crash, failure, read, request_cancel, result, running, session, submit, submit_inline, tenant,
    upload_job,
};

async fn timeline(bench: &dyn Bench, tenant: TenantId, id: JobId) -> Timeline {
    let told = bench.store().history().timeline(tenant, id).await.expect("read").expect("the job is there");
    let job = read(bench, tenant, id).await;
    assert_eq!(
        (told.status, told.created_at, told.started_at, told.finished_at, told.cancel_requested_at),
        (job.status, job.created_at, job.started_at, job.finished_at, job.cancel_requested_at)
    );
    let counted = told.attempts.iter().filter(|attempt| !attempt.refunded).count();
    assert_eq!(i64::try_from(counted).expect("few") + told.unrecorded, job.attempt, "{told:?}");
    assert_eq!(told.next_try_at.is_some(), told.status == Status::Queued);
    for pair in told.attempts.windows(2) {
        assert!(pair[0].ended_at.is_some() && pair[0].ended_at <= pair[1].started_at, "{told:?}");
    }
    for attempt in &told.attempts {
        assert!(attempt.ended_at.is_none_or(|end| attempt.started_at.is_some_and(|start| start <= end)), "{told:?}");
        assert_eq!(attempt.ended_at.is_some(), attempt.end.is_some());
        assert!(attempt.next_try_at.is_none_or(|next| Some(next) >= attempt.ended_at), "{told:?}");
    }
    told
}

fn ends(told: &Timeline) -> Vec<(i64, Option<AttemptEnd>, bool)> {
    told.attempts.iter().map(|Attempt { number, end, refunded, .. }| (*number, *end, *refunded)).collect()
}

async fn retry(bench: &dyn Bench, lease: &Lease, code: &str) {
    assert_eq!(bench.store().retry(lease, SECOND, code).await.expect("answered"), Fenced::Held);
    bench.advance(SECOND).await;
}

pub(crate) async fn one_attempt_needs_no_record(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let id = submit_inline(bench, owner).await;
    let told = timeline(bench, owner, id).await;
    assert_eq!((told.queued_at, told.next_try_at, ends(&told)), (Some(told.created_at), Some(told.created_at), vec![]));
    bench.advance(SECOND).await;
    let lease = claim_one(bench, session()).await;
    let told = timeline(bench, owner, id).await;
    assert_eq!(ends(&told), [(1, None, false)]);
    assert!(told.attempts[0].started_at > Some(told.created_at));
    bench.advance(SECOND).await;
    assert_eq!(store.complete(&lease, &result("r")).await.expect("answered"), Fenced::Held);
    let told = timeline(bench, owner, id).await;
    assert_eq!(ends(&told), [(1, Some(AttemptEnd::Completed), false)]);
    assert_eq!((told.attempts[0].ended_at, &told.attempts[0].code), (told.finished_at, &None));
    assert_eq!(bench.count("SELECT count(*) FROM attempts").await, 0);
    assert_eq!(store.history().timeline(tenant(), id).await.expect("read"), None, "a stranger is told nothing");
}

pub(crate) async fn every_end_is_told_apart(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let lease = running(bench, owner).await;
    retry(bench, &lease, "storage_refused").await;
    let lease = claim_one(bench, session()).await;
    assert_eq!(store.release(&lease, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    let lease = claim_one(bench, session()).await;
    crash(bench, &lease).await;
    let lease = claim_one(bench, session()).await;
    bench.advance(SECOND * 60).await;
    assert_eq!(store.rescue(100, false).await.expect("swept"), [lease.job]);
    let lease = claim_one(bench, session()).await;
    let sofar = vec![
        (1, Some(AttemptEnd::Retried), false),
        (2, Some(AttemptEnd::Released), true),
        (2, Some(AttemptEnd::Crashed), false),
        (3, Some(AttemptEnd::Rescued), false),
    ];
    let told = timeline(bench, owner, lease.job).await;
    assert_eq!(ends(&told), [sofar.clone(), vec![(4, None, false)]].concat());
    assert_eq!(told.attempts[0].code.as_deref(), Some("storage_refused"));
    assert!(told.attempts[0].next_try_at >= told.attempts[0].ended_at);
    assert!(told.attempts[1..].iter().all(|attempt| attempt.code.is_none()));
    assert_eq!(store.fail(&lease, &failure("why")).await.expect("answered"), Fenced::Held);
    let told = timeline(bench, owner, lease.job).await;
    assert_eq!(ends(&told), [sofar, vec![(4, Some(AttemptEnd::Failed), false)]].concat());
    assert_eq!((told.attempts[4].code.as_deref(), told.unrecorded), (Some("why"), 0));
}

pub(crate) async fn a_cancelled_attempt_is_told(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let handed_back = running(bench, owner).await;
    request_cancel(bench, owner, handed_back.job).await;
    assert_eq!(store.release(&handed_back, Duration::ZERO, false).await.expect("answered"), Fenced::Held);
    let told = timeline(bench, owner, handed_back.job).await;
    assert_eq!((told.status, ends(&told)), (Status::Cancelled, vec![(1, Some(AttemptEnd::Cancelled), false)]));
    assert_eq!((told.attempts[0].ended_at, told.attempts[0].next_try_at), (told.finished_at, None));
    // Of one whose worker died, that.
    let crashed = running(bench, owner).await;
    request_cancel(bench, owner, crashed.job).await;
    crash(bench, &crashed).await;
    let told = timeline(bench, owner, crashed.job).await;
    assert_eq!((told.status, ends(&told)), (Status::Cancelled, vec![(1, Some(AttemptEnd::Crashed), false)]));
    let queued = submit_inline(bench, owner).await;
    assert_eq!(store.cancel(owner, queued).await.expect("answered"), Moved::Done);
    assert_eq!(ends(&timeline(bench, owner, queued).await), []);
}

pub(crate) async fn a_job_that_keeps_crashing_is_told_once_for_each(bench: &dyn Bench) {
    let owner = tenant();
    let id = submit_inline(bench, owner).await;
    for _ in 0..MAX_CRASHES {
        let lease = claim_one(bench, session()).await;
        crash(bench, &lease).await;
    }
    let told = timeline(bench, owner, id).await;
    let crashes: Vec<_> = (1..=MAX_CRASHES).map(|number| (number, Some(AttemptEnd::Crashed), false)).collect();
    assert_eq!((told.status, ends(&told)), (Status::Failed, crashes));
    assert!(CRASHES_BEFORE_ALONE < MAX_CRASHES && told.attempts[4].next_try_at.is_none());
}

pub(crate) async fn an_upload_is_queued_when_it_is_there(bench: &dyn Bench) {
    let owner = tenant();
    let id = submit(bench, upload_job(owner, "uploads/1")).await;
    assert_eq!(timeline(bench, owner, id).await.queued_at, None);
    bench.advance(SECOND).await;
    assert_eq!(bench.store().upload_completed(owner, id, &[]).await.expect("answered"), Moved::Done);
    let told = timeline(bench, owner, id).await;
    assert!(told.queued_at > Some(told.created_at));
    let lease = claim_one(bench, session()).await;
    retry(bench, &lease, "code").await;
    assert_eq!(timeline(bench, owner, id).await.queued_at, told.queued_at, "it stays what it was");
}

pub(crate) async fn only_so_many_attempts_are_kept(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let id = submit_inline(bench, owner).await;
    for _ in 0..MAX_ATTEMPTS_KEPT + 3 {
        let lease = claim_one(bench, session()).await;
        assert_eq!(store.release(&lease, Duration::ZERO, false).await.expect("answered"), Fenced::Held);
    }
    let told = timeline(bench, owner, id).await;
    assert_eq!((i64::try_from(told.attempts.len()).expect("few"), told.unrecorded), (MAX_ATTEMPTS_KEPT, 3));
    assert_eq!(told.attempts[0].number, 4);
}

/// They knew no records.
pub(crate) async fn what_earlier_programs_did_is_missing_and_said_to_be(bench: &dyn Bench) {
    let owner = tenant();
    let lease = running(bench, owner).await;
    retry(bench, &lease, "code").await;
    let lease = claim_one(bench, session()).await;
    let id = lease.job;
    let earlier =
        "UPDATE jobs SET claimed_at = (SELECT min(claimed_at) FROM jobs), claimed_fence = 1, fence = 4, attempt = 3";
    bench.raw(earlier).await;
    let told = bench.store().history().timeline(owner, id).await.expect("read").expect("there");
    assert_eq!(ends(&told), [(1, Some(AttemptEnd::Retried), false), (3, None, false)]);
    assert_eq!((told.attempts[1].started_at, told.unrecorded), (None, 1), "when it began nobody wrote down");
}

pub(crate) async fn attempts_go_with_their_job_whoever_takes_it_out(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let mut retried = Vec::new();
    for _ in 0..3 {
        let lease = running(bench, owner).await;
        retry(bench, &lease, "code").await;
        assert_eq!(store.cancel(owner, lease.job).await.expect("answered"), Moved::Done);
        retried.push(lease.job);
    }
    assert!(store.erase(owner, ClientNumber::FIRST, retried[0]).await.expect("erased"));
    assert_eq!(store.history().timeline(owner, retried[0]).await.expect("read"), None);
    bench.advance(SECOND * 60).await;
    assert_eq!(bench.count("SELECT count(*) FROM attempts").await, 2);
    // As an earlier program does.
    for table in ["job_details WHERE job", "job_inputs WHERE job", "jobs WHERE id"] {
        bench.raw(&format!("DELETE FROM {table} = '{}'", retried[1])).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM attempts").await, 1);
    assert_eq!(store.prune(SECOND, 100).await.expect("swept"), [retried[2]]);
    assert_eq!(bench.count("SELECT count(*) FROM attempts").await, 0);
}
