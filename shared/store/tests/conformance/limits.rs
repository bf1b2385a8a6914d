//! No more of a tenant's jobs run at once than may, by whichever road they are claimed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::limits::CRASHES_BEFORE_ALONE;
use model::{Lane, Status, TenantId, Ticket};
use store::{Ask, Client, Fenced, TicketAsk};
use tokio::task::JoinSet;

use super::Bench;
use super::make::{LEASE, SECOND, ask, claim, inline_job, result, session, submit_inline, tenant};

/// A tenant that there is: limits are of those.
pub(crate) async fn client(bench: &dyn Bench) -> TenantId {
    let tenant = tenant();
    let client = Client {
        client_id: tenant.to_string(),
        tenant,
        name: "a client".to_owned(),
        secret_hash: [0; 32],
        development: false,
    };
    bench.store().create_client(&client, "a tenant").await.expect("made");
    tenant
}

async fn with_backlog(bench: &dyn Bench, jobs: usize) -> TenantId {
    let tenant = client(bench).await;
    for _ in 0..jobs {
        bench.store().submit(&inline_job(tenant)).await.expect("submitted");
    }
    tenant
}

async fn limit(bench: &dyn Bench, tenant: Option<TenantId>, jobs: Option<u32>) {
    assert!(bench.store().limit_jobs(tenant, jobs).await.expect("answered"));
}

async fn running(bench: &dyn Bench) -> u64 {
    bench.store().counts().await.expect("counted").get(&Status::Processing).copied().unwrap_or_default()
}

async fn take(bench: &dyn Bench) -> Vec<Ticket> {
    let ask = TicketAsk { lane: Lane::Normal, limit: 100, out: 100, again: SECOND * 30 };
    let given = bench.store().take_tickets(&ask).await.expect("taken");
    given.into_iter().map(|given| given.ticket).collect()
}

pub(crate) async fn no_more_run_than_the_limit(bench: &dyn Bench) {
    let tenant = with_backlog(bench, 20).await;
    limit(bench, Some(tenant), Some(3)).await;
    let first = claim(bench, session(), 2).await;
    assert_eq!((first.len(), claim(bench, session(), 10).await.len()), (2, 1));
    assert_eq!(claim(bench, session(), 10).await.len(), 0);
    assert_eq!(bench.store().complete(&first[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(bench.store().release(&first[1].lease, Duration::ZERO, true).await.expect("answered"), Fenced::Held);
    assert_eq!(claim(bench, session(), 10).await.len(), 2, "as many as have ended");
    bench.advance(LEASE + SECOND * 3).await;
    assert_eq!(bench.store().rescue(100, false).await.expect("swept").len(), 3);
    assert_eq!(claim(bench, session(), 10).await.len(), 3);
}

pub(crate) async fn a_limit_is_changed_and_lifted(bench: &dyn Bench) {
    let (one, other) = (with_backlog(bench, 20).await, with_backlog(bench, 20).await);
    limit(bench, None, Some(2)).await;
    assert_eq!(claim(bench, session(), 10).await.len(), 4, "what is usual is for each");
    limit(bench, Some(one), Some(5)).await;
    let more = claim(bench, session(), 10).await;
    assert!(more.len() == 3 && more.iter().all(|job| job.tenant == one));
    limit(bench, Some(one), Some(0)).await;
    limit(bench, Some(other), Some(3)).await;
    let more = claim(bench, session(), 10).await;
    assert!(more.len() == 1 && more[0].tenant == other);
    limit(bench, None, None).await;
    limit(bench, Some(other), None).await;
    let more = claim(bench, session(), 4).await;
    assert!(more.len() == 4 && more.iter().all(|job| job.tenant == other), "one may run none, the other any number");
    limit(bench, Some(one), None).await;
    assert_eq!(claim(bench, session(), 100).await.len(), 40 - 4 - 3 - 1 - 4);
    assert!(!bench.store().limit_jobs(Some(tenant()), Some(1)).await.expect("answered"), "nobody's id");
}

pub(crate) async fn a_tenant_at_its_limit_holds_nobody_up(bench: &dyn Bench) {
    for _ in 0..5 {
        let full = with_backlog(bench, 4).await;
        limit(bench, Some(full), Some(1)).await;
    }
    assert_eq!(claim(bench, session(), 100).await.len(), 5);
    let free = with_backlog(bench, 4).await;
    for _ in 0..4 {
        let next = claim(bench, session(), 1).await;
        assert!(next.len() == 1 && next[0].tenant == free);
    }
    assert_eq!(claim(bench, session(), 1).await.len(), 0);
}

/// Tickets that were given before a limit was set, or too many at once.
pub(crate) async fn a_ticket_over_the_limit_comes_again_when_there_is_room(bench: &dyn Bench) {
    let tenant = with_backlog(bench, 6).await;
    let tickets = take(bench).await;
    limit(bench, Some(tenant), Some(2)).await;
    let ask = ask(session(), 10);
    let claimed = bench.store().claim_tickets(&ask, &tickets).await.expect("answered").jobs;
    assert_eq!((tickets.len(), claimed.len()), (6, 2));
    assert_eq!(take(bench).await, [], "there is no room, so nothing goes round");
    assert_eq!(bench.store().complete(&claimed[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    let again = take(bench).await;
    assert_eq!(again.len(), 1, "for the one that ended, and without waiting for a ticket's time");
    assert_eq!(take(bench).await, [], "one that is out counts");
    assert_eq!(bench.store().claim_tickets(&ask, &again).await.expect("answered").jobs.len(), 1);
    // A ticket of somebody who has no limit is not held up by the others beside it.
    let free = with_backlog(bench, 1).await;
    let mut mixed = take(bench).await;
    assert_eq!(mixed.len(), 1);
    mixed.extend(&tickets);
    let claimed = bench.store().claim_tickets(&ask, &mixed).await.expect("answered").jobs;
    assert!(claimed.len() == 1 && claimed[0].tenant == free);
}

pub(crate) async fn a_suspect_over_the_limit_waits_and_holds_nobody_up(bench: &dyn Bench) {
    let tenant = client(bench).await;
    limit(bench, Some(tenant), Some(1)).await;
    submit_inline(bench, tenant).await;
    let first = claim(bench, session(), 1).await;
    let suspect = submit_inline(bench, tenant).await;
    bench.raw(&format!("UPDATE jobs SET crashes = {CRASHES_BEFORE_ALONE} WHERE id = '{suspect}'")).await;
    let free = with_backlog(bench, 2).await;
    let busy = Ask { idle: false, ..ask(session(), 1) };
    let claimed = bench.store().claim(&busy).await.expect("answered");
    assert!(claimed.jobs.len() == 1 && claimed.jobs[0].tenant == free && !claimed.alone_waiting);
    let claimed = bench.store().claim(&ask(session(), 1)).await.expect("answered");
    assert!(claimed.jobs.len() == 1 && claimed.jobs[0].tenant == free && !claimed.alone);
    assert_eq!(bench.store().complete(&first[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    let claimed = bench.store().claim(&ask(session(), 1)).await.expect("answered");
    assert!(claimed.alone && claimed.jobs[0].lease.job == suspect);
}

/// Many workers, by tickets and without, while others end what they have: counted by those who hold them, whose count
/// is never more than the store's.
pub(crate) async fn racing_claims_by_both_roads_keep_to_the_limit(bench: &dyn Bench) {
    const JOBS: usize = 120;
    const LIMIT: usize = 4;
    let tenant = with_backlog(bench, JOBS).await;
    limit(bench, Some(tenant), Some(4)).await;
    let (held, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut workers = JoinSet::new();
    for n in 0..8 {
        let (store, held, done) = (Arc::clone(bench.store()), Arc::clone(&held), Arc::clone(&done));
        workers.spawn(async move {
            let ask = Ask { idle: false, ..ask(session(), 3) };
            while done.load(Ordering::SeqCst) < JOBS {
                let claimed = if n % 2 == 0 {
                    store.claim(&ask).await
                } else {
                    let take = TicketAsk { lane: Lane::Normal, limit: 5, out: 20, again: SECOND };
                    let given = store.take_tickets(&take).await.expect("taken");
                    let tickets: Vec<Ticket> = given.into_iter().map(|given| given.ticket).collect();
                    let claimed = store.claim_tickets(&ask, &tickets).await;
                    store.tickets_refused(&tickets).await.expect("told");
                    claimed
                };
                let jobs = claimed.map(|claimed| claimed.jobs).unwrap_or_default();
                let now = held.fetch_add(jobs.len(), Ordering::SeqCst) + jobs.len();
                assert!(now <= LIMIT, "{now} at once");
                tokio::task::yield_now().await;
                for job in jobs {
                    // No longer ours from before the store hears of it, so that nobody else's is counted on top.
                    held.fetch_sub(1, Ordering::SeqCst);
                    let ended = store.complete(&job.lease, &result("done")).await.expect("answered");
                    assert_eq!(ended, Fenced::Held);
                    done.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
    }
    let most = async {
        let mut most = 0;
        while done.load(Ordering::SeqCst) < JOBS {
            most = most.max(running(bench).await);
        }
        most
    };
    let (_, most) = tokio::join!(workers.join_all(), most);
    assert!((1..=4).contains(&most), "{most} at once");
    assert_eq!(running(bench).await, 0);
}
