//! Looking back: a tenant's jobs page by page, what became of the attempts of one, and which jobs there once were.
//!
//! What must stay true: every read names its tenant; a page is of one moment, and whatever was there all the while is on
//! one of the pages and on no other. Whatever is said here goes with its job; of an expired one only its id stays, for a
//! while.
//! Programs of before wrote nothing of attempts: what they did is missing, and said to be.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use model::{AttemptEnd, JobId, Status, TenantId, Timestamp};

use super::{Failure, Progress};
use crate::Error;

/// Which of a tenant's jobs, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFilter {
    /// In one of these.
    pub statuses: BTreeSet<Status>,
    pub conversation_id: Option<String>,
    /// Later, or earlier, than this.
    pub created_after: Option<Timestamp>,
    pub created_before: Option<Timestamp>,
}

/// Where a job stands in the order of pages. It never moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub created_at: Timestamp,
    pub id: JobId,
}

/// A job as a list shows it: nothing that its client wrote but the name of its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedJob {
    pub id: JobId,
    pub status: Status,
    pub attempt: i64,
    pub conversation_id: String,
    pub progress: Progress,
    pub failure: Option<Failure>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub cancel_requested_at: Option<Timestamp>,
    pub redrive_of: Option<JobId>,
}

impl ListedJob {
    pub fn place(&self) -> Place {
        Place { created_at: self.created_at, id: self.id }
    }
}

/// What a job went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    pub id: JobId,
    pub status: Status,
    pub created_at: Timestamp,
    /// When it was first ready to be done; `None` also where a program of before took its upload in.
    pub queued_at: Option<Timestamp>,
    /// Of the first attempt.
    pub started_at: Option<Timestamp>,
    pub cancel_requested_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// Of a queued job: when it may be tried.
    pub next_try_at: Option<Timestamp>,
    /// In their order, at most [`model::limits::MAX_ATTEMPTS_KEPT`] and one that goes on or ended with the job.
    pub attempts: Vec<Attempt>,
    /// Attempts that counted and of which nothing is known any more.
    pub unrecorded: i64,
}

/// One claim of a job, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first. One that was refunded has the number of the one after it.
    pub number: i64,
    pub started_at: Option<Timestamp>,
    /// Both `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    pub end: Option<AttemptEnd>,
    /// Of a failure.
    pub code: Option<String>,
    pub refunded: bool,
    /// When the job could be tried again, where it could.
    pub next_try_at: Option<Timestamp>,
}

/// What is known of jobs beside what they are now.
#[async_trait]
pub trait History: Send + Sync {
    /// The first `limit` jobs of those that come `after` this place.
    async fn page(
        &self,
        tenant: TenantId,
        filter: &JobFilter,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<ListedJob>, Error>;
    async fn timeline(&self, tenant: TenantId, id: JobId) -> Result<Option<Timeline>, Error>;
    /// Whether [`crate::Store::prune`] took this job of the tenant out, as long as that is remembered.
    async fn expired(&self, tenant: TenantId, id: JobId) -> Result<bool, Error>;
    /// Forgets up to `limit` jobs that were taken out `age` ago or earlier. Returns how many.
    async fn forget_expired(&self, age: Duration, limit: u32) -> Result<u64, Error>;
}
