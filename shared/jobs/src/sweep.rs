//! The passes that put right what died or was abandoned.
//!
//! What must stay true: any number of processes may sweep at once; each pass is safe to stop anywhere and to repeat;
//! an object is deleted only when its garbage row says so, and the row goes only when S3 has confirmed twice.
//! Deliberately absent: when to sweep. That is the process's business.

use std::time::Duration;

use model::limits::LEASE;
use model::{JobId, SessionId, Status};
use store::{Garbage, GarbageRow};

use crate::{Error, Ports};

/// Rows handled per pass.
const BATCH: u32 = 100;

/// The passes of the sweep.
#[derive(Clone)]
pub struct Sweep {
    ports: Ports,
    /// A paused zombie may still write until its lease and every URL it holds have ended.
    second_look: Duration,
}

impl Sweep {
    /// `url_lifetime`: how long a presigned URL is valid.
    pub fn new(ports: Ports, url_lifetime: Duration) -> Self {
        Self { ports, second_look: LEASE + url_lifetime }
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

    /// Deletes what nobody owns. Returns how many rows were worked on; a row that fails stays for a later pass.
    pub async fn collect_garbage(&self) -> Result<usize, Error> {
        let rows = self.ports.store.due_garbage(BATCH).await?;
        let worked = rows.len();
        for row in rows {
            if let Err(error) = self.collect(&row).await {
                tracing::warn!(error = %error, "garbage stays for a later pass");
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
