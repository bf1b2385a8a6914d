//! Files that jobs bring here from elsewhere.
//!
//! What must stay true: a file is there when its job is completed, in one transaction, and of several attempts at most one
//! brings it; what its tenant erased does not come back.

use async_trait::async_trait;
use model::{FileId, JobId, Lease, Status, TenantId, Timestamp};

use super::{Failure, NewFile, NewJob, Submitted};
use crate::Error;

/// How it stands with a file that a job brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub file: FileId,
    pub job: JobId,
    pub status: Status,
    pub failure: Option<Failure>,
    /// The client's bytes, never rendered again: the file will have them.
    pub user_metadata: Option<Vec<u8>>,
    pub created_at: Timestamp,
}

/// What became of a file that was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Brought {
    /// It is there, and its job completed.
    Held,
    /// The lease is no longer the current one: stop and discard.
    Lost,
    /// Its tenant erased it before it came. Nothing was changed.
    Erased,
    /// The tenant has another file of this id by now. Nothing was changed.
    Taken,
}

/// Where they are known.
#[async_trait]
pub trait Imports: Send + Sync {
    /// Stores a job that brings the file [`FileId::brought_by`] it. Acknowledged means on disk.
    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error>;
    /// Of a file that was brought, too, as long as its job is there.
    async fn of_file(&self, tenant: TenantId, file: FileId) -> Result<Option<Import>, Error>;
    /// The file that this job brings, or brought.
    async fn by_job(&self, tenant: TenantId, job: JobId) -> Result<Option<FileId>, Error>;
    /// `processing → completed`, with the file, which has its job's metadata; settles the lease's garbage rows.
    /// Acknowledged means on disk. Idempotent: the same lease twice is `Held` both times.
    async fn bring(&self, lease: &Lease, file: &NewFile) -> Result<Brought, Error>;
}
