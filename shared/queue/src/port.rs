//! The queue's port: handing tickets to workers that wait.
//!
//! What must stay true: a ticket only ever says "look at the store"; losing, doubling, reordering, delaying or
//! replaying one is harmless, and every adapter may do any of it. An adapter that is away never blocks its caller for
//! long and never fails: it says so in [`Queue::link`], and workers look at the store by themselves.
//! Deliberately absent: any state about jobs, any order, any delay, any retry of a job.

use async_trait::async_trait;
use model::Ticket;
use tokio::sync::watch;

use crate::{Counts, Way};

/// Where tickets go in, and where workers wait for them.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Hands tickets on, all of them this way; answers for each, in order, what is known of it, within a bounded time.
    async fn send(&self, way: Way, tickets: &[Ticket]) -> Vec<Fate>;
    /// A place to wait at, one per worker process. Nothing is taken before the first [`Receiver::receive`].
    fn receiver(&self) -> Box<dyn Receiver>;
    /// How it stands between this process and the queue, now and on every change.
    fn link(&self) -> watch::Receiver<Link>;
    /// What has gone through so far; nothing where nothing is counted.
    fn counts(&self) -> Counts {
        Counts::default()
    }
}

/// What became of a ticket that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The queue has it, durably where the queue is durable.
    Confirmed,
    /// It went nowhere: not sent, refused or returned. Its job is due for another at once.
    Refused,
    /// No answer in time: it may still be delivered, even later.
    Unknown,
}

/// Between this process and the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Up,
    /// Connected, but the queue takes nothing for now (an alarm of the broker).
    Blocked,
    Down,
}

/// A worker's place at the queue.
#[async_trait]
pub trait Receiver: Send {
    /// Waits until there is something to look at. At most `limit` (≥ 1) tickets of each way are ever held for this receiver
    /// and not yet received, and of those that are held each way gets its share ([`Way`]). Safe to drop while waiting: nothing is lost. While the queue is away this just keeps waiting.
    async fn receive(&mut self, limit: usize) -> Heard;
    /// Nothing can be taken for now: stops taking, and gives back what was taken and not received, for others.
    /// The next [`Receiver::receive`] takes again.
    async fn pause(&mut self);
}

/// What a receiver heard.
pub enum Heard {
    /// There may be work: look at the store.
    Ring,
    /// These jobs may be claimed. Acknowledge *after* the claim has committed; dropped unacknowledged they come again.
    Tickets(Box<dyn Delivery>),
}

/// Tickets that were received and are not acknowledged yet.
#[async_trait]
pub trait Delivery: Send {
    fn tickets(&self) -> &[Ticket];
    /// Says that they are dealt with. When that does not get through they come again, which is harmless.
    async fn acknowledge(self: Box<Self>);
}
