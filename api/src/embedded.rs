//! The embedded shape: database, objects and workers in this process, all under one data directory.
//!
//! What must stay true: the directory is locked while the process lives, which proves that whoever had it before is
//! dead; so jobs it was working on are taken back at once.

use std::fs::File;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;

use engine::Engine;
use jobs::{Metrics, Ports, Sweep};
use model::{Clock, Random, SessionId, SystemClock, SystemRandom};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use queue::{Bell, Queue};
use runtime::{AllowPrivate, Settings, Shutdown, parse_key};
use serde::{Deserialize, Serialize};
use store::Store;
use worker::WorkerLimits;

use crate::command::Failed;
use crate::opened::Opened;

/// The literal first segment of the embedded object store's paths.
pub(crate) const BUCKET: &str = "colloquy-objects";

/// A store without the rest, for operator commands.
pub(crate) struct JustStore {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

/// Beside a running server too: SQLite lets two processes write in turn, and what operators change is no job. Without the
/// lock, so that a server may start meanwhile.
pub(crate) async fn just_store(settings: &Settings) -> Result<JustStore, Failed> {
    make(&settings.data_dir)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let store = open_database(&settings.data_dir, &clock).await?;
    Ok(JustStore { store, clock, random: Arc::new(SystemRandom) })
}

pub(crate) async fn open(settings: &Settings, public_url: &str, shutdown: &Shutdown) -> Result<Opened, Failed> {
    tracing::info!(shape = "embedded", data_dir = %settings.data_dir.display(), "starting");
    let lock = lock(&settings.data_dir)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let store = open_database(&settings.data_dir, &clock).await?;
    store.migrate().await.map_err(Failed::Store)?;
    // Before the first claim.
    crate::tenant_limit::usual(settings, store.as_ref()).await?;
    let keys = object_keys(&settings.data_dir, random.as_ref())?;
    let folder = settings.data_dir.join("objects");
    let s3 = EmbeddedSettings::new(folder, BUCKET, public_url, &keys.access_key, &keys.secret_key);
    let s3 = EmbeddedS3::open(s3).await.map_err(Failed::Objects)?;
    let transcriber = worker::transcriber(settings.transcriber.as_ref()).map_err(Failed::Transcriber)?;
    let key = encryption_key(settings, random.as_ref())?;
    let zoom = worker::zoom(&settings.zoom, Some(key), settings.max_upload_bytes).map_err(Failed::Zoom)?;
    let usual = if settings.listen.ip().is_loopback() { AllowPrivate::Loopback } else { AllowPrivate::Off };
    let webhooks = worker::webhooks(settings, Some(key), usual).map_err(Failed::Webhooks)?;
    let (objects, bell, metrics) = (s3.objects(), Bell::default(), Metrics::default());
    let ended = Bell::default();
    let ports = Ports { store, objects, bell, ended, transcriber, zoom, webhooks, clock, random, metrics };

    let session = SessionId(ports.random.uuid(ports.clock.now()));
    let sweep = Sweep::new(ports.clone(), settings.upload_url_lifetime);
    sweep.rescue_all_but(session).await.map_err(Failed::Jobs)?;
    let queue: Arc<dyn Queue> = Arc::new(ports.bell.clone());
    let engine = Arc::new(Engine::new());
    worker::start(&ports, Arc::clone(&queue), &engine, session, WorkerLimits::default(), shutdown);

    Ok(Opened { ports, engine, queue, relays: false, parts: Some(s3.parts_service()), lock: Some(lock) })
}

async fn open_database(data_dir: &Path, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Store>, Failed> {
    store::open_sqlite(&data_dir.join("colloquy.db"), Arc::clone(clock)).await.map_err(Failed::Store)
}

/// Makes the directory, readable by its owner alone.
fn make(data_dir: &Path) -> Result<(), Failed> {
    let unusable = |source| Failed::DataDir { path: data_dir.display().to_string(), source };
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(unusable)
}

/// Makes the directory and takes it for this process.
fn lock(data_dir: &Path) -> Result<File, Failed> {
    make(data_dir)?;
    let path = data_dir.display().to_string();
    let unusable = |source| Failed::DataDir { path: path.clone(), source };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(data_dir.join("lock"))
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Failed::Locked { path }),
        Err(std::fs::TryLockError::Error(source)) => Err(unusable(source)),
    }
}

/// What the process and its own object store sign with.
#[derive(Serialize, Deserialize)]
struct ObjectKeys {
    access_key: String,
    secret_key: String,
}

/// Kept in the data directory, so that URLs handed out before a restart stay valid after it.
fn object_keys(data_dir: &Path, random: &dyn Random) -> Result<ObjectKeys, Failed> {
    let path = data_dir.join("object-keys.json");
    let unusable = |source| Failed::DataDir { path: path.display().to_string(), source };
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unusable(error.into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut secret = [0; 32];
            random.fill(&mut secret);
            let keys = ObjectKeys { access_key: "colloquy".to_owned(), secret_key: hex::encode(secret) };
            let json = serde_json::to_vec(&keys).expect("two strings are JSON");
            crate::credentials::write_private(&path, &json).map_err(unusable)?;
            Ok(keys)
        }
        Err(error) => Err(unusable(error)),
    }
}

/// What the tenants' own secrets are sealed with: as set, else made once and kept beside the database.
fn encryption_key(settings: &Settings, random: &dyn Random) -> Result<[u8; 32], Failed> {
    if let Some(key) = settings.zoom.key {
        return Ok(key);
    }
    let path = settings.data_dir.join("encryption-key");
    let unusable = |source| Failed::DataDir { path: path.display().to_string(), source };
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let illegible = || std::io::Error::other("expected 32 bytes in hexadecimal or base64");
            parse_key(text.trim()).ok_or_else(|| unusable(illegible()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            random.fill(&mut key);
            crate::credentials::write_private(&path, hex::encode(key).as_bytes()).map_err(unusable)?;
            Ok(key)
        }
        Err(error) => Err(unusable(error)),
    }
}
