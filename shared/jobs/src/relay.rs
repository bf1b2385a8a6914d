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
//! passes over those that another holds. The backlog stays in the store: only so many tickets are out at a time.
//! Deliberately absent: when to pass, and any memory of tickets.

use std::sync::Arc;
use std::time::Duration;

use model::Ticket;
use queue::{Fate, Queue};
use store::TicketAsk;

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
    pub async fn allowance(&self) -> Result<u32, Error> {
        let slots = self.ports.store.load().await?.slots;
        Ok(u32::try_from(2 * slots).unwrap_or(u32::MAX).max(Self::FEWEST_OUT))
    }

    /// Takes tickets of due jobs while fewer than `out` are out. A full batch means that there may be more.
    pub async fn take(&self, out: u32) -> Result<Vec<Ticket>, Error> {
        Ok(self.ports.store.take_tickets(&TicketAsk { limit: BATCH, out, again: AGAIN }).await?)
    }

    /// How many more tickets may be out, of `out`.
    pub async fn room(&self, out: u32) -> Result<u32, Error> {
        Ok(out.saturating_sub(self.ports.store.tickets_out(out).await?))
    }

    /// Whether these were as many as are taken at a time.
    pub const fn is_full(tickets: &[Ticket]) -> bool {
        tickets.len() >= BATCH as usize
    }

    /// Sends tickets that were taken, and gives back those that surely went nowhere.
    pub async fn send(&self, tickets: &[Ticket]) -> Result<Relayed, Error> {
        let fates = self.queue.send(tickets).await;
        let mut relayed = Relayed::default();
        let mut refused = Vec::new();
        for (ticket, fate) in tickets.iter().zip(&fates) {
            match fate {
                Fate::Confirmed => relayed.confirmed += 1,
                Fate::Unknown => relayed.unknown += 1,
                Fate::Refused => refused.push(*ticket),
            }
        }
        relayed.refused = refused.len();
        if !refused.is_empty() {
            self.ports.store.tickets_refused(&refused).await?;
        }
        Ok(relayed)
    }
}
