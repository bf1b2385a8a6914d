//! Reading jobs, as their tenant.

use std::time::Duration;

use model::{FileId, JobId, Kind, Status, TenantId};
use store::Job;

use crate::{Error, Options, Ports, ResultHandle};

/// A job without what it came to.
#[derive(Clone, Debug)]
pub struct Glimpse {
    pub job: Job,
    /// How long it has been there.
    pub age: Duration,
}

/// A job as its tenant may see it.
pub struct Visible {
    pub job: Job,
    /// How long it has been there.
    pub age: Duration,
    /// Those the result was made by, once there is one.
    pub options: Options,
    /// Only for a completed job that analyses.
    pub result: Option<ResultHandle>,
    /// What the job brings here, or has brought, unless that was erased: only of an import, which has no result.
    pub file: Option<FileId>,
}

/// Reads jobs.
#[derive(Clone)]
pub struct Reads {
    ports: Ports,
}

impl Reads {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// The job with its result, if it has one by now. Another tenant's job is as unknown as any; one that retention took
    /// out is [`Error::Expired`], as long as that is remembered.
    pub async fn job(&self, tenant: TenantId, id: JobId) -> Result<Visible, Error> {
        self.whole(self.glimpse(tenant, id).await?).await
    }

    /// As much as costs one small read.
    pub async fn glimpse(&self, tenant: TenantId, id: JobId) -> Result<Glimpse, Error> {
        let Some(job) = self.ports.store.job(tenant, id).await? else { return Err(self.absent(tenant, id).await?) };
        let age = self.ports.clock.now().since(job.created_at);
        Ok(Glimpse { job, age })
    }

    /// The same job with its result, if it had one when it was glimpsed.
    pub async fn whole(&self, Glimpse { job, age }: Glimpse) -> Result<Visible, Error> {
        let (tenant, id) = (job.tenant, job.id);
        let result = if job.status == Status::Completed && job.kind != Kind::ZoomImport {
            let stored = self.ports.store.result(tenant, id).await?;
            let Some(stored) = stored else {
                // It was taken out between the two looks, or the store has lost it.
                let there = self.ports.store.job(tenant, id).await?.is_some();
                let lost = || Error::Unreadable("a completed job has no result".into());
                return Err(if there { lost() } else { self.absent(tenant, id).await? });
            };
            Some(ResultHandle::new(self.ports.objects.clone(), stored)?)
        } else {
            None
        };
        let options = match &result {
            Some(result) => result.options().clone(),
            None => serde_json::from_slice(&job.options).map_err(|e| Error::Unreadable(Box::new(e)))?,
        };
        let file = match job.kind {
            Kind::ZoomImport => self.ports.store.imports().by_job(tenant, id).await?,
            Kind::Analysis | Kind::OwnProfile | Kind::Recording | Kind::Webhook => None,
        };
        Ok(Visible { job, age, options, result, file })
    }

    /// The job and its result, which must be there with the turns that it is about.
    pub async fn results(&self, tenant: TenantId, id: JobId) -> Result<(Visible, ResultHandle), Error> {
        let visible = self.job(tenant, id).await?;
        let Some(result) = visible.result.clone() else {
            return Err(match visible.job.status {
                Status::Failed => Error::conflict("job_failed", "The job failed, and has no result."),
                Status::Cancelled => Error::conflict("job_cancelled", "The job was cancelled, and has no result."),
                Status::Completed => Error::conflict("no_result", "The job brought a file, and has no result."),
                _ => Error::NotReady,
            });
        };
        if !visible.options.include_conversation {
            let detail = "The turns were not kept, as include_conversation did not ask for them.";
            return Err(Error::conflict("conversation_not_kept", detail));
        }
        Ok((visible, result))
    }

    /// What is to be said of a job that is not there: that it was here for as long as jobs are kept, where it was this
    /// tenant's; else that there is none.
    pub(crate) async fn absent(&self, tenant: TenantId, id: JobId) -> Result<Error, Error> {
        let expired = self.ports.store.history().expired(tenant, id).await?;
        Ok(if expired { Error::Expired } else { Error::Missing })
    }
}
