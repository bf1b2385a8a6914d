//! One measure's outcome, before it knows whose it is.

use crate::document::synchrony::MEASURED;

/// Fewer pairs of turns say nothing about two people.
pub(super) const FEWEST_PAIRS: u64 = 10;
/// Fewer words say nothing about how somebody talks (Gonzales, Hancock & Pennebaker 2010).
pub(super) const FEWEST_WORDS: u64 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// Millionths, 0 to 1,000,000.
    pub(super) score: Option<i64>,
    pub(super) reason: &'static str,
    /// How many words or pairs of turns there were.
    pub(super) basis: u64,
}

impl Measured {
    pub(super) const fn of(score: i64, basis: u64) -> Self {
        Self { score: Some(score), reason: MEASURED, basis }
    }

    pub(super) const fn none(reason: &'static str, basis: u64) -> Self {
        Self { score: None, reason, basis }
    }
}

/// A share in whole millionths, held within 0 to 1.
pub(super) fn part(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "it was just held within 0 to 1")]
    let millionths = (share.clamp(0.0, 1.0) * 1_000_000.0).round() as i64;
    millionths
}
