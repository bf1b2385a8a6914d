//! Publishing: every ticket of a batch is on its way before the first confirm is awaited, one batch at a time.
//!
//! What must stay true: [`Fate::Confirmed`] only for what the broker confirmed and did not return, [`Fate::Refused`] only
//! for what surely went nowhere; whatever is in doubt is [`Fate::Unknown`]. Every answer comes within a bounded time.
//!
//! A returned message is known by its content, not by the confirm it comes with: `lapin` hands it to whichever confirm
//! is completed next, which is another ticket's when the broker confirms several at once. Batches do not overlap, so it
//! cannot be another batch's.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Channel, Confirmation};
use model::Ticket;
use tokio::sync::{mpsc, oneshot};

use super::body;
use super::broken::Broken;
use super::link::{Part, State};
use super::supervisor::Work;
use super::tally::Tally;
use super::topology::Topology;
use super::watch::Watch;
use super::wire::{Wire, answered};
use crate::{Fate, Way};

/// Delivery mode of AMQP: kept on disk.
const PERSISTENT: u8 = 2;

/// Tickets to publish, and who wants to know.
pub(super) struct Batch {
    pub(super) way: Way,
    pub(super) tickets: Vec<Ticket>,
    pub(super) answer: oneshot::Sender<Vec<Fate>>,
}

pub(super) struct Publisher {
    pub(super) batches: mpsc::Receiver<Batch>,
    pub(super) topology: Topology,
    pub(super) confirm_within: Duration,
    pub(super) part: Arc<Part>,
    pub(super) tally: Arc<Tally>,
}

impl Work for Publisher {
    async fn run(&mut self, wire: &Wire) -> Broken {
        let broken = match self.serve(wire).await {
            Ok(never) => match never {},
            Err(broken) => broken,
        };
        if let Some(state) = broken.state() {
            self.part.set(state);
        }
        // Those that queued up before that was said are not to wait for the next connection.
        while let Ok(batch) = self.batches.try_recv() {
            self.refuse(batch);
        }
        broken
    }

    async fn finish(&mut self) {}

    fn part(&self) -> &Part {
        &self.part
    }
}

impl Publisher {
    async fn serve(&mut self, wire: &Wire) -> Result<std::convert::Infallible, Broken> {
        let mut watch = Watch::new(wire);
        let channel = wire.channel().await?;
        answered(channel.confirm_select(ConfirmSelectOptions::default())).await?;
        answered(self.topology.declare(&channel)).await.map_err(Broken::declaring)?;
        self.part.set(State::Up);
        let mut unanswered = false;
        loop {
            let batch = tokio::select! {
                broken = watch.follow(wire, &self.part, unanswered) => return Err(broken),
                Some(batch) = self.batches.recv() => batch,
            };
            if batch.answer.is_closed() {
                continue;
            }
            if unanswered || wire.connection.status().blocked() {
                self.refuse(batch);
                continue;
            }
            let mut sent = Sent::new(batch.way, &batch.tickets);
            let publish = tokio::time::timeout(self.confirm_within, sent.publish(&channel, &self.topology));
            let broken = tokio::select! {
                broken = watch.follow(wire, &self.part, false) => Some(broken),
                in_time = publish => { unanswered = in_time.is_err(); None }
            };
            let returned = sent.settle();
            self.count(&sent.fates, returned);
            // Nobody waits for the answer any more? Then it is the same to nobody.
            let _ = batch.answer.send(sent.fates);
            if let Some(broken) = broken {
                return Err(broken);
            }
            if unanswered && !wire.connection.status().blocked() {
                return Err(Broken::Silent("tickets were not confirmed in time"));
            }
            if returned > 0 {
                tracing::warn!(returned, "RabbitMQ returned tickets; declaring exchange, queue and binding again");
                answered(self.topology.declare(&channel)).await.map_err(Broken::declaring)?;
            }
        }
    }

    fn refuse(&self, batch: Batch) {
        self.tally.unsent.add(batch.tickets.len());
        let _ = batch.answer.send(vec![Fate::Refused; batch.tickets.len()]);
    }

    fn count(&self, fates: &[Fate], returned: usize) {
        let of = |fate| fates.iter().filter(|&&had| had == fate).count();
        self.tally.published.add(fates.len());
        self.tally.confirmed.add(of(Fate::Confirmed));
        self.tally.timed_out.add(of(Fate::Unknown));
        self.tally.returned.add(returned);
    }
}

/// A batch under way.
struct Sent<'a> {
    way: Way,
    tickets: &'a [Ticket],
    fates: Vec<Fate>,
    returned: Vec<Ticket>,
}

impl<'a> Sent<'a> {
    fn new(way: Way, tickets: &'a [Ticket]) -> Self {
        Self { way, tickets, fates: vec![Fate::Unknown; tickets.len()], returned: Vec::new() }
    }

    /// Publishes all, then collects the confirms. Safe to drop: what is known until then stays.
    async fn publish(&mut self, channel: &Channel, topology: &Topology) {
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let properties = BasicProperties::default().with_delivery_mode(PERSISTENT);
        let way = self.way;
        let one = async |place: usize, text: String| {
            let (exchange, key) = (topology.exchange(), Topology::key(way));
            let confirm = channel.basic_publish(exchange, key, options, text.as_bytes(), properties.clone()).await?;
            Ok::<_, lapin::Error>((place, confirm.await?))
        };
        let mut confirms: FuturesUnordered<_> =
            self.tickets.iter().enumerate().map(|(place, ticket)| one(place, body::write(*ticket))).collect();
        while let Some(confirmed) = confirms.next().await {
            // A failed one ends the connection too; it was on its way, so it stays unknown.
            let Ok((place, confirmation)) = confirmed else { continue };
            self.fates[place] = if confirmation.is_ack() { Fate::Confirmed } else { Fate::Refused };
            if let Confirmation::Ack(Some(returned)) | Confirmation::Nack(Some(returned)) = confirmation {
                self.returned.extend(body::read(&returned.data));
            }
        }
    }

    /// Marks what was returned; how many were.
    fn settle(&mut self) -> usize {
        if self.returned.is_empty() {
            return 0;
        }
        self.returned.sort_unstable();
        let returned = |ticket: &Ticket| self.returned.binary_search(ticket).is_ok();
        for (fate, _) in self.fates.iter_mut().zip(self.tickets).filter(|(_, ticket)| returned(ticket)) {
            *fate = Fate::Refused;
        }
        self.returned.len()
    }
}
