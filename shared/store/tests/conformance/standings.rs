//! What those who wait for a job are woken by.

use std::time::Duration;

use model::{Lease, Stage, Status, TenantId};
use store::{Beat, Fenced, Job, Moved, Progress, Standing};

use super::Bench;
use super::make::{
    self, SECOND, claim_one, crash, failure, job_id, pulse, read, request_cancel, result, session, submit,
    submit_inline, tenant, upload_job,
};

pub(crate) async fn jobs_are_told_apart_from_those_that_are_not_there(bench: &dyn Bench) {
    let store = bench.store();
    // Of two tenants: whoever asks tells nobody.
    let (one, other) = (submit_inline(bench, tenant()).await, submit_inline(bench, tenant()).await);
    assert_eq!(store.standings(&[]).await.expect("read"), []);
    assert_eq!(store.standings(&[job_id()]).await.expect("read"), []);
    let lease = make::claim(bench, session(), 2).await[0].lease;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    // One that is named twice is told once.
    let mut told = store.standings(&[one, job_id(), other, one]).await.expect("read");
    told.sort_by_key(|standing| standing.id);
    let mut expected = [one, other].map(|id| {
        let (revision, status) = if id == lease.job { (2, Status::Completed) } else { (1, Status::Processing) };
        Standing { id, revision, status }
    });
    expected.sort_by_key(|standing| standing.id);
    assert_eq!(told, expected);
}

/// What clients are shown of a job, but for its revision.
fn shown(job: &Job) -> Job {
    // When it may run next, and what only workers go by, is not shown.
    Job {
        revision: 0,
        run_at: job.created_at,
        fence: model::Fence(0),
        generation: model::Generation(0),
        crashes: 0,
        ..job.clone()
    }
}

/// A job that is looked at after everything that happens to it.
struct Looked<'bench> {
    bench: &'bench dyn Bench,
    tenant: TenantId,
    last: Job,
}

impl Looked<'_> {
    /// `true`: something that is shown has changed.
    async fn again(&mut self) -> bool {
        let job = read(self.bench, self.tenant, self.last.id).await;
        let standing = self.bench.store().standings(&[job.id]).await.expect("read");
        assert_eq!(standing, [Standing { id: job.id, revision: job.revision, status: job.status }]);
        let before = std::mem::replace(&mut self.last, job);
        let changed = shown(&before) != shown(&self.last);
        assert!(self.last.revision >= before.revision, "it only grows");
        assert!(!changed || self.last.revision > before.revision, "{before:#?} is now {:#?}", self.last);
        changed
    }

    async fn changed(&mut self) {
        assert!(self.again().await, "nothing has changed: {:#?}", self.last);
    }

    async fn beat(&self, lease: &Lease, progress: Progress) {
        let beat = Beat { job: lease.job, fence: lease.fence, progress };
        let renewed = self.bench.store().heart().beat(&pulse(lease.session, &[beat])).await.expect("beaten");
        assert_eq!(renewed.len(), 1);
    }
}

pub(crate) async fn whatever_is_seen_of_a_job_changes_with_its_revision(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    let mut looked = Looked { bench, tenant, last: read(bench, tenant, id).await };
    assert_eq!(store.upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Done);
    looked.changed().await;
    let lease = claim_one(bench, session()).await;
    looked.changed().await;
    let steps = [(Stage::Assembling, 0, None), (Stage::Analyzing, 0, None), (Stage::Analyzing, 5, None)];
    for (stage, turns_done, turns_total) in steps.into_iter().chain([(Stage::Analyzing, 5, Some(9))]) {
        looked.beat(&lease, Progress { stage: Some(stage), turns_done, turns_total }).await;
        looked.changed().await;
    }
    // Handed back, taken again, lost with its worker, taken again.
    assert_eq!(store.release(&lease, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    looked.changed().await;
    let lease = claim_one(bench, session()).await;
    looked.changed().await;
    crash(bench, &lease).await;
    looked.changed().await;
    let lease = claim_one(bench, session()).await;
    looked.changed().await;
    request_cancel(bench, tenant, id).await;
    looked.changed().await;
    request_cancel(bench, tenant, id).await;
    assert!(!looked.again().await, "it was asked for before");
    assert_eq!(store.fail(&lease, &failure("malformed")).await.expect("answered"), Fenced::Held);
    looked.changed().await;

    for ending in ["completed", "cancelled while it waits", "cancelled while it runs", "expired"] {
        let id = submit(bench, upload_job(tenant, ending)).await;
        looked.last = read(bench, tenant, id).await;
        if ending == "expired" {
            bench.advance(SECOND * 3601).await;
            assert_eq!(store.expire_uploads(10).await.expect("swept"), 1);
        } else {
            assert_eq!(store.upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Done);
            looked.changed().await;
            match ending {
                "completed" => {
                    let lease = claim_one(bench, session()).await;
                    looked.changed().await;
                    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
                }
                "cancelled while it runs" => {
                    let lease = claim_one(bench, session()).await;
                    looked.changed().await;
                    request_cancel(bench, tenant, id).await;
                    looked.changed().await;
                    assert_eq!(store.release(&lease, Duration::ZERO, false).await.expect("answered"), Fenced::Held);
                }
                _ => assert_eq!(store.cancel(tenant, id).await.expect("answered"), Moved::Done),
            }
        }
        looked.changed().await;
        assert!(looked.last.status.is_terminal(), "{ending}");
    }
}
