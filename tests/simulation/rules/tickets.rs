//! Which jobs may be given tickets, and what tickets may claim.

use std::collections::BTreeSet;

use model::limits::CRASHES_BEFORE_ALONE;
use model::{JobId, Lane, Status, TenantId, Ticket, Timestamp};
use store::{Ask, Claimed, Given, TicketAsk};

use super::{Job, Model};
use crate::bed::Event;

impl Job {
    fn is_claimable(&self, ticket: &Ticket, now: Timestamp) -> bool {
        self.is_due(now) && self.crashes < CRASHES_BEFORE_ALONE && self.generation == ticket.generation.0
    }

    fn ticket_is_out(&self, now: Timestamp) -> bool {
        self.status == Status::Queued && self.ticket_due > self.run_at && self.ticket_due > now
    }
}

impl Model {
    /// As many as are due and may be out, by turns; no job twice. Beyond that one for each tenant that has none, while
    /// fewer than twice as many are out.
    pub(super) fn take_tickets(&mut self, ask: &TicketAsk, answer: &[Given], now: Timestamp, event: &Event) {
        let tenants_out: BTreeSet<TenantId> =
            self.jobs.values().filter(|job| job.ticket_is_out(now)).map(|job| job.tenant).collect();
        let out = self.jobs.values().filter(|job| job.ticket_is_out(now)).count();
        let due: BTreeSet<Ticket> = self
            .jobs
            .iter()
            .filter(|(_, job)| {
                ask.lane == Lane::Normal
                    && job.is_due(now)
                    && job.crashes < CRASHES_BEFORE_ALONE
                    && job.ticket_due <= now
            })
            .map(|(id, job)| Ticket { job: *id, generation: model::Generation(job.generation) })
            .collect();
        let given: BTreeSet<Ticket> = answer.iter().map(|given| given.ticket).collect();
        assert!(given.is_subset(&due) && given.len() == answer.len(), "{event}: of {due:?}");
        let most = usize::try_from(ask.out).expect("a small number");
        let limit = usize::try_from(ask.limit).expect("a small number");
        let of = |ticket: &Ticket| self.jobs[&ticket.job].tenant;
        let without: BTreeSet<TenantId> = due.iter().map(of).filter(|tenant| !tenants_out.contains(tenant)).collect();
        let ahead = if out < 2 * most { without.len() } else { 0 };
        let room = most.saturating_sub(out);
        assert_eq!(given.len(), due.len().min(room.max(ahead)).min(limit), "{event}: {out} are out");
        // Of two tenants nobody gets two more than the other, unless the other has no more.
        let share = |all: &BTreeSet<Ticket>, tenant| all.iter().filter(|ticket| of(ticket) == tenant).count();
        let tenants: BTreeSet<TenantId> = due.iter().map(of).collect();
        for &tenant in &tenants {
            let (had, has) = (share(&given, tenant), share(&due, tenant));
            let most = tenants.iter().map(|&other| share(&given, other)).max().unwrap_or_default();
            assert!(had + 1 >= most || had == has, "{event}: {had} of {has}, and another {most}");
        }
        for Given { ticket, .. } in answer {
            self.jobs.get_mut(&ticket.job).expect("it is due").ticket_due = now.plus(ask.again);
        }
    }

    pub(super) fn tickets_refused(&mut self, tickets: &[Ticket], now: Timestamp) {
        for ticket in tickets {
            if let Some(job) = self.jobs.get_mut(&ticket.job)
                && job.status == Status::Queued
                && job.generation == ticket.generation.0
                && job.ticket_due > now
            {
                job.ticket_due = now.max(job.run_at);
            }
        }
    }

    /// Those that can be claimed, as many as were asked for, and nothing of any other.
    pub(super) fn claim_tickets(
        &mut self,
        ask: &Ask,
        tickets: &[Ticket],
        answer: &Claimed,
        now: Timestamp,
        event: &Event,
    ) {
        let fits = |ticket: &&Ticket| self.jobs.get(&ticket.job).is_some_and(|job| job.is_claimable(ticket, now));
        let named: BTreeSet<JobId> = tickets.iter().filter(fits).map(|ticket| ticket.job).collect();
        let got: BTreeSet<JobId> = answer.jobs.iter().map(|job| job.lease.job).collect();
        assert!(got.is_subset(&named) && got.len() == answer.jobs.len(), "{event}: of {named:?}");
        assert_eq!(got.len(), named.len().min(usize::try_from(ask.limit).expect("a small number")), "{event}");
        assert!(!answer.alone && !answer.alone_waiting, "{event}");
        self.hand_out(ask, answer, now, event);
    }
}
