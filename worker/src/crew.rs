//! The jobs at work and the slots they have.
//!
//! What must stay true: a slot is held until its job's outcome is stored, or its lease is lost; a job that runs alone
//! has all of them; a panic ends its own job and gives the slot back. If the process dies while a job runs, its lease
//! ends and it is rescued.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt as _;
use jobs::{Dependency, Ended, Tracker, Work};
use store::ClaimedJob;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::running::Running;

pub(crate) struct Crew {
    slots: usize,
    taken: usize,
    tasks: JoinSet<Done>,
    work: Work,
    running: Running,
    /// Asks every job to be handed back at its next step.
    stop: CancellationToken,
}

struct Done {
    ended: Ended,
    slots: usize,
}

impl Crew {
    pub(crate) fn new(slots: usize, work: Work, running: Running, stop: CancellationToken) -> Self {
        Self { slots, taken: 0, tasks: JoinSet::new(), work, running, stop }
    }

    pub(crate) const fn free(&self) -> usize {
        self.slots - self.taken
    }

    /// Nothing runs.
    pub(crate) const fn idle(&self) -> bool {
        self.taken == 0
    }

    /// Takes a slot. `claimed_at` is not after the moment at which the lease began.
    pub(crate) fn start(&mut self, job: ClaimedJob, claimed_at: Instant) {
        self.start_with(1, job, claimed_at);
    }

    /// Takes every slot; the crew is idle before.
    pub(crate) fn start_alone(&mut self, job: ClaimedJob, claimed_at: Instant) {
        self.start_with(self.slots, job, claimed_at);
    }

    fn start_with(&mut self, slots: usize, job: ClaimedJob, claimed_at: Instant) {
        debug_assert!(slots <= self.free(), "more was claimed than can start");
        self.taken += slots;
        let tracker = Arc::new(Tracker::new(job.lease));
        self.running.add(&tracker, claimed_at);
        let (work, running, stop) = (self.work.clone(), self.running.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            let worked = AssertUnwindSafe(work.run(job, Arc::clone(&tracker), stop)).catch_unwind().await;
            running.remove(&tracker);
            Done { ended: worked.unwrap_or(Ended::Lost), slots }
        });
    }

    /// Takes back the slots of what has ended meanwhile; says what was away for one of them.
    pub(crate) fn reap(&mut self) -> Option<Dependency> {
        let mut away = None;
        while let Some(done) = self.tasks.try_join_next() {
            away = away.or(self.take_back(done));
        }
        away
    }

    /// Waits until something ends; for ever when nothing runs. Safe to drop while waiting.
    pub(crate) async fn ended(&mut self) -> Option<Dependency> {
        match self.tasks.join_next().await {
            Some(done) => self.take_back(done),
            None => std::future::pending().await,
        }
    }

    fn take_back(&mut self, done: Result<Done, tokio::task::JoinError>) -> Option<Dependency> {
        let Done { ended, slots } = done.expect("its panics are caught and nobody aborts it");
        self.taken -= slots;
        match ended {
            Ended::PutBack(away) => away,
            Ended::Completed | Ended::Failed | Ended::Retried | Ended::Cancelled | Ended::Lost => None,
        }
    }

    /// Waits until everything has ended.
    pub(crate) async fn finish(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}
