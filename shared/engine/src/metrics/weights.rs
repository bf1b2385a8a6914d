//! What counts how much in collaboration, curiosity and empathy.
//!
//! The numbers are a profile's; `default.toml` says where its own come from.
//!
//! What must stay true: a table names a behavior once, weights lie within one half, caps above nothing.

use super::{HALF, MILLION};
use crate::taxonomy::Name;

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
    pub(crate) const fn new(behavior: Name, full: i64, cap: i64) -> Option<Self> {
        if -HALF <= full && full <= HALF && 0 < cap && cap <= MILLION {
            Some(Self { behavior, full, cap })
        } else {
            None
        }
    }
}

/// The tables of the three metrics that a profile may have its own of. An empty one gives no score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weights {
    pub(crate) collaboration: Vec<Weight>,
    pub(crate) curiosity: Vec<Weight>,
    pub(crate) empathy: Vec<Weight>,
}

pub(super) const fn weight(behavior: Name, full: i64, cap: i64) -> Weight {
    Weight { behavior, full, cap }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;
    use crate::taxonomy::name;

    #[test]
    fn every_weight_is_of_a_known_behavior_and_within_bounds() {
        let Weights { collaboration, curiosity, empathy } = Profile::default().weights().clone();
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
