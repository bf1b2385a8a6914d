//! The jobs this process holds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use jobs::Tracker;
use model::{Fence, JobId};

/// One held job and how long the hold is surely ours.
#[derive(Clone)]
pub(crate) struct Held {
    pub tracker: Arc<Tracker>,
    /// Since when this process has known of it.
    pub since: Instant,
    /// Until then no other worker can have taken the job, by this process's monotonic clock.
    pub sure_until: Instant,
    /// What [`Tracker::moves`] was, and since when.
    pub moves: u64,
    pub moved_at: Instant,
    /// It has not moved for too long, and that was said.
    pub stalled: bool,
}

/// Shared between the fetcher, which adds and removes, and the heart, which renews.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeMap<(JobId, Fence), Held>>>);

impl Running {
    /// `claimed_at` is not after the moment at which the lease began.
    pub(crate) fn add(&self, tracker: &Arc<Tracker>, claimed_at: Instant) {
        let lease = tracker.lease();
        let held = Held {
            tracker: Arc::clone(tracker),
            since: Instant::now(),
            sure_until: claimed_at + model::limits::SURE_LEASE,
            moves: tracker.moves(),
            moved_at: claimed_at,
            stalled: false,
        };
        self.with(|all| all.insert((lease.job, lease.fence), held));
    }

    pub(crate) fn remove(&self, tracker: &Tracker) {
        let lease = tracker.lease();
        self.with(|all| all.remove(&(lease.job, lease.fence)));
    }

    pub(crate) fn with<T>(&self, f: impl FnOnce(&mut BTreeMap<(JobId, Fence), Held>) -> T) -> T {
        f(&mut self.0.lock().expect("no holder of this lock panics"))
    }
}
