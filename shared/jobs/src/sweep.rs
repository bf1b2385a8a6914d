//! The passes that put right what died or was abandoned.
//!
//! What must stay true: any number of processes may sweep at once; each pass is safe to stop anywhere and to repeat;
//! an object is deleted only when its garbage row says so, and the row goes only when S3 has confirmed twice.
//! Deliberately absent: when to sweep. That is the process's business, and to go on while a pass was a full one.

use std::time::Duration;

use futures::StreamExt as _;
use model::limits::LEASE;
use model::{JobId, SessionId, Status};
use store::{Garbage, GarbageRow};

use crate::{Error, Ports};

/// Rows handled per pass.
const BATCH: u32 = 100;
/// Garbage rows worked on at a time: nearly all of that is waiting for object storage.
const AT_ONCE: usize = 8;

/// The passes of the sweep.
#[derive(Clone)]
pub struct Sweep {
    ports: Ports,
    /// A paused zombie may still write until its lease and every URL it holds have ended.
    second_look: Duration,
    /// Jobs that ended longer ago are taken out.
    retention: Option<Duration>,
}

impl Sweep {
    /// A pass that did so much has left something to do.
    pub const FULL: u64 = BATCH as u64;

    /// `url_lifetime`: how long a presigned URL is valid.
    pub fn new(ports: Ports, url_lifetime: Duration) -> Self {
        Self { ports, second_look: LEASE + url_lifetime, retention: None }
    }

    /// Takes out jobs that ended longer ago than this; of `None` and before this is called, none.
    #[must_use]
    pub fn keeping(self, retention: Option<Duration>) -> Self {
        Self { retention, ..self }
    }

    /// Takes jobs back from workers whose lease ended. Returns which.
    pub async fn rescue(&self, book_crashes: bool) -> Result<Vec<JobId>, Error> {
        let rescued = self.ports.store.rescue(BATCH, book_crashes).await?;
        self.announce(&rescued);
        Ok(rescued)
    }

    /// Takes every job back that is not this process's: for the embedded start, under the data directory's lock.
    pub async fn rescue_all_but(&self, alive: SessionId) -> Result<Vec<JobId>, Error> {
        let rescued = self.ports.store.rescue_all_but(alive).await?;
        self.announce(&rescued);
        Ok(rescued)
    }

    fn announce(&self, rescued: &[JobId]) {
        for id in rescued {
            tracing::warn!(job.id = %id, "taken back from a worker that is gone");
        }
        self.ports.metrics.rescued(rescued.len() as u64);
        if !rescued.is_empty() {
            self.ports.bell.ring();
        }
    }

    /// Fails uploads that nobody completed in time. Returns how many.
    pub async fn expire_uploads(&self) -> Result<u64, Error> {
        let expired = self.ports.store.expire_uploads(BATCH).await?;
        self.ports.metrics.ended(Status::Failed, expired);
        Ok(expired)
    }

    /// Takes out jobs that ended long ago, with all that is theirs, and forgets after as long again that they were there;
    /// old entries of the audit; signing keys whose time is over; and retired profiles that nothing was made by any more. Returns how many jobs were taken
    /// out and forgotten.
    pub async fn prune(&self) -> Result<u64, Error> {
        self.ports.store.forget_audit(BATCH).await?;
        self.ports.store.administration().drop_ended_keys().await?;
        self.ports.store.profiles().forget_retired().await?;
        let Some(retention) = self.retention else { return Ok(0) };
        let pruned = self.ports.store.prune(retention, BATCH).await?.len() as u64;
        self.ports.metrics.pruned(pruned);
        Ok(pruned + self.ports.store.history().forget_expired(retention, BATCH).await?)
    }

    /// Takes out files that nothing was started from for as long as jobs are kept. Returns how many.
    pub async fn prune_files(&self) -> Result<u64, Error> {
        let Some(retention) = self.retention else { return Ok(0) };
        Ok(self.ports.store.prune_files(retention, BATCH).await?)
    }

    /// Deletes what nobody owns. Returns how many rows were worked on; a row that fails stays for a later pass and does
    /// not count.
    pub async fn collect_garbage(&self) -> Result<u64, Error> {
        let rows = self.ports.store.due_garbage(BATCH).await?;
        let collected = futures::stream::iter(rows).map(|row| async move { self.collect(&row).await });
        let mut worked = 0;
        let mut collected = collected.buffer_unordered(AT_ONCE);
        while let Some(collected) = collected.next().await {
            match collected {
                Ok(()) => worked += 1,
                Err(error) => tracing::warn!(error = %error, "garbage stays for a later pass"),
            }
        }
        Ok(worked)
    }

    async fn collect(&self, row: &GarbageRow) -> Result<(), Error> {
        match &row.garbage {
            Garbage::Prefix(prefix) => loop {
                let keys = self.ports.objects.list(prefix, None).await?;
                if keys.is_empty() {
                    break;
                }
                for key in keys {
                    self.ports.objects.delete(&key).await?;
                }
            },
            Garbage::Key(key) => {
                self.abort_uploads(key).await?;
                self.ports.objects.delete(key).await?;
            }
            Garbage::Uploads(key) => self.abort_uploads(key).await?,
        }
        let again = (row.passes == 0).then_some(self.second_look);
        Ok(self.ports.store.swept(row.row, again).await?)
    }

    async fn abort_uploads(&self, key: &str) -> Result<(), Error> {
        for upload_id in self.ports.objects.uploads(key).await? {
            self.ports.objects.abort_upload(key, &upload_id).await?;
        }
        Ok(())
    }
}
