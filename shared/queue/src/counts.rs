//! What has gone through a queue since the process started, for metrics.

/// Tickets, each counted as often as it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Handed to the broker.
    pub published: u64,
    /// Of those: taken by the broker.
    pub confirmed: u64,
    /// Of those: came back, for want of a binding or a queue.
    pub returned: u64,
    /// Of those: neither, in time or before the connection ended.
    pub timed_out: u64,
    /// Not handed to the broker, which was away or blocked.
    pub unsent: u64,
    /// Came in for a receiver, redelivered ones included.
    pub received: u64,
    /// Came in and were no tickets.
    pub malformed: u64,
}
