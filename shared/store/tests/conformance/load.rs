//! What operators look at.

use std::time::Duration;

use model::{Lane, limits::CRASHES_BEFORE_ALONE};
use store::{Beat, Fenced, Garbage, Load, Progress, Pulse, TicketAsk};

use super::Bench;
use super::make::{
    LEASE, SECOND, claim, claim_one, failure, pulse, result, session, submit, submit_inline, tenant, upload_job,
};

async fn load(bench: &dyn Bench) -> Load {
    bench.store().load().await.expect("told")
}

/// On PostgreSQL time goes on by itself.
fn about(told: Option<Duration>, expected: Duration) {
    let told = told.expect("something is that old");
    assert!(told >= expected && told < expected + SECOND * 5, "{told:?} where {expected:?} belongs");
}

pub(crate) async fn an_empty_store_has_no_load(bench: &dyn Bench) {
    assert_eq!(load(bench).await, Load::default());
}

pub(crate) async fn what_is_live_is_counted_and_what_has_ended_is_not(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..2 {
        submit_inline(bench, tenant).await;
    }
    let leases = claim(bench, session(), 2).await;
    assert_eq!(store.complete(&leases[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(store.fail(&leases[1].lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    assert_eq!(load(bench).await, Load::default());

    submit(bench, upload_job(tenant, "uploads/1")).await;
    let suspect = submit_inline(bench, tenant).await;
    bench.raw(&format!("UPDATE jobs SET crashes = {CRASHES_BEFORE_ALONE} WHERE id = '{suspect}'")).await;
    let oldest = load(bench).await;
    assert_eq!((oldest.queued, oldest.tickets_due, oldest.oldest_ticket_due), (1, 0, None));
    bench.advance(SECOND * 40).await;
    about(load(bench).await.oldest_due, SECOND * 40);
    for _ in 0..3 {
        submit_inline(bench, tenant).await;
    }
    bench.advance(SECOND * 10).await;
    store.note_garbage(&Garbage::Key("a key".to_owned()), SECOND * 3600).await.expect("noted");
    let told = load(bench).await;
    assert_eq!((told.awaiting_upload, told.queued, told.processing, told.garbage_pending), (1, 4, 0, 1));
    assert_eq!(told.tickets_due, 3);
    about(told.oldest_due, SECOND * 50);
    about(told.oldest_ticket_due, SECOND * 10);

    let ask = TicketAsk { lane: Lane::Normal, limit: 2, out: 10, again: SECOND * 30 };
    assert_eq!(store.take_tickets(&ask).await.expect("taken").len(), 2);
    assert_eq!(load(bench).await.tickets_due, 1);
}

pub(crate) async fn what_is_not_yet_due_is_queued_and_nothing_more(bench: &dyn Bench) {
    submit_inline(bench, tenant()).await;
    let lease = claim_one(bench, session()).await;
    assert_eq!(bench.store().release(&lease, SECOND * 60, false).await.expect("answered"), Fenced::Held);
    let told = load(bench).await;
    assert_eq!(told, Load { queued: 1, ..Load::default() });
}

pub(crate) async fn an_overrun_lease_is_told(bench: &dyn Bench) {
    submit_inline(bench, tenant()).await;
    claim_one(bench, session()).await;
    let told = load(bench).await;
    assert_eq!((told.processing, told.oldest_lease_overrun), (1, None));
    bench.advance(LEASE + SECOND * 7).await;
    about(load(bench).await.oldest_lease_overrun, SECOND * 7);
}

pub(crate) async fn sessions_that_beat_are_counted(bench: &dyn Bench) {
    let (store, one, two) = (bench.store(), session(), session());
    let beat = async |pulse: &Pulse| store.heart().beat(pulse).await.expect("beaten");
    assert_eq!(beat(&pulse(one, &[])).await, []);
    bench.advance(SECOND * 20).await;
    submit_inline(bench, tenant()).await;
    let lease = claim_one(bench, two).await;
    let held = Beat { job: lease.job, fence: lease.fence, progress: Progress::default() };
    assert_eq!(beat(&Pulse { slots: 256, ..pulse(two, &[held]) }).await.len(), 1);
    let told = load(bench).await;
    assert_eq!((told.workers, told.slots, told.lanes_heard), (2, 4 + 256, true));
    about(told.oldest_beat, SECOND * 20);
    // As a worker of before there were lanes.
    bench.raw(&format!("UPDATE workers SET lanes = FALSE WHERE session = '{}'", one.0)).await;
    assert!(!load(bench).await.lanes_heard);
    // A process may be given other slots, and one that is silent counts no more.
    beat(&Pulse { slots: 8, ..pulse(two, &[]) }).await;
    assert_eq!(load(bench).await.slots, 4 + 8);
    bench.advance(SECOND * 41).await;
    let told = load(bench).await;
    assert_eq!((told.workers, told.slots, told.lanes_heard), (1, 8, true));
    store.retire(two).await.expect("told");
    store.retire(two).await.expect("told again");
    assert_eq!((load(bench).await.workers, load(bench).await.processing), (0, 1));
}

pub(crate) async fn silent_sessions_are_forgotten(bench: &dyn Bench) {
    let (store, silent, alive) = (bench.store(), session(), session());
    store.heart().beat(&pulse(silent, &[])).await.expect("beaten");
    bench.advance(SECOND * 50).await;
    store.heart().beat(&pulse(alive, &[])).await.expect("beaten");
    bench.advance(SECOND * 11).await;
    assert_eq!(store.rescue(10, true).await.expect("swept"), []);
    // Only one of the rows is left to count them by.
    bench.raw("UPDATE workers SET slots = slots * 10").await;
    store.heart().beat(&pulse(silent, &[])).await.expect("beaten");
    assert_eq!(load(bench).await.slots, 40 + 4, "the other was made anew");
    store.rescue_all_but(alive).await.expect("swept");
    assert_eq!((load(bench).await.workers, load(bench).await.slots), (1, 40));
}
