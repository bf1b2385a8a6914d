//! Function-word matching: do two people use the small words equally often?
//!
//! Per category of our own lists 1 − |p₁ − p₂| / (p₁ + p₂ + 0.0001), where p is a percentage of a speaker's words,
//! then the mean over categories (Gonzales, Hancock & Pennebaker, Language style matching, 2010). The categories are
//! not those of the program they used, so neither are the numbers.
//!
//! What must stay true: all a speaker says counts, to whomever; the result is the same for both.

use super::lexicon::CATEGORY_COUNT;
use super::score::{FEWEST_WORDS, Measured, part};
use super::speaker::Speaker;
use crate::document::synchrony::{TOO_FEW_FUNCTION_WORDS, TOO_FEW_WORDS};

/// Of English talk more than half are function words; with less than one in this many it is hardly English, and
/// categories that nobody uses would match for nothing.
const SCARCE: u64 = 5;

pub(super) fn matching(one: &Speaker, two: &Speaker) -> Measured {
    let basis = one.words.min(two.words);
    if basis < FEWEST_WORDS {
        return Measured::none(TOO_FEW_WORDS, basis);
    }
    if [one, two].iter().any(|speaker| speaker.function * SCARCE < speaker.words) {
        return Measured::none(TOO_FEW_FUNCTION_WORDS, basis);
    }
    let sum: f64 = one.uses.iter().zip(&two.uses).map(|(a, b)| likeness(percent(*a, one), percent(*b, two))).sum();
    #[expect(clippy::cast_precision_loss, reason = "there are a dozen")]
    let categories = CATEGORY_COUNT as f64;
    Measured::of(part(sum / categories), basis)
}

#[expect(clippy::cast_precision_loss, reason = "no conversation has 2⁵² words")]
fn percent(uses: u64, speaker: &Speaker) -> f64 {
    100.0 * uses as f64 / speaker.words as f64
}

fn likeness(a: f64, b: f64) -> f64 {
    1.0 - (a - b).abs() / (a + b + 0.0001)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(words: u64, uses: u64) -> Speaker {
        Speaker { words, function: words / 2, uses: [uses; CATEGORY_COUNT], ..Speaker::default() }
    }

    #[test]
    fn equal_rates_match_and_a_third_of_the_rate_matches_half() {
        assert_eq!(matching(&speaker(100, 5), &speaker(200, 10)), Measured::of(1_000_000, 100));
        let half = matching(&speaker(100, 3), &speaker(100, 1)).score.expect("enough words");
        assert!((499_980..=500_020).contains(&half), "{half}");
        assert_eq!(matching(&speaker(100, 0), &speaker(100, 1)).score, Some(100));
    }

    #[test]
    fn short_or_foreign_talk_is_not_matched() {
        assert_eq!(matching(&speaker(49, 5), &speaker(200, 10)), Measured::none(TOO_FEW_WORDS, 49));
        let foreign = Speaker { function: 19, ..speaker(100, 5) };
        assert_eq!(matching(&speaker(100, 5), &foreign), Measured::none(TOO_FEW_FUNCTION_WORDS, 100));
    }
}
