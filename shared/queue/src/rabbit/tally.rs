//! The running counts behind [`Counts`].

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Counts;

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) published: Count,
    pub(super) confirmed: Count,
    pub(super) returned: Count,
    pub(super) timed_out: Count,
    pub(super) unsent: Count,
    pub(super) received: Count,
    pub(super) malformed: Count,
}

impl Tally {
    pub(super) fn read(&self) -> Counts {
        Counts {
            published: self.published.get(),
            confirmed: self.confirmed.get(),
            returned: self.returned.get(),
            timed_out: self.timed_out.get(),
            unsent: self.unsent.get(),
            received: self.received.get(),
            malformed: self.malformed.get(),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self, more: usize) {
        self.0.fetch_add(more as u64, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
