//! Sentiment concordance: does one's mood go up and down with the other's?
//!
//! The Pearson correlation of the sentiments of adjacent turns, one's beside the other's whoever spoke first,
//! mapped from −1…1 to 0…1 by (r + 1) / 2: .5 is no concordance.
//!
//! What must stay true: sums are of integers (ten-thousandths), so nothing depends on their order.

use super::score::{FEWEST_PAIRS, Measured, part};
use crate::document::synchrony::{CONSTANT, TOO_FEW_PAIRS};

#[derive(Clone, Debug, Default)]
pub(super) struct Concordance {
    pairs: u64,
    one: i128,
    two: i128,
    one_squared: i128,
    two_squared: i128,
    product: i128,
}

impl Concordance {
    /// Two adjacent turns' sentiments in ten-thousandths, always the same speaker's first.
    pub(super) fn add(&mut self, one: i64, two: i64) {
        let (one, two) = (i128::from(one), i128::from(two));
        self.pairs += 1;
        self.one += one;
        self.two += two;
        self.one_squared += one * one;
        self.two_squared += two * two;
        self.product += one * two;
    }

    pub(super) fn finish(&self) -> Measured {
        if self.pairs < FEWEST_PAIRS {
            return Measured::none(TOO_FEW_PAIRS, self.pairs);
        }
        let pairs = i128::from(self.pairs);
        let of_one = pairs * self.one_squared - self.one * self.one;
        let of_two = pairs * self.two_squared - self.two * self.two;
        if of_one == 0 || of_two == 0 {
            return Measured::none(CONSTANT, self.pairs);
        }
        #[expect(clippy::cast_precision_loss, reason = "six digits are wanted")]
        let r = (pairs * self.product - self.one * self.two) as f64
            / (libm::sqrt(of_one.min(of_two) as f64) * libm::sqrt(of_one.max(of_two) as f64));
        Measured::of(part(f64::midpoint(r, 1.0)), self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concordance(pairs: impl IntoIterator<Item = (i64, i64)>) -> Measured {
        let mut concordance = Concordance::default();
        pairs.into_iter().for_each(|(one, two)| concordance.add(one, two));
        concordance.finish()
    }

    #[test]
    fn moods_that_move_together_score_one_and_against_each_other_nothing() {
        let rising = (-6..6).map(|mood| mood * 1_000);
        assert_eq!(concordance(rising.clone().map(|mood| (mood, mood / 2))).score, Some(1_000_000));
        assert_eq!(concordance(rising.clone().map(|mood| (mood, 500 - mood))).score, Some(0));
        assert_eq!(concordance(rising.map(|mood| (mood, mood * mood + 1_000 * mood))).score, Some(500_000));
    }

    #[test]
    fn few_pairs_and_constant_moods_have_no_concordance() {
        assert_eq!(concordance((0..9).map(|mood| (mood, mood))), Measured::none(TOO_FEW_PAIRS, 9));
        assert_eq!(concordance((0..10).map(|mood| (mood, 7))), Measured::none(CONSTANT, 10));
        assert_eq!(concordance((0..10).map(|mood| (0, mood))), Measured::none(CONSTANT, 10));
    }
}
