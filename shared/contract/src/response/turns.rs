//! Talk turns as they came, with what was seen in them.

use engine::{BehaviorName, Detection, Source, TurnDetections};
use model::TalkTurn;
use serde::Serialize;

use super::decimal::ten_thousandths;
use super::people::{People, Person};
use crate::Options;

#[derive(Serialize)]
pub(super) struct Turn {
    input: String,
    talk_turn_id: Option<String>,
    speaker: Option<Person>,
    start_time: Option<String>,
    end_time: Option<String>,
    index: u64,
    behavior_detections: Vec<Utterance>,
    /// Ours: mean of its utterances, weighted by words, −1 to 1; null without words.
    sentiment: Option<f64>,
    /// Ours: ISO 639-1, or `und`.
    language: String,
}

#[derive(Serialize)]
pub(super) struct Utterance {
    index: usize,
    text: String,
    behaviors: Vec<Behavior>,
}

#[derive(Serialize)]
struct Behavior {
    name: BehaviorName,
    confidence: f64,
    definition: Option<&'static str>,
    score: f64,
    severity: u8,
    suggestion: Option<Suggestion>,
    tip: Option<Tip>,
    /// Ours: the words it rests on.
    evidence: String,
    /// Ours: `rule` or `head`.
    source: &'static str,
}

#[derive(Serialize)]
struct Suggestion {
    text: &'static str,
    suggestion_type: &'static str,
}

#[derive(Serialize)]
struct Tip {
    text: &'static str,
    tip_type: &'static str,
}

pub(super) fn turn(turn: TalkTurn, found: TurnDetections, people: &People, options: &Options) -> Turn {
    let language = people.language(turn.speaker.as_ref(), found.language);
    Turn {
        index: found.turn,
        behavior_detections: utterances(found.utterances, &turn.input, options),
        talk_turn_id: turn.talk_turn_id,
        speaker: turn.speaker.map(|s| Person { id: s.id, role: s.role }),
        start_time: turn.start_time,
        end_time: turn.end_time,
        sentiment: found.sentiment.map(ten_thousandths),
        language: super::extended::code(language),
        input: turn.input,
    }
}

/// What was seen in each utterance of `input`.
pub(super) fn utterances(found: Vec<engine::Utterance>, input: &str, options: &Options) -> Vec<Utterance> {
    let shown = found.into_iter().enumerate().map(|(index, utterance)| Utterance {
        index,
        text: span(input, utterance.start, utterance.end),
        behaviors: utterance.detections.into_iter().map(|d| behavior(d, input, options)).collect(),
    });
    shown.collect()
}

fn behavior(detection: Detection, input: &str, options: &Options) -> Behavior {
    let known = engine::behavior(&detection.behavior);
    let suggestion = known
        .filter(|_| options.include_suggestions)
        .map(|b| Suggestion { text: b.suggestion.text, suggestion_type: b.suggestion.suggestion_type.as_str() });
    let tip =
        known.filter(|_| options.include_tips).map(|b| Tip { text: b.tip.text, tip_type: b.tip.tip_type.as_str() });
    Behavior {
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
