//! How well two speakers go together.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub(crate) const FUNCTION_WORD_MATCHING: &str = "function_word_matching";
pub(crate) const UPTAKE: &str = "uptake";
pub(crate) const LEXICAL_ALIGNMENT: &str = "lexical_alignment";
pub(crate) const SENTIMENT_CONCORDANCE: &str = "sentiment_concordance";
pub(crate) const PACE: &str = "pace";
pub(crate) const BALANCE: &str = "balance";

pub(crate) const MEASURED: &str = "measured";
pub(crate) const MEASURED_IN_PART: &str = "measured_in_part";
pub(crate) const TOO_FEW_WORDS: &str = "too_few_words";
pub(crate) const TOO_FEW_FUNCTION_WORDS: &str = "too_few_function_words";
pub(crate) const TOO_FEW_PAIRS: &str = "too_few_pairs";
pub(crate) const TOO_MANY_PAIRS: &str = "too_many_pairs";
pub(crate) const NO_TIMES: &str = "no_times";
pub(crate) const CONSTANT: &str = "constant";

/// One measure of one pair of speakers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynchronyScore {
    /// `function_word_matching`, `uptake`, `lexical_alignment`, `sentiment_concordance`, `pace` or `balance`.
    pub calculation_type: Cow<'static, str>,
    /// Position in [`Analytics::speakers`](super::Analytics::speakers). For `uptake` the one who takes up, and there is
    /// an entry for either direction. All other measures are the same both ways; there, who appeared first is one.
    pub identifier_one: usize,
    pub identifier_two: usize,
    /// Millionths, 0 to 1,000,000; `None` where there is too little to say.
    pub score: Option<i64>,
    /// With a score:
    /// `measured`;
    /// `measured_in_part`, without earlier turns of the two perhaps: there were too many pairs to keep them all.
    ///
    /// Without:
    /// `too_few_words`, under 50 of either speaker, in either's turns with times, or (`balance`) of both together;
    /// `too_few_function_words`, less than one word in five of a speaker's is one we know: probably not English;
    /// `too_few_pairs` of adjacent turns that can be compared, under 5 for `uptake` and under 10 otherwise;
    /// `too_many_pairs`, the same, perhaps only because there were too many pairs to keep them all;
    /// `no_times`, none of one's turns says both when it begins and when it ends, within a day;
    /// `constant`, what is compared never changes: one's sentiment, or how much adjacent turns share.
    pub reason: Cow<'static, str>,
    /// How much it rests on: words of the one who said fewer (of both for `balance`), or pairs of adjacent turns.
    pub basis: u64,
}
