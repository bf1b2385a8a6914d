//! How well pairs of speakers go together.

use std::borrow::Cow;

use engine::SynchronyScore;
use schemars::JsonSchema;
use serde::Serialize;

use super::decimal::millionths;
use super::people::People;

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SynchronyScore")]
pub(super) struct Score {
    calculation_type: Cow<'static, str>,
    identifier_one: String,
    identifier_two: String,
    #[schemars(range(min = 0.0, max = 1.0))]
    synchrony_score: Option<f64>,
    reason: Cow<'static, str>,
    /// Ours: the words, or pairs of adjacent turns, that it rests on.
    basis: u64,
}

pub(super) fn score(score: SynchronyScore, people: &People) -> Score {
    Score {
        calculation_type: score.calculation_type,
        identifier_one: people.called(score.identifier_one),
        identifier_two: people.called(score.identifier_two),
        synchrony_score: score.score.map(millionths),
        reason: score.reason,
        basis: score.basis,
    }
}
