//! Which deliveries of one channel are neither acknowledged nor given back, and how to settle some in few frames.
//!
//! What must stay true: a frame that settles "everything up to" a tag covers exactly what is meant, nothing of anybody
//! else's. Tags only grow on a channel, and frames must be sent in the order they were planned.

use std::collections::BTreeSet;

#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeSet<u64>);

/// What to send.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Frames {
    /// One frame for this tag and all before it.
    pub(super) up_to: Option<u64>,
    /// A frame for each.
    pub(super) single: Vec<u64>,
}

impl Frames {
    /// Each tag, and whether its frame is for all before it as well.
    pub(super) fn each(self) -> impl Iterator<Item = (u64, bool)> {
        let up_to = self.up_to.map(|tag| (tag, true));
        up_to.into_iter().chain(self.single.into_iter().map(|tag| (tag, false)))
    }
}

impl Ledger {
    pub(super) fn delivered(&mut self, tag: u64) {
        self.0.insert(tag);
    }

    /// Strikes `tags` off; those not in the ledger are left alone.
    pub(super) fn settle(&mut self, mut tags: Vec<u64>) -> Frames {
        tags.retain(|tag| self.0.remove(tag));
        let oldest_other = self.0.first().copied().unwrap_or(u64::MAX);
        let (covered, mut single): (Vec<u64>, Vec<u64>) = tags.into_iter().partition(|tag| *tag < oldest_other);
        let up_to = covered.into_iter().max();
        single.sort_unstable();
        Frames { up_to, single }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(tags: impl IntoIterator<Item = u64>) -> Ledger {
        Ledger(tags.into_iter().collect())
    }

    #[test]
    fn all_there_is_takes_one_frame() {
        assert_eq!(ledger(1..=9).settle((1..=9).rev().collect()), Frames { up_to: Some(9), single: vec![] });
    }

    #[test]
    fn what_is_held_elsewhere_is_never_covered() {
        let mut ledger = ledger(1..=9);
        assert_eq!(ledger.settle(vec![1, 2, 4, 7]), Frames { up_to: Some(2), single: vec![4, 7] });
        assert_eq!(ledger.settle(vec![5]), Frames { up_to: None, single: vec![5] });
        assert_eq!(ledger.settle(vec![3, 4, 6]), Frames { up_to: Some(6), single: vec![] }, "4 was settled before");
        assert_eq!(ledger.settle(vec![]), Frames::default());
    }
}
