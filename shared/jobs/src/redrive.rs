//! The input of a job that failed or was cancelled, once more as a new job.
//!
//! What must stay true: the old job stays as it ended; the new one has its input, options and metadata and names it.

use model::{JobId, Status};
use store::{Anew, Redrive as Wanted, Redriven};

use crate::{Chosen, Error, Ports, Submission, SubmitAnswer};

/// Redrives jobs.
#[derive(Clone)]
pub struct Redrive {
    ports: Ports,
}

impl Redrive {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// Makes a new job of `of`, which must have failed or been cancelled, and whose input must still be there.
    pub async fn job(&self, from: &Submission, of: JobId) -> Result<SubmitAnswer, Error> {
        let id = JobId(self.ports.random.uuid(self.ports.clock.now()));
        let asked = of.to_string();
        let wanted = Wanted {
            of,
            anew: Anew::Retried,
            id,
            tenant: from.tenant,
            idempotency: from
                .idempotency
                .as_ref()
                .map(|key| key.bound_to(&Chosen::default(), asked.as_bytes()))
                .transpose()?,
            traceparent: from.traceparent.clone(),
            counted: from.counted.clone(),
        };
        make(&self.ports, &wanted).await
    }
}

/// Makes the job of another's input, or says why there is none.
pub(crate) async fn make(ports: &Ports, wanted: &Wanted) -> Result<SubmitAnswer, Error> {
    match ports.store.redrive(wanted).await? {
        Redriven::New => {
            ports.bell.ring();
            Ok(SubmitAnswer { job: wanted.id, replayed: false })
        }
        Redriven::Replayed(job) => Ok(SubmitAnswer { job, replayed: true }),
        Redriven::KeyReused => Err(Error::KeyReused),
        Redriven::Was(status) => Err(not_redrivable(status)),
        Redriven::InputGone => Err(Error::conflict("input_gone", "The input is no longer there; submit it anew.")),
        Redriven::Missing => Err(Error::Missing),
        Redriven::OverLimit(left) => Err(Error::OverLimit { left }),
    }
}

fn not_redrivable(status: Status) -> Error {
    let detail = format!("Only a job that failed or was cancelled is done again: this one is {status}.");
    Error::conflict("not_redrivable", detail)
}
