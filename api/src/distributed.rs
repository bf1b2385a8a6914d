//! The distributed shape: PostgreSQL and a bucket elsewhere, workers in processes of their own.

use std::sync::Arc;

use model::{SystemClock, SystemRandom};
use runtime::{Distributed, Shutdown};

use crate::command::Failed;
use crate::embedded::JustStore;
use crate::opened::Opened;

pub(crate) async fn just_store(settings: &Distributed) -> Result<JustStore, Failed> {
    let store = store::open_postgres(&settings.database_url).await.map_err(Failed::Store)?;
    Ok(JustStore { store, clock: Arc::new(SystemClock), random: Arc::new(SystemRandom), _lock: None })
}

/// The very ports that the workers open.
pub(crate) async fn open(settings: &Distributed, shutdown: &Shutdown) -> Result<Opened, Failed> {
    tracing::info!(shape = "distributed", "starting");
    let ports = worker::open_ports(settings, shutdown.drain()).await.ok_or(Failed::Stopped)?;
    Ok(Opened { ports, parts: None, lock: None })
}
