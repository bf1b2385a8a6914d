//! From the domain to the wire.

use engine::{Detection, Group, Source};
use jobs::{Options, StoredTurn, UploadUrls, Visible};
use serde_json::value::RawValue;

use super::{API_VERSION, wire};

/// Millionths to a decimal that prints with at most six digits.
fn millionths(n: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "scores are within one million")]
    let n = n as f64;
    n / 1e6
}

pub(super) fn job_head(visible: &Visible) -> wire::JobHead {
    let job = &visible.job;
    wire::JobHead {
        id: job.id.to_string(),
        user_metadata: job.user_metadata.as_deref().and_then(raw),
        api_version: API_VERSION,
        conversation_id: job.conversation_id.clone(),
        status: job.status.as_str(),
        profile: visible.options.profile.as_str(),
        created_at: job.created_at.unix_seconds(),
        cancel_requested_at: job.cancel_requested_at.map(model::Timestamp::unix_seconds),
        redrive_of: job.redrive_of.map(|id| id.to_string()),
        progress: wire::Progress {
            unit: "turns",
            done: job.progress.turns_done,
            total: job.progress.turns_total,
            stage: job.progress.stage.map(model::Stage::as_str),
            attempt: job.attempt,
        },
        error: job.failure.as_ref().map(|failure| wire::JobError {
            code: failure.code.clone(),
            detail: failure.detail.clone(),
            line: failure.line,
            pointer: failure.pointer.clone(),
            turn: failure.turn,
        }),
        input_errors: visible.result.iter().flat_map(jobs::ResultHandle::input_errors).map(input_error).collect(),
        input_error_count: visible.result.as_ref().map_or(0, jobs::ResultHandle::input_error_count),
        links: wire::Links { this: format!("/v1/conversations/jobs/{}", job.id) },
    }
}

fn input_error(error: &jobs::InputError) -> wire::JobError {
    let place = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
    wire::JobError {
        code: error.code.clone(),
        detail: error.detail.clone(),
        line: place(error.line),
        pointer: error.pointer.clone(),
        turn: place(error.turn),
    }
}

/// The client's own bytes, as they came.
pub(super) fn raw(bytes: &[u8]) -> Option<Box<RawValue>> {
    serde_json::from_slice(bytes).ok()
}

pub(super) fn upload(urls: UploadUrls) -> wire::Upload {
    let part = |(part_number, url)| wire::UploadPart { part_number, url };
    wire::Upload {
        r#type: "multipart",
        part_size_bytes: urls.part_bytes,
        part_count: urls.part_count,
        urls_expire_at: urls.urls_expire_at.rfc3339(),
        parts: urls.parts.into_iter().map(part).collect(),
    }
}

pub(super) fn analytics(group: Group) -> wire::Analytics {
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

pub(super) fn talk_turn(turn: StoredTurn, options: &Options) -> wire::TalkTurn {
    let behavior_detections = turn
        .detections
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
        index: turn.detections.turn,
        behavior_detections,
        talk_turn_id: turn.talk_turn_id,
        speaker: turn.speaker.map(|s| wire::Speaker { id: s.id, role: s.role }),
        start_time: turn.start_time,
        end_time: turn.end_time,
        input: turn.input,
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
