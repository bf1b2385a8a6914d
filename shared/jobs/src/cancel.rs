//! Giving a job up, wherever it is.
//!
//! What must stay true: cancelling is a request that the store decides; a completion that commits first wins, and asking
//! again is the same answer again. What a running job is doing ends when its worker hears of it, with its next heartbeat.

use model::{JobId, Status, TenantId};
use store::Moved;

use crate::{Error, Ports};

/// Cancels jobs.
#[derive(Clone)]
pub struct Cancel {
    ports: Ports,
}

impl Cancel {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// A job that is not running is cancelled at once; for one that is running the request is noted; one that has ended
    /// stays as it is.
    pub async fn job(&self, tenant: TenantId, id: JobId) -> Result<(), Error> {
        match self.ports.store.cancel(tenant, id).await? {
            Moved::Done => {
                self.ports.metrics.ended(Status::Cancelled, 1);
                Ok(())
            }
            Moved::Was(_) => Ok(()),
            Moved::Missing => Err(Error::Missing),
        }
    }
}
