//! What the store was asked and answered, by whichever process: only calls that took effect, in their order.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::{Fence, JobId, Lease, SessionId, TenantId, Ticket};
use store::{
    Ask, Beat, Claimed, ClaimedJob, Fenced, Given, Moved, NewJob, Redrive, Redriven, Renewed, StoredResult, Submitted,
    TicketAsk, UploadedPart,
};

/// A call that changed, or could have changed, a job.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Submitted { job: Box<NewJob>, answer: Submitted },
    UploadOpened { tenant: TenantId, id: JobId, upload_id: String, answer: bool },
    UploadCompleted { tenant: TenantId, id: JobId, parts: Vec<UploadedPart>, answer: Moved },
    UploadCancelled { tenant: TenantId, id: JobId, answer: Moved },
    UploadsExpired { answer: u64 },
    Cancelled { tenant: TenantId, id: JobId, answer: Moved },
    Redriven { redrive: Redrive, answer: Redriven },
    Erased { tenant: TenantId, id: JobId, answer: bool },
    ConversationErased { tenant: TenantId, conversation_id: String, answer: Vec<JobId> },
    Pruned { age: Duration, answer: Vec<JobId> },
    TicketsTaken { ask: TicketAsk, answer: Vec<Given> },
    TicketsRefused { tickets: Vec<Ticket> },
    TicketsClaimed { ask: Ask, tickets: Vec<Ticket>, answer: Claimed },
    Claimed { ask: Ask, answer: Claimed },
    Unheld { session: SessionId, held: Vec<(JobId, Fence)>, answer: Vec<ClaimedJob> },
    Released { lease: Lease, delay: Duration, refund: bool, answer: Fenced },
    Completed { lease: Lease, result: StoredResult, answer: Fenced },
    Failed { lease: Lease, code: String, answer: Fenced },
    GarbageExpected { lease: Lease, answer: Fenced },
    Beaten { session: SessionId, beats: Vec<Beat>, lease: Duration, answer: Vec<Renewed> },
    Rescued { book_crashes: bool, answer: Vec<JobId> },
    RescuedAllBut { alive: SessionId, answer: Vec<JobId> },
}

/// In one line, for whoever reads a failure.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submitted { job, answer } => write!(f, "submit {} → {answer:?}", job.id),
            Self::UploadOpened { tenant, id, upload_id, answer } => {
                write!(f, "{id} of tenant {tenant}: upload opened as {upload_id} → {answer}")
            }
            Self::UploadCompleted { tenant, id, parts, answer } => {
                let parts = parts.len();
                write!(f, "{id} of tenant {tenant}: upload completed from {parts} parts → {answer:?}")
            }
            Self::UploadCancelled { tenant, id, answer } => {
                write!(f, "{id} of tenant {tenant}: upload cancelled → {answer:?}")
            }
            Self::UploadsExpired { answer } => write!(f, "uploads expired → {answer}"),
            Self::Cancelled { tenant, id, answer } => write!(f, "{id} of tenant {tenant}: cancelled → {answer:?}"),
            Self::Redriven { redrive, answer } => write!(f, "redrive {} as {} → {answer:?}", redrive.of, redrive.id),
            Self::Erased { tenant, id, answer } => write!(f, "{id} of tenant {tenant}: erased → {answer}"),
            Self::ConversationErased { tenant, conversation_id, answer } => {
                write!(f, "conversation {conversation_id} of tenant {tenant}: erased → {answer:?}")
            }
            Self::Pruned { age, answer } => write!(f, "pruned after {age:?} → {answer:?}"),
            Self::TicketsTaken { ask, answer } => {
                let tickets: Vec<_> = answer.iter().map(|given| name(&given.ticket)).collect();
                write!(f, "tickets, up to {} while fewer than {} are out → {tickets:?}", ask.limit, ask.out)
            }
            Self::TicketsRefused { tickets } => {
                let tickets: Vec<_> = tickets.iter().map(name).collect();
                write!(f, "tickets refused: {tickets:?}")
            }
            Self::TicketsClaimed { ask, tickets, answer } => {
                let tickets: Vec<_> = tickets.iter().map(name).collect();
                let jobs: Vec<_> = answer.jobs.iter().map(|job| show(&job.lease)).collect();
                write!(f, "claim up to {} of {tickets:?} for {} → {jobs:?}", ask.limit, ask.session)
            }
            Self::Claimed { ask, answer } => {
                let jobs: Vec<_> = answer.jobs.iter().map(|job| show(&job.lease)).collect();
                let Claimed { alone, alone_waiting, .. } = answer;
                let (limit, idle, session) = (ask.limit, ask.idle, ask.session);
                write!(f, "claim up to {limit} for {session}, idle {idle} → {jobs:?}, ")?;
                write!(f, "alone {alone}, waits to be alone {alone_waiting}")
            }
            Self::Unheld { session, held, answer } => {
                let jobs: Vec<_> = answer.iter().map(|job| show(&job.lease)).collect();
                write!(f, "what {session} holds beside {} others → {jobs:?}", held.len())
            }
            Self::Released { lease, delay, refund, answer } => {
                write!(f, "{}: released for {delay:?}, refund {refund} → {answer:?}", show(lease))
            }
            Self::Completed { lease, result, answer } => {
                write!(f, "{}: completed with {} turns → {answer:?}", show(lease), result.turns)
            }
            Self::Failed { lease, code, answer } => write!(f, "{}: failed with {code} → {answer:?}", show(lease)),
            Self::GarbageExpected { lease, answer } => write!(f, "{}: garbage expected → {answer:?}", show(lease)),
            Self::Beaten { session, beats, lease, answer } => {
                let (asked, renewed) = (beats.len(), answer.len());
                write!(f, "{session}: {asked} leases beaten for {lease:?} → {renewed} renewed")
            }
            Self::Rescued { book_crashes, answer } => write!(f, "rescue, crashes booked {book_crashes} → {answer:?}"),
            Self::RescuedAllBut { alive, answer } => write!(f, "rescue all but those of {alive} → {answer:?}"),
        }
    }
}

fn show(lease: &Lease) -> String {
    format!("{} (fence {} of {})", lease.job, lease.fence.0, lease.session)
}

fn name(ticket: &Ticket) -> String {
    format!("{} (generation {})", ticket.job, ticket.generation.0)
}

/// The record, shared by all processes on one directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<Event>>>);

impl Events {
    pub(super) fn note(&self, event: Event) {
        self.0.lock().expect("no holder of this lock panics").push(event);
    }

    /// Everything from the event with this number on (0 is the first).
    pub(crate) fn since(&self, number: usize) -> Vec<Event> {
        self.0.lock().expect("no holder of this lock panics")[number..].to_vec()
    }
}
