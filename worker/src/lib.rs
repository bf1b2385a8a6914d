//! Taking jobs and keeping their leases: the loop around `jobs::Work`, the same in the `worker` process and
//! inside an embedded `api`.
//!
//! What must stay true: a worker never claims more than can start now; a slot is held until its job's outcome is
//! stored; leases are kept by a thread of their own, so that no analysis and no stuck runtime can starve them.
//! Deliberately absent: rescue. A worker cannot be trusted to notice its own death.

mod crew;
mod dependencies;
mod distributed;
mod doubt;
mod fetch;
mod heart;
mod process;
mod running;
mod transcriber;
mod webhooks;
mod zoom;

use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use jobs::{Ports, Work, WorkLimits};
use model::SessionId;
use model::limits::{BEAT_EVERY, LEASE, STALL_AFTER};
use queue::Queue;
use runtime::Shutdown;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crew::Crew;
use fetch::Fetcher;
use heart::Pacemaker;
use running::Running;

pub use dependencies::watch_dependencies;
pub use distributed::{Beyond, open_ports, open_queue, s3_objects};
pub use process::main;
pub use transcriber::transcriber;
pub use webhooks::webhooks;
pub use zoom::zoom;

/// How much one process takes on.
#[derive(Clone, Copy, Debug)]
pub struct WorkerLimits {
    /// Jobs in flight.
    pub slots: usize,
    /// Processors used for parsing and analysis.
    pub cpus: usize,
    /// Jobs whose input streams from object storage, at once.
    pub large: usize,
    /// Recordings that are being transcribed elsewhere, at once.
    pub recordings: usize,
    /// How long a free slot waits for a ticket or a bell before it looks at the store itself.
    pub look_every: Duration,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { slots: 256, cpus, large: 2, recordings: 4, look_every: Duration::from_secs(1) }
    }
}

/// Why a worker cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Leases would be held that nobody keeps.
    #[error("the heartbeat thread ended")]
    Heart,
    /// Every processor hangs in some job. Another process starts with fresh threads, and without those jobs.
    #[error("every analysis thread hangs")]
    Stuck,
}

/// How long a worker that gives up, or ends, may take to say so to the store.
const FAREWELL: Duration = Duration::from_secs(3);
/// A thread this long at one piece of work hangs. By then the job in it has lost its lease, and what hangs is booked
/// as a crash of that job and of no other.
const STUCK_AFTER: Duration = Duration::from_secs(STALL_AFTER.as_secs() + LEASE.as_secs());

/// Starts a worker in this process that waits at `queue`. It drains and aborts with `shutdown`.
pub fn start(
    ports: &Ports,
    queue: Arc<dyn Queue>,
    engine: &Arc<Engine>,
    session: SessionId,
    limits: WorkerLimits,
    shutdown: &Shutdown,
) {
    let running = Running::default();
    let pacemaker = Pacemaker {
        heart: ports.store.heart(),
        session,
        slots: limits.slots,
        running: running.clone(),
        metrics: ports.metrics.clone(),
    };
    let work =
        Work::new(ports.clone(), Arc::clone(engine), WorkLimits::new(limits.cpus, limits.large, limits.recordings));
    let (drain, abort) = (shutdown.drain().child_token(), shutdown.abort().child_token());
    let crew = Crew::new(limits.slots, work.clone(), running.clone(), abort.clone());
    let fetcher = Fetcher::new(ports.clone(), session, limits, running, crew, queue.receiver());
    let store = Arc::clone(&ports.store);
    shutdown.spawn("worker", async move {
        let still = CancellationToken::new();
        let mut heart = std::pin::pin!(pacemaker.start(still.clone()));
        let mut fetched = std::pin::pin!(fetcher.run(&drain));
        let stuck = tokio::select! {
            () = &mut fetched => false,
            () = &mut heart => return Err(Failed::Heart),
            () = all_stuck(&work) => true,
        };
        if stuck {
            // What can still be handed back is.
            drain.cancel();
            abort.cancel();
            let _ = timeout(FAREWELL, fetched).await;
        }
        still.cancel();
        heart.await;
        let _ = timeout(FAREWELL, store.retire(session)).await;
        drop(queue); // not before everything that acknowledges has ended
        if stuck { Err(Failed::Stuck) } else { Ok(()) }
    });
}

async fn all_stuck(work: &Work) {
    while !work.stuck(STUCK_AFTER) {
        tokio::time::sleep(BEAT_EVERY).await;
    }
}
