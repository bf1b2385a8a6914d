//! Taking jobs back, and what becomes of those that keep crashing.

use std::time::Duration;

use futures::future::join_all;
use model::limits::{CRASHES_BEFORE_ALONE, MAX_CRASHES, RESCUE_GRACE, UPLOAD_LIFETIME};
use model::{Fence, Generation, JobId, Lease, Status};
use store::{Ask, Beat, Fenced, Garbage, Moved, Progress};

use super::Bench;
use super::make::{
    LEASE, SECOND, ask, claim, claim_one, crash, pulse, read, request_cancel, result, running, session, submit,
    submit_inline, tenant, upload_job,
};

async fn rescue(bench: &dyn Bench) -> Vec<JobId> {
    bench.store().rescue(100, true).await.expect("swept")
}

/// A queued job with this many crashes behind it.
async fn suspect(bench: &dyn Bench, crashes: i64) -> JobId {
    let id = submit_inline(bench, tenant()).await;
    bench.raw(&format!("UPDATE jobs SET crashes = {crashes} WHERE id = '{id}'")).await;
    id
}

pub(crate) async fn a_lease_is_rescued_only_after_its_grace(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    bench.advance(LEASE).await;
    assert_eq!(rescue(bench).await, [], "ended, but within the grace");
    bench.advance(RESCUE_GRACE + SECOND).await;
    let before = read(bench, tenant, lease.job).await;
    assert_eq!(rescue(bench).await, [lease.job]);
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.fence, job.generation), (Status::Queued, Fence(2), Generation(1)));
    assert_eq!((job.attempt, job.crashes, job.run_at), (1, 1, before.run_at));
    assert!(job.revision > before.revision);
    assert_eq!(rescue(bench).await, []);
    assert_eq!(claim_one(bench, session()).await.fence, Fence(3));
}

pub(crate) async fn a_renewed_lease_is_not_rescued(bench: &dyn Bench) {
    let lease = running(bench, tenant()).await;
    bench.advance(LEASE * 2).await;
    let beat = [Beat { job: lease.job, fence: lease.fence, progress: Progress::default() }];
    assert_eq!(bench.store().heart().beat(&pulse(lease.session, &beat)).await.expect("beaten").len(), 1);
    assert_eq!(rescue(bench).await, []);
}

pub(crate) async fn a_rescue_takes_no_more_than_asked(bench: &dyn Bench) {
    for _ in 0..5 {
        submit_inline(bench, tenant()).await;
    }
    claim(bench, session(), 5).await;
    bench.advance(LEASE * 2).await;
    assert_eq!(bench.store().rescue(3, true).await.expect("swept").len(), 3);
    assert_eq!(rescue(bench).await.len(), 2);
}

pub(crate) async fn crashes_are_booked_when_asked(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    bench.advance(LEASE * 2).await;
    assert_eq!(bench.store().rescue(10, false).await.expect("swept"), [lease.job]);
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.crashes, job.fence), (Status::Queued, 0, Fence(2)));
}

pub(crate) async fn racing_rescues_take_a_job_once(bench: &dyn Bench) {
    const JOBS: usize = 30;
    let tenant = tenant();
    for _ in 0..JOBS {
        submit_inline(bench, tenant).await;
    }
    let claimed = claim(bench, session(), 100).await;
    bench.advance(LEASE * 2).await;
    let rescued = join_all((0..6).map(|_| rescue(bench))).await;
    assert_eq!(rescued.into_iter().flatten().count(), JOBS);
    for job in claimed {
        assert_eq!(read(bench, tenant, job.lease.job).await.crashes, 1);
    }
}

pub(crate) async fn a_start_takes_back_what_the_dead_process_held(bench: &dyn Bench) {
    let (tenant, alive) = (tenant(), session());
    let dead = running(bench, tenant).await;
    submit_inline(bench, tenant).await;
    let mine = claim_one(bench, alive).await;
    assert_eq!(bench.store().rescue_all_but(alive).await.expect("swept"), [dead.job]);
    let job = read(bench, tenant, dead.job).await;
    assert_eq!((job.status, job.fence, job.crashes), (Status::Queued, Fence(2), 1));
    assert_eq!(bench.store().complete(&dead, &result("dead")).await.expect("answered"), Fenced::Lost);
    assert_eq!(bench.store().complete(&mine, &result("mine")).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn a_rescue_honours_a_requested_cancel(bench: &dyn Bench) {
    let tenant = tenant();
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    assert_eq!(bench.store().upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Done);
    let lease = claim_one(bench, session()).await;
    request_cancel(bench, tenant, id).await;
    crash(bench, &lease).await;
    let job = read(bench, tenant, id).await;
    assert_eq!((job.status, job.failure), (Status::Cancelled, None));
    let due = bench.store().due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].garbage, Garbage::Key("uploads/1".to_owned()));
}

pub(crate) async fn a_job_that_keeps_crashing_runs_alone_and_then_fails(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let poison = submit(bench, upload_job(tenant, "uploads/1")).await;
    assert_eq!(store.upload_completed(tenant, poison, &[]).await.expect("answered"), Moved::Done);
    for crashes in 0..MAX_CRASHES {
        let claimed = store.claim(&ask(session(), 10)).await.expect("claimed");
        assert_eq!(claimed.jobs.len(), 1, "after {crashes} crashes");
        assert_eq!((claimed.jobs[0].lease.job, claimed.jobs[0].crashes), (poison, crashes));
        assert_eq!(claimed.alone, crashes >= CRASHES_BEFORE_ALONE, "after {crashes} crashes");
        crash(bench, &claimed.jobs[0].lease).await;
    }
    let job = read(bench, tenant, poison).await;
    let failure = job.failure.expect("a reason");
    assert_eq!((job.status, failure.code.as_str(), job.crashes), (Status::Failed, "crashed_repeatedly", MAX_CRASHES));
    assert!(failure.detail.contains(&MAX_CRASHES.to_string()), "{}", failure.detail);
    assert!(claim(bench, session(), 10).await.is_empty());
    bench.advance(UPLOAD_LIFETIME).await;
    let due = store.due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].garbage, Garbage::Uploads("uploads/1".to_owned()));
}

pub(crate) async fn a_suspect_goes_to_an_idle_caller_only(bench: &dyn Bench) {
    let store = bench.store();
    let innocent = suspect(bench, CRASHES_BEFORE_ALONE - 1).await;
    let suspect = suspect(bench, CRASHES_BEFORE_ALONE).await;
    let busy = Ask { idle: false, ..ask(session(), 10) };
    let told = store.claim(&busy).await.expect("answered");
    assert!(told.alone_waiting && !told.alone);
    assert!(told.jobs.iter().all(|job| job.lease.job != suspect));
    let alone = store.claim(&ask(session(), 10)).await.expect("answered");
    assert!(alone.alone && !alone.alone_waiting);
    assert_eq!(alone.jobs.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [suspect]);
    let told = store.claim(&busy).await.expect("answered");
    assert!(!told.alone_waiting && !told.alone, "nobody waits any more");
    assert_eq!(told.jobs.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [innocent]);
}

pub(crate) async fn a_suspect_that_is_not_due_holds_nobody_up(bench: &dyn Bench) {
    let store = bench.store();
    let id = suspect(bench, CRASHES_BEFORE_ALONE).await;
    let lease: Lease = claim_one(bench, session()).await;
    assert_eq!(lease.job, id);
    assert_eq!(store.release(&lease, SECOND * 60, true).await.expect("answered"), Fenced::Held);
    let other = submit_inline(bench, tenant()).await;
    let busy = Ask { idle: false, ..ask(session(), 10) };
    let told = store.claim(&busy).await.expect("answered");
    assert!(!told.alone_waiting);
    assert_eq!(told.jobs.len(), 1);
    assert_eq!(told.jobs[0].lease.job, other);
    assert_eq!(store.release(&told.jobs[0].lease, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    let idle = store.claim(&ask(session(), 10)).await.expect("answered");
    assert!(!idle.alone);
    assert_eq!(idle.jobs[0].lease.job, other);
}

pub(crate) async fn a_caller_without_a_free_slot_looks_for_a_suspect_only(bench: &dyn Bench) {
    let store = bench.store();
    submit_inline(bench, tenant()).await;
    for idle in [true, false] {
        let told = store.claim(&Ask { idle, ..ask(session(), 0) }).await.expect("answered");
        assert!(told.jobs.is_empty() && !told.alone && !told.alone_waiting);
    }
    let suspect = suspect(bench, CRASHES_BEFORE_ALONE).await;
    let told = store.claim(&Ask { idle: false, ..ask(session(), 0) }).await.expect("answered");
    assert!(told.jobs.is_empty() && told.alone_waiting);
    let told = store.claim(&ask(session(), 0)).await.expect("answered");
    assert!(told.alone);
    assert_eq!(told.jobs.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [suspect]);
}
