//! What passes between the store and those who hand out and do the work.

use std::time::Duration;

use model::{Fence, JobId, Kind, Lane, Lease, SessionId, TenantId, Ticket, Timestamp};

use super::{Progress, Upload};

/// What a worker asks for.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub session: SessionId,
    pub limit: u32,
    pub lease: Duration,
    /// The caller is running nothing: it may be given one job that only runs alone.
    pub idle: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Claimed {
    pub jobs: Vec<ClaimedJob>,
    /// `jobs` holds exactly one, which has crashed before and must run alone in its process.
    pub alone: bool,
    /// A job that only runs alone is due and was not given, because the caller is not idle: `jobs` is empty,
    /// and the caller takes no more until it is idle.
    pub alone_waiting: bool,
}

#[derive(Clone, Debug)]
pub struct ClaimedJob {
    pub lease: Lease,
    /// Of a delivery this is its webhook.
    pub tenant: TenantId,
    pub kind: Kind,
    pub conversation_id: String,
    /// 1 for the first.
    pub attempt: i64,
    pub crashes: i64,
    pub options: Vec<u8>,
    pub input: Input,
    /// Since when it could have been claimed, and until when it is leased: both by the store's clock.
    pub due_at: Timestamp,
    pub leased_until: Timestamp,
    pub traceparent: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Input {
    Inline {
        content_type: String,
        bytes: Vec<u8>,
    },
    Object {
        content_type: String,
        key: String,
    },
    Upload(Upload),
    /// A delivery has none: [`crate::Webhooks::call`] tells what it says.
    None,
    /// A file's object, put together already. It is not the job's alone.
    File {
        key: String,
        file_name: String,
        content_type: String,
    },
}

/// Whether a fenced write touched its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Fenced {
    Held,
    /// Somebody else has the job, or it is terminal: stop and discard.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    pub job: JobId,
    pub fence: Fence,
    pub progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewed {
    pub job: JobId,
    pub fence: Fence,
    pub cancel_requested: bool,
}

/// What a session says at every beat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    pub session: SessionId,
    /// How many jobs it could have in flight.
    pub slots: u32,
    /// From now, for each lease that is renewed.
    pub lease: Duration,
    /// What it holds; there may be nothing.
    pub beats: Vec<Beat>,
}

/// What a relay asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketAsk {
    pub lane: Lane,
    pub limit: u32,
    /// Tickets of this lane that may be out at a time, over all relays: given to jobs still queued, and not yet due again.
    pub out: u32,
    /// How long a ticket counts as out before its job gets another.
    pub again: Duration,
}

/// A ticket that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub ticket: Ticket,
    /// Its tenant had none out in this lane.
    pub first: bool,
}
