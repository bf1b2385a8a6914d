//! Opening the ports and the queue of the distributed shape, for the workers and for the apis beside them.

use std::sync::Arc;

use jobs::{Metrics, Ports, WebhookAccess, ZoomAccess};
use model::{SystemClock, SystemRandom};
use objects::{S3Credentials, S3Objects, S3Settings};
use queue::rabbit::{self, UnreadableUrl};
use queue::{Bell, Queue};
use runtime::{Distributed, Shutdown, until_reached};
use speech::Transcriber;
use tokio_util::sync::CancellationToken;

/// What else the jobs may reach, where it is configured.
#[derive(Clone, Default)]
pub struct Beyond {
    pub transcriber: Option<Arc<dyn Transcriber>>,
    pub zoom: Option<ZoomAccess>,
    pub webhooks: Option<WebhookAccess>,
}

/// Waits for the database rather than failing, saying so once, and brings its schema up to date; `None` when `stop`
/// came first. The bucket is not waited for: whoever needs it will.
pub async fn open_ports(
    settings: &Distributed,
    beyond: Beyond,
    metrics: Metrics,
    stop: &CancellationToken,
) -> Option<Ports> {
    let url = &settings.database_url;
    let store = until_reached("the database", stop, || store::open_postgres(url)).await?;
    until_reached("the database", stop, || store.migrate()).await?;
    let objects = Arc::new(s3_objects(settings.s3.clone()));
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let Beyond { transcriber, zoom, webhooks } = beyond;
    let (bell, ended) = (Bell::default(), Bell::default());
    Some(Ports { store, objects, bell, ended, transcriber, zoom, webhooks, clock, random, metrics })
}

/// The bucket. Nothing is sent yet.
pub fn s3_objects(settings: runtime::S3Settings) -> S3Objects {
    S3Objects::new(S3Settings {
        endpoint: Some(settings.endpoint),
        public_endpoint: settings.public_endpoint,
        bucket: settings.bucket,
        region: settings.region,
        credentials: S3Credentials {
            access_key: settings.access_key,
            secret_key: settings.secret_key,
            session_token: settings.session_token,
            expires_at: None,
        },
        path_style: true,
    })
}

/// RabbitMQ, which is not waited for; without `AMQP_URL` a bell that nobody rings: then waiting slots look at the store by
/// themselves, as they do whenever the queue is away. It is closed when `shutdown` aborts, after everything that
/// acknowledges has ended.
pub fn open_queue(settings: &Distributed, shutdown: &Shutdown) -> Result<Arc<dyn Queue>, UnreadableUrl> {
    match &settings.amqp_url {
        Some(url) => rabbit::open(url, shutdown.abort().clone()),
        None => Ok(Arc::new(Bell::default())),
    }
}
