//! Consuming from the queues, with one prefetch from beginning to end.

use std::future::{pending, ready};

use futures::future::try_join_all;
use futures::stream::{BoxStream, SelectAll, once, select_all};
use futures::{FutureExt as _, StreamExt as _};
use lapin::Channel;
use lapin::message::Delivery as Message;
use lapin::options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::{FieldTable, ShortString};
use model::Lane;
use tokio::time::Instant;

use super::broken::Broken;
use super::topology::Topology;
use super::wire::answered;
use crate::Way;

/// Low tickets get one of so many places.
const SHARE_OF_LOW: usize = 8;

/// What one of the queues says: a message, or `None`, that it will say nothing more.
type Said = (Way, Option<lapin::Result<Message>>);

pub(super) struct Feed {
    /// What the broker calls our consumers.
    tags: Vec<ShortString>,
    said: SelectAll<BoxStream<'static, Said>>,
    pub(super) prefetch: usize,
    /// Since when much less is wanted.
    pub(super) too_large_since: Option<Instant>,
}

impl Feed {
    /// From here on messages come, never more than `prefetch` of each way that are not settled, and fewer of those that
    /// have time: what is not there yet when a slot is free is passed over.
    pub(super) async fn start(channel: &Channel, topology: &Topology, prefetch: usize) -> Result<Self, Broken> {
        let mut consumers = Vec::with_capacity(Way::ALL.len());
        for way in Way::ALL {
            let count = if way == Way::Lane(Lane::Low) { prefetch.div_ceil(SHARE_OF_LOW) } else { prefetch };
            let count = u16::try_from(count).unwrap_or(u16::MAX);
            let limited = channel.basic_qos(count, BasicQosOptions::default());
            let options = BasicConsumeOptions::default();
            let consume = channel.basic_consume(topology.queue(way), "".into(), options, FieldTable::default());
            answered(limited).await?;
            consumers.push(answered(consume).await?);
        }
        let tags = consumers.iter().map(lapin::Consumer::tag).collect();
        let said = Way::ALL
            .into_iter()
            .zip(consumers)
            .map(|(way, consumer)| consumer.map(move |said| (way, Some(said))).chain(once(ready((way, None)))).boxed());
        Ok(Self { tags, said: select_all(said), prefetch, too_large_since: None })
    }

    /// The tags of what came before the broker heard of the end.
    pub(super) async fn end(mut self, channel: &Channel) -> Result<Vec<u64>, Broken> {
        let cancels = self.tags.into_iter().map(|tag| channel.basic_cancel(tag, BasicCancelOptions::default()));
        answered(try_join_all(cancels)).await?;
        let mut tags = Vec::new();
        while let Some((_, said)) = self.said.next().await {
            tags.extend(said.transpose()?.map(|message| message.delivery_tag));
        }
        Ok(tags)
    }
}

/// What has come, and whether that was all there will be.
pub(super) struct Come {
    pub(super) messages: Vec<(Way, Message)>,
    pub(super) ended: Option<Broken>,
}

/// Waits for a message and takes over all that have come. Safe to drop while waiting.
pub(super) async fn come(feed: Option<&mut Feed>) -> Come {
    let Some(feed) = feed else { return pending().await };
    let mut messages = Vec::new();
    let mut next = feed.said.next().await;
    let ended = loop {
        match next {
            Some((way, Some(Ok(message)))) => messages.push((way, message)),
            Some((_, Some(Err(error)))) => break Some(Broken::Lost(error)),
            Some((_, None)) | None => break Some(Broken::Silent("the broker ended the consumer")),
        }
        match feed.said.next().now_or_never() {
            Some(more) => next = more,
            None => break None,
        }
    };
    Come { messages, ended }
}
