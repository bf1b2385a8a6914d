//! Working on a claimed job: assemble, read, analyse, store, finish.
//!
//! What must stay true: every write names the lease; nothing is written to objects before its garbage row is;
//! the outcome of a job depends on its input and options alone, never on chunk sizes or on how many jobs run
//! beside it. If the process dies at any step, the rescue hands the job to another and the sweep removes what
//! this attempt wrote.
//! A job may be cancelled at any time: its processors look between blocks, everything else stops where it waits.
//! Deliberately absent: claiming, slots and heartbeats (`worker`), and any waiting for work.

mod call;
mod cpu;
mod drive;
mod error;
mod import;
mod input;
mod pipeline;
mod settle;
mod tracker;
mod transcribe;

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::Engine;
use model::{Kind, Status};
use store::ClaimedJob;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

pub(crate) use cpu::Panicked;
pub use cpu::Processors;
pub use error::Dependency;
use error::StepError;
pub use tracker::Tracker;

use crate::{Metrics, Ports, Profiles};

/// What one process may do at once; slots are the worker's.
#[derive(Clone)]
pub struct WorkLimits {
    /// Where blocks are parsed and analysed.
    pub cpu: Processors,
    /// Jobs reading their input from object storage.
    pub large: Arc<Semaphore>,
    /// Recordings that are being transcribed. They take long and cost this process little.
    pub recordings: Arc<Semaphore>,
    /// Files that are being fetched from elsewhere, each with a part in memory.
    pub imports: Arc<Semaphore>,
}

/// So many imports at once bring more than a network carries.
const IMPORTS: usize = 4;

impl WorkLimits {
    pub fn new(cpus: usize, large: usize, recordings: usize) -> Self {
        let permits = |count| Arc::new(Semaphore::new(count));
        Self {
            cpu: Processors::new(cpus),
            large: permits(large),
            recordings: permits(recordings),
            imports: permits(IMPORTS),
        }
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
    /// Handed back because its client wants it no more.
    Cancelled,
    /// The lease was lost; whatever was done counts for nothing.
    Lost,
}

impl Ended {
    fn note(self, metrics: &Metrics, ran: Duration) {
        match self {
            Self::Completed => metrics.ended(Status::Completed, 1),
            Self::Failed => metrics.ended(Status::Failed, 1),
            Self::Cancelled => metrics.ended(Status::Cancelled, 1),
            Self::Retried | Self::PutBack(_) => {}
            Self::Lost => return metrics.leases_lost(1),
        }
        metrics.ran_for(ran);
    }
}

/// Runs claimed jobs.
#[derive(Clone)]
pub struct Work {
    ports: Ports,
    engine: Arc<Engine>,
    profiles: Profiles,
    limits: WorkLimits,
}

impl Work {
    pub fn new(ports: Ports, engine: Arc<Engine>, limits: WorkLimits) -> Self {
        let profiles = Profiles::new(&ports);
        Self { ports, engine, profiles, limits }
    }

    /// Works on one job to its end. `stop` asks to hand it back at the next step.
    pub async fn run(&self, job: ClaimedJob, tracker: Arc<Tracker>, stop: CancellationToken) -> Ended {
        let trace = job.traceparent.as_deref().and_then(trace_id);
        let span = tracing::info_span!("attempt", job.id = %job.lease.job, attempt = job.attempt, trace.id = trace);
        self.run_in_span(job, tracker, stop).instrument(span).await
    }

    async fn run_in_span(&self, job: ClaimedJob, tracker: Arc<Tracker>, stop: CancellationToken) -> Ended {
        let began = Instant::now();
        let lease = job.lease;
        let attempt = job.attempt;
        let is_delivery = job.kind == Kind::Webhook;
        let worked = tokio::select! {
            biased;
            // It holds much, of which whoever awaits this need not make room.
            worked = Box::pin(self.attempt(job, &tracker)) => worked,
            () = tracker.lost().cancelled() => Err(StepError::LeaseLost),
            () = tracker.cancelled().cancelled() => Err(StepError::Cancelled),
            () = stop.cancelled() => Err(StepError::Stopped),
        };
        // What was told to stop may have said so in its own words.
        let worked = worked.map_err(|error| tracker.over().unwrap_or(error));
        if let Err(error) = &worked {
            tracing::info!(outcome = error.name(), "attempt ended early");
        }
        let ended = settle::settle(&self.ports, &tracker, lease, attempt, worked).await;
        let ran = began.elapsed();
        tracing::debug!(?ended, seconds = ran.as_secs_f64(), "attempt ended");
        // Deliveries are counted by what came of their attempts.
        if !is_delivery || ended == Ended::Lost {
            ended.note(&self.ports.metrics, ran);
        }
        ended
    }

    /// Whether every processor has been at the same piece of work for longer than this: then nothing will ever run.
    pub fn stuck(&self, longer_than: Duration) -> bool {
        self.limits.cpu.stuck(longer_than)
    }
}

/// The trace that a request belongs to, where its header is what W3C Trace Context says (§3.2):
/// `version-traceid-parentid-flags` in lower-case hexadecimal.
fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    let hexadecimal = id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (id.len() == 32 && hexadecimal && id.bytes().any(|b| b != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_id_is_taken_from_a_well_formed_header_only() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(trace_id(&format!("00-{id}-00f067aa0ba902b7-01")), Some(id));
        for wrong in ["", id, "00-4bf9-00f067aa0ba902b7-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"]
        {
            assert_eq!(trace_id(wrong), None, "{wrong}");
        }
        assert_eq!(trace_id(&format!("00-{}-00f067aa0ba902b7-01", id.to_uppercase())), None);
    }
}
