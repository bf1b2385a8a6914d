//! Every name and argument of ours in the broker, and their declaration: here and nowhere else.
//!
//! A durable direct exchange, a durable quorum queue for each way, and a binding by the way's name. Tickets are
//! published to the exchange with `mandatory`, so a lost binding or queue comes back as a returned message instead of
//! as silence, and is declared again.
//!
//! What must stay true: the arguments of an existing queue cannot be changed; other arguments need another name.
//! Deliberately absent: a dead-letter exchange. What is over the delivery limit or the time to live is dropped by the
//! broker, which is harmless: a job still queued is given another ticket by the store. So are priorities and delays,
//! which quorum queues of RabbitMQ 3.10 do not have: what is to be heard sooner goes another way.

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};

use crate::Way;

/// How often one message is delivered before the broker drops it. Giving back what was not yet received counts too.
const DELIVERY_LIMIT: i64 = 20;
/// Milliseconds. Twice as long as the store waits before it gives a queued job another ticket, so what is dropped has
/// been replaced, and a queue nobody listens to does not grow for ever.
const TIME_TO_LIVE: i64 = 60_000;

/// The names, made from a prefix so that several installations (and tests) share a virtual host.
#[derive(Clone, Debug)]
pub(super) struct Topology {
    exchange: String,
}

impl Topology {
    pub(super) fn new(prefix: &str) -> Self {
        Self { exchange: format!("{prefix}.jobs") }
    }

    pub(super) fn exchange(&self) -> ShortString {
        self.exchange.as_str().into()
    }

    pub(super) fn queue(&self, way: Way) -> ShortString {
        format!("{}.{}", self.exchange, way.as_str()).into()
    }

    /// Every queue there is.
    pub(super) fn queues(&self) -> Vec<ShortString> {
        Way::ALL.into_iter().map(|way| self.queue(way)).collect()
    }

    /// The key that tickets are published with.
    pub(super) fn key(way: Way) -> ShortString {
        way.as_str().into()
    }

    /// Makes whatever is missing. Fails when something exists with other arguments; the channel is closed then.
    pub(super) async fn declare(&self, channel: &Channel) -> lapin::Result<()> {
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        channel.exchange_declare(self.exchange(), ExchangeKind::Direct, durable, FieldTable::default()).await?;
        let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        let options = QueueBindOptions::default();
        for way in Way::ALL {
            let queue = self.queue(way);
            channel.queue_declare(queue.clone(), durable, arguments()).await?;
            channel.queue_bind(queue, self.exchange(), Self::key(way), options, FieldTable::default()).await?;
        }
        Ok(())
    }
}

fn arguments() -> FieldTable {
    let mut table = FieldTable::default();
    table.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    table.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(DELIVERY_LIMIT));
    table.insert("x-message-ttl".into(), AMQPValue::LongLongInt(TIME_TO_LIVE));
    table
}
