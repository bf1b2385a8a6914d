//! How it stands, from every part that uses the broker: the worst of them is the link.
//!
//! What must stay true: one log line per change of the whole, however many parts and however long it lasts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::Link;

/// How one part stands; ordered from good to bad.
#[derive(Clone, Debug)]
pub(super) enum State {
    Up,
    /// The broker takes nothing for now.
    Blocked,
    /// Not connected, and why.
    Away(String),
    /// Connected, but the broker holds something of ours in another shape.
    Unfit(String),
}

impl State {
    fn badness(&self) -> u8 {
        match self {
            Self::Up => 0,
            Self::Blocked => 1,
            Self::Away(_) => 2,
            Self::Unfit(_) => 3,
        }
    }

    fn link(&self) -> Link {
        match self {
            Self::Up => Link::Up,
            Self::Blocked => Link::Blocked,
            Self::Away(_) | Self::Unfit(_) => Link::Down,
        }
    }

    fn say(&self) {
        match self {
            Self::Up => tracing::info!("RabbitMQ is there; tickets flow"),
            Self::Blocked => {
                tracing::warn!("RabbitMQ takes no messages for now (an alarm); workers look by themselves");
            }
            Self::Away(reason) => {
                tracing::warn!(reason, "RabbitMQ is away; workers look by themselves until it is back");
            }
            Self::Unfit(reason) => tracing::error!(
                reason,
                "RabbitMQ refuses our queue: delete the old one or allow us to declare it; trying again and again"
            ),
        }
    }
}

/// Where the parts say how they stand.
#[derive(Debug)]
pub(super) struct Board {
    parts: Mutex<Parts>,
    link: watch::Sender<Link>,
}

#[derive(Debug, Default)]
struct Parts {
    /// Of those that have said something.
    states: BTreeMap<u64, State>,
    made: u64,
    /// The badness that was said last.
    said: Option<u8>,
}

impl Board {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { parts: Mutex::default(), link: watch::Sender::new(Link::Down) })
    }

    pub(super) fn link(&self) -> watch::Receiver<Link> {
        self.link.subscribe()
    }

    /// A new part; it counts from its first word on.
    pub(super) fn part(self: &Arc<Self>) -> Part {
        let mut parts = self.lock();
        parts.made += 1;
        Part { board: Arc::clone(self), number: parts.made }
    }

    fn lock(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<u64, State>)) {
        let mut parts = self.lock();
        change(&mut parts.states);
        if let Some(worst) = parts.states.values().max_by_key(|state| state.badness()).cloned() {
            if parts.said.replace(worst.badness()) != Some(worst.badness()) {
                worst.say();
            }
            self.link.send_if_modified(|link| std::mem::replace(link, worst.link()) != worst.link());
        }
    }
}

/// One user of the broker: the publisher, or a receiver. Gone from the board when dropped.
#[derive(Debug)]
pub(super) struct Part {
    board: Arc<Board>,
    number: u64,
}

impl Part {
    pub(super) fn set(&self, state: State) {
        self.board.change(|states| drop(states.insert(self.number, state)));
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.board.lock().states.get(&self.number), Some(State::Up))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.board.change(|states| drop(states.remove(&self.number)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_part_is_the_link_and_a_part_counts_from_its_first_word_to_its_end() {
        let board = Board::new();
        let link = board.link();
        let (publisher, receiver) = (board.part(), board.part());
        assert_eq!(*link.borrow(), Link::Down);
        publisher.set(State::Up);
        assert_eq!(*link.borrow(), Link::Up);
        publisher.set(State::Blocked);
        receiver.set(State::Up);
        assert_eq!(*link.borrow(), Link::Blocked);
        receiver.set(State::Away("cut".into()));
        assert_eq!(*link.borrow(), Link::Down);
        drop(receiver);
        assert_eq!(*link.borrow(), Link::Blocked);
        publisher.set(State::Up);
        assert!(publisher.is_up() && *link.borrow() == Link::Up);
    }
}
