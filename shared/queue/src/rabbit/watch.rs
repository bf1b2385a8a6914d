//! Noticing what happens to a connection while nothing is asked of it.

use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use lapin::{ErrorKind, Event};
use tokio::time::{Interval, MissedTickBehavior};

use super::broken::Broken;
use super::link::{Part, State};
use super::wire::Wire;

/// Not every end of a connection is told as an event, so its state is looked at as well, this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) struct Watch {
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
    tick: Interval,
}

impl Watch {
    /// From here on nothing that is told is missed.
    pub(super) fn new(wire: &Wire) -> Self {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { events: Box::pin(wire.connection.events_listener()), tick }
    }

    /// Says on `part` when the broker blocks or unblocks us; ends when the connection has. A `stale` connection has also
    /// ended when it is unblocked. Safe to drop.
    pub(super) async fn follow(&mut self, wire: &Wire, part: &Part, stale: bool) -> Broken {
        loop {
            tokio::select! {
                event = self.events.next() => match event {
                    Some(Event::ConnectionBlocked(_)) => part.set(State::Blocked),
                    Some(Event::ConnectionUnblocked) if stale => return Broken::Stale,
                    Some(Event::ConnectionUnblocked) => part.set(State::Up),
                    Some(Event::Error(error)) => return Broken::Lost(error),
                    Some(_) => {}
                    None => return Broken::Silent("the connection ended"),
                },
                _ = self.tick.tick() => {
                    if !wire.connection.status().connected() {
                        return Broken::Lost(ErrorKind::InvalidConnectionState(lapin::ConnectionState::Closed).into());
                    }
                }
            }
        }
    }
}
