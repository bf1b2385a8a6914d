//! Which deliveries of one channel are neither acknowledged nor given back, and how to settle some in few frames.
//!
//! What must stay true: a frame that settles "everything up to" a tag covers exactly what is meant, nothing of anybody
//! else's. A channel counts its tags from 1 without a gap, but they may come here out of order, from consumers beside
//! each other: what has not come yet is not covered either. Frames must be sent in the order they were planned.

use std::collections::BTreeSet;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    open: BTreeSet<u64>,
    /// Every tag up to this one has come.
    complete_to: u64,
    /// Those that have come before others that are lower.
    ahead: BTreeSet<u64>,
}

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
        self.open.insert(tag);
        self.ahead.insert(tag);
        while self.ahead.remove(&(self.complete_to + 1)) {
            self.complete_to += 1;
        }
    }

    /// Strikes `tags` off; those not in the ledger are left alone.
    pub(super) fn settle(&mut self, mut tags: Vec<u64>) -> Frames {
        tags.retain(|tag| self.open.remove(tag));
        let oldest_other = self.open.first().copied().unwrap_or(u64::MAX).min(self.complete_to + 1);
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
        let mut ledger = Ledger::default();
        tags.into_iter().for_each(|tag| ledger.delivered(tag));
        ledger
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

    #[test]
    fn what_has_not_come_yet_is_never_covered() {
        let mut ledger = ledger([1, 3, 5]);
        assert_eq!(ledger.settle(vec![1, 3]), Frames { up_to: Some(1), single: vec![3] }, "2 is on its way");
        ledger.delivered(2);
        assert_eq!(ledger.settle(vec![5]), Frames { up_to: None, single: vec![5] });
        ledger.delivered(4);
        assert_eq!(ledger.settle(vec![2, 4]), Frames { up_to: Some(4), single: vec![] }, "5 was settled before");
    }
}
