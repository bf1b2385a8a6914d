//! Looking back: a tenant's jobs page by page, and what became of the attempts of one.
//!
//! What must stay true: pages are of jobs as they are, so a job that comes or goes while somebody turns them is on one or
//! on none, and every other on exactly one. A cursor is good for the list that it came with, and says nothing to anybody
//! else.

mod cursor;

use model::{JobId, TenantId};
use store::{JobFilter, ListedJob, Timeline};

use crate::{Error, Ports, Reads};

pub use cursor::Cursor;

/// Lists jobs and tells their stories.
#[derive(Clone)]
pub struct History {
    ports: Ports,
}

/// Some of the jobs that were asked for, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub jobs: Vec<ListedJob>,
    /// Where there are more.
    pub next: Option<Cursor>,
}

impl History {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// At most `limit` jobs, from the newest on or from where another page has ended.
    pub async fn page(
        &self,
        tenant: TenantId,
        filter: &JobFilter,
        from: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page, Error> {
        let after = match from {
            Some(cursor) => Some(cursor.place(tenant, filter).ok_or_else(Cursor::illegal)?),
            None => None,
        };
        // One more, to know whether there is one.
        let mut jobs = self.ports.store.history().page(tenant, filter, after, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = jobs.len() > limit;
        jobs.truncate(limit);
        let next = jobs.last().filter(|_| more).map(|last| Cursor::after(last.place(), tenant, filter));
        Ok(Page { jobs, next })
    }

    /// What the job went through.
    pub async fn timeline(&self, tenant: TenantId, id: JobId) -> Result<Timeline, Error> {
        match self.ports.store.history().timeline(tenant, id).await? {
            Some(timeline) => Ok(timeline),
            None => Err(Reads::new(self.ports.clone()).absent(tenant, id).await?),
        }
    }
}
