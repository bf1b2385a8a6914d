//! Tenants take turns, whatever each has waiting.

use std::collections::BTreeMap;
use std::time::Duration;

use model::{Lane, TenantId};
use store::{Fenced, TicketAsk};

use super::Bench;
use super::make::{SECOND, claim, claim_one, inline_job, session, submit_inline, tenant};

const AGAIN: Duration = Duration::from_secs(30);

async fn backlog(bench: &dyn Bench, jobs: usize) -> TenantId {
    let tenant = tenant();
    for _ in 0..jobs {
        bench.store().submit(&inline_job(tenant)).await.expect("submitted");
    }
    tenant
}

/// Whose the next claimed jobs are.
async fn served(bench: &dyn Bench, limit: u32) -> BTreeMap<TenantId, usize> {
    let mut served = BTreeMap::new();
    for job in claim(bench, session(), limit).await {
        *served.entry(job.tenant).or_default() += 1;
    }
    served
}

pub(crate) async fn a_newcomer_is_next_whatever_another_has_waiting(bench: &dyn Bench) {
    let old = backlog(bench, 300).await;
    for _ in 0..4 {
        assert_eq!(served(bench, 1).await, [(old, 1)].into());
    }
    // Whether its id comes before or after the other's.
    for _ in 0..4 {
        bench.advance(SECOND).await;
        let new = backlog(bench, 1).await;
        let two = [served(bench, 1).await, served(bench, 1).await];
        assert!(two.contains(&[(new, 1)].into()), "one of the next two slots that become free is its own");
    }
}

pub(crate) async fn tenants_take_turns_one_job_at_a_time(bench: &dyn Bench) {
    let tenants = [backlog(bench, 20).await, backlog(bench, 20).await, backlog(bench, 20).await];
    let mut slots = Vec::new();
    for _ in 0..12 {
        slots.extend(served(bench, 1).await.into_keys());
    }
    for round in slots.chunks(3) {
        assert!(tenants.iter().all(|tenant| round.contains(tenant)), "{slots:?}");
    }
    // However many are asked for at once, nobody gets two more than another.
    for limit in [2, 4, 7] {
        let counts: Vec<usize> = served(bench, limit).await.into_values().collect();
        let (most, fewest) = (counts.iter().max(), counts.iter().min());
        assert!(counts.len() == 3.min(limit as usize) && most <= fewest.map(|few| few + 1).as_ref(), "{counts:?}");
    }
}

pub(crate) async fn what_some_leave_goes_to_those_who_have_more(bench: &dyn Bench) {
    let (many, few, one) = (backlog(bench, 50).await, backlog(bench, 3).await, backlog(bench, 1).await);
    assert_eq!(served(bench, 30).await, [(many, 26), (few, 3), (one, 1)].into());
    assert_eq!(served(bench, 100).await, [(many, 24)].into());
}

pub(crate) async fn many_tenants_are_all_served(bench: &dyn Bench) {
    const TENANTS: usize = 40;
    for _ in 0..TENANTS {
        backlog(bench, 3).await;
    }
    for _round in 0..3 {
        let mut all = BTreeMap::new();
        for _ in 0..8 {
            all.extend(served(bench, 5).await);
        }
        assert_eq!((all.len(), all.values().sum::<usize>()), (TENANTS, TENANTS));
    }
    assert!(served(bench, 5).await.is_empty());
}

/// Tenants whose jobs are delayed, unknown or in other hands stand between those who have something to do.
pub(crate) async fn who_has_nothing_due_uses_up_no_turn(bench: &dyn Bench) {
    for n in 0..6 {
        let id = submit_inline(bench, tenant()).await;
        if n % 2 == 0 {
            let lease = claim_one(bench, session()).await;
            assert_eq!(bench.store().release(&lease, SECOND * 600, true).await.expect("answered"), Fenced::Held);
        } else {
            bench.raw(&format!("UPDATE jobs SET kind = 'of a newer version' WHERE id = '{id}'")).await;
        }
    }
    let (one, other) = (backlog(bench, 5).await, backlog(bench, 5).await);
    for _ in 0..5 {
        let mut both = served(bench, 1).await;
        both.extend(served(bench, 1).await);
        assert_eq!(both, [(one, 1), (other, 1)].into());
    }
}

/// Whose the next tickets of the normal lane are, of these tenants, and whether they had none.
async fn given(bench: &dyn Bench, of: &[TenantId], limit: u32, out: u32) -> Vec<(TenantId, bool)> {
    let ask = TicketAsk { lane: Lane::Normal, limit, out, again: AGAIN };
    let mut owned = Vec::new();
    // Tickets of one moment are told apart by nothing.
    bench.advance(SECOND / 1000).await;
    for given in bench.store().take_tickets(&ask).await.expect("taken") {
        for &tenant in of {
            if bench.store().job(tenant, given.ticket.job).await.expect("read").is_some() {
                owned.push((tenant, given.first));
            }
        }
    }
    owned
}

pub(crate) async fn tickets_are_given_by_turns(bench: &dyn Bench) {
    let (many, few) = (backlog(bench, 30).await, backlog(bench, 2).await);
    let first = given(bench, &[many, few], 7, 100).await;
    let of = |all: &[(TenantId, bool)], tenant| all.iter().filter(|given| given.0 == tenant).count();
    assert_eq!((of(&first, many), of(&first, few)), (5, 2));
    assert!(first[0].0 != first[1].0 && first[2].0 != first[3].0, "everybody's first, then everybody's second");
    assert_eq!(first.iter().map(|given| given.1).collect::<Vec<_>>(), [true, true, false, false, false, false, false]);
    // Who has tickets out has no first one.
    let second = given(bench, &[many, few], 3, 100).await;
    assert_eq!(second, [(many, false); 3]);
}

pub(crate) async fn a_tenant_without_a_ticket_gets_one_though_the_room_is_taken(bench: &dyn Bench) {
    let many = backlog(bench, 30).await;
    let mut all = vec![many];
    assert_eq!(given(bench, &all, 10, 4).await, [(many, true), (many, false), (many, false), (many, false)]);
    assert_eq!(given(bench, &all, 10, 4).await, []);
    let new = backlog(bench, 5).await;
    all.push(new);
    assert_eq!(given(bench, &all, 10, 4).await, [(new, true)]);
    assert_eq!(given(bench, &all, 10, 4).await, []);
    // Not without end: as long as fewer than twice as many are out as may be.
    for _ in 0..5 {
        all.push(backlog(bench, 1).await);
    }
    let last = given(bench, &all, 3, 4).await;
    assert!(last.len() == 3 && last.iter().all(|given| given.1), "{last:?}");
    assert_eq!(given(bench, &all, 10, 4).await, []);
}
