//! What must become of jobs that are not wanted, and of those that are wanted after all.

use model::{JobId, Status, TenantId, Timestamp};
use store::{Moved, Redrive, Redriven};

use super::{Job, Model};

impl Model {
    pub(super) fn cancel(&mut self, tenant: TenantId, id: JobId) -> Moved {
        let Some(job) = self.jobs.get_mut(&id).filter(|job| job.tenant == tenant) else { return Moved::Missing };
        match job.status {
            Status::AwaitingUpload | Status::Queued => {
                job.unwanted = true;
                job.status = Status::Cancelled;
                Moved::Done
            }
            Status::Processing => {
                job.unwanted = true;
                Moved::Was(job.status)
            }
            Status::Completed | Status::Failed | Status::Cancelled => Moved::Was(job.status),
        }
    }

    pub(super) fn redrive(&mut self, redrive: &Redrive, now: Timestamp) -> Redriven {
        let Some(job) = self.jobs.get(&redrive.of).filter(|job| job.tenant == redrive.tenant) else {
            return Redriven::Missing;
        };
        if !matches!(job.status, Status::Failed | Status::Cancelled) {
            return Redriven::Was(job.status);
        }
        // An upload goes with the job that announced it.
        let gone = |upload: &super::Upload| !upload.completed || (job.status == Status::Cancelled && !job.redriven);
        if job.upload.as_ref().is_some_and(gone) {
            return Redriven::InputGone;
        }
        let again =
            Job { redriven: true, ..Job::queued(job.tenant, job.conversation.clone(), job.upload.clone(), now) };
        if let Some(idempotency) = &redrive.idempotency {
            let key = (redrive.tenant, idempotency.key.clone());
            if let Some((fingerprint, first)) = self.keys.get(&key) {
                let same = *fingerprint == idempotency.fingerprint;
                return if same { Redriven::Replayed(*first) } else { Redriven::KeyReused };
            }
            self.keys.insert(key, (idempotency.fingerprint, redrive.id));
        }
        assert!(self.jobs.insert(redrive.id, again).is_none(), "an id was used twice");
        Redriven::New
    }
}
