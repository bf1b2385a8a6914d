//! Taking jobs and keeping their leases: the loop around `jobs::Work`, the same in the `worker` process and
//! inside an embedded `api`.
//!
//! What must stay true: a worker never claims more than can start now; a slot is held until its job's outcome is
//! stored; leases are kept by a thread of their own, so that no analysis and no stuck runtime can starve them.
//! Deliberately absent: rescue. A worker cannot be trusted to notice its own death.

mod distributed;
mod fetch;
mod heart;
mod process;
mod running;

use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use jobs::{Ports, Work, WorkLimits};
use model::SessionId;
use runtime::Shutdown;

pub use distributed::open_ports;
pub use heart::HeartFailed;
pub use process::main;

/// How much one process takes on.
#[derive(Clone, Copy, Debug)]
pub struct WorkerLimits {
    /// Jobs in flight.
    pub slots: usize,
    /// Processors used for parsing and analysis.
    pub cpus: usize,
    /// Jobs whose input streams from object storage, at once.
    pub large: usize,
    /// How long a free slot waits without a bell before it looks at the store.
    pub look_every: Duration,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { slots: 256, cpus, large: 2, look_every: Duration::from_secs(1) }
    }
}

/// Starts a worker in this process. It drains and aborts with `shutdown`.
pub fn start(ports: &Ports, engine: &Arc<Engine>, session: SessionId, limits: WorkerLimits, shutdown: &Shutdown) {
    let running = running::Running::default();
    let heart = heart::start(ports.store.heart(), session, running.clone());
    let work = Work::new(ports.clone(), Arc::clone(engine), WorkLimits::new(limits.cpus, limits.large));
    let fetcher = fetch::Fetcher { ports: ports.clone(), work, session, limits, running };
    let (drain, abort) = (shutdown.drain().clone(), shutdown.abort().clone());
    shutdown.spawn("worker", async move {
        let fetched = fetcher.run(drain, abort);
        tokio::select! {
            () = fetched => Ok(()),
            failed = heart => Err(failed),
        }
    });
}
