//! What a receiver and its task share: what is wanted, what has come, what has been settled.
//!
//! What must stay true: all of it belongs to one channel, named by its epoch; a delivery of an earlier channel settles
//! nothing, for the broker has taken its tickets back when that channel ended.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use model::Ticket;
use tokio::sync::Notify;

use crate::{Delivery, Way};

/// A ticket and its delivery tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) ticket: Ticket,
    pub(super) tag: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Want {
    #[default]
    Nothing,
    /// At most so many not yet received.
    Tickets(usize),
}

/// Delivery tags that were dealt with since the task last looked.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) done: Vec<u64>,
    pub(super) given_back: Vec<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Place {
    inner: Mutex<Inner>,
    /// For the receiver: something came.
    pub(super) came: Notify,
    /// For the task: the receiver wants something else, or has settled something.
    pub(super) asked: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    want: Want,
    epoch: u64,
    /// In the order of [`Way::ALL`].
    waiting: [VecDeque<Taken>; 4],
    /// Tickets that were taken over: whose turn it is next.
    picks: u64,
    settled: Settled,
}

impl Place {
    /// The receiver's side.
    pub(super) fn want(&self, want: Want) {
        let changed = std::mem::replace(&mut self.lock().want, want) != want;
        if changed {
            self.asked.notify_one();
        }
    }

    /// What has come, up to `limit` at once.
    pub(super) fn receive(self: &Arc<Self>, limit: usize) -> Option<Received> {
        let mut inner = self.lock();
        let taken = std::iter::from_fn(|| inner.next()).take(limit);
        let (tickets, tags): (Vec<_>, Vec<_>) = taken.map(|taken| (taken.ticket, taken.tag)).unzip();
        if tickets.is_empty() {
            return None;
        }
        Some(Received { place: Arc::clone(self), epoch: inner.epoch, tickets, tags })
    }

    /// The task's side: a fresh channel, on which nothing has come yet.
    pub(super) fn begin(&self) {
        let mut inner = self.lock();
        inner.epoch += 1;
        inner.waiting = Default::default();
        inner.settled = Settled::default();
    }

    pub(super) fn look(&self) -> (Want, Settled) {
        let mut inner = self.lock();
        (inner.want, std::mem::take(&mut inner.settled))
    }

    pub(super) fn arrived(&self, taken: Vec<(Way, Taken)>) {
        if !taken.is_empty() {
            let mut inner = self.lock();
            for (way, taken) in taken {
                inner.waiting[way.index()].push_back(taken);
            }
            drop(inner);
            self.came.notify_one();
        }
    }

    /// Gives back these, and what was not received.
    pub(super) fn give_back(&self, tags: Vec<u64>) {
        let mut inner = self.lock();
        let Inner { waiting, settled, .. } = &mut *inner;
        settled.given_back.extend(waiting.iter_mut().flat_map(|waiting| waiting.drain(..)).map(|taken| taken.tag));
        settled.given_back.extend(tags);
    }

    /// These need no receiver.
    pub(super) fn done_with(&self, tags: Vec<u64>) {
        self.lock().settled.done.extend(tags);
        self.asked.notify_one();
    }

    fn settle(&self, epoch: u64, tags: Vec<u64>, list: impl FnOnce(&mut Settled) -> &mut Vec<u64>) {
        let mut inner = self.lock();
        if inner.epoch == epoch {
            list(&mut inner.settled).extend(tags);
            self.asked.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// By turns, so that no way is starved by another.
    fn next(&mut self) -> Option<Taken> {
        let way = Way::order(self.picks).into_iter().find(|way| !self.waiting[way.index()].is_empty())?;
        self.picks += 1;
        self.waiting[way.index()].pop_front()
    }
}

/// Received together. Dropped without a word, they come again.
pub(super) struct Received {
    place: Arc<Place>,
    epoch: u64,
    tickets: Vec<Ticket>,
    /// Emptied when acknowledged.
    tags: Vec<u64>,
}

#[async_trait]
impl Delivery for Received {
    fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    async fn acknowledge(mut self: Box<Self>) {
        let tags = std::mem::take(&mut self.tags);
        self.place.settle(self.epoch, tags, |settled| &mut settled.done);
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        let tags = std::mem::take(&mut self.tags);
        if !tags.is_empty() {
            self.place.settle(self.epoch, tags, |settled| &mut settled.given_back);
        }
    }
}
