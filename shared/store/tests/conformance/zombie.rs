//! A worker that lost its lease and does not know it: nothing it says is accepted.

use model::{Fence, Lease, Status};
use store::Fenced;

use super::Bench;
use super::make::{assert_lost, claim_one, crash, read, result, running, session, tenant};

pub(crate) async fn nothing_is_accepted_after_a_rescue(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    crash(bench, &lease).await;
    let before = read(bench, tenant, lease.job).await;
    assert_lost(bench, &lease).await;
    assert_eq!(read(bench, tenant, lease.job).await, before);
    assert_eq!(before.status, Status::Queued);
    assert_eq!(bench.store().garbage_pending().await.expect("counted"), 0);
}

pub(crate) async fn nothing_is_accepted_after_the_next_claim(bench: &dyn Bench) {
    let tenant = tenant();
    let old = running(bench, tenant).await;
    crash(bench, &old).await;
    let new = claim_one(bench, session()).await;
    assert!(new.fence > old.fence);
    let before = read(bench, tenant, old.job).await;
    assert_lost(bench, &old).await;
    assert_eq!(read(bench, tenant, old.job).await, before);
    assert_eq!(bench.store().complete(&new, &result("the right one")).await.expect("answered"), Fenced::Held);
    assert_lost(bench, &old).await;
    let stored = bench.store().result(tenant, new.job).await.expect("read");
    assert_eq!(stored, Some(result("the right one")));
}

pub(crate) async fn nothing_is_accepted_from_another_session(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let before = read(bench, tenant, lease.job).await;
    assert_lost(bench, &Lease { session: session(), ..lease }).await;
    assert_lost(bench, &Lease { fence: Fence(lease.fence.0 + 1), ..lease }).await;
    assert_lost(bench, &Lease { fence: Fence(lease.fence.0 - 1), ..lease }).await;
    assert_eq!(read(bench, tenant, lease.job).await, before);
}
