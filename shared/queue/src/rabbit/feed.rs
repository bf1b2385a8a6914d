//! Consuming from the queue, with one prefetch from beginning to end.

use std::future::pending;

use futures::{FutureExt as _, StreamExt as _};
use lapin::message::Delivery as Message;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Consumer};
use tokio::time::Instant;

use super::broken::Broken;
use super::topology::Topology;
use super::wire::answered;

pub(super) struct Feed {
    consumer: Consumer,
    pub(super) prefetch: usize,
    /// Since when much less is wanted.
    pub(super) too_large_since: Option<Instant>,
}

impl Feed {
    /// From here on messages come, never more than `prefetch` that are not settled.
    pub(super) async fn start(channel: &Channel, topology: &Topology, prefetch: usize) -> Result<Self, Broken> {
        let count = u16::try_from(prefetch).unwrap_or(u16::MAX);
        answered(channel.basic_qos(count, BasicQosOptions::default())).await?;
        let options = BasicConsumeOptions::default();
        let consume = channel.basic_consume(topology.queue(), "".into(), options, FieldTable::default());
        Ok(Self { consumer: answered(consume).await?, prefetch, too_large_since: None })
    }

    /// The tags of what came before the broker heard of the end.
    pub(super) async fn end(mut self, channel: &Channel) -> Result<Vec<u64>, Broken> {
        answered(channel.basic_cancel(self.consumer.tag(), BasicCancelOptions::default())).await?;
        let mut tags = Vec::new();
        while let Some(message) = self.consumer.next().await {
            tags.push(message?.delivery_tag);
        }
        Ok(tags)
    }
}

/// What has come, and whether that was all there will be.
pub(super) struct Come {
    pub(super) messages: Vec<Message>,
    pub(super) ended: Option<Broken>,
}

/// Waits for a message and takes over all that have come. Safe to drop while waiting.
pub(super) async fn come(feed: Option<&mut Feed>) -> Come {
    let Some(feed) = feed else { return pending().await };
    let mut messages = Vec::new();
    let mut next = feed.consumer.next().await;
    let ended = loop {
        match next {
            Some(Ok(message)) => messages.push(message),
            Some(Err(error)) => break Some(Broken::Lost(error)),
            None => break Some(Broken::Silent("the broker ended the consumer")),
        }
        match feed.consumer.next().now_or_never() {
            Some(more) => next = more,
            None => break None,
        }
    };
    Come { messages, ended }
}
