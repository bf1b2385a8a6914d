//! Receiving: a task with a connection of its own takes tickets in, a [`Receiver`] takes them over.
//!
//! What holds of the port's "at most `limit`": the broker hands out at most *prefetch* tickets that are neither
//! acknowledged nor given back of each way, and no more than that ever wait here. The prefetch is the limit of the latest
//! [`Receiver::receive`], except that it comes down only when that limit has been below half of it for a second:
//! RabbitMQ fixes it when consuming begins, so each change costs a cancel, a fresh start and giving back what waits.
//!
//! What must stay true: tickets are acknowledged on the channel they came on, in the order planned by the ledger.
//! Deliberately absent: any time-out of a ticket that nobody acknowledges; the broker has one (`consumer_timeout`), ends
//! the channel, and everything comes again.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::try_join_all;
use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::Core;
use super::body;
use super::broken::Broken;
use super::feed::{Come, Feed, come};
use super::ledger::Ledger;
use super::link::{Part, State};
use super::place::{Place, Taken, Want};
use super::supervisor::{Work, keep};
use super::tally::Tally;
use super::topology::Topology;
use super::watch::Watch;
use super::wire::{Wire, answered};
use crate::{Heard, Receiver};

/// How long a much smaller limit must be asked for until the prefetch follows.
const SHRINK_AFTER: Duration = Duration::from_secs(1);
/// Far more than a worker has slots; a quorum queue keeps account of each.
const LARGEST_PREFETCH: usize = 4096;
/// Malformed messages are logged at most this often.
const SAY_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// Its task starts with the first [`Receiver::receive`] and ends when this is dropped.
pub(super) struct Seat {
    core: Arc<Core>,
    place: Arc<Place>,
    task: Option<DropGuard>,
}

impl Seat {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core, place: Arc::default(), task: None }
    }

    fn start(&self) -> DropGuard {
        let stop = self.core.stop.child_token();
        let taker = Taker {
            place: Arc::clone(&self.place),
            topology: self.core.topology.clone(),
            part: self.core.board.part(),
            tally: Arc::clone(&self.core.tally),
            channel: None,
            ledger: Ledger::default(),
            malformed_said: None,
        };
        tokio::spawn(keep(taker, self.core.uri.clone(), "colloquy: receiving", stop.clone()));
        stop.drop_guard()
    }
}

#[async_trait]
impl Receiver for Seat {
    async fn receive(&mut self, limit: usize) -> Heard {
        let limit = limit.clamp(1, LARGEST_PREFETCH);
        self.place.want(Want::Tickets(limit));
        if self.task.is_none() {
            self.task = Some(self.start());
        }
        loop {
            if let Some(tickets) = self.place.receive(limit) {
                return Heard::Tickets(Box::new(tickets));
            }
            self.place.came.notified().await;
        }
    }

    async fn pause(&mut self) {
        self.place.want(Want::Nothing);
    }
}

/// The task's side.
struct Taker {
    place: Arc<Place>,
    topology: Topology,
    part: Part,
    tally: Arc<Tally>,
    /// Of the connection that is open.
    channel: Option<Channel>,
    ledger: Ledger,
    malformed_said: Option<Instant>,
}

impl Work for Taker {
    async fn run(&mut self, wire: &Wire) -> Broken {
        match self.take(wire).await {
            Ok(never) => match never {},
            Err(broken) => broken,
        }
    }

    async fn finish(&mut self) {
        if let Some(channel) = self.channel.take() {
            // What stays unsaid only costs a claim that finds nothing.
            let _ = self.settle(&channel).await;
        }
    }

    fn part(&self) -> &Part {
        &self.part
    }
}

impl Taker {
    async fn take(&mut self, wire: &Wire) -> Result<std::convert::Infallible, Broken> {
        let mut watch = Watch::new(wire);
        let channel = wire.channel().await?;
        answered(self.topology.declare(&channel)).await.map_err(Broken::declaring)?;
        self.place.begin();
        self.ledger = Ledger::default();
        self.channel = Some(channel.clone());
        let want = self.settle(&channel).await?;
        let mut feed = self.follow(&channel, None, want).await?;
        self.part.set(State::Up);
        loop {
            let want = self.settle(&channel).await?;
            feed = self.follow(&channel, feed, want).await?;
            let shrink = feed.as_ref().and_then(|feed| feed.too_large_since).map(|since| since + SHRINK_AFTER);
            tokio::select! {
                broken = watch.follow(wire, &self.part, false) => return Err(broken),
                () = self.place.asked.notified() => {}
                () = sleep_until(shrink) => {}
                come = come(feed.as_mut()) => self.sort(come)?,
            }
        }
    }

    /// Settles what the receiver has settled; what it wants now.
    async fn settle(&mut self, channel: &Channel) -> Result<Want, Broken> {
        let (want, settled) = self.place.look();
        let acks = self.ledger.settle(settled.done).each();
        let acks = acks.map(|(tag, multiple)| channel.basic_ack(tag, BasicAckOptions { multiple }));
        answered(try_join_all(acks)).await?;
        let nacks = self.ledger.settle(settled.given_back).each();
        let nacks = nacks.map(|(tag, multiple)| channel.basic_nack(tag, BasicNackOptions { multiple, requeue: true }));
        answered(try_join_all(nacks)).await?;
        Ok(want)
    }

    /// Makes what is consumed follow what is wanted.
    async fn follow(&mut self, channel: &Channel, feed: Option<Feed>, want: Want) -> Result<Option<Feed>, Broken> {
        match (feed, want) {
            (None, Want::Nothing) => Ok(None),
            (None, Want::Tickets(limit)) => Feed::start(channel, &self.topology, limit).await.map(Some),
            (Some(feed), Want::Nothing) => self.end(channel, feed).await.map(|()| None),
            (Some(mut feed), Want::Tickets(limit)) => {
                let much_less = limit < feed.prefetch / 2;
                feed.too_large_since = much_less.then(|| feed.too_large_since.unwrap_or_else(Instant::now));
                let shrink = feed.too_large_since.is_some_and(|since| since.elapsed() >= SHRINK_AFTER);
                if limit <= feed.prefetch && !shrink {
                    return Ok(Some(feed));
                }
                self.end(channel, feed).await?;
                Feed::start(channel, &self.topology, limit).await.map(Some)
            }
        }
    }

    /// Stops consuming and gives back everything that was not received.
    async fn end(&mut self, channel: &Channel, feed: Feed) -> Result<(), Broken> {
        // The ledger must know of these before the next consumer gets any: their tags are lower.
        let unwanted = feed.end(channel).await?;
        for tag in &unwanted {
            self.ledger.delivered(*tag);
        }
        self.place.give_back(unwanted);
        self.settle(channel).await.map(|_| ())
    }

    fn sort(&mut self, come: Come) -> Result<(), Broken> {
        let (mut taken, mut malformed) = (Vec::with_capacity(come.messages.len()), Vec::new());
        for (way, message) in come.messages {
            let tag = message.delivery_tag;
            self.ledger.delivered(tag);
            match body::read(&message.data) {
                Some(ticket) => taken.push((way, Taken { ticket, tag })),
                None => malformed.push(tag),
            }
        }
        self.tally.received.add(taken.len());
        self.place.arrived(taken);
        if !malformed.is_empty() {
            self.malformed(malformed);
        }
        come.ended.map_or(Ok(()), Err)
    }

    /// Acknowledged, so that they do not come again; their content is nobody's business.
    fn malformed(&mut self, tags: Vec<u64>) {
        self.tally.malformed.add(tags.len());
        if self.malformed_said.is_none_or(|said| said.elapsed() > SAY_AGAIN_AFTER) {
            self.malformed_said = Some(Instant::now());
            tracing::warn!(messages = tags.len(), "messages that are no tickets came from RabbitMQ; dropped");
        }
        self.place.done_with(tags);
    }
}

async fn sleep_until(when: Option<Instant>) {
    match when {
        Some(when) => tokio::time::sleep_until(when).await,
        None => pending().await,
    }
}
