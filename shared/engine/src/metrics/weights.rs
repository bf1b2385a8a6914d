//! What counts how much in collaboration, curiosity and empathy.
//!
//! Where the numbers come from: the signs follow what motivational interviewing counts for and against; sizes and
//! caps are priors, chosen so that no behavior alone reaches either end, and not fitted to anything.
//!
//! What must stay true: a table names a behavior once, weights lie within one half, caps above nothing.

use std::borrow::Cow;

use super::{HALF, MILLION};
use crate::taxonomy::{Name, name};

/// What one behavior does to a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) behavior: Name,
    /// Millionths of the score at full rate; the sign is the direction.
    pub(super) full: i64,
    /// Rate, in millionths of utterances, from which on the weight counts in full.
    pub(super) cap: i64,
}

impl Weight {
    /// `None` unless −500,000 ≤ `full` ≤ 500,000 and 0 < `cap` ≤ 1,000,000.
    #[cfg_attr(not(test), expect(dead_code, reason = "for weights that a profile brings along"))]
    pub(crate) const fn new(behavior: Name, full: i64, cap: i64) -> Option<Self> {
        if -HALF <= full && full <= HALF && 0 < cap && cap <= MILLION {
            Some(Self { behavior, full, cap })
        } else {
            None
        }
    }
}

/// The tables of the three metrics that a profile may have its own of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weights {
    pub(crate) collaboration: Cow<'static, [Weight]>,
    pub(crate) curiosity: Cow<'static, [Weight]>,
    pub(crate) empathy: Cow<'static, [Weight]>,
}

impl Default for Weights {
    fn default() -> Self {
        Self { collaboration: COLLABORATION.into(), curiosity: CURIOSITY.into(), empathy: EMPATHY.into() }
    }
}

pub(super) const fn weight(behavior: Name, full: i64, cap: i64) -> Weight {
    Weight { behavior, full, cap }
}

/// Asking so that the other person can explore, and waiting for the answer.
const CURIOSITY: &[Weight] = &[
    weight(name::OPEN_QUESTION, 250_000, 200_000),
    weight(name::CLARIFICATION_QUESTION, 150_000, 100_000),
    weight(name::UPTAKE, 100_000, 100_000),
    weight(name::COLLABORATIVE_QUESTION, 100_000, 100_000),
    weight(name::SCALING_QUESTION, 100_000, 50_000),
    weight(name::STACKED_QUESTIONS, -200_000, 100_000),
    weight(name::LEADING_QUESTION, -200_000, 100_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -150_000, 150_000),
];

/// Working it out with the other person, whose choice it stays.
const COLLABORATION: &[Weight] = &[
    weight(name::AUTONOMY, 200_000, 50_000),
    weight(name::PARTNERSHIP_LANGUAGE, 150_000, 100_000),
    weight(name::ASKING_PERMISSION, 150_000, 50_000),
    weight(name::OFFERING_OPTIONS, 150_000, 100_000),
    weight(name::AGENDA_SETTING, 100_000, 50_000),
    weight(name::ADVICE_WITH_PERMISSION, 100_000, 100_000),
    weight(name::AFFIRMATION, 100_000, 100_000),
    weight(name::CONFRONT, -250_000, 50_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -200_000, 150_000),
    weight(name::DIRECTIVE, -200_000, 200_000),
    weight(name::INTERRUPTING, -150_000, 100_000),
];

/// Showing that the other person was heard, feeling and meaning included.
const EMPATHY: &[Weight] = &[
    weight(name::COMPLEX_REFLECTION, 250_000, 150_000),
    weight(name::EMPATHY, 200_000, 100_000),
    weight(name::VALIDATION, 200_000, 100_000),
    weight(name::EMOTION_LABELLING, 150_000, 100_000),
    weight(name::SIMPLE_REFLECTION, 100_000, 150_000),
    weight(name::AFFIRMATION, 100_000, 100_000),
    weight(name::DISMISSAL, -250_000, 50_000),
    weight(name::JUDGMENT, -250_000, 50_000),
    weight(name::BLAME, -250_000, 50_000),
    weight(name::INTERRUPTING, -150_000, 100_000),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_of_a_known_behavior_and_within_bounds() {
        let Weights { collaboration, curiosity, empathy } = Weights::default();
        for table in [collaboration, curiosity, empathy] {
            for (at, weight) in table.iter().enumerate() {
                assert!(crate::behavior(weight.behavior.as_str()).is_some(), "{}", weight.behavior.as_str());
                assert!(weight.full.abs() < HALF);
                assert_eq!(Weight::new(weight.behavior, weight.full, weight.cap), Some(*weight));
                assert!(table[..at].iter().all(|other| other.behavior != weight.behavior));
            }
        }
    }

    #[test]
    fn weights_out_of_bounds_are_none() {
        for (full, cap) in [(HALF + 1, 1), (-HALF - 1, 1), (1, 0), (1, -1), (1, MILLION + 1)] {
            assert_eq!(Weight::new(name::EMPATHY, full, cap), None, "{full} {cap}");
        }
        assert!(Weight::new(name::EMPATHY, -HALF, MILLION).is_some());
    }
}
