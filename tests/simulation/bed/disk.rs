//! The data directory, which outlives every process on it, and the time they all share.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use jobs::{Metrics, Ports, Reads};
use model::{ManualClock, SeededRandom, Timestamp};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use queue::Bell;
use store::Store;
use tempfile::TempDir;

use super::watched_objects::Forgotten;
use super::{Events, Mailbox, Weather};

/// Where clients would reach the parts of uploads.
pub(super) const ORIGIN: &str = "http://127.0.0.1:8080";

pub(crate) struct Disk {
    folder: TempDir,
    pub(crate) clock: Arc<ManualClock>,
    pub(super) random: Arc<SeededRandom>,
    pub(super) engine: Arc<Engine>,
    pub(super) weather: Weather,
    pub(super) forgotten: Forgotten,
    /// Beside the machine: it outlives it.
    pub(crate) mailbox: Mailbox,
    pub(crate) events: Events,
}

/// The database and the object storage, open. Processes at the same time share them; after a machine's death
/// they are opened again.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) s3: EmbeddedS3,
}

impl Opened {
    /// For looking, past every trap and weather.
    pub(crate) fn reads(&self, disk: &Disk) -> Reads {
        Reads::new(Ports {
            store: Arc::clone(&self.store),
            objects: self.s3.objects(),
            bell: Bell::default(),
            ended: Bell::default(),
            transcriber: None,
            zoom: None,
            webhooks: None,
            clock: Arc::clone(&disk.clock) as _,
            random: Arc::clone(&disk.random) as _,
            metrics: Metrics::default(),
        })
    }
}

impl Disk {
    pub(crate) fn new(engine: &Arc<Engine>, seed: u64, weather: Weather) -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            clock: Arc::new(ManualClock::at(Timestamp(1_900_000_000_000_000))),
            random: Arc::new(SeededRandom::new(seed)),
            engine: Arc::clone(engine),
            weather,
            forgotten: Forgotten::default(),
            mailbox: Mailbox::default(),
            events: Events::default(),
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("colloquy.db")
    }

    pub(crate) async fn open(&self) -> Opened {
        let clock = Arc::clone(&self.clock);
        let store = store::open_sqlite(&self.database(), clock).await.expect("the database opens");
        store.migrate().await.expect("the schema is brought up to date");
        let directory = self.folder.path().join("objects");
        let mut settings = EmbeddedSettings::new(directory, "colloquy-objects", ORIGIN, "key", "secret");
        settings.random = Arc::clone(&self.random) as _;
        let s3 = EmbeddedS3::open(settings).await.expect("the object storage opens");
        Opened { store, s3 }
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }
}
