//! The in-process bell: rung after a commit, heard by whoever waits in the same process.

use std::sync::Arc;

use async_trait::async_trait;
use model::Ticket;
use tokio::sync::futures::OwnedNotified;
use tokio::sync::{Notify, watch};

use crate::{Fate, Heard, Link, Queue, Receiver, Way};

/// The whole queue of the embedded shape, and what wakes an api's relay in the distributed one.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes everyone who is listening now.
    pub fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Listens from this call on: subscribe first, then look at the store, then await.
    pub fn listen(&self) -> OwnedNotified {
        Arc::clone(&self.0).notified_owned()
    }
}

#[async_trait]
impl Queue for Bell {
    async fn send(&self, _way: Way, tickets: &[Ticket]) -> Vec<Fate> {
        if !tickets.is_empty() {
            self.ring();
        }
        vec![Fate::Confirmed; tickets.len()]
    }

    fn receiver(&self) -> Box<dyn Receiver> {
        Box::new(Listener { bell: self.clone(), heard: Box::pin(self.listen()) })
    }

    fn link(&self) -> watch::Receiver<Link> {
        watch::channel(Link::Up).1
    }
}

/// Listens from the moment it was made, and again from the moment it has heard: a ring while its owner is looking at
/// the store is not lost.
struct Listener {
    bell: Bell,
    heard: std::pin::Pin<Box<OwnedNotified>>,
}

#[async_trait]
impl Receiver for Listener {
    async fn receive(&mut self, _limit: usize) -> Heard {
        self.heard.as_mut().await;
        self.heard = Box::pin(self.bell.listen());
        Heard::Ring
    }

    async fn pause(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_between_listening_and_awaiting_is_heard() {
        let bell = Bell::default();
        let heard = bell.listen();
        bell.ring();
        heard.await;
    }
}
