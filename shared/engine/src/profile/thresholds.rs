//! From which confidence on a behavior counts: `[thresholds]`.
//!
//! A behavior without a threshold of its own counts from where its head or rule was best in cross-validation. With
//! threshold t and confidence c, its score is c(1−t) / (c(1−t) + t(1−c)): the odds of c over those of t, as a share. For
//! a head, whose confidence is the logistic of a logit, that is its score with the cut moved to the logit of t. Scores
//! rise with confidence, and one half is the threshold.
//!
//! What must stay true: score ≥ 0.5 exactly where confidence ≥ threshold, rounding included.

use super::field::Field;
use super::group::Group;
use crate::engine::SCORE_THRESHOLD;
use crate::taxonomy::Name;

/// Thresholds lie within these.
const RANGE: std::ops::RangeInclusive<f64> = 0.05..=0.99;

/// By [`Name::index`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Thresholds([Option<f64>; Name::COUNT]);

impl Default for Thresholds {
    fn default() -> Self {
        Self([None; Name::COUNT])
    }
}

impl Thresholds {
    /// Puts what the section says in place of what there was; what is narrower counts more.
    pub(super) fn read(&mut self, field: &Field<'_>) {
        let mut groups = field.entries(Name::COUNT * 2, |name, value| Some((Group::read(name)?, value.number(RANGE)?)));
        groups.sort_by_key(|(group, _)| *group);
        for (group, threshold) in groups {
            let names = group.names();
            for name in Name::all().filter(|name| names.contains(*name)) {
                self.0[name.index()] = Some(threshold);
            }
        }
    }

    pub(crate) fn of(&self, behavior: Name) -> Option<f64> {
        self.0[behavior.index()]
    }
}

/// The score of a confidence under a threshold.
pub(crate) fn score(confidence: f64, threshold: f64) -> f64 {
    let (over, under) = (confidence * (1.0 - threshold), threshold * (1.0 - confidence));
    let score = over / (over + under);
    if confidence >= threshold { score } else { score.min(SCORE_THRESHOLD.next_down()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heads::logistic;
    use proptest::prelude::*;

    #[test]
    fn certainty_stays_certain_and_the_threshold_is_one_half() {
        for threshold in [0.05, 0.3, 0.5, 0.99] {
            let scores = [0.0, threshold, 1.0].map(|confidence| score(confidence, threshold).to_bits());
            assert_eq!(scores, [0.0, 0.5, 1.0].map(f64::to_bits));
        }
    }

    proptest! {
        #[test]
        fn one_half_is_reached_exactly_at_the_threshold(confidence in 0.0..=1.0, threshold in RANGE, near in -2..=2_i32) {
            let close = f64::from_bits(threshold.to_bits().wrapping_add_signed(i64::from(near)));
            for confidence in [confidence, close] {
                prop_assert_eq!(score(confidence, threshold) >= SCORE_THRESHOLD, confidence >= threshold);
            }
        }

        #[test]
        fn scores_rise_with_confidence_and_fall_with_the_threshold(
            [a, b] in proptest::array::uniform2(0.0..=1.0_f64), [s, t] in proptest::array::uniform2(RANGE)
        ) {
            prop_assert!(score(a.min(b), t) <= score(a.max(b), t) + 1e-15);
            prop_assert!(score(a, s.max(t)) <= score(a, s.min(t)) + 1e-15);
        }

        #[test]
        fn a_heads_score_is_that_of_its_logit_with_the_cut_moved(logit in -20.0..20.0, threshold in RANGE) {
            let cut = libm::log(threshold / (1.0 - threshold));
            prop_assert!((score(logistic(logit), threshold) - logistic(logit - cut)).abs() < 1e-6);
        }
    }
}
