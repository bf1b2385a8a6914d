//! What is counted alike for a speaker, a role and the conversation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::{BehaviorName, Group, RoleAnalytics, SpeakerAnalytics};
use schemars::JsonSchema;
use serde::Serialize;

use super::decimal::{millionths, short};
use super::items::{self, Lists};
use super::people::People;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SpeakerAnalytics")]
pub(super) struct Speaker {
    id: Option<String>,
    role: Option<String>,
    analytics: Counts,
    #[serde(flatten)]
    lists: Lists,
}

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RoleAnalytics")]
pub(super) struct Role {
    role: String,
    analytics: Counts,
    #[serde(flatten)]
    lists: Lists,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ConversationAnalytics")]
pub(super) struct Conversation {
    #[serde(flatten)]
    analytics: Counts,
    #[serde(flatten)]
    lists: Lists,
}

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Serialize, JsonSchema)]
struct Counts {
    utterance_count: u64,
    talk_turn_count: u64,
    #[schemars(with = "BTreeMap<String, u64>")]
    behavior_counts: BTreeMap<BehaviorName, u64>,
    /// By behavior: 0 to 1.
    #[schemars(with = "BTreeMap<String, f64>")]
    frequencies: BTreeMap<BehaviorName, f64>,
    metrics: Metrics,
}

#[derive(Serialize, JsonSchema)]
struct Metrics {
    collaboration: Metric,
    curiosity: Metric,
    empathy: Metric,
    metric_groups: BTreeMap<Cow<'static, str>, BTreeMap<Cow<'static, str>, Metric>>,
}

#[derive(Serialize, JsonSchema)]
struct Metric {
    contributing_behaviors: Vec<Contribution>,
    #[schemars(range(min = 0.0, max = 1.0))]
    score: Option<f64>,
    /// Ours: why there is no score, or what to bear in mind beside one.
    reason: Option<Cow<'static, str>>,
    /// Ours: the measurement in its own unit.
    #[serde(serialize_with = "short")]
    #[schemars(with = "Option<f64>")]
    value: Option<i64>,
    /// Ours.
    unit: Option<Cow<'static, str>>,
}

#[derive(Serialize, JsonSchema)]
struct Contribution {
    #[schemars(with = "String")]
    behavior: BehaviorName,
    count: u64,
    #[schemars(range(min = -1.0, max = 1.0))]
    weight_on_score: f64,
    #[schemars(extend("enum" = ["positive", "negative", "neutral"]))]
    influence_on_score: &'static str,
}

pub(super) fn speaker(speaker: SpeakerAnalytics, people: &People) -> Speaker {
    let SpeakerAnalytics { id, role, group } = speaker;
    let (analytics, lists) = split(group, people);
    Speaker { id, role, analytics, lists }
}

pub(super) fn role(role: RoleAnalytics, people: &People) -> Role {
    let RoleAnalytics { role, group } = role;
    let (analytics, lists) = split(group, people);
    Role { role, analytics, lists }
}

pub(super) fn conversation(group: Group, people: &People) -> Conversation {
    let (analytics, lists) = split(group, people);
    Conversation { analytics, lists }
}

fn split(group: Group, people: &People) -> (Counts, Lists) {
    let engine::Metrics { collaboration, curiosity, empathy, metric_groups } = group.metrics;
    let of_group = |group: engine::MetricGroup| group.into_iter().map(|(name, m)| (name, metric(m))).collect();
    let counts = Counts {
        utterance_count: group.utterance_count,
        talk_turn_count: group.talk_turn_count,
        behavior_counts: group.behavior_counts,
        frequencies: group.frequencies,
        metrics: Metrics {
            collaboration: metric(collaboration),
            curiosity: metric(curiosity),
            empathy: metric(empathy),
            metric_groups: metric_groups.into_iter().map(|(name, group)| (name, of_group(group))).collect(),
        },
    };
    (counts, items::lists(group.lists, people))
}

fn metric(metric: engine::Metric) -> Metric {
    let contribution = |c: engine::Contribution| Contribution {
        behavior: c.behavior,
        count: c.count,
        weight_on_score: millionths(c.weight),
        influence_on_score: c.influence.as_str(),
    };
    Metric {
        contributing_behaviors: metric.contributions.into_iter().map(contribution).collect(),
        score: metric.score.map(millionths),
        reason: metric.reason,
        value: metric.value,
        unit: metric.unit,
    }
}
