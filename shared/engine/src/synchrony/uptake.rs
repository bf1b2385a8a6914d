//! Uptake: how much of what one says takes up what the other has just said.
//!
//! Eleven numbers of two adjacent turns, weighed so as to predict what people answered when they were asked whether
//! a teacher built on a student's words (0 not at all, 1 in full). The weights are fitted by `trainer uptake`, which
//! prints them; they are all that the ratings leave behind here. `trainer evaluate` says how well they rank turns of
//! conversations that they were not fitted on.
//!
//! What must stay true: a score is of one direction, who takes up and who is taken up, and the mean over all their
//! turns. Backchannels are no turns here: something must have been said ([`FEWEST_HEARD`] words, as in the rated
//! data) and something be answered ([`FEWEST_OWN`]).
//! Deliberately absent: paraphrase. Only words that come again are seen.

use super::bag::Bag;
use super::lexicon::Lexicon;
use super::score::{Measured, part};
use crate::document::synchrony::TOO_FEW_PAIRS;
use crate::reduce::words_of;

/// How many numbers a pair of turns comes to.
pub const FEATURES: usize = 11;

/// What the numbers are, in their order. Lengths and counts are ln(1 + n).
pub const NAMES: [&str; FEATURES] = [
    "words of the own turn",
    "words of the turn before",
    "different words in both",
    "different content words in both",
    "share of the content words before that come again",
    "pairs of neighbouring words in both",
    "is a question",
    "asks why or how",
    "opens by acknowledging",
    "says you",
    "says we",
];

const BIAS: f64 = 0.3686;
const WEIGHTS: [f64; FEATURES] =
    [0.0261, 0.0042, 0.0879, 0.0139, 0.0989, 0.0361, 0.0713, 0.0388, 0.0359, 0.0036, -0.0366];

const FEWEST_HEARD: u32 = 5;
const FEWEST_OWN: u32 = 3;
const FEWEST_PAIRS: u64 = 5;

/// The numbers of two turns' texts, for fitting and measuring.
pub fn features(heard: &str, own: &str) -> [f64; FEATURES] {
    let (lexicon, mut words) = (Lexicon::default(), Vec::new());
    let mut bag = |text| {
        let mut bag = Bag::default();
        words_of(text, &mut words);
        bag.read(&lexicon, text, &words);
        bag
    };
    of(&bag(heard), &bag(own))
}

/// How much was taken up, 0 to 1.
pub fn score(features: &[f64; FEATURES]) -> f64 {
    let sum: f64 = features.iter().zip(&WEIGHTS).map(|(feature, weight)| feature * weight).sum();
    (BIAS + sum).clamp(0.0, 1.0)
}

fn of(heard: &Bag, own: &Bag) -> [f64; FEATURES] {
    let shared = heard.shared(own);
    let log = |count: u32| libm::log1p(f64::from(count));
    let flag = |holds: bool| f64::from(u8::from(holds));
    [
        log(own.words),
        log(heard.words),
        log(shared.words),
        log(shared.content),
        f64::from(shared.content) / f64::from(heard.content.max(1)),
        log(shared.neighbours),
        flag(own.asks()),
        flag(own.asks_to_explain()),
        flag(own.acknowledges()),
        flag(own.says_you()),
        flag(own.says_we()),
    ]
}

/// What one speaker took up from another, added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Uptake {
    pairs: i64,
    /// Millionths.
    sum: i64,
}

impl Uptake {
    pub(super) fn add(&mut self, heard: &Bag, own: &Bag) {
        if heard.words >= FEWEST_HEARD && own.words >= FEWEST_OWN {
            self.pairs += 1;
            self.sum += part(score(&of(heard, own)));
        }
    }

    pub(super) fn finish(&self) -> Measured {
        let basis = self.pairs.unsigned_abs();
        if basis < FEWEST_PAIRS {
            return Measured::none(TOO_FEW_PAIRS, basis);
        }
        Measured::of((self.sum + self.pairs / 2) / self.pairs, basis)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bag::tests::bag;
    use super::*;

    const HEARD: &str = "My sister never liked the house by the lake";

    fn taken_up(own: &str) -> f64 {
        score(&features(HEARD, own))
    }

    #[test]
    fn asking_about_what_was_said_takes_up_more_than_changing_the_subject() {
        let ranked = [
            taken_up("What was it that your sister never liked about the house by the lake?"),
            taken_up("So your sister never liked that house."),
            taken_up("Now please open the file that I sent around."),
        ];
        assert!(ranked.is_sorted_by(|a, b| *a > *b + 0.05), "{ranked:?}");
    }

    #[test]
    fn backchannels_are_not_turns() {
        let mut uptake = Uptake::default();
        for _ in 0..9 {
            uptake.add(&bag(HEARD), &bag("Mhm, yeah."));
            uptake.add(&bag("Yeah, I know that."), &bag("Why did your sister not like it?"));
        }
        assert_eq!(uptake.finish(), Measured::none(TOO_FEW_PAIRS, 0));
        for _ in 0..4 {
            uptake.add(&bag(HEARD), &bag("What do you mean?"));
        }
        assert_eq!(uptake.finish(), Measured::none(TOO_FEW_PAIRS, 4));
        uptake.add(&bag(HEARD), &bag("What do you mean?"));
        assert_eq!(uptake.finish().basis, 5);
    }
}
