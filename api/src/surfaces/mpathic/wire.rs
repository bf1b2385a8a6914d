//! The shapes on the wire, member for member in the contract's order; ours stand beside the contract's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

/// The job document up to its large members, which are written after it.
#[derive(Serialize)]
pub(super) struct JobHead {
    pub id: String,
    pub user_metadata: Option<Box<RawValue>>,
    pub api_version: &'static str,
    pub conversation_id: String,
    pub status: &'static str,
    /// The one the analysis goes by, whatever was asked for.
    pub profile: &'static str,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds. Ours, as all that follows.
    pub cancel_requested_at: Option<i64>,
    /// The job whose input this one has.
    pub redrive_of: Option<String>,
    pub progress: Progress,
    pub error: Option<JobError>,
    /// Malformed turns that were passed over, at most a hundred; the count is of all.
    pub input_errors: Vec<JobError>,
    pub input_error_count: u64,
    pub links: Links,
}

#[derive(Serialize)]
pub(super) struct Progress {
    pub unit: &'static str,
    pub done: i64,
    pub total: Option<i64>,
    pub stage: Option<&'static str>,
    pub attempt: i64,
}

#[derive(Serialize)]
pub(super) struct JobError {
    pub code: String,
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct Links {
    #[serde(rename = "self")]
    pub this: String,
}

#[derive(Serialize)]
pub(super) struct Upload {
    pub r#type: &'static str,
    pub part_size_bytes: i64,
    pub part_count: i64,
    /// RFC 3339.
    pub urls_expire_at: String,
    pub parts: Vec<UploadPart>,
}

#[derive(Serialize)]
pub(super) struct UploadPart {
    pub part_number: i32,
    pub url: String,
}

#[derive(Serialize)]
pub(super) struct ResponseHead<'a> {
    pub id: &'a str,
    pub user_metadata: Option<&'a RawValue>,
    pub api_version: &'static str,
    pub conversation_id: &'a str,
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

#[derive(Serialize)]
pub(super) struct Diagnostics<'a> {
    pub engine_version: &'a str,
    pub input_format: Option<&'a str>,
    pub talk_turns: u64,
    pub utterances: u64,
}
