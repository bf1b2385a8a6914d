//! What the sweeps work on, and what operators look at.

use std::time::Duration;

/// Objects that nobody will own: deleted by the sweep until S3 confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// Every object whose key starts with this.
    Prefix(String),
    /// One object key, and every multipart upload on it.
    Key(String),
    /// Every multipart upload on this key, but not the object.
    Uploads(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GarbageRow {
    pub row: i64,
    pub garbage: Garbage,
    /// Clean passes so far: those that [`Store::swept`] was told to repeat.
    pub passes: i64,
}

/// How much there is to do, and who is there to do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub awaiting_upload: u64,
    pub queued: u64,
    pub processing: u64,
    /// Age of the oldest due queued job: how long it has been due.
    pub oldest_due: Option<Duration>,
    /// Queued jobs that wait for a ticket.
    pub tickets_due: u64,
    pub oldest_ticket_due: Option<Duration>,
    /// By how much the lease that ended first is over.
    pub oldest_lease_overrun: Option<Duration>,
    /// Rows, due or not.
    pub garbage_pending: u64,
    /// Sessions that have beaten within the last minute.
    pub workers: u64,
    /// Of those sessions together.
    pub slots: u64,
    /// There are such sessions, and each of them hears every lane.
    pub lanes_heard: bool,
    /// Age of the beat of the session that beat longest ago, of those sessions.
    pub oldest_beat: Option<Duration>,
}
