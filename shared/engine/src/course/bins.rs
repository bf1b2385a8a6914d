//! A histogram over a stretch whose ends are not known beforehand.
//!
//! What must stay true: at most [`BINS`] bins, each a power of two wide and beginning at a multiple of its width, so that
//! what they hold does not depend on the order in which it came. Whenever the stretch no longer fits, all bins become
//! twice as wide.

use std::collections::VecDeque;

use crate::document::Slice;

const BINS: i64 = 1_024;
const SLICES: i64 = 10;

/// Scores that were added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weighed {
    /// Of score times weight.
    pub(super) sum: i128,
    pub(super) weight: i64,
}

impl Weighed {
    pub(super) fn add(&mut self, score: i64, weight: i64) {
        self.sum += i128::from(score) * i128::from(weight);
        self.weight += weight;
    }

    /// Rounded half away from zero.
    pub(super) fn mean(self) -> Option<i64> {
        let weight = i128::from(self.weight);
        let mean = (weight > 0).then(|| (self.sum.abs() + weight / 2) / weight * self.sum.signum());
        mean.map(|mean| i64::try_from(mean).expect("a mean lies between its scores"))
    }
}

#[derive(Clone, Copy, Default)]
struct Bin {
    weighed: Weighed,
    turns: u64,
}

/// Half-open, and not empty once anything was added.
#[derive(Clone, Copy)]
struct Stretch {
    start: i64,
    end: i64,
}

#[derive(Default)]
pub(super) struct Bins {
    stretch: Option<Stretch>,
    /// Bins are `1 << shift` wide.
    shift: u32,
    /// The first bin begins at `first << shift`.
    first: i64,
    held: VecDeque<Bin>,
}

impl Bins {
    /// How long the stretch is.
    pub(super) fn length(&self) -> i64 {
        self.stretch.map_or(0, |stretch| stretch.end - stretch.start)
    }

    /// The stretch reaches from `start` to `end`, at the least.
    pub(super) fn cover(&mut self, start: i64, end: i64) {
        let now = self.stretch.get_or_insert(Stretch { start, end });
        *now = Stretch { start: now.start.min(start), end: now.end.max(end).max(start + 1) };
        let Stretch { start, end } = *now;
        while ((end - 1) >> self.shift) - (start >> self.shift) >= BINS {
            self.widen();
        }
        if self.held.is_empty() {
            self.first = start >> self.shift;
        }
        while start >> self.shift < self.first {
            self.held.push_front(Bin::default());
            self.first -= 1;
        }
        let needed = ((end - 1) >> self.shift) - self.first + 1;
        self.held.resize(usize::try_from(needed).expect("the last is not before the first"), Bin::default());
    }

    /// A turn that begins here.
    pub(super) fn begin(&mut self, at: i64) {
        self.bin(at >> self.shift).turns += 1;
    }

    /// A score at one place.
    pub(super) fn put(&mut self, at: i64, score: i64, weight: i64) {
        self.bin(at >> self.shift).weighed.add(score, weight);
    }

    /// A score all the way from `start` to `end`, with as much weight.
    pub(super) fn spread(&mut self, start: i64, end: i64, score: i64) {
        let mut from = start;
        while from < end {
            let bin = from >> self.shift;
            let to = end.min((bin + 1) << self.shift);
            self.bin(bin).weighed.add(score, to - from);
            from = to;
        }
    }

    /// Ten slices of the stretch. A bin that lies in several is shared out by length; a score's share follows that of
    /// its weight, and all shares sum to the whole.
    pub(super) fn slices(&self) -> Vec<Slice> {
        let Some(stretch) = self.stretch else { return Vec::new() };
        let edge = |slice: i64| {
            let ahead = i128::from(stretch.end - stretch.start) * i128::from(slice) / i128::from(SLICES);
            stretch.start + i64::try_from(ahead).expect("it is no longer than the whole")
        };
        let slice = |slice: i64| {
            let (start, end) = (edge(slice), edge(slice + 1));
            let (mut weighed, mut turns) = (Weighed::default(), 0);
            for (at, bin) in (self.first..).zip(&self.held) {
                let (lo, hi) = ((at << self.shift).max(stretch.start), ((at + 1) << self.shift).min(stretch.end));
                if hi <= start || lo >= end {
                    continue;
                }
                let (before, after) = (bin.until(start.max(lo) - lo, hi - lo), bin.until(end.min(hi) - lo, hi - lo));
                weighed.sum += after.weighed.sum - before.weighed.sum;
                weighed.weight += after.weighed.weight - before.weighed.weight;
                turns += after.turns - before.turns;
            }
            Slice { score: weighed.mean(), start, end, turns }
        };
        (0..SLICES).map(slice).collect()
    }

    fn bin(&mut self, bin: i64) -> &mut Bin {
        let at = usize::try_from(bin - self.first).expect("what is added was covered before");
        &mut self.held[at]
    }

    fn widen(&mut self) {
        let first = self.first >> 1;
        let mut wide = VecDeque::with_capacity(self.held.len() / 2 + 1);
        for (at, bin) in (self.first..).zip(self.held.drain(..)) {
            if usize::try_from((at >> 1) - first).expect("halves are in order") == wide.len() {
                wide.push_back(Bin::default());
            }
            let into: &mut Bin = wide.back_mut().expect("one was pushed for the first");
            into.weighed.sum += bin.weighed.sum;
            into.weighed.weight += bin.weighed.weight;
            into.turns += bin.turns;
        }
        (self.held, self.first, self.shift) = (wide, first, self.shift + 1);
    }
}

impl Bin {
    /// What lies in the first `part` of `whole`.
    fn until(&self, part: i64, whole: i64) -> Self {
        let share = |of: i64| i64::try_from(i128::from(of) * i128::from(part) / i128::from(whole)).expect("a part");
        let turns = share(i64::try_from(self.turns).expect("no conversation has 2⁶³ turns"));
        let weight = share(self.weighed.weight);
        let all = i128::from(self.weighed.weight.max(1));
        let sum = self.weighed.sum / all * i128::from(weight) + self.weighed.sum % all * i128::from(weight) / all;
        Self { weighed: Weighed { sum, weight }, turns: turns.unsigned_abs() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(turns: &[(i64, i64, i64)]) -> Bins {
        let mut bins = Bins::default();
        for (start, length, score) in turns {
            bins.cover(*start, start + length);
            bins.begin(*start);
            bins.spread(*start, start + length, *score);
        }
        bins
    }

    #[test]
    fn a_slice_has_the_mean_of_what_lies_in_it() {
        let slices = filled(&[(0, 100, 5_000), (100, 50, -3_000), (150, 50, 1_000)]).slices();
        let scores: Vec<_> = slices.iter().map(|slice| slice.score.expect("there is speech everywhere")).collect();
        assert_eq!(scores, [5_000, 5_000, 5_000, 5_000, 5_000, -3_000, -3_000, -1_000, 1_000, 1_000]);
        let turns: Vec<_> = slices.iter().map(|slice| slice.turns).collect();
        assert_eq!(turns, [1, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
    }

    #[test]
    fn nothing_said_has_no_score() {
        let slices = filled(&[(0, 10, 1_000), (90, 10, 2_000)]).slices();
        let scores: Vec<_> = slices.iter().map(|slice| slice.score).collect();
        assert_eq!((scores[0], scores[9]), (Some(1_000), Some(2_000)));
        assert!(scores[1..9].iter().all(Option::is_none));
        assert!(Bins::default().slices().is_empty());
    }

    proptest! {
        #[test]
        fn slices_cover_the_stretch_and_hold_everything(
            turns in proptest::collection::vec((-2_000_000_i64..2_000_000, 0_i64..90_000, -10_000_i64..=10_000), 1..40),
        ) {
            let bins = filled(&turns);
            prop_assert!(i64::try_from(bins.held.len()).expect("few") <= BINS);
            let (start, end) = (
                turns.iter().map(|turn| turn.0).min().expect("some"),
                turns.iter().map(|turn| (turn.0 + turn.1).max(turn.0 + 1)).max().expect("some"),
            );
            let slices = bins.slices();
            prop_assert_eq!(slices.len(), 10);
            prop_assert_eq!((slices[0].start, slices[9].end), (start, end));
            prop_assert!(slices.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].start <= pair[0].end));
            prop_assert_eq!(slices.iter().map(|slice| slice.turns).sum::<u64>(), turns.len() as u64);
            let (low, high) = (turns.iter().map(|turn| turn.2).min(), turns.iter().map(|turn| turn.2).max());
            prop_assert!(slices.iter().filter(|s| s.score.is_some()).all(|s| (low..=high).contains(&s.score)));
        }

        #[test]
        fn order_does_not_matter(
            turns in proptest::collection::vec((-9_000_i64..9_000_000, 0_i64..90_000, -10_000_i64..=10_000), 1..40),
        ) {
            let backwards: Vec<_> = turns.iter().rev().copied().collect();
            prop_assert_eq!(filled(&turns).slices(), filled(&backwards).slices());
        }
    }
}
