//! What the store must answer and what every job must be, by the rules of the protocol and nothing else.
//!
//! What must stay true: it learns of calls and their answers only, never of rows; so it cannot agree with the store by
//! having looked.

mod erasing;
mod giving_up;
mod tickets;

use std::collections::{BTreeMap, BTreeSet};

use model::limits::{CRASHES_BEFORE_ALONE, MAX_CRASHES, RESCUE_GRACE};
use model::{Fence, Generation, JobId, Lease, SessionId, Status, TenantId, Timestamp};
use store::{Ask, Beat, Claimed, Fenced, Moved, NewInput, NewJob, Renewed, Submitted};

use self::erasing::sorted;
use crate::bed::Event;

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) jobs: BTreeMap<JobId, Job>,
    /// Those that were taken out, and whose they were.
    pub(crate) gone: BTreeMap<JobId, TenantId>,
    /// Each tenant's keys: fingerprint and job.
    keys: BTreeMap<(TenantId, String), ([u8; 32], JobId)>,
}

pub(crate) struct Job {
    pub(crate) tenant: TenantId,
    pub(crate) status: Status,
    pub(crate) fence: i64,
    pub(crate) generation: i64,
    pub(crate) attempt: i64,
    pub(crate) crashes: i64,
    pub(crate) run_at: Timestamp,
    pub(crate) failure: Option<String>,
    pub(crate) conversation: String,
    finished_at: Option<Timestamp>,
    /// When it may have its next ticket.
    ticket_due: Timestamp,
    /// Its client wants it no more.
    unwanted: bool,
    redriven: bool,
    /// Of the claim that is, or was the last.
    session: Option<SessionId>,
    lease_until: Timestamp,
    upload: Option<Upload>,
}

#[derive(Clone)]
struct Upload {
    id: Option<String>,
    completed: bool,
    until: Timestamp,
}

/// Of these due jobs, in this order, as many as are asked for: of each tenant its first ones, and of nobody two more than
/// of another who has more. Whose turn the last one is, the store alone remembers: its answer says.
fn by_turns(due: &[(&JobId, &Job)], limit: usize, answer: &Claimed) -> Vec<JobId> {
    let count = |tenant: TenantId| due.iter().filter(|(_, job)| job.tenant == tenant).count();
    let tenants: BTreeSet<TenantId> = due.iter().map(|(_, job)| job.tenant).collect();
    let mut shares: BTreeMap<TenantId, usize> = tenants.iter().map(|&tenant| (tenant, 0)).collect();
    let mut left = limit.min(due.len());
    while left > 0 {
        let open: Vec<TenantId> = tenants.iter().copied().filter(|&tenant| shares[&tenant] < count(tenant)).collect();
        let more_of = |tenant: &TenantId| answer.jobs.iter().filter(|job| job.tenant == *tenant).count();
        let mut round: Vec<TenantId> = open;
        round.sort_by_key(|tenant| std::cmp::Reverse(more_of(tenant)));
        for tenant in round.into_iter().take(left) {
            *shares.entry(tenant).or_default() += 1;
            left -= 1;
        }
    }
    let mut taken: BTreeMap<TenantId, usize> = BTreeMap::new();
    let first = due.iter().filter(|(_, job)| {
        let taken = taken.entry(job.tenant).or_default();
        *taken += 1;
        *taken <= shares[&job.tenant]
    });
    first.map(|(id, _)| **id).collect()
}

impl Job {
    fn new(job: &NewJob, now: Timestamp) -> Self {
        let upload = match &job.input {
            NewInput::Upload(upload) => Some(Upload { id: None, completed: false, until: now.plus(upload.lifetime) }),
            NewInput::Inline { .. } | NewInput::Object { .. } | NewInput::File(_) => None,
        };
        let status = if upload.is_some() { Status::AwaitingUpload } else { Status::Queued };
        let ticket_due = job.first_ticket.map_or(now, |again| now.plus(again));
        Self { status, ticket_due, ..Self::queued(job.tenant, job.conversation_id.clone(), upload, now) }
    }

    fn queued(tenant: TenantId, conversation: String, upload: Option<Upload>, now: Timestamp) -> Self {
        Self {
            tenant,
            status: Status::Queued,
            fence: 0,
            generation: 0,
            attempt: 0,
            crashes: 0,
            run_at: now,
            failure: None,
            conversation,
            finished_at: None,
            ticket_due: now,
            unwanted: false,
            redriven: false,
            session: None,
            lease_until: now,
            upload,
        }
    }

    fn is_of(&self, lease: &Lease) -> bool {
        self.fence == lease.fence.0 && self.session == Some(lease.session)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.status == Status::Queued && self.run_at <= now
    }

    /// Nobody comes back to the queue that is not wanted.
    fn back_to_the_queue(&mut self, run_at: Timestamp, now: Timestamp) {
        self.status = if self.unwanted { Status::Cancelled } else { Status::Queued };
        self.generation += 1;
        self.session = None;
        self.run_at = run_at;
        self.ticket_due = run_at.max(now);
    }

    fn fail(&mut self, code: &str) {
        self.status = Status::Failed;
        self.failure = Some(code.to_owned());
    }

    fn rescue(&mut self, book: bool, now: Timestamp) {
        self.back_to_the_queue(self.run_at, now);
        self.fence += 1;
        self.crashes += i64::from(book);
        if self.status == Status::Queued && self.crashes >= MAX_CRASHES {
            self.fail("crashed_repeatedly");
        }
    }
}

impl Model {
    /// Whether a write under this lease must be accepted now.
    pub(crate) fn holds(&self, lease: &Lease) -> bool {
        self.jobs.get(&lease.job).is_some_and(|job| job.status == Status::Processing && job.is_of(lease))
    }

    /// Follows a call, and holds its answer against the rules.
    pub(crate) fn follow(&mut self, event: &Event, now: Timestamp) {
        match event {
            Event::Submitted { job, answer } => assert_eq!(*answer, self.submit(job, now), "{event}"),
            Event::UploadOpened { tenant, id, upload_id, answer } => {
                assert_eq!(*answer, self.open_upload(*tenant, *id, upload_id), "{event}");
            }
            Event::UploadCompleted { tenant, id, answer, .. } => {
                let moved = self.leave_upload(*tenant, *id, |job| {
                    (job.status, job.run_at, job.ticket_due) = (Status::Queued, now, now);
                    job.upload.as_mut().expect("it has one").completed = true;
                });
                assert_eq!(*answer, moved, "{event}");
            }
            Event::UploadCancelled { tenant, id, answer } => {
                let moved = self.leave_upload(*tenant, *id, |job| job.status = Status::Cancelled);
                assert_eq!(*answer, moved, "{event}");
            }
            Event::UploadsExpired { answer } => assert_eq!(*answer, self.expire_uploads(now), "{event}"),
            Event::Cancelled { tenant, id, answer } => assert_eq!(*answer, self.cancel(*tenant, *id), "{event}"),
            Event::Erased { tenant, id, answer } => assert_eq!(*answer, self.erase(*tenant, *id), "{event}"),
            Event::ConversationErased { tenant, conversation_id, answer } => {
                assert_eq!(sorted(answer), self.erase_conversation(*tenant, conversation_id), "{event}");
            }
            Event::Pruned { age, answer } => assert_eq!(sorted(answer), self.prune(now, *age), "{event}"),
            Event::Redriven { redrive, answer } => assert_eq!(*answer, self.redrive(redrive, now), "{event}"),
            Event::TicketsTaken { ask, answer } => self.take_tickets(ask, answer, now, event),
            Event::TicketsRefused { tickets } => self.tickets_refused(tickets, now),
            Event::TicketsClaimed { ask, tickets, answer } => self.claim_tickets(ask, tickets, answer, now, event),
            Event::Claimed { ask, answer } => self.claim(ask, answer, now, event),
            Event::Unheld { session, held, answer } => {
                let mine = self
                    .jobs
                    .iter()
                    .filter(|(_, job)| job.status == Status::Processing && job.session == Some(*session));
                let all: BTreeSet<_> = mine.map(|(id, job)| (*id, Fence(job.fence))).collect();
                let unheld: BTreeSet<_> = answer.iter().map(|job| (job.lease.job, job.lease.fence)).collect();
                let known: BTreeSet<_> = held.iter().copied().collect();
                assert_eq!(unheld, &all - &known, "{event}");
            }
            Event::Released { lease, delay, refund, answer } => {
                let released = self.under(lease, |job| {
                    job.back_to_the_queue(now.plus(*delay), now);
                    job.attempt -= i64::from(*refund);
                });
                assert_eq!(*answer, released, "{event}");
            }
            Event::Completed { lease, answer, .. } => {
                let again = self.ended_as(lease, Status::Completed);
                let completed = self.under(lease, |job| job.status = Status::Completed);
                assert_eq!(*answer, if again { Fenced::Held } else { completed }, "{event}");
            }
            Event::Failed { lease, code, answer } => {
                let again = self.ended_as(lease, Status::Failed);
                let failed = self.under(lease, |job| job.fail(code));
                assert_eq!(*answer, if again { Fenced::Held } else { failed }, "{event}");
            }
            Event::GarbageExpected { lease, answer } => assert_eq!(*answer, self.under(lease, |_| {}), "{event}"),
            Event::Beaten { session, beats, lease, answer } => {
                self.beat(*session, beats, answer, now.plus(*lease), event);
            }
            Event::Rescued { book_crashes, answer } => {
                let dead = |job: &Job| job.lease_until.plus(RESCUE_GRACE) < now;
                assert_eq!(*answer, self.rescue(dead, *book_crashes, now), "{event}");
            }
            Event::RescuedAllBut { alive, answer } => {
                assert_eq!(*answer, self.rescue(|job| job.session != Some(*alive), true, now), "{event}");
            }
        }
        for job in self.jobs.values_mut().filter(|job| job.status.is_terminal()) {
            job.finished_at.get_or_insert(now);
        }
    }

    fn submit(&mut self, job: &NewJob, now: Timestamp) -> Submitted {
        if let Some(idempotency) = &job.idempotency {
            let key = (job.tenant, idempotency.key.clone());
            if let Some((fingerprint, first)) = self.keys.get(&key) {
                let same = *fingerprint == idempotency.fingerprint;
                return if same { Submitted::Replayed(*first) } else { Submitted::KeyReused };
            }
            self.keys.insert(key, (idempotency.fingerprint, job.id));
        }
        let before = self.jobs.insert(job.id, Job::new(job, now));
        assert!(before.is_none(), "an id was used twice");
        Submitted::New(now)
    }

    fn awaiting(&mut self, tenant: TenantId, id: JobId) -> Option<&mut Job> {
        self.jobs.get_mut(&id).filter(|job| job.tenant == tenant && job.status == Status::AwaitingUpload)
    }

    fn open_upload(&mut self, tenant: TenantId, id: JobId, upload_id: &str) -> bool {
        let upload = self.awaiting(tenant, id).and_then(|job| job.upload.as_mut());
        upload.is_some_and(|upload| upload.id.get_or_insert_with(|| upload_id.to_owned()) == upload_id)
    }

    fn leave_upload(&mut self, tenant: TenantId, id: JobId, leave: impl FnOnce(&mut Job)) -> Moved {
        match self.jobs.get_mut(&id).filter(|job| job.tenant == tenant && job.upload.is_some()) {
            None => Moved::Missing,
            Some(job) if job.status == Status::AwaitingUpload => {
                leave(job);
                Moved::Done
            }
            Some(job) => Moved::Was(job.status),
        }
    }

    fn expire_uploads(&mut self, now: Timestamp) -> u64 {
        let late = |job: &&mut Job| {
            job.status == Status::AwaitingUpload && job.upload.as_ref().is_some_and(|upload| upload.until <= now)
        };
        self.jobs.values_mut().filter(late).map(|job| job.fail("upload_expired")).fold(0, |n, ()| n + 1)
    }

    /// Suspects alone and first; everybody else by turns, and each tenant's in the order of being due.
    fn claim(&mut self, ask: &Ask, answer: &Claimed, now: Timestamp, event: &Event) {
        let mut due: Vec<_> = self.jobs.iter().filter(|(_, job)| job.is_due(now)).collect();
        due.sort_by_key(|&(id, job)| (job.run_at, *id));
        let (suspects, others): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|(_, job)| job.crashes >= CRASHES_BEFORE_ALONE);
        let limit = usize::try_from(ask.limit).expect("a small number");
        let (expected, alone): (Vec<JobId>, bool) = match (suspects.first(), ask.idle) {
            (Some((id, _)), true) => (vec![**id], true),
            (Some(_), false) => (Vec::new(), false),
            (None, _) => (by_turns(&others, limit, answer), false),
        };
        let mut claimed: Vec<JobId> = answer.jobs.iter().map(|job| job.lease.job).collect();
        claimed.sort_by_key(|id| (self.jobs[id].run_at, *id));
        assert_eq!(claimed, expected, "{event}");
        assert_eq!((answer.alone, answer.alone_waiting), (alone, !suspects.is_empty() && !ask.idle), "{event}");
        self.hand_out(ask, answer, now, event);
    }

    fn hand_out(&mut self, ask: &Ask, answer: &Claimed, now: Timestamp, event: &Event) {
        for claimed in &answer.jobs {
            let job = self.jobs.get_mut(&claimed.lease.job).expect("a job that there is");
            job.status = Status::Processing;
            job.fence += 1;
            job.attempt += 1;
            job.session = Some(ask.session);
            job.lease_until = now.plus(ask.lease);
            assert!(job.is_of(&claimed.lease), "{event}");
            assert_eq!((claimed.attempt, claimed.crashes), (job.attempt, job.crashes), "{event}");
        }
    }

    fn under(&mut self, lease: &Lease, write: impl FnOnce(&mut Job)) -> Fenced {
        if !self.holds(lease) {
            return Fenced::Lost;
        }
        write(self.jobs.get_mut(&lease.job).expect("it is held"));
        Fenced::Held
    }

    fn ended_as(&self, lease: &Lease, status: Status) -> bool {
        self.jobs.get(&lease.job).is_some_and(|job| job.status == status && job.is_of(lease))
    }

    fn beat(&mut self, session: SessionId, beats: &[Beat], answer: &[Renewed], until: Timestamp, event: &Event) {
        let mut renewed = BTreeSet::new();
        for &Beat { job, fence, .. } in beats {
            let held = self.under(&Lease { job, fence, session }, |job| job.lease_until = until);
            if held == Fenced::Held {
                renewed.insert((job, fence));
            }
        }
        let answered: BTreeSet<(JobId, Fence)> = answer.iter().map(|renewed| (renewed.job, renewed.fence)).collect();
        assert_eq!(answered, renewed, "{event}");
        for renewed in answer {
            assert_eq!(renewed.cancel_requested, self.jobs[&renewed.job].unwanted, "{event}");
        }
    }

    fn rescue(&mut self, dead: impl Fn(&Job) -> bool, book: bool, now: Timestamp) -> Vec<JobId> {
        let dead = self.jobs.iter_mut().filter(|(_, job)| job.status == Status::Processing && dead(job));
        dead.map(|(id, job)| {
            job.rescue(book, now);
            *id
        })
        .collect()
    }

    /// Whether the store's row says the same.
    pub(crate) fn agrees(&self, row: &store::Job) {
        let job = &self.jobs[&row.id];
        assert_eq!(row.cancel_requested_at.is_some(), job.unwanted, "job {}: whether it is wanted", row.id);
        let code = row.failure.as_ref().map(|failure| failure.code.as_str());
        assert_eq!(
            (row.status, row.fence, row.generation, row.attempt, row.crashes, row.run_at, code),
            (
                job.status,
                Fence(job.fence),
                Generation(job.generation),
                job.attempt,
                job.crashes,
                job.run_at,
                job.failure.as_deref(),
            ),
            "job {}: the row, then what it must be",
            row.id,
        );
    }

    /// How many jobs stand where.
    pub(crate) fn counts(&self) -> BTreeMap<Status, u64> {
        let mut counts = BTreeMap::new();
        for job in self.jobs.values() {
            *counts.entry(job.status).or_default() += 1;
        }
        counts
    }
}
