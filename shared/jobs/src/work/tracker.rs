//! What the heartbeat knows about a running job, shared without locks.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU64, Ordering};

use model::{Lease, Stage};
use store::{Beat, Progress};
use tokio_util::sync::CancellationToken;

use super::error::StepError;

/// One running job: the work moves it, the heartbeat reads it and may call it lost or cancelled.
#[derive(Debug)]
pub struct Tracker {
    lease: Lease,
    stage: AtomicU8,
    turns_done: AtomicI64,
    /// Negative until known.
    turns_total: AtomicI64,
    moves: AtomicU64,
    waiting: AtomicBool,
    lost: CancellationToken,
    cancelled: CancellationToken,
}

impl Tracker {
    pub fn new(lease: Lease) -> Self {
        Self {
            lease,
            stage: AtomicU8::new(0),
            turns_done: AtomicI64::new(0),
            turns_total: AtomicI64::new(-1),
            moves: AtomicU64::new(0),
            waiting: AtomicBool::new(false),
            lost: CancellationToken::new(),
            cancelled: CancellationToken::new(),
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

    /// Whether the job only waits for its turn at something: then it need not move to be alive.
    pub fn waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn waits(&self) {
        self.waiting.store(true, Ordering::Relaxed);
    }

    /// Its turn has come.
    pub(crate) fn goes_on(&self) {
        self.waiting.store(false, Ordering::Relaxed);
        self.touch();
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

    /// Its client wants it no more: stop and hand it back, unless it has come to an end already.
    pub fn cancel(&self) {
        self.cancelled.cancel();
    }

    pub const fn cancelled(&self) -> &CancellationToken {
        &self.cancelled
    }

    /// Why the attempt is to stop, when it is.
    pub(super) fn over(&self) -> Option<StepError> {
        if self.lost.is_cancelled() {
            Some(StepError::LeaseLost)
        } else if self.cancelled.is_cancelled() {
            Some(StepError::Cancelled)
        } else {
            None
        }
    }
}
