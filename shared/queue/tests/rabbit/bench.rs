//! A queue with names of its own, and a second way into the broker, past the adapter.

use std::sync::Arc;
use std::time::Duration;

use lapin::options::{BasicPublishOptions, ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use model::{Clock as _, Random as _, SystemClock, SystemRandom};
use queue::rabbit::{Settings, open_with};
use queue::{Link, Queue, Way};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::conformance::AT_LEISURE;

pub(crate) struct Bench {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) stop: CancellationToken,
    pub(crate) settings: Settings,
    /// Straight to the broker.
    pub(crate) url: String,
}

impl Bench {
    pub(crate) async fn open() -> Self {
        let bench = Self::through(&server_url());
        up(&*bench.queue).await;
        bench
    }

    /// Through something in between; not connected yet.
    pub(crate) fn through(url: &str) -> Self {
        let prefix = format!("test-{}", SystemRandom.uuid(SystemClock.now()));
        let settings = Settings { prefix, confirm_within: Duration::from_secs(2), ..Settings::new(url) };
        Self::with(settings, server_url())
    }

    pub(crate) fn with(settings: Settings, url: String) -> Self {
        let stop = CancellationToken::new();
        let queue = open_with(settings.clone(), stop.clone()).expect("a URL it reads");
        Self { queue, stop, settings, url }
    }

    pub(crate) fn exchange_name(&self) -> String {
        format!("{}.jobs", self.settings.prefix)
    }

    pub(crate) fn queue_name(&self) -> String {
        format!("{}.jobs.main", self.settings.prefix)
    }

    pub(crate) async fn direct(&self) -> Direct {
        let connection = Connection::connect(&self.url, ConnectionProperties::default()).await.expect("connected");
        let channel = connection.create_channel().await.expect("a channel");
        Direct { _connection: connection, channel }
    }

    pub(crate) async fn close(self) {
        self.stop.cancel();
        let direct = self.direct().await;
        for way in Way::ALL {
            let name = format!("{}.{}", self.exchange_name(), way.as_str());
            direct.channel.queue_delete(name.into(), QueueDeleteOptions::default()).await.expect("deleted");
        }
        let exchange = direct.channel.exchange_delete(self.exchange_name().into(), ExchangeDeleteOptions::default());
        exchange.await.expect("deleted");
    }
}

pub(crate) struct Direct {
    _connection: Connection,
    pub(crate) channel: Channel,
}

impl Direct {
    /// Straight into the queue.
    pub(crate) async fn publish(&self, queue: &str, body: &[u8]) {
        let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
        self.channel.basic_publish("".into(), queue.into(), options, body, properties).await.expect("published");
    }
}

pub(crate) async fn up(queue: &dyn Queue) {
    timeout(AT_LEISURE, queue.link().wait_for(|link| *link == Link::Up))
        .await
        .expect("the link is up")
        .expect("it is told");
}

pub(crate) fn server_url() -> String {
    std::env::var("TEST_AMQP_URL").expect("TEST_AMQP_URL names a broker")
}
