//! The first ticket of a job, given by the very submission that stores it: one write less for most jobs.
//!
//! What must stay true: only so many are promised as the relay last saw room for, so that the backlog stays in the
//! store, and no more than the workers can hold, so that nobody who comes after them waits long; a submission that finds no
//! room, or whose job has time, leaves its job to the relay's next pass, where tenants take turns. A process that dies after the
//! submission, before the ticket is sent, has lost a ticket: the job is due for another after [`AGAIN`], and workers
//! that wait look at the store by themselves.
//! Deliberately absent: sending; the relay does that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use model::{Lane, Ticket};
use queue::Way;
use tokio::sync::mpsc::{OwnedPermit, Receiver, Sender, channel};

use crate::relay::{AGAIN, Addressed, way};

/// Where submissions leave the tickets they gave.
#[derive(Clone, Debug)]
pub struct FirstTickets {
    room: Arc<AtomicU32>,
    lanes: Arc<AtomicBool>,
    tickets: Sender<Addressed>,
}

/// That a ticket will be sent.
pub(crate) struct Promise {
    place: OwnedPermit<Addressed>,
    way: Way,
}

impl FirstTickets {
    /// With a place for so many that are not sent yet. There is no room until somebody makes it.
    pub fn new(waiting: usize) -> (Self, Receiver<Addressed>) {
        let (tickets, promised) = channel(waiting);
        (Self { room: Arc::default(), lanes: Arc::default(), tickets }, promised)
    }

    /// So many more may be given from now on, whatever was left before; whether every lane is heard.
    pub fn make_room(&self, room: u32, lanes: bool) {
        self.lanes.store(lanes, Ordering::Relaxed);
        self.room.store(room, Ordering::Relaxed);
    }

    pub(crate) fn promise(&self, lane: Lane) -> Option<Promise> {
        if lane == Lane::Low {
            return None;
        }
        let place = self.tickets.clone().try_reserve_owned().ok()?;
        let less = |room: u32| room.checked_sub(1);
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok()?;
        Some(Promise { place, way: way(lane, self.lanes.load(Ordering::Relaxed)) })
    }
}

impl Promise {
    /// When the job is due for a second ticket.
    pub(crate) const AGAIN: Duration = AGAIN;

    pub(crate) fn keep(self, ticket: Ticket) {
        self.place.send(Addressed { way: self.way, ticket });
    }
}

#[cfg(test)]
mod tests {
    use model::{Generation, JobId, Random as _, SeededRandom, Timestamp};

    use super::*;

    #[test]
    fn no_more_is_promised_than_there_is_room_for() {
        let (first, mut promised) = FirstTickets::new(3);
        assert!(first.promise(Lane::Normal).is_none());
        first.make_room(2, true);
        let kept = first.promise(Lane::Normal).expect("room for two");
        drop(first.promise(Lane::Normal).expect("room for two"));
        assert!(first.promise(Lane::Normal).is_none());
        first.make_room(5, false);
        assert!(first.promise(Lane::Low).is_none(), "it has time");
        let unkept = [first.promise(Lane::Normal), first.promise(Lane::Normal)];
        assert!(unkept.iter().all(Option::is_some) && first.promise(Lane::Normal).is_none(), "three places");
        drop(unkept);
        let ticket = Ticket { job: JobId(SeededRandom::new(1).uuid(Timestamp(0))), generation: Generation(0) };
        kept.keep(ticket);
        assert_eq!(promised.try_recv(), Ok(Addressed { way: Way::NORMAL, ticket }));
        assert!(promised.try_recv().is_err());
    }
}
