//! The first ticket of a job, given by the very submission that stores it: one write less for most jobs.
//!
//! What must stay true: only so many are promised as the relay last saw room for, so that the backlog stays in the
//! store; a submission that finds no room leaves its job to the relay's next pass. A process that dies after the
//! submission, before the ticket is sent, has lost a ticket: the job is due for another after [`AGAIN`], and workers
//! that wait look at the store by themselves.
//! Deliberately absent: sending; the relay does that.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use model::Ticket;
use tokio::sync::mpsc::{OwnedPermit, Receiver, Sender, channel};

use crate::relay::AGAIN;

/// Where submissions leave the tickets they gave.
#[derive(Clone, Debug)]
pub struct FirstTickets {
    room: Arc<AtomicU32>,
    tickets: Sender<Ticket>,
}

/// That a ticket will be sent.
pub(crate) struct Promise(OwnedPermit<Ticket>);

impl FirstTickets {
    /// With a place for so many that are not sent yet. There is no room until somebody makes it.
    pub fn new(waiting: usize) -> (Self, Receiver<Ticket>) {
        let (tickets, promised) = channel(waiting);
        (Self { room: Arc::default(), tickets }, promised)
    }

    /// So many more may be given from now on, whatever was left before.
    pub fn make_room(&self, room: u32) {
        self.room.store(room, Ordering::Relaxed);
    }

    pub(crate) fn promise(&self) -> Option<Promise> {
        let place = self.tickets.clone().try_reserve_owned().ok()?;
        let less = |room: u32| room.checked_sub(1);
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok()?;
        Some(Promise(place))
    }
}

impl Promise {
    /// When the job is due for a second ticket.
    pub(crate) const AGAIN: Duration = AGAIN;

    pub(crate) fn keep(self, ticket: Ticket) {
        self.0.send(ticket);
    }
}

#[cfg(test)]
mod tests {
    use model::{Generation, JobId, Random as _, SeededRandom, Timestamp};

    use super::*;

    #[test]
    fn no_more_is_promised_than_there_is_room_for() {
        let (first, mut promised) = FirstTickets::new(3);
        assert!(first.promise().is_none());
        first.make_room(2);
        let kept = first.promise().expect("room for two");
        drop(first.promise().expect("room for two"));
        assert!(first.promise().is_none());
        first.make_room(5);
        let unkept = [first.promise(), first.promise()];
        assert!(unkept.iter().all(Option::is_some) && first.promise().is_none(), "three places");
        drop(unkept);
        let ticket = Ticket { job: JobId(SeededRandom::new(1).uuid(Timestamp(0))), generation: Generation(0) };
        kept.keep(ticket);
        assert_eq!(promised.try_recv(), Ok(ticket));
        assert!(promised.try_recv().is_err());
    }
}
