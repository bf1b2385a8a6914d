//! Objects that nobody owns.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use model::Lease;
use store::{Fenced, Garbage, GarbageRow};

use super::Bench;
use super::make::{LEASE, SECOND, claim_one, crash, failure, result, running, session, tenant};

fn prefix(name: &str) -> Garbage {
    Garbage::Prefix(name.to_owned())
}

async fn due(bench: &dyn Bench) -> Vec<GarbageRow> {
    bench.store().due_garbage(100).await.expect("taken")
}

async fn due_names(bench: &dyn Bench) -> Vec<Garbage> {
    due(bench).await.into_iter().map(|row| row.garbage).collect()
}

async fn expect(bench: &dyn Bench, lease: &Lease, garbage: &Garbage) {
    assert_eq!(bench.store().expect_garbage(lease, garbage).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn noted_garbage_is_due_after_its_delay(bench: &dyn Bench) {
    let store = bench.store();
    let all = [prefix("jobs/1/"), Garbage::Key("a key".to_owned()), Garbage::Uploads("an upload".to_owned())];
    for (n, garbage) in (1..).zip(&all) {
        store.note_garbage(garbage, SECOND * 60 * n).await.expect("noted");
    }
    assert_eq!(store.garbage_pending().await.expect("counted"), 3);
    assert_eq!(due(bench).await, []);
    for (n, garbage) in all.iter().enumerate() {
        bench.advance(SECOND * 60).await;
        let rows = due(bench).await;
        assert_eq!(rows.len(), 1, "{n}");
        assert_eq!((&rows[0].garbage, rows[0].passes), (garbage, 0));
        store.swept(rows[0].row, None).await.expect("settled");
    }
    bench.advance(SECOND * 600).await;
    assert_eq!(due(bench).await, []);
    assert_eq!(store.garbage_pending().await.expect("counted"), 0);
}

pub(crate) async fn garbage_is_put_off_while_nobody_has_taken_it(bench: &dyn Bench) {
    let (store, one) = (bench.store(), Garbage::Key("one".to_owned()));
    let put_off = async |after| store.put_off_garbage(&one, after).await.expect("answered");
    assert!(!put_off(SECOND).await, "there is nothing");
    store.note_garbage(&one, SECOND * 100).await.expect("noted");
    store.note_garbage(&Garbage::Key("two".to_owned()), SECOND * 100).await.expect("noted");
    assert!(put_off(SECOND * 200).await);
    bench.advance(SECOND * 101).await;
    assert_eq!(due_names(bench).await, [Garbage::Key("two".to_owned())], "the other is not");
    assert!(put_off(Duration::ZERO).await, "it may be brought forward as well");
    assert!(!put_off(SECOND * 200).await, "it is due");
    assert_eq!(due_names(bench).await, std::slice::from_ref(&one));
    assert!(!put_off(SECOND * 200).await, "it is being swept");
}

pub(crate) async fn taken_garbage_is_left_to_its_sweeper(bench: &dyn Bench) {
    bench.store().note_garbage(&prefix("jobs/1/"), Duration::ZERO).await.expect("noted");
    let first = due(bench).await;
    assert_eq!(first.len(), 1);
    bench.advance(SECOND * 50).await;
    assert_eq!(due(bench).await, []);
    bench.advance(SECOND * 11).await;
    assert_eq!(due(bench).await, first, "its sweeper said nothing");
}

pub(crate) async fn another_pass_is_counted(bench: &dyn Bench) {
    let store = bench.store();
    store.note_garbage(&prefix("jobs/1/"), Duration::ZERO).await.expect("noted");
    for passes in 0..3 {
        let rows = due(bench).await;
        assert_eq!(rows.iter().map(|row| row.passes).collect::<Vec<_>>(), [passes]);
        store.swept(rows[0].row, Some(SECOND * 3600)).await.expect("settled");
        bench.advance(SECOND * 3590).await;
        assert_eq!(due(bench).await, []);
        bench.advance(SECOND * 10).await;
    }
    store.swept(i64::MAX, None).await.expect("a row that is not there is settled");
    assert_eq!(store.garbage_pending().await.expect("counted"), 1);
}

pub(crate) async fn racing_sweepers_share_nothing(bench: &dyn Bench) {
    const ROWS: usize = 40;
    for n in 0..ROWS {
        bench.store().note_garbage(&prefix(&format!("jobs/{n}/")), Duration::ZERO).await.expect("noted");
    }
    let mut rows = Vec::new();
    // Sweepers that meet may leave rows to each other; none is taken twice, and the next round finds the rest.
    while rows.len() < ROWS {
        let round = join_all((0..4).map(|_| bench.store().due_garbage(15))).await;
        let taken = round.into_iter().flat_map(|taken| taken.expect("taken"));
        let before = rows.len();
        rows.extend(taken.map(|row| row.row));
        assert!(rows.len() > before, "{} of {ROWS} taken", rows.len());
    }
    assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), ROWS);
}

pub(crate) async fn expected_garbage_waits_for_its_attempt(bench: &dyn Bench) {
    let lease = running(bench, tenant()).await;
    expect(bench, &lease, &prefix("jobs/1/1/")).await;
    assert_eq!(due(bench).await, []);
    // Even past the end of the lease: nobody has rescued it.
    bench.advance(LEASE * 3).await;
    assert_eq!(due(bench).await, []);
    assert_eq!(bench.store().garbage_pending().await.expect("counted"), 1);
}

pub(crate) async fn a_completion_settles_what_its_attempt_expected(bench: &dyn Bench) {
    let tenant = tenant();
    let first = running(bench, tenant).await;
    expect(bench, &first, &prefix("first")).await;
    crash(bench, &first).await;
    let second = claim_one(bench, session()).await;
    expect(bench, &second, &prefix("second")).await;
    expect(bench, &second, &Garbage::Key("third".to_owned())).await;
    assert_eq!(bench.store().complete(&second, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(due_names(bench).await, [prefix("first")]);
    assert_eq!(bench.store().garbage_pending().await.expect("counted"), 1);
}

pub(crate) async fn garbage_of_a_lost_attempt_is_due(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let failed = running(bench, tenant).await;
    expect(bench, &failed, &prefix("failed")).await;
    assert_eq!(store.fail(&failed, &failure("broken")).await.expect("answered"), Fenced::Held);
    assert_eq!(due_names(bench).await, [prefix("failed")]);
    let rescued = running(bench, tenant).await;
    expect(bench, &rescued, &prefix("rescued")).await;
    crash(bench, &rescued).await;
    assert_eq!(due_names(bench).await, [prefix("rescued")]);
    let released = claim_one(bench, session()).await;
    expect(bench, &released, &prefix("released")).await;
    assert_eq!(store.release(&released, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    assert_eq!(due_names(bench).await, [prefix("released")]);
    // The job runs again, under another fence: what the attempt before it left is still nobody's.
    bench.advance(SECOND * 61).await;
    claim_one(bench, session()).await;
    assert_eq!(due(bench).await.len(), 3);
}
