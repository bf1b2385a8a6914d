//! What must become of jobs that are to be known no more.

use std::time::Duration;

use model::{JobId, TenantId, Timestamp};

use super::{Job, Model};

impl Model {
    pub(super) fn erase(&mut self, tenant: TenantId, id: JobId) -> bool {
        !self.take_out(|at, job| at == id && job.tenant == tenant).is_empty()
    }

    pub(super) fn erase_conversation(&mut self, tenant: TenantId, conversation: &str) -> Vec<JobId> {
        self.take_out(|_, job| job.tenant == tenant && job.conversation == conversation)
    }

    pub(super) fn prune(&mut self, now: Timestamp, age: Duration) -> Vec<JobId> {
        self.take_out(|_, job| job.finished_at.is_some_and(|finished| finished.plus(age) <= now))
    }

    /// With the keys that made them.
    fn take_out(&mut self, which: impl Fn(JobId, &Job) -> bool) -> Vec<JobId> {
        let out: Vec<JobId> = self.jobs.iter().filter(|&(id, job)| which(*id, job)).map(|(id, _)| *id).collect();
        for id in &out {
            let job = self.jobs.remove(id).expect("just seen");
            self.gone.insert(*id, job.tenant);
            self.keys.retain(|_, (_, made)| made != id);
        }
        out
    }
}

pub(super) fn sorted(jobs: &[JobId]) -> Vec<JobId> {
    let mut jobs = jobs.to_vec();
    jobs.sort_unstable();
    jobs
}
