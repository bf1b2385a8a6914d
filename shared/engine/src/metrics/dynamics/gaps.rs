//! How long pauses are, in a few bins, so that a median needs no list.
//!
//! Bins are 10 ms wide up to 320 ms, and from there on sixteen to every doubling, so that what is said of a pause is
//! within 5 ms or 3.2 % of it. Pauses over a minute are no responses and are not counted.
//!
//! What must stay true: at most 152 counts, and no more than the longest pause takes: ten thousand speakers who pause
//! for a minute take 6 MB.

/// Pauses of 0 to 60,000 ms.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    counts: Vec<u32>,
    all: u64,
}

const LONGEST: i64 = 60_000;

/// Of a bin, as long as all are alike.
const WIDTH: i64 = 10;

/// How many of those there are: twice as many as a doubling has.
const EVEN: usize = 32;
const PER_DOUBLING: usize = EVEN / 2;

impl Gaps {
    /// Counts a pause of so many milliseconds, if it is one.
    pub(super) fn add(&mut self, gap: i64) {
        if !(0..=LONGEST).contains(&gap) {
            return;
        }
        let steps = usize::try_from((gap + WIDTH / 2) / WIDTH).expect("a pause is not negative");
        let at = bin(steps);
        if self.counts.len() <= at {
            self.counts.reserve_exact(at + 1 - self.counts.len());
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] = self.counts[at].saturating_add(1);
        self.all += 1;
    }

    pub(super) fn count(&self) -> u64 {
        self.all
    }

    /// Milliseconds: the middle of the bin in which the median is, the lower one of two.
    pub(super) fn median(&self) -> Option<i64> {
        let mut below = self.all.checked_sub(1)? / 2;
        for (at, count) in self.counts.iter().enumerate() {
            match below.checked_sub(u64::from(*count)) {
                Some(left) => below = left,
                None => return Some(middle(at)),
            }
        }
        None
    }
}

/// By how often `steps` has to be halved until it is within the first doubling after the even ones.
fn bin(steps: usize) -> usize {
    let halved = doublings(steps);
    halved * PER_DOUBLING + (steps >> halved)
}

fn doublings(steps: usize) -> usize {
    let mut halved = 0;
    while steps >> halved >= EVEN {
        halved += 1;
    }
    halved
}

/// Milliseconds: the mean of the first and the last number of steps in this bin.
fn middle(bin: usize) -> i64 {
    let halved = (bin / PER_DOUBLING).saturating_sub(1);
    let first = (bin - halved * PER_DOUBLING) << halved;
    let last = first + (1 << halved) - 1;
    i64::try_from(first + last).expect("a minute has few steps") * WIDTH / 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn median(gaps: &[i64]) -> Option<i64> {
        let mut all = Gaps::default();
        for gap in gaps {
            all.add(*gap);
        }
        all.median()
    }

    #[test]
    fn a_median_is_the_one_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[0]), Some(0));
        assert_eq!(median(&[200, 0, 100]), Some(100));
        assert_eq!(median(&[300, 200, 0, 100]), Some(100));
    }

    #[test]
    fn what_is_no_pause_is_not_counted() {
        assert_eq!(median(&[-1, 60_001, i64::MAX, i64::MIN]), None);
        let mut longest = Gaps::default();
        longest.add(LONGEST);
        assert_eq!(longest.counts.len(), 152);
    }

    proptest! {
        #[test]
        fn a_pause_is_told_within_its_bin(gap in 0..=LONGEST) {
            let told = median(&[gap]).expect("a pause");
            prop_assert!((told - gap).abs() <= 5.max(gap * 32 / 1000), "{gap} as {told}");
        }

        #[test]
        fn longer_pauses_are_never_told_shorter(a in 0..=LONGEST, b in 0..=LONGEST) {
            prop_assert!(median(&[a.min(b)]) <= median(&[a.max(b)]));
        }
    }
}
