//! Scores whose parts add up, and measurements, which have no better or worse.
//!
//! What must stay true: everything is a whole number of millionths, so that what is printed is what was computed;
//! a document stored before a field was added can still be read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::BehaviorName;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    pub collaboration: Metric,
    pub curiosity: Metric,
    pub empathy: Metric,
    /// Empty in documents from before there were any.
    #[serde(default)]
    pub metric_groups: MetricGroups,
}

/// By group, then by metric: `motivational_interviewing` and `conversation_dynamics`.
pub type MetricGroups = BTreeMap<Cow<'static, str>, MetricGroup>;

/// By the metric's name.
pub type MetricGroup = BTreeMap<Cow<'static, str>, Metric>;

/// A score whose parts can be added up, 500,000 + Σ `weight` = `score`, in millionths; or a measurement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Of the behaviors that were seen, the largest first.
    pub contributions: Vec<Contribution>,
    /// Millionths, 0 to 1,000,000; `None` where nothing is better or worse, or there is too little to say.
    pub score: Option<i64>,
    /// Why there is no score:
    ///
    /// - `measurement_only`: more is neither better nor worse, see `value`
    /// - `too_few_utterances`: fewer than five
    /// - `too_few_gaps`: fewer than five pauses between another's words and one's own
    /// - `not_in_profile`: the engine was not to look for behaviors
    /// - `not_observed`: none of what is compared was seen
    /// - `not_the_professional`, `not_the_client`: it is the other side's to show
    /// - `no_times`: turns do not say when they began and ended
    /// - `no_speakers`, `one_speaker`: there are not two who could be compared
    /// - `nothing_said`: not a word
    /// - `whole_conversation`: it is a part of the whole, and this is the whole
    ///
    /// Beside a score, what to bear in mind:
    ///
    /// - `low_reliability`: even trained readers hardly agree on it
    /// - `no_questions`: the ratio has no value, as nothing was asked
    /// - `proxy`: computed from what was counted, where others rate by hand
    pub reason: Option<Cow<'static, str>>,
    /// The measurement in its natural unit, in millionths of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// What one of `value` is: `ratio`, `share`, `share_of_time`, `share_of_words`, `seconds`, `words`, `per_minute`,
    /// `per_hour`, `per_100_turns`, `per_100_utterances`, `words_per_minute`, or `one_to_five`, a place on that scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    pub behavior: BehaviorName,
    pub count: u64,
    /// Millionths of the score, signed.
    pub weight: i64,
    pub influence: Influence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Influence {
    Positive,
    Negative,
    Neutral,
}

impl Influence {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_there_were_groups_and_values_is_read() {
        let metric = r#"{"contributions":[],"score":500000,"reason":null}"#;
        let stored = format!(r#"{{"collaboration":{metric},"curiosity":{metric},"empathy":{metric}}}"#);
        let read: Metrics = serde_json::from_str(&stored).expect("an earlier document");
        let metric = || Metric { score: Some(500_000), ..Metric::default() };
        let (collaboration, curiosity, empathy) = (metric(), metric(), metric());
        assert_eq!(read, Metrics { collaboration, curiosity, empathy, metric_groups: MetricGroups::new() });
    }
}
