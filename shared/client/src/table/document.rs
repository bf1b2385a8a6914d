//! An analysis as the contract's document tells it, as far as it is shown to people.
//!
//! What must stay true: a member that is missing or null is nothing to show, so that the document of an older server is
//! still a page; decimals become the whole numbers that they were written from.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// A conversations response.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Response {
    pub(super) analytics: Analytics,
    pub(super) diagnostics: Option<Diagnostics>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Diagnostics {
    pub(super) input_format: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Analytics {
    #[serde(rename = "speaker_analytics")]
    pub(super) speakers: Vec<Speaker>,
    #[serde(rename = "conversation_analytics")]
    pub(super) conversation: Conversation,
    #[serde(rename = "synchrony_scores")]
    pub(super) synchrony: Vec<Synchrony>,
    pub(super) extended: Extended,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Person {
    pub(super) id: Option<String>,
    pub(super) role: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Speaker {
    #[serde(flatten)]
    pub(super) person: Person,
    #[serde(rename = "analytics")]
    pub(super) group: Group,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Conversation {
    #[serde(flatten)]
    pub(super) group: Group,
    #[serde(flatten)]
    pub(super) lists: Lists,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Group {
    pub(super) utterance_count: u64,
    pub(super) talk_turn_count: u64,
    pub(super) behavior_counts: BTreeMap<String, u64>,
    pub(super) metrics: Metrics,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Metrics {
    pub(super) collaboration: Metric,
    pub(super) curiosity: Metric,
    pub(super) empathy: Metric,
    pub(super) metric_groups: BTreeMap<String, BTreeMap<String, Metric>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Metric {
    #[serde(rename = "contributing_behaviors")]
    pub(super) contributions: Vec<Contribution>,
    /// Millionths.
    #[serde(deserialize_with = "millionths")]
    pub(super) score: Option<i64>,
    pub(super) reason: Option<String>,
    /// Millionths.
    #[serde(deserialize_with = "millionths")]
    pub(super) value: Option<i64>,
    pub(super) unit: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Contribution {
    pub(super) behavior: String,
    pub(super) count: u64,
    /// Millionths.
    #[serde(rename = "weight_on_score", deserialize_with = "millionths")]
    pub(super) weight: Option<i64>,
    #[serde(rename = "influence_on_score")]
    pub(super) influence: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Lists {
    pub(super) action_items: Vec<Item>,
    pub(super) fidelity: Vec<Item>,
    pub(super) checklist: Vec<Item>,
    pub(super) highlights: Vec<Item>,
    pub(super) lowlights: Vec<Item>,
    pub(super) safety: Vec<Item>,
    #[serde(rename = "action_items_total")]
    pub(super) actions_total: u64,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) behaviors: Vec<String>,
    pub(super) status: u8,
    pub(super) reason: u8,
    pub(super) talk_turns: Vec<TurnRef>,
    pub(super) talk_turns_total: u64,
    pub(super) owner: Option<Owner>,
    pub(super) due: Option<String>,
    pub(super) quote: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TurnRef {
    pub(super) index: u64,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Owner {
    Speaker(Person),
    Addressee,
    Both,
    Named {
        name: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Synchrony {
    pub(super) calculation_type: String,
    pub(super) identifier_one: String,
    pub(super) identifier_two: String,
    /// Millionths.
    #[serde(rename = "synchrony_score", deserialize_with = "millionths")]
    pub(super) score: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Extended {
    pub(super) sentiment: Option<Sentiment>,
    pub(super) time: Option<Time>,
    pub(super) interruptions: Option<Interruptions>,
    pub(super) categories: Option<Vec<Category>>,
    pub(super) topics: Option<Topics>,
    pub(super) language: Option<Languages>,
    pub(super) reasons: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Sentiment {
    /// Millionths, from −1 to 1.
    #[serde(deserialize_with = "millionths")]
    pub(super) mean: Option<i64>,
    pub(super) weighted_by: String,
    pub(super) percent: Buckets,
    pub(super) slices: Vec<Slice>,
    pub(super) trend: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Buckets {
    pub(super) very_negative: i64,
    pub(super) negative: i64,
    pub(super) neutral: i64,
    pub(super) positive: i64,
    pub(super) very_positive: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Slice {
    /// Millionths, from −1 to 1.
    #[serde(deserialize_with = "millionths")]
    pub(super) score: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Time {
    pub(super) duration_ms: i64,
    pub(super) agent_ms: i64,
    pub(super) customer_ms: i64,
    pub(super) other_ms: i64,
    pub(super) silence_ms: i64,
    pub(super) cross_talk_ms: i64,
    pub(super) estimated_turns: u64,
    pub(super) clipped_turns: u64,
    pub(super) untimed_turns: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Interruptions {
    pub(super) count: u64,
    pub(super) speakers: Vec<Interrupter>,
    pub(super) talk_turns: Vec<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Interrupter {
    pub(super) speaker: Option<Person>,
    pub(super) count: u64,
    pub(super) overlap_ms: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Category {
    pub(super) name: String,
    pub(super) matches: u64,
    pub(super) talk_turn_count: u64,
    pub(super) talk_turns: Vec<TurnRef>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Topics {
    pub(super) suggested: Vec<Topic>,
    pub(super) user: Vec<Topic>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) mentions: u64,
}

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Languages {
    pub(super) language: String,
    /// Millionths.
    #[serde(deserialize_with = "millionths")]
    pub(super) share: Option<i64>,
    pub(super) languages: Vec<LanguageShare>,
    pub(super) undetermined_talk_turns: u64,
    pub(super) reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LanguageShare {
    pub(super) language: String,
    pub(super) talk_turn_count: u64,
}

/// The most that a decimal keeps exactly.
const MOST: f64 = 4_503_599_627_370_496.0;

fn millionths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let decimal = Option::<f64>::deserialize(deserializer)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is clamped and rounded")]
    let whole = |decimal: f64| (decimal * 1e6).round().clamp(-MOST, MOST) as i64;
    Ok(decimal.map(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_what_they_were_written_from() {
        for millionths in [0, 1, -1, 333_333, 4_600_000, 12_345_678_901, -80_000] {
            let written = format!(r#"{{"value":{}}}"#, contract::millionths(millionths));
            let read: Metric = serde_json::from_str(&written).expect("a metric");
            assert_eq!(read.value, Some(millionths), "{written}");
        }
        let read: Metric = serde_json::from_str(r#"{"value":3,"score":null}"#).expect("a metric");
        assert_eq!((read.value, read.score), (Some(3_000_000), None));
    }

    #[test]
    fn of_a_document_that_says_little_there_is_little_to_show() {
        for document in ["{}", r#"{"analytics":{"extended":{"topics":null,"reasons":{"topics":"not_computed"}}}}"#] {
            let read: Response = serde_json::from_str(document).expect("a response");
            assert!(read.analytics.extended.topics.is_none());
        }
        let whose: Owner = serde_json::from_str(r#"{"kind":"a committee"}"#).expect("an owner");
        assert!(matches!(whose, Owner::Other));
    }
}
