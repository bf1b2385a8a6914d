//! Telling waiting workers about due jobs: tickets from the store into the queue.
//!
//! What must stay true: there is no outbox but the store. Taking a ticket moves the time at which its job is due for
//! another, so whatever happens to the ticket, another one comes. A process that dies
//!
//! 1. before the take has committed: has taken nothing;
//! 2. after it, before a ticket is sent: those jobs are due for another after [`AGAIN`];
//! 3. after a ticket is sent, before its confirm: it may or may not arrive; another comes after [`AGAIN`], and the one
//!    too many finds its job gone from `queued`, or of a later generation, or is claimed in the other's place;
//! 4. before refused tickets are given back: as 2.
//!
//! Meanwhile waiting workers look at the store by themselves. Any number of relays may run: the take locks its rows and
//! passes over those that another holds. The backlog stays in the store: only so many tickets are out at a time, of each
//! lane. The ticket of a tenant that has no other out goes ahead, unless its job has time; but while a worker of an
//! earlier version is at work, everything goes the one way that it knows.
//! Deliberately absent: when to pass, and any memory of tickets.

use std::sync::Arc;
use std::time::Duration;

use model::{Lane, Ticket};
use queue::{Fate, Queue, Way};
use store::{Given, TicketAsk};

use crate::{Error, Ports};

/// After this a job that is still queued is due for another ticket.
pub(crate) const AGAIN: Duration = Duration::from_secs(30);
/// Tickets taken at a time.
const BATCH: u32 = 256;

/// The relay's two steps.
#[derive(Clone)]
pub struct Relay {
    ports: Ports,
    queue: Arc<dyn Queue>,
}

/// A ticket and the way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressed {
    pub way: Way,
    pub ticket: Ticket,
}

/// How many tickets may be out, by what is known of the live workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// At a time, of each lane.
    pub out: u32,
    /// What the workers can hold: whoever has no more than this before him waits for one job's end at most.
    pub slots: u32,
    /// All of them hear every lane.
    pub lanes: bool,
}

impl Default for Allowance {
    /// Where nothing is known.
    fn default() -> Self {
        Self { out: Relay::FEWEST_OUT, slots: 0, lanes: false }
    }
}

/// What became of a batch that was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    pub confirmed: usize,
    /// Given back to the store.
    pub refused: usize,
    /// Left to their time.
    pub unknown: usize,
}

impl Relay {
    /// Tickets out even where no worker is known to be alive.
    pub const FEWEST_OUT: u32 = 64;

    pub fn new(ports: Ports, queue: Arc<dyn Queue>) -> Self {
        Self { ports, queue }
    }

    /// How many tickets may be out at a time: twice what the live workers can hold, and never too few to start with.
    pub async fn allowance(&self) -> Result<Allowance, Error> {
        let load = self.ports.store.load().await?;
        let slots = u32::try_from(load.slots).unwrap_or(u32::MAX);
        Ok(Allowance { out: slots.saturating_mul(2).max(Self::FEWEST_OUT), slots, lanes: load.lanes_heard })
    }

    /// Takes tickets of due jobs, lane by lane, while fewer are out than may be. A full batch means that there may be
    /// more. Where one lane fails, the others' tickets are there all the same.
    pub async fn take(&self, allowance: Allowance) -> Result<Vec<Addressed>, Error> {
        let (mut taken, mut failed) = (Vec::new(), None);
        for lane in Lane::ALL {
            let ask = TicketAsk { lane, limit: BATCH, out: allowance.out, again: AGAIN };
            match self.ports.store.take_tickets(&ask).await {
                Ok(given) => taken.extend(given.into_iter().map(|Given { ticket, first }| {
                    let ahead = first && allowance.lanes && lane != Lane::Low;
                    Addressed { way: if ahead { Way::First } else { way(lane, allowance.lanes) }, ticket }
                })),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if taken.is_empty() => Err(error.into()),
            _ => Ok(taken),
        }
    }

    /// For how many more first tickets there is room: as long as no more are out than there are slots.
    pub async fn room(&self, allowance: Allowance) -> Result<u32, Error> {
        Ok(allowance.slots.saturating_sub(self.ports.store.tickets_out(allowance.slots).await?))
    }

    /// Whether these were as many as are taken at a time.
    pub const fn is_full(tickets: &[Addressed]) -> bool {
        tickets.len() >= BATCH as usize
    }

    /// Sends tickets that were taken, and gives back those that surely went nowhere.
    pub async fn send(&self, tickets: &[Addressed]) -> Result<Relayed, Error> {
        let mut relayed = Relayed::default();
        let mut refused = Vec::new();
        for way in Way::ALL {
            let these: Vec<Ticket> = tickets.iter().filter(|one| one.way == way).map(|one| one.ticket).collect();
            if these.is_empty() {
                continue;
            }
            for (ticket, fate) in these.iter().zip(self.queue.send(way, &these).await) {
                match fate {
                    Fate::Confirmed => relayed.confirmed += 1,
                    Fate::Unknown => relayed.unknown += 1,
                    Fate::Refused => refused.push(*ticket),
                }
            }
        }
        relayed.refused = refused.len();
        if !refused.is_empty() {
            self.ports.store.tickets_refused(&refused).await?;
        }
        Ok(relayed)
    }
}

/// The way of a lane's tickets.
pub(crate) const fn way(lane: Lane, lanes: bool) -> Way {
    if lanes { Way::Lane(lane) } else { Way::NORMAL }
}
