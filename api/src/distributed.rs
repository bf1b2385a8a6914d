//! The distributed shape: PostgreSQL and a bucket elsewhere, workers in processes of their own.

use std::sync::Arc;

use engine::Engine;
use jobs::Metrics;
use model::{SystemClock, SystemRandom};
use runtime::{AllowPrivate, Distributed, Settings, Shutdown};
use worker::Beyond;

use crate::command::Failed;
use crate::embedded::JustStore;
use crate::opened::Opened;

pub(crate) async fn just_store(settings: &Distributed) -> Result<JustStore, Failed> {
    let store = store::open_postgres(&settings.database_url).await.map_err(Failed::Store)?;
    Ok(JustStore { store, clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) })
}

/// The very ports that the workers open.
pub(crate) async fn open(settings: &Distributed, all: &Settings, shutdown: &Shutdown) -> Result<Opened, Failed> {
    tracing::info!(shape = "distributed", "starting");
    let queue = worker::open_queue(settings, shutdown).map_err(Failed::Queue)?;
    let transcriber = worker::transcriber(all.transcriber.as_ref()).map_err(Failed::Transcriber)?;
    let zoom = worker::zoom(&all.zoom, None, all.max_upload_bytes).map_err(Failed::Zoom)?;
    let webhooks = worker::webhooks(all, None, AllowPrivate::Off).map_err(Failed::Webhooks)?;
    let beyond = Beyond { transcriber, zoom, webhooks };
    let ports =
        worker::open_ports(settings, beyond, Metrics::default(), shutdown.drain()).await.ok_or(Failed::Stopped)?;
    let engine = Arc::new(Engine::new());
    Ok(Opened { ports, engine, queue, relays: settings.amqp_url.is_some(), parts: None, lock: None })
}
