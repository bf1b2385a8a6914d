//! A queue that keeps its promises only when it feels like it: what the relays of all processes send to.
//!
//! What must stay true: it may lose, refuse, keep or say nothing of what it is sent, and hand out any ticket at any time,
//! twice, late or never; the protocol may rely on nothing else.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use model::Ticket;
use queue::{Bell, Fate, Link, Queue, Receiver, Way};
use tokio::sync::watch;

use super::Trap;

/// How the queue takes tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Confirms,
    Refuses,
    /// It has them and does not say so.
    KeepsSilent,
    /// It says that it has them.
    Loses,
    /// It has one of two, and refuses the other.
    Halves,
}

/// The tickets that are in the queue, and all that ever were.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    mood: Mood,
    waiting: Vec<Ticket>,
    ever: Vec<Ticket>,
}

impl Mailbox {
    pub(crate) fn feels(&self, mood: Mood) {
        self.inside().mood = mood;
    }

    /// Takes out up to so many, the oldest first.
    pub(crate) fn take(&self, limit: usize) -> Vec<Ticket> {
        let mut inside = self.inside();
        let limit = limit.min(inside.waiting.len());
        inside.waiting.drain(..limit).collect()
    }

    /// Every ticket that was ever in it, the newest first.
    pub(crate) fn ancient(&self) -> Vec<Ticket> {
        self.inside().ever.iter().rev().copied().collect()
    }

    fn receive(&self, tickets: &[Ticket]) -> Vec<Fate> {
        let mut inside = self.inside();
        let mood = inside.mood;
        let fate = |at: usize| match mood {
            Mood::Confirms => (true, Fate::Confirmed),
            Mood::KeepsSilent => (true, Fate::Unknown),
            Mood::Loses => (false, Fate::Confirmed),
            Mood::Halves if at.is_multiple_of(2) => (true, Fate::Confirmed),
            Mood::Refuses | Mood::Halves => (false, Fate::Refused),
        };
        let mut fates = Vec::new();
        for (at, &ticket) in tickets.iter().enumerate() {
            let (kept, fate) = fate(at);
            if kept {
                inside.waiting.push(ticket);
                inside.ever.push(ticket);
            }
            fates.push(fate);
        }
        fates
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().expect("no holder of this lock panics")
    }
}

/// The mailbox as one process reaches it.
pub(super) struct WatchedMailbox {
    pub(super) mailbox: Mailbox,
    pub(super) trap: Trap,
}

#[async_trait]
impl Queue for WatchedMailbox {
    /// A call that fails, or whose answer is lost, is one of which nothing is known.
    async fn send(&self, _way: Way, tickets: &[Ticket]) -> Vec<Fate> {
        let sent = async { Ok::<_, ()>(self.mailbox.receive(tickets)) };
        self.trap.pass(sent, || ()).await.unwrap_or_else(|()| vec![Fate::Unknown; tickets.len()])
    }

    /// Nobody waits here: tickets are handed out when a test says so.
    fn receiver(&self) -> Box<dyn Receiver> {
        Bell::default().receiver()
    }

    fn link(&self) -> watch::Receiver<Link> {
        watch::channel(Link::Up).1
    }
}
