//! What the heartbeat knows about a running job, shared without locks.

use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};

use model::{Lease, Stage};
use store::{Beat, Progress};
use tokio_util::sync::CancellationToken;

/// One running job: the work moves it, the heartbeat reads it and may call it lost.
#[derive(Debug)]
pub struct Tracker {
    lease: Lease,
    stage: AtomicU8,
    turns_done: AtomicI64,
    /// Negative until known.
    turns_total: AtomicI64,
    moves: AtomicU64,
    lost: CancellationToken,
}

impl Tracker {
    pub fn new(lease: Lease) -> Self {
        Self {
            lease,
            stage: AtomicU8::new(0),
            turns_done: AtomicI64::new(0),
            turns_total: AtomicI64::new(-1),
            moves: AtomicU64::new(0),
            lost: CancellationToken::new(),
        }
    }

    pub const fn lease(&self) -> Lease {
        self.lease
    }

    /// Says that the work is alive; without it for [`model::limits::STALL_AFTER`] the lease is let go.
    pub fn touch(&self) {
        self.moves.fetch_add(1, Ordering::Relaxed);
    }

    /// Changes with every [`Tracker::touch`].
    pub fn moves(&self) -> u64 {
        self.moves.load(Ordering::Relaxed)
    }

    pub(crate) fn enter(&self, stage: Stage) {
        let place = Stage::ALL.iter().position(|&s| s == stage).unwrap_or(0);
        self.stage.store(u8::try_from(place).unwrap_or(0), Ordering::Relaxed);
        self.touch();
    }

    pub(crate) fn turns_done(&self, turns: i64) {
        self.turns_done.store(turns, Ordering::Relaxed);
        self.touch();
    }

    pub(crate) fn turns_total(&self, turns: i64) {
        self.turns_total.store(turns, Ordering::Relaxed);
    }

    pub fn beat(&self) -> Beat {
        let total = self.turns_total.load(Ordering::Relaxed);
        Beat {
            job: self.lease.job,
            fence: self.lease.fence,
            progress: Progress {
                stage: Stage::ALL.get(usize::from(self.stage.load(Ordering::Relaxed))).copied(),
                turns_done: self.turns_done.load(Ordering::Relaxed),
                turns_total: (total >= 0).then_some(total),
            },
        }
    }

    /// The lease is another's by now, or may be: stop and discard.
    pub fn lose(&self) {
        self.lost.cancel();
    }

    pub const fn lost(&self) -> &CancellationToken {
        &self.lost
    }
}
