//! The shapes on the wire, member for member in the contract's order; ours stand beside the contract's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

/// What a response begins with.
#[derive(Serialize)]
pub struct Head<'a> {
    /// Of the job; `None` where there was none.
    pub id: Option<&'a str>,
    pub user_metadata: Option<&'a RawValue>,
    pub api_version: &'static str,
    pub conversation_id: Option<&'a str>,
    /// Unix seconds.
    pub created_at: i64,
}

#[derive(Serialize)]
pub(super) struct SpeakerAnalytics {
    pub id: Option<String>,
    pub role: Option<String>,
    pub analytics: Analytics,
    #[serde(flatten)]
    pub lists: Lists,
}

#[derive(Serialize)]
pub(super) struct RoleAnalytics {
    pub role: String,
    pub analytics: Analytics,
    #[serde(flatten)]
    pub lists: Lists,
}

#[derive(Serialize)]
pub(super) struct ConversationAnalytics {
    #[serde(flatten)]
    pub analytics: Analytics,
    #[serde(flatten)]
    pub lists: Lists,
}

#[derive(Serialize)]
pub(super) struct Analytics {
    pub utterance_count: u64,
    pub talk_turn_count: u64,
    pub behavior_counts: BTreeMap<Cow<'static, str>, u64>,
    pub frequencies: BTreeMap<Cow<'static, str>, f64>,
    pub metrics: Metrics,
}

#[derive(Serialize)]
pub(super) struct Metrics {
    pub collaboration: Metric,
    pub curiosity: Metric,
    pub empathy: Metric,
    /// Empty until the engine computes groups.
    pub metric_groups: BTreeMap<String, BTreeMap<String, Metric>>,
}

#[derive(Serialize)]
pub(super) struct Metric {
    pub contributing_behaviors: Vec<Contribution>,
    pub score: Option<f64>,
    pub reason: Option<Cow<'static, str>>,
}

#[derive(Serialize)]
pub(super) struct Contribution {
    pub behavior: Cow<'static, str>,
    pub count: u64,
    pub weight_on_score: f64,
    pub influence_on_score: &'static str,
}

/// What pattern detectors find; there are none yet, so each list is empty.
#[derive(Default, Serialize)]
pub(super) struct Lists {
    pub action_items: [(); 0],
    pub fidelity: [(); 0],
    pub checklist: [(); 0],
    pub highlights: [(); 0],
    pub lowlights: [(); 0],
    pub safety: [(); 0],
}

/// Ours, beside the contract's analytics; what the engine does not compute yet is null.
#[derive(Serialize)]
pub(super) struct Extended {
    pub sentiment: Option<Sentiment>,
    pub time: Option<()>,
    pub interruptions: Option<()>,
    pub categories: Option<()>,
    pub topics: Option<()>,
    pub language: Option<()>,
}

#[derive(Serialize)]
pub(super) struct Sentiment {
    /// Mean compound score over utterances, −1 to 1.
    pub mean: f64,
    pub positive_utterances: u64,
    pub neutral_utterances: u64,
    pub negative_utterances: u64,
}

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Serialize)]
pub(super) struct TalkTurn {
    pub input: String,
    pub talk_turn_id: Option<String>,
    pub speaker: Option<Speaker>,
    pub start_time: Option<String>,
    pub end_time: Option<String>,
    pub index: u64,
    pub behavior_detections: Vec<Utterance>,
    /// Ours: mean of its utterances, weighted by words, −1 to 1; null without words.
    pub sentiment: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Speaker {
    pub id: Option<String>,
    pub role: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Utterance {
    pub index: usize,
    pub text: String,
    pub behaviors: Vec<Behavior>,
}

#[derive(Serialize)]
pub(super) struct Behavior {
    pub name: Cow<'static, str>,
    pub confidence: f64,
    pub definition: Option<&'static str>,
    pub score: f64,
    pub severity: u8,
    pub suggestion: Option<Suggestion>,
    pub tip: Option<Tip>,
    /// Ours: the words it rests on.
    pub evidence: String,
    /// Ours: `rule` or `head`.
    pub source: &'static str,
}

#[derive(Serialize)]
pub(super) struct Suggestion {
    pub text: &'static str,
    pub suggestion_type: &'static str,
}

#[derive(Serialize)]
pub(super) struct Tip {
    pub text: &'static str,
    pub tip_type: &'static str,
}

/// Asked for by `include_diagnostics`.
#[derive(Serialize)]
pub struct Diagnostics<'a> {
    pub engine_version: &'a str,
    pub input_format: Option<&'a str>,
    pub talk_turns: u64,
    pub utterances: u64,
}
