//! Taking jobs out because they ended long ago.

use std::time::Duration;

use model::{ClientNumber, JobId, TenantId};
use store::{Fenced, Garbage, Idempotency, Moved, NewJob, StoredResult, Submitted};

use super::Bench;
use super::erase::{cancelled_object, due, redriven};
use super::make::{
    SECOND, claim_one, inline_job, read, result, running, session, submit, submit_inline, tenant, upload_job,
};

const DAY: Duration = Duration::from_hours(24);

async fn prune(bench: &dyn Bench, limit: u32) -> Vec<JobId> {
    bench.store().prune(DAY, limit).await.expect("swept")
}

async fn cancelled(bench: &dyn Bench, tenant: TenantId) -> JobId {
    let id = submit_inline(bench, tenant).await;
    assert_eq!(bench.store().cancel(tenant, id).await.expect("answered"), Moved::Done);
    id
}

pub(crate) async fn what_ended_long_ago_goes_and_nothing_else(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    let running = running(bench, owner).await;
    let idempotency = Some(Idempotency { key: "a key".to_owned(), fingerprint: [1; 32] });
    let keyed = NewJob { idempotency, ..inline_job(owner) };
    let completed = submit(bench, keyed.clone()).await;
    let lease = claim_one(bench, session()).await;
    let in_objects = StoredResult { inline: None, ..result("in objects") };
    assert_eq!(store.complete(&lease, &in_objects).await.expect("answered"), Fenced::Held);
    let cancelled_one = cancelled(bench, owner).await;
    let theirs = cancelled(bench, tenant()).await;
    let queued = submit_inline(bench, owner).await;
    let awaiting = submit(bench, upload_job(owner, "uploads/1")).await;
    bench.advance(DAY.saturating_sub(SECOND * 60)).await;
    assert_eq!(prune(bench, 100).await, []);
    let younger = cancelled(bench, owner).await;
    bench.advance(SECOND * 61).await;
    let mut old = [completed, cancelled_one, theirs];
    old.sort_unstable();
    assert_eq!(prune(bench, 100).await, old);
    assert_eq!(prune(bench, 100).await, []);
    assert_eq!(due(bench).await, [Garbage::Prefix(completed.results_prefix())]);
    for id in [running.job, queued, awaiting, younger] {
        read(bench, owner, id).await;
    }
    for table in ["job_details", "job_inputs", "uploads", "results", "idempotency"] {
        let orphans = format!("SELECT count(*) FROM {table} WHERE job NOT IN (SELECT id FROM jobs)");
        assert_eq!(bench.count(&orphans).await, 0, "{table}");
    }
    assert!(matches!(store.submit(&keyed).await, Ok(Submitted::New(_))), "its key is free again");
    assert_eq!(bench.count("SELECT count(*) FROM audit").await, 0, "nobody asked for it");
}

pub(crate) async fn a_prune_takes_the_oldest_and_no_more_than_asked(bench: &dyn Bench) {
    let tenant = tenant();
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(cancelled(bench, tenant).await);
        bench.advance(SECOND).await;
    }
    bench.advance(DAY).await;
    for oldest in ids.chunks(2) {
        let mut oldest = oldest.to_vec();
        oldest.sort_unstable();
        assert_eq!(prune(bench, 2).await, oldest);
    }
}

pub(crate) async fn an_input_that_a_younger_job_borrows_stays(bench: &dyn Bench) {
    let tenant = tenant();
    let first = cancelled_object(bench, tenant, "inputs/1").await;
    bench.advance(DAY).await;
    let second = redriven(bench, tenant, first).await;
    assert_eq!(prune(bench, 100).await, [first]);
    assert_eq!(due(bench).await, []);
    let lease = claim_one(bench, session()).await;
    assert_eq!(lease.job, second);
    assert_eq!(bench.store().complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    bench.advance(DAY + SECOND).await;
    assert_eq!(prune(bench, 100).await, [second]);
    assert_eq!(due(bench).await, [Garbage::Key("inputs/1".to_owned())]);
}

pub(crate) async fn what_expired_is_remembered_for_as_long_again(bench: &dyn Bench) {
    let (owner, other, history) = (tenant(), tenant(), bench.store().history());
    let (mine, theirs, erased) =
        (cancelled(bench, owner).await, cancelled(bench, other).await, cancelled(bench, owner).await);
    assert!(bench.store().erase(owner, ClientNumber::FIRST, erased).await.expect("erased"));
    assert!(!history.expired(owner, mine).await.expect("told"), "it is there");
    bench.advance(DAY).await;
    assert_eq!(prune(bench, 100).await.len(), 2);
    for (tenant, job, expired) in [
        (owner, mine, true),
        (other, theirs, true),
        (owner, theirs, false),
        (other, mine, false),
        (owner, erased, false),
    ] {
        assert_eq!(history.expired(tenant, job).await.expect("told"), expired);
    }
    bench.advance(DAY.saturating_sub(SECOND * 60)).await;
    assert_eq!(history.forget_expired(DAY, 100).await.expect("swept"), 0);
    bench.advance(SECOND * 61).await;
    assert_eq!(history.forget_expired(DAY, 1).await.expect("swept"), 1);
    assert_eq!(history.forget_expired(DAY, 100).await.expect("swept"), 1);
    assert!(!history.expired(owner, mine).await.expect("told"));
    assert_eq!(bench.count("SELECT count(*) FROM expired_jobs").await, 0);
}
