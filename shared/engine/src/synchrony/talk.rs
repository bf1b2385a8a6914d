//! Pace and balance: what two speakers' amounts of talk have in common.

use super::score::{FEWEST_WORDS, Measured, part};
use super::speaker::Speaker;
use crate::document::synchrony::{NO_TIMES, TOO_FEW_WORDS};

/// 1 − |a − b| / (a + b) of the words per minute in turns that say when they begin and end.
pub(super) fn pace(one: &Speaker, two: &Speaker) -> Measured {
    if one.timed_millis == 0 || two.timed_millis == 0 {
        return Measured::none(NO_TIMES, 0);
    }
    let basis = one.timed_words.min(two.timed_words);
    if basis < FEWEST_WORDS {
        return Measured::none(TOO_FEW_WORDS, basis);
    }
    let a = u128::from(one.timed_words) * u128::from(two.timed_millis);
    let b = u128::from(two.timed_words) * u128::from(one.timed_millis);
    let likeness = (2 * a.min(b) * 1_000_000 + u128::midpoint(a, b)) / (a + b);
    Measured::of(i64::try_from(likeness).expect("at most a million"), basis)
}

/// The entropy, in bits, of the two speakers' shares of the words of both: 1 where both say as much.
pub(super) fn balance(one: &Speaker, two: &Speaker) -> Measured {
    let basis = one.words + two.words;
    if basis < FEWEST_WORDS {
        return Measured::none(TOO_FEW_WORDS, basis);
    }
    let bits = |words: u64| {
        #[expect(clippy::cast_precision_loss, reason = "no conversation has 2⁵² words")]
        let share = words as f64 / basis as f64;
        if words == 0 { 0.0 } else { -share * libm::log2(share) }
    };
    Measured::of(part(bits(one.words.min(two.words)) + bits(one.words.max(two.words))), basis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(timed_words: u64, timed_millis: u64) -> Speaker {
        Speaker { timed_words, timed_millis, ..Speaker::default() }
    }

    fn says(words: u64) -> Speaker {
        Speaker { words, ..Speaker::default() }
    }

    #[test]
    fn pace_compares_rates_and_not_amounts() {
        assert_eq!(pace(&timed(100, 30_000), &timed(400, 120_000)), Measured::of(1_000_000, 100));
        assert_eq!(pace(&timed(100, 30_000), &timed(300, 30_000)), Measured::of(500_000, 100));
        assert_eq!(pace(&timed(100, 0), &timed(300, 30_000)), Measured::none(NO_TIMES, 0));
        assert_eq!(pace(&timed(49, 10_000), &timed(300, 30_000)), Measured::none(TOO_FEW_WORDS, 49));
    }

    #[test]
    fn balance_is_full_at_one_half_and_nothing_for_a_monologue() {
        assert_eq!(balance(&says(70), &says(70)), Measured::of(1_000_000, 140));
        assert_eq!(balance(&says(100), &says(0)), Measured::of(0, 100));
        assert_eq!(balance(&says(75), &says(25)), Measured::of(811_278, 100));
        assert_eq!(balance(&says(20), &says(20)), Measured::none(TOO_FEW_WORDS, 40));
    }
}
