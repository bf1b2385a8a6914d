//! Giving tickets, and claiming by them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use futures::join;
use model::limits::CRASHES_BEFORE_ALONE;
use model::{Fence, Generation, JobId, Lane, Status, Ticket};
use store::{Ask, ClaimedJob, Fenced, NewJob, TicketAsk};
use tokio::task::JoinSet;

use super::Bench;
use super::make::{
    self, LEASE, SECOND, ask, claim, claim_one, crash, inline_job, read, result, session, submit, submit_inline, tenant,
};

const AGAIN: Duration = Duration::from_secs(30);

/// Lane by lane, as a relay does, but no more than `limit` of all.
async fn take(bench: &dyn Bench, limit: u32, out: u32) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for lane in Lane::ALL {
        let left = limit - u32::try_from(tickets.len()).expect("a few");
        let ask = TicketAsk { lane, limit: left, out, again: AGAIN };
        let given = bench.store().take_tickets(&ask).await.expect("taken");
        tickets.extend(given.into_iter().map(|given| given.ticket));
    }
    tickets
}

async fn take_all(bench: &dyn Bench) -> Vec<Ticket> {
    take(bench, 1000, 1000).await
}

async fn claim_by(bench: &dyn Bench, tickets: &[Ticket]) -> Vec<ClaimedJob> {
    let claimed = bench.store().claim_tickets(&ask(session(), 100), tickets).await.expect("answered");
    assert!(!claimed.alone && !claimed.alone_waiting);
    claimed.jobs
}

fn jobs(tickets: &[Ticket]) -> Vec<JobId> {
    tickets.iter().map(|ticket| ticket.job).collect()
}

async fn submit_many(bench: &dyn Bench, count: usize) -> Vec<JobId> {
    let tenant = tenant();
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(submit_inline(bench, tenant).await);
    }
    ids
}

pub(crate) async fn no_more_tickets_are_out_than_asked(bench: &dyn Bench) {
    submit_many(bench, 12).await;
    let first = take(bench, 4, 6).await;
    let second = take(bench, 4, 6).await;
    assert_eq!((first.len(), second.len()), (4, 2));
    assert_eq!(take(bench, 4, 6).await, []);
    assert_eq!(claim_by(bench, &first[..3]).await.len(), 3);
    let third = take(bench, 4, 6).await;
    assert_eq!(third.len(), 3, "as many as have left the queue");
    assert_eq!(take(bench, 0, 100).await, []);
    assert_eq!(take(bench, 4, 0).await, []);
    let given: BTreeSet<Ticket> = first.into_iter().chain(second).chain(third).collect();
    assert_eq!(given.len(), 9, "nobody got two");
}

pub(crate) async fn priority_then_age_decides_who_gets_one(bench: &dyn Bench) {
    let tenant = tenant();
    let mut submitted = Vec::new();
    for priority in [0, 5, -1, 5, 0] {
        submitted.push(submit(bench, NewJob { priority, ..inline_job(tenant) }).await);
        bench.advance(SECOND).await;
    }
    let mut order = jobs(&take(bench, 2, 100).await);
    order.extend(jobs(&take(bench, 1, 100).await));
    order.extend(jobs(&take_all(bench).await));
    assert_eq!(order, [1, 3, 0, 4, 2].map(|n| submitted[n]));
}

pub(crate) async fn a_submission_may_give_the_first_ticket(bench: &dyn Bench) {
    let out = || bench.store().tickets_out(10);
    let id = submit(bench, NewJob { first_ticket: Some(AGAIN), ..inline_job(tenant()) }).await;
    assert_eq!(out().await.expect("counted"), 1);
    assert_eq!(take_all(bench).await, []);
    let given = Ticket { job: id, generation: Generation(0) };
    assert_eq!(claim_by(bench, &[given]).await.len(), 1);
    assert_eq!(out().await.expect("counted"), 0);
    // Lost with its submitter, it is given again.
    let id = submit(bench, NewJob { first_ticket: Some(AGAIN), ..inline_job(tenant()) }).await;
    bench.advance(AGAIN.mul_f64(1.1)).await;
    assert_eq!(out().await.expect("counted"), 0);
    assert_eq!(take_all(bench).await, [Ticket { job: id, generation: Generation(0) }]);
    assert_eq!(bench.store().tickets_out(0).await.expect("counted"), 0, "no more than asked");
    // Of no use to a job that awaits its upload.
    submit(bench, NewJob { first_ticket: Some(AGAIN), ..make::upload_job(tenant(), "uploads/first") }).await;
    assert_eq!(out().await.expect("counted"), 1);
}

pub(crate) async fn a_lost_ticket_is_given_again_in_time_and_not_before(bench: &dyn Bench) {
    let tenant = tenant();
    let id = submit_inline(bench, tenant).await;
    let first = take_all(bench).await;
    assert_eq!(first, [Ticket { job: id, generation: Generation(0) }]);
    bench.advance(AGAIN.mul_f64(0.8)).await;
    assert_eq!(take_all(bench).await, []);
    bench.advance(AGAIN.mul_f64(0.21)).await;
    let other = submit_inline(bench, tenant).await;
    assert_eq!(jobs(&take(bench, 1, 1).await), [id], "a lost ticket is not out");
    assert_eq!(jobs(&take_all(bench).await), [other]);
}

pub(crate) async fn a_refused_ticket_is_given_again_at_once(bench: &dyn Bench) {
    submit_many(bench, 3).await;
    let tickets = take_all(bench).await;
    let stale = Ticket { generation: Generation(1), ..tickets[2] };
    let unknown = Ticket { job: make::job_id(), generation: Generation(0) };
    let refused = [tickets[1], stale, tickets[0], unknown, tickets[1]];
    bench.store().tickets_refused(&refused).await.expect("told");
    bench.store().tickets_refused(&[]).await.expect("told");
    assert_eq!(take_all(bench).await, tickets[..2]);
    // Once it has left the queue a refusal changes nothing, nor when it is back under another generation.
    let leases = claim_by(bench, &tickets[..1]).await;
    bench.store().tickets_refused(&tickets[..1]).await.expect("told");
    assert_eq!(bench.store().complete(&leases[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    bench.store().tickets_refused(&tickets[..1]).await.expect("told");
    assert_eq!(take_all(bench).await, []);
}

pub(crate) async fn a_delayed_job_gets_its_ticket_when_it_is_due(bench: &dyn Bench) {
    let id = submit_inline(bench, tenant()).await;
    let lease = claim_one(bench, session()).await;
    assert_eq!(bench.store().release(&lease, SECOND * 60, false).await.expect("answered"), Fenced::Held);
    let early = Ticket { job: id, generation: Generation(1) };
    assert_eq!(take_all(bench).await, []);
    bench.store().tickets_refused(&[early]).await.expect("told");
    assert_eq!(take_all(bench).await, []);
    assert_eq!(claim_by(bench, &[early]).await.len(), 0, "not due");
    bench.advance(SECOND * 61).await;
    assert_eq!(take_all(bench).await, [early]);
    assert_eq!(claim_by(bench, &[early]).await.len(), 1);
}

pub(crate) async fn a_delayed_job_does_not_count_as_a_ticket_out(bench: &dyn Bench) {
    submit_many(bench, 3).await;
    for job in claim(bench, session(), 3).await {
        assert_eq!(bench.store().release(&job.lease, SECOND * 20, true).await.expect("answered"), Fenced::Held);
    }
    let due = submit_inline(bench, tenant()).await;
    assert_eq!(jobs(&take(bench, 10, 1).await), [due]);
}

pub(crate) async fn a_suspect_gets_no_ticket_and_is_not_claimed_by_one(bench: &dyn Bench) {
    let suspect = submit_inline(bench, tenant()).await;
    let tickets = take_all(bench).await;
    bench.raw(&format!("UPDATE jobs SET crashes = {CRASHES_BEFORE_ALONE} WHERE id = '{suspect}'")).await;
    assert_eq!(claim_by(bench, &tickets).await.len(), 0);
    bench.advance(AGAIN * 2).await;
    assert_eq!(take_all(bench).await, []);
    assert_eq!(claim_one(bench, session()).await.job, suspect, "straight from the store it is");
}

pub(crate) async fn a_ticket_claims_its_job(bench: &dyn Bench) {
    let (tenant, session) = (tenant(), session());
    let id = submit(bench, NewJob { traceparent: Some("00-aa-bb-01".to_owned()), ..inline_job(tenant) }).await;
    submit_inline(bench, tenant).await;
    let ticket = Ticket { job: id, generation: Generation(0) };
    let claimed = bench.store().claim_tickets(&ask(session, 10), &[ticket]).await.expect("answered").jobs;
    assert_eq!(claimed.len(), 1);
    let job = &claimed[0];
    assert_eq!((job.lease.job, job.lease.fence, job.lease.session), (id, Fence(1), session));
    assert_eq!((job.attempt, job.traceparent.as_deref()), (1, Some("00-aa-bb-01")));
    let stored = read(bench, tenant, id).await;
    assert_eq!((stored.status, stored.fence, stored.attempt), (Status::Processing, Fence(1), 1));
    bench.advance(LEASE.mul_f64(0.9)).await;
    assert_eq!(bench.store().rescue(10, true).await.expect("swept"), [], "it has a whole lease");
    assert_eq!(bench.store().complete(&job.lease, &result("done")).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn duplicate_and_ancient_tickets_claim_nothing(bench: &dyn Bench) {
    let tenant = tenant();
    let id = submit_inline(bench, tenant).await;
    let ticket = take_all(bench).await[0];
    let unknown = Ticket { job: make::job_id(), generation: Generation(0) };
    let first = claim_by(bench, &[ticket, unknown, ticket]).await;
    assert_eq!(first.len(), 1);
    assert_eq!(claim_by(bench, &[ticket]).await.len(), 0, "it is running");
    crash(bench, &first[0].lease).await;
    assert_eq!(claim_by(bench, &[ticket]).await.len(), 0, "it is queued again, under another generation");
    assert_eq!(read(bench, tenant, id).await.status, Status::Queued);
    let next = take_all(bench).await;
    assert_eq!(next, [Ticket { generation: Generation(1), ..ticket }]);
    let second = claim_by(bench, &[ticket, next[0]]).await;
    assert_eq!((second.len(), second[0].lease.fence), (1, Fence(3)));
    assert_eq!(bench.store().complete(&second[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    let before = read(bench, tenant, id).await;
    assert_eq!(claim_by(bench, &[ticket, next[0]]).await.len(), 0, "it has ended");
    assert_eq!(claim_by(bench, &[]).await.len(), 0);
    assert_eq!(read(bench, tenant, id).await, before);
}

pub(crate) async fn tickets_claim_no_more_than_asked_and_no_unknown_kind(bench: &dyn Bench) {
    let ids = submit_many(bench, 5).await;
    bench.raw(&format!("UPDATE jobs SET kind = 'of tomorrow' WHERE id = '{}'", ids[0])).await;
    let tickets = take_all(bench).await;
    assert_eq!(tickets.len(), 5, "another worker may know it");
    let some = bench.store().claim_tickets(&ask(session(), 3), &tickets).await.expect("answered").jobs;
    let rest = claim_by(bench, &tickets).await;
    assert_eq!((some.len(), rest.len()), (3, 1));
    let ask = Ask { limit: 0, ..ask(session(), 0) };
    assert_eq!(bench.store().claim_tickets(&ask, &tickets).await.expect("answered").jobs.len(), 0);
}

pub(crate) async fn racing_relays_never_give_a_job_two_tickets(bench: &dyn Bench) {
    const JOBS: usize = 60;
    submit_many(bench, JOBS).await;
    let mut given = Vec::new();
    // Relays that meet may leave jobs to each other; the next round finds the rest.
    while given.len() < JOBS {
        let before = given.len();
        given.extend(join_all((0..6).map(|_| take(bench, 7, 1000))).await.into_iter().flatten());
        assert!(given.len() > before, "{before} of {JOBS} given");
    }
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), JOBS);
}

/// Duplicated tickets in the hands of several workers, while others claim straight from the store.
pub(crate) async fn racing_ticket_and_direct_claims_share_no_job(bench: &dyn Bench) {
    const JOBS: usize = 80;
    submit_many(bench, JOBS).await;
    let tickets = take_all(bench).await;
    let mut claims = JoinSet::new();
    for n in 0..12 {
        let (store, mut tickets) = (Arc::clone(bench.store()), tickets.clone());
        claims.spawn(async move {
            if n % 3 == 0 {
                return store.claim(&ask(session(), 5)).await.expect("claimed").jobs;
            }
            if n % 2 == 0 {
                tickets.reverse();
            }
            let mut claimed = Vec::new();
            for some in tickets.chunks(20) {
                claimed.extend(store.claim_tickets(&ask(session(), 20), some).await.expect("claimed").jobs);
            }
            claimed
        });
    }
    let claimed: Vec<JobId> = claims.join_all().await.into_iter().flatten().map(|job| job.lease.job).collect();
    let distinct: BTreeSet<JobId> = claimed.iter().copied().collect();
    assert_eq!((claimed.len(), distinct.len()), (JOBS, JOBS));
}

pub(crate) async fn a_refusal_racing_a_claim_takes_nothing_back(bench: &dyn Bench) {
    for _ in 0..10 {
        submit_many(bench, 10).await;
        let tickets = take_all(bench).await;
        assert_eq!(tickets.len(), 10);
        let (claimed, refused, again) =
            join!(claim_by(bench, &tickets), bench.store().tickets_refused(&tickets), take_all(bench));
        refused.expect("told");
        assert_eq!(claimed.len(), 10, "a refused ticket may still arrive");
        assert_eq!(claim_by(bench, &again).await.len(), 0);
        assert_eq!(take_all(bench).await, []);
        for job in claimed {
            assert_eq!(bench.store().complete(&job.lease, &result("done")).await.expect("answered"), Fenced::Held);
        }
    }
}
