//! Cancelling, whatever the job is doing.

use std::time::Duration;

use futures::join;
use model::{JobId, Lease, Status, TenantId};
use store::{Fenced, Garbage, Moved};

use super::Bench;
use super::make::{
    self, SECOND, claim, claim_one, crash, failure, pulse, read, result, running, session, submit, submit_inline,
    submit_object, tenant, upload_job,
};

async fn cancel(bench: &dyn Bench, tenant: TenantId, id: JobId) -> Moved {
    bench.store().cancel(tenant, id).await.expect("answered")
}

async fn due(bench: &dyn Bench) -> Vec<Garbage> {
    bench.store().due_garbage(100).await.expect("taken").into_iter().map(|row| row.garbage).collect()
}

pub(crate) async fn a_queued_job_is_cancelled_at_once(bench: &dyn Bench) {
    let tenant = tenant();
    for id in [submit_inline(bench, tenant).await, submit_object(bench, tenant, "inputs/1").await] {
        let before = read(bench, tenant, id).await;
        assert_eq!(cancel(bench, tenant, id).await, Moved::Done);
        let job = read(bench, tenant, id).await;
        assert_eq!((job.status, job.failure), (Status::Cancelled, None));
        assert!(job.finished_at.is_some() && job.cancel_requested_at.is_some() && job.revision > before.revision);
        assert_eq!(cancel(bench, tenant, id).await, Moved::Was(Status::Cancelled));
    }
    assert!(claim(bench, session(), 10).await.is_empty());
    assert_eq!(due(bench).await, [], "its input stays for a redrive");
    bench.advance(SECOND * 60).await;
    let delayed = running(bench, tenant).await;
    assert_eq!(bench.store().release(&delayed, SECOND * 600, false).await.expect("answered"), Fenced::Held);
    assert_eq!(cancel(bench, tenant, delayed.job).await, Moved::Done, "before it is due");
}

pub(crate) async fn a_cancelled_jobs_upload_is_garbage(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let awaiting = submit(bench, upload_job(tenant, "uploads/1")).await;
    let queued = submit(bench, upload_job(tenant, "uploads/2")).await;
    assert_eq!(store.upload_completed(tenant, queued, &[]).await.expect("answered"), Moved::Done);
    for (id, key) in [(awaiting, "uploads/1"), (queued, "uploads/2")] {
        assert_eq!(cancel(bench, tenant, id).await, Moved::Done);
        assert_eq!(read(bench, tenant, id).await.status, Status::Cancelled);
        assert_eq!(due(bench).await, [Garbage::Key(key.to_owned())]);
    }
    let late = store.upload_completed(tenant, awaiting, &[]).await.expect("answered");
    assert_eq!(late, Moved::Was(Status::Cancelled));
}

pub(crate) async fn a_running_job_is_asked_and_its_worker_told(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let lease = running(bench, tenant).await;
    let before = read(bench, tenant, lease.job).await;
    for _ in 0..2 {
        assert_eq!(cancel(bench, tenant, lease.job).await, Moved::Was(Status::Processing));
    }
    let asked = read(bench, tenant, lease.job).await;
    assert_eq!((asked.status, asked.finished_at), (Status::Processing, None));
    assert!(asked.cancel_requested_at.is_some());
    assert_eq!(asked.revision, before.revision + 1, "asking again changes nothing");
    let beat = store::Beat { job: lease.job, fence: lease.fence, progress: store::Progress::default() };
    let told = store.heart().beat(&pulse(lease.session, &[beat])).await.expect("beaten");
    assert!(told[0].cancel_requested);
    assert_eq!(store.release(&lease, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    assert_eq!(read(bench, tenant, lease.job).await.status, Status::Cancelled);
}

pub(crate) async fn a_dead_workers_job_is_cancelled_by_its_rescue(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    assert_eq!(cancel(bench, tenant, lease.job).await, Moved::Was(Status::Processing));
    crash(bench, &lease).await;
    let job = read(bench, tenant, lease.job).await;
    assert_eq!((job.status, job.failure), (Status::Cancelled, None));
    assert_eq!(cancel(bench, tenant, lease.job).await, Moved::Was(Status::Cancelled));
}

pub(crate) async fn what_has_ended_stays_as_it_is(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let completed = running(bench, tenant).await;
    assert_eq!(store.complete(&completed, &result("done")).await.expect("answered"), Fenced::Held);
    let failed = running(bench, tenant).await;
    assert_eq!(store.fail(&failed, &failure("broken")).await.expect("answered"), Fenced::Held);
    for (lease, status) in [(completed, Status::Completed), (failed, Status::Failed)] {
        let before = read(bench, tenant, lease.job).await;
        assert_eq!(cancel(bench, tenant, lease.job).await, Moved::Was(status));
        assert_eq!(read(bench, tenant, lease.job).await, before);
    }
    assert_eq!(cancel(bench, make::tenant(), completed.job).await, Moved::Missing);
    let theirs = submit_inline(bench, make::tenant()).await;
    assert_eq!(cancel(bench, tenant, theirs).await, Moved::Missing);
    assert_eq!(cancel(bench, tenant, make::job_id()).await, Moved::Missing);
}

pub(crate) async fn of_a_cancel_and_a_claim_both_are_kept(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..20 {
        let id = submit_inline(bench, tenant).await;
        let (cancelled, claimed) = join!(cancel(bench, tenant, id), claim(bench, session(), 1));
        let job = read(bench, tenant, id).await;
        match cancelled {
            Moved::Done => assert_eq!((claimed.len(), job.status), (0, Status::Cancelled)),
            Moved::Was(Status::Processing) => {
                assert_eq!((claimed.len(), job.status), (1, Status::Processing));
                assert!(job.cancel_requested_at.is_some());
                let back = store.release(&claimed[0].lease, Duration::ZERO, true).await.expect("answered");
                assert_eq!(back, Fenced::Held);
                assert_eq!(read(bench, tenant, id).await.status, Status::Cancelled);
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) async fn of_a_cancel_and_a_completion_the_first_wins(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..20 {
        let lease: Lease = running(bench, tenant).await;
        let result = result("in time");
        let (cancelled, completed) = join!(cancel(bench, tenant, lease.job), store.complete(&lease, &result));
        assert_eq!(completed.expect("answered"), Fenced::Held, "asking does not stop it");
        let job = read(bench, tenant, lease.job).await;
        assert_eq!(job.status, Status::Completed);
        match cancelled {
            Moved::Was(Status::Processing) => assert!(job.cancel_requested_at.is_some()),
            Moved::Was(Status::Completed) => assert_eq!(job.cancel_requested_at, None),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) async fn of_a_cancel_and_a_release_no_request_is_lost(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..20 {
        submit_inline(bench, tenant).await;
        let lease = claim_one(bench, session()).await;
        let (cancelled, released) =
            join!(cancel(bench, tenant, lease.job), store.release(&lease, Duration::ZERO, true));
        assert_eq!(released.expect("answered"), Fenced::Held);
        assert!(matches!(cancelled, Moved::Done | Moved::Was(Status::Processing)), "{cancelled:?}");
        assert_eq!(read(bench, tenant, lease.job).await.status, Status::Cancelled);
    }
}
