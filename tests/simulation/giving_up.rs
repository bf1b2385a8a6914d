//! Clients that give their jobs up, and those that want them after all.

use std::sync::Arc;

use jobs::SubmitAnswer;
use model::{JobId, Status};

use crate::clients::{none, spell};
use crate::world::{Outcome, World};

impl World<'_> {
    /// Jobs that have not ended before all others, each the newest first.
    fn any_job(&self, number: u8) -> Option<JobId> {
        let mut jobs: Vec<(bool, JobId)> =
            self.model.jobs.iter().rev().map(|(id, job)| (job.status.is_terminal(), *id)).collect();
        jobs.sort_by_key(|(ended, _)| *ended);
        usize::from(number).checked_rem(jobs.len()).map(|at| jobs[at].1)
    }

    pub(crate) async fn give_up_job(&mut self, job: u8) -> Outcome {
        let Some(id) = self.any_job(job) else { return none() };
        self.unwanted.insert(id);
        self.process().cancel.job(self.model.jobs[&id].tenant, id).await?;
        Ok("done".to_owned())
    }

    pub(crate) async fn redrive(&mut self, job: u8, key: Option<u8>) -> Outcome {
        let mut over: Vec<JobId> = self.model.jobs.iter().rev().map(|(id, _)| *id).collect();
        over.sort_by_key(|id| !matches!(self.model.jobs[id].status, Status::Failed | Status::Cancelled));
        let Some(of) = usize::from(job).checked_rem(over.len()).map(|at| over[at]) else { return none() };
        let tenant = self.model.jobs[&of].tenant;
        match self.process().redrive(tenant, spell(key).as_deref(), of).await {
            Ok(SubmitAnswer { job, replayed }) => Ok(format!("job {job}, replayed: {replayed}")),
            Err(jobs::Error::KeyReused) => Ok("key reused".to_owned()),
            Err(jobs::Error::Conflict(conflict)) => Ok(conflict.code.to_owned()),
            Err(error) => Err(error),
        }
    }

    /// A redriven job says what the first one said.
    pub(crate) fn redriven(&mut self, of: JobId, id: JobId) {
        let (talk, root) = (Arc::clone(&self.talks[&of]), self.root(of));
        self.talks.insert(id, talk);
        self.roots.insert(id, root);
    }

    /// The job whose input this one has.
    pub(crate) fn root(&self, id: JobId) -> JobId {
        self.roots.get(&id).copied().unwrap_or(id)
    }
}
