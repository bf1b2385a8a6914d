//! Working on a claimed job: assemble, read, analyse, store, finish.
//!
//! What must stay true: every write names the lease; nothing is written to objects before its garbage row is;
//! the outcome of a job depends on its input and options alone, never on chunk sizes or on how many jobs run
//! beside it. If the process dies at any step, the rescue hands the job to another and the sweep removes what
//! this attempt wrote.
//! Deliberately absent: claiming, slots and heartbeats (`worker`), and any waiting for work.

mod drive;
mod error;
mod input;
mod pipeline;
mod settle;
mod tracker;

use std::sync::Arc;

use engine::Engine;
use store::ClaimedJob;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub use error::Dependency;
use error::StepError;
pub use tracker::Tracker;

use crate::Ports;

/// What one process may do at once; slots are the worker's.
#[derive(Clone)]
pub struct WorkLimits {
    /// Blocks being parsed or analysed.
    pub cpu: Arc<Semaphore>,
    /// Jobs reading their input from object storage.
    pub large: Arc<Semaphore>,
}

impl WorkLimits {
    pub fn new(cpus: usize, large: usize) -> Self {
        Self { cpu: Arc::new(Semaphore::new(cpus)), large: Arc::new(Semaphore::new(large)) }
    }
}

/// How working on a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Completed,
    Failed,
    /// Back in the queue for a later attempt.
    Retried,
    /// Back in the queue, the attempt given back: we are shutting down, or something is away.
    PutBack(Option<Dependency>),
    /// The lease was lost; whatever was done counts for nothing.
    Lost,
}

/// Runs claimed jobs.
#[derive(Clone)]
pub struct Work {
    ports: Ports,
    engine: Arc<Engine>,
    limits: WorkLimits,
}

impl Work {
    pub fn new(ports: Ports, engine: Arc<Engine>, limits: WorkLimits) -> Self {
        Self { ports, engine, limits }
    }

    /// Works on one job to its end. `stop` asks to hand it back at the next step.
    pub async fn run(&self, job: ClaimedJob, tracker: Arc<Tracker>, stop: CancellationToken) -> Ended {
        let lease = job.lease;
        let attempt = job.attempt;
        let worked = tokio::select! {
            worked = self.attempt(&job, &tracker) => worked,
            () = tracker.lost().cancelled() => Err(StepError::LeaseLost),
            () = stop.cancelled() => Err(StepError::Stopped),
        };
        if let Err(error) = &worked {
            tracing::info!(job.id = %lease.job, attempt, outcome = error.name(), "attempt ended early");
        }
        settle::settle(&self.ports, &tracker, lease, attempt, worked).await
    }
}
