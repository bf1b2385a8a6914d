//! Clients that want nothing of theirs to be known any more, and operators that keep nothing for ever.

use model::JobId;

use crate::clients::{first_client, none};
use crate::world::{Outcome, World};

impl World<'_> {
    /// Whatever has become of it, the newest first.
    fn whichever_job(&self, number: u8) -> Option<JobId> {
        let at = usize::from(number).checked_rem(self.model.jobs.len())?;
        self.model.jobs.keys().rev().nth(at).copied()
    }

    pub(crate) async fn erase_job(&mut self, job: u8) -> Outcome {
        let Some(id) = self.whichever_job(job) else { return none() };
        self.process().erase.job(first_client(self.model.jobs[&id].tenant), id).await?;
        Ok(format!("job {id} is gone"))
    }

    pub(crate) async fn erase_conversation(&mut self, job: u8) -> Outcome {
        let Some(id) = self.whichever_job(job) else { return none() };
        let job = &self.model.jobs[&id];
        self.process().erase.conversation(first_client(job.tenant), &job.conversation).await?;
        Ok(format!("the conversation of job {id} is gone"))
    }
}
