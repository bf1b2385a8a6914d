//! From the domain to the wire.

use engine::{Detection, Group, RoleAnalytics, Source, SpeakerAnalytics, TurnDetections};
use model::TalkTurn;

use super::wire;
use crate::Options;

/// Millionths to a decimal that prints with at most six digits.
pub fn millionths(n: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "scores are within one million")]
    let n = n as f64;
    n / 1e6
}

pub(super) fn speaker(speaker: SpeakerAnalytics) -> wire::SpeakerAnalytics {
    let SpeakerAnalytics { id, role, group } = speaker;
    wire::SpeakerAnalytics { id, role, analytics: analytics(group), lists: wire::Lists::default() }
}

pub(super) fn role(role: RoleAnalytics) -> wire::RoleAnalytics {
    let RoleAnalytics { role, group } = role;
    wire::RoleAnalytics { role, analytics: analytics(group), lists: wire::Lists::default() }
}

pub(super) fn conversation(group: Group) -> wire::ConversationAnalytics {
    wire::ConversationAnalytics { analytics: analytics(group), lists: wire::Lists::default() }
}

fn analytics(group: Group) -> wire::Analytics {
    wire::Analytics {
        utterance_count: group.utterance_count,
        talk_turn_count: group.talk_turn_count,
        behavior_counts: group.behavior_counts,
        frequencies: group.frequencies,
        metrics: wire::Metrics {
            collaboration: metric(group.metrics.collaboration),
            curiosity: metric(group.metrics.curiosity),
            empathy: metric(group.metrics.empathy),
            metric_groups: std::collections::BTreeMap::new(),
        },
    }
}

fn metric(metric: engine::Metric) -> wire::Metric {
    let contribution = |c: engine::Contribution| wire::Contribution {
        behavior: c.behavior,
        count: c.count,
        weight_on_score: millionths(c.weight),
        influence_on_score: c.influence.as_str(),
    };
    wire::Metric {
        contributing_behaviors: metric.contributions.into_iter().map(contribution).collect(),
        score: metric.score.map(millionths),
        reason: metric.reason,
    }
}

pub(super) fn extended(sentiment: Option<engine::Sentiment>) -> wire::Extended {
    wire::Extended {
        sentiment: sentiment.map(|s| wire::Sentiment {
            mean: millionths(s.mean * 100),
            positive_utterances: s.positive,
            neutral_utterances: s.neutral,
            negative_utterances: s.negative,
        }),
        time: None,
        interruptions: None,
        categories: None,
        topics: None,
        language: None,
    }
}

pub(super) fn talk_turn(turn: TalkTurn, found: TurnDetections, options: &Options) -> wire::TalkTurn {
    let behavior_detections = found
        .utterances
        .into_iter()
        .enumerate()
        .map(|(index, utterance)| wire::Utterance {
            index,
            text: span(&turn.input, utterance.start, utterance.end),
            behaviors: utterance.detections.into_iter().map(|d| behavior(d, &turn.input, options)).collect(),
        })
        .collect();
    wire::TalkTurn {
        index: found.turn,
        behavior_detections,
        talk_turn_id: turn.talk_turn_id,
        speaker: turn.speaker.map(|s| wire::Speaker { id: s.id, role: s.role }),
        start_time: turn.start_time,
        end_time: turn.end_time,
        input: turn.input,
        sentiment: found.sentiment.map(|mean| millionths(mean * 100)),
    }
}

fn behavior(detection: Detection, input: &str, options: &Options) -> wire::Behavior {
    let known = engine::behavior(&detection.behavior);
    let suggestion = known
        .filter(|_| options.include_suggestions)
        .map(|b| wire::Suggestion { text: b.suggestion.text, suggestion_type: b.suggestion.suggestion_type.as_str() });
    let tip = known
        .filter(|_| options.include_tips)
        .map(|b| wire::Tip { text: b.tip.text, tip_type: b.tip.tip_type.as_str() });
    wire::Behavior {
        confidence: detection.confidence,
        definition: known.filter(|_| options.include_definitions).map(|b| b.definition),
        score: detection.score,
        severity: detection.severity,
        suggestion,
        tip,
        evidence: span(input, detection.start, detection.end),
        source: match detection.source {
            Source::Rule => "rule",
            Source::Head => "head",
        },
        name: detection.behavior,
    }
}

/// Spans come from the engine over this very text; a stored one that does not fit shows nothing.
fn span(input: &str, start: u32, end: u32) -> String {
    input.get(start as usize..end as usize).unwrap_or_default().to_owned()
}
