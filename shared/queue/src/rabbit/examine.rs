//! Looking a broker over for an operator: plain facts, no verdicts.
//!
//! What must stay true: nothing is made, nothing is left in a queue, no ticket is taken. Whether our things have the right
//! arguments can only be asked by declaring them again, so that is done only where they are there already.
//! Deliberately absent: whether the bindings are there, which the protocol cannot be asked; a lost one comes back to the
//! publisher as a returned ticket and is made again.

use std::time::Duration;

use futures::StreamExt as _;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions, QueueDeclareOptions};
use lapin::types::{FieldTable, ShortString};
use lapin::{BasicProperties, Channel, ErrorKind, Event, ExchangeKind};
use tokio::time::timeout;

use super::broken::Broken;
use super::topology::Topology;
use super::wire::{Wire, answered, read_url};
use super::{Settings, UnreadableUrl};

/// For a message that goes nowhere to be confirmed.
const CONFIRM_WITHIN: Duration = Duration::from_secs(2);
/// The key of that message. No queue is bound by it.
const NOWHERE: &str = "doctor";
/// AMQP's reply code for what is not there.
const NOT_FOUND: u16 = 404;

/// What a broker says of itself and of our things in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerFacts {
    pub exchange: ExchangeFacts,
    pub queues: Vec<QueueFacts>,
    /// The broker's words when something of ours is there in another shape.
    pub unfit: Option<String>,
    pub publishing: Publishing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeFacts {
    pub name: String,
    pub there: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueFacts {
    pub name: String,
    /// `None`: there is no such queue.
    pub load: Option<QueueLoad>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLoad {
    /// Tickets ready to be delivered.
    pub waiting: u32,
    pub consumers: u32,
}

/// What became of a message that was published to nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publishing {
    Taken,
    /// An alarm: the broker's words.
    Blocked(String),
    /// Neither confirmed nor refused in time.
    Silent,
    Refused(String),
}

/// Why there is nothing to see.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct Unexamined {
    /// AMQP's reply code; `None` when the broker was not reached.
    pub code: Option<u16>,
    /// In the words of whoever refused, without the URL.
    pub said: String,
}

impl From<UnreadableUrl> for Unexamined {
    fn from(error: UnreadableUrl) -> Self {
        Self { code: None, said: error.to_string() }
    }
}

impl From<Broken> for Unexamined {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Lost(error) | Broken::Unfit(error) => Self { code: reply(&error), said: error.to_string() },
            Broken::Silent(what) => Self { code: None, said: what.to_owned() },
            Broken::Stale => Self { code: None, said: "the connection was given up".to_owned() },
        }
    }
}

/// Looks the broker of these settings over.
pub async fn examine(settings: &Settings) -> Result<BrokerFacts, Unexamined> {
    let uri = read_url(&settings.url).ok_or(UnreadableUrl)?;
    let topology = Topology::new(&settings.prefix);
    let wire = Wire::open(&uri, "colloquy: doctor").await?;
    let facts = look(&wire, &topology).await;
    wire.close().await;
    Ok(facts?)
}

async fn look(wire: &Wire, topology: &Topology) -> Result<BrokerFacts, Broken> {
    let exchange = exchange(wire, topology.exchange()).await?;
    let mut queues = Vec::new();
    for name in topology.queues() {
        queues.push(queue(wire, name).await?);
    }
    let whole = exchange.there && queues.iter().all(|queue| queue.load.is_some());
    let unfit = if whole { unfit(&wire.channel().await?, topology).await? } else { None };
    let target = if exchange.there { topology.exchange() } else { ShortString::default() };
    let publishing = publish(wire, target).await?;
    Ok(BrokerFacts { exchange, queues, unfit, publishing })
}

async fn exchange(wire: &Wire, name: ShortString) -> Result<ExchangeFacts, Broken> {
    // A refusal closes the channel: each question has its own.
    let channel = wire.channel().await?;
    let passive = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
    let declare = channel.exchange_declare(name.clone(), ExchangeKind::Direct, passive, FieldTable::default());
    Ok(ExchangeFacts { name: name.to_string(), there: found(answered(declare).await)?.is_some() })
}

async fn queue(wire: &Wire, name: ShortString) -> Result<QueueFacts, Broken> {
    let channel = wire.channel().await?;
    let declare = channel.queue_declare(name.clone(), QueueDeclareOptions::default().passive(), FieldTable::default());
    let load = found(answered(declare).await)?
        .map(|queue| QueueLoad { waiting: queue.message_count(), consumers: queue.consumer_count() });
    Ok(QueueFacts { name: name.to_string(), load })
}

fn found<T>(answer: Result<T, Broken>) -> Result<Option<T>, Broken> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Broken::Lost(error)) if reply(&error) == Some(NOT_FOUND) => Ok(None),
        Err(broken) => Err(broken),
    }
}

/// Everything is there: declaring it again only compares.
async fn unfit(channel: &Channel, topology: &Topology) -> Result<Option<String>, Broken> {
    match answered(topology.declare(channel)).await.map_err(Broken::declaring) {
        Ok(()) => Ok(None),
        Err(Broken::Unfit(error)) => Ok(Some(error.to_string())),
        Err(broken) => Err(broken),
    }
}

/// A broker tells of an alarm only when somebody publishes, and takes that first message all the same: the second counts.
async fn publish(wire: &Wire, exchange: ShortString) -> Result<Publishing, Broken> {
    let mut events = Box::pin(wire.connection.events_listener());
    let channel = wire.channel().await?;
    answered(channel.confirm_select(ConfirmSelectOptions::default())).await?;
    let confirmed = async {
        let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
        let send = || channel.basic_publish(exchange.clone(), NOWHERE.into(), options, b"", properties.clone());
        Ok::<_, lapin::Error>(send().await?.await?.is_ack() && send().await?.await?.is_ack())
    };
    let blocked = async {
        loop {
            match events.next().await {
                Some(Event::ConnectionBlocked(reason)) => return reason,
                Some(_) => {}
                None => std::future::pending().await,
            }
        }
    };
    let outcome = timeout(CONFIRM_WITHIN, async {
        tokio::select! {
            confirmed = confirmed => match confirmed {
                Ok(true) => Publishing::Taken,
                Ok(false) => Publishing::Refused("the broker did not confirm a message".to_owned()),
                Err(error) => Publishing::Refused(error.to_string()),
            },
            reason = blocked => Publishing::Blocked(reason),
        }
    });
    Ok(outcome.await.unwrap_or(Publishing::Silent))
}

fn reply(error: &lapin::Error) -> Option<u16> {
    match error.kind() {
        ErrorKind::ProtocolError(error) => Some(error.get_id()),
        _ => None,
    }
}
