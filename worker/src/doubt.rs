//! Claims whose answers were lost.
//!
//! What must stay true: a claim that failed may have committed; what it took is asked for until the store has said it,
//! so that no job waits for its lease to end and is booked as a crash. It is asked for twice, because a commit whose
//! answer was lost may land after the first look.

use std::time::{Duration, Instant};

use jobs::Ports;
use model::{Fence, JobId, SessionId};
use store::{ClaimedJob, Error};

use crate::running::Running;

/// Between the two looks: no statement of ours takes longer.
const ONCE_MORE_AFTER: Duration = Duration::from_secs(5);
/// How long a drain spends on it.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) struct Doubt {
    /// The first claim without an answer was asked for at this moment: no lease in doubt began before it.
    pub asked_at: Instant,
    pub look_at: Instant,
    /// The store has not been asked yet: nothing is claimed until it was.
    pub fresh: bool,
}

impl Doubt {
    /// What this session holds in the store without knowing of it.
    pub(crate) async fn unheld(ports: &Ports, session: SessionId, running: &Running) -> Result<Vec<ClaimedJob>, Error> {
        let held: Vec<(JobId, Fence)> = running.with(|all| all.keys().copied().collect());
        ports.store.unheld(session, &held).await
    }

    /// What is left to doubt after a look.
    pub(crate) fn looked(self) -> Option<Self> {
        self.fresh.then(|| Self { look_at: Instant::now() + ONCE_MORE_AFTER, fresh: false, ..self })
    }

    /// The last look, of a process that is about to end: nothing is started any more.
    pub(crate) async fn hand_back(ports: &Ports, session: SessionId, running: &Running) {
        let handing = async {
            for job in Self::unheld(ports, session, running).await? {
                // Lost means that it has been rescued by now.
                let _ = ports.store.release(&job.lease, Duration::ZERO, true).await?;
            }
            Ok::<(), Error>(())
        };
        if !matches!(tokio::time::timeout(PATIENCE, handing).await, Ok(Ok(()))) {
            tracing::warn!("a claim is left whose answer was lost; what it took waits for its lease to end");
        }
    }
}
