//! Talk turns as they came, with what was seen in them.

use engine::{BehaviorName, Detection, Record, Source, TurnDetections};
use model::TalkTurn;
use schemars::JsonSchema;
use serde::Serialize;

use super::decimal::ten_thousandths;
use super::people::{People, Person};
use super::{Unwritable, table};
use crate::Options;

/// Shows talk turns once the records of their analysis have told who is who: in the contract's shape, or as rows.
pub struct Turns<'o> {
    options: &'o Options,
    people: People,
}

impl<'o> Turns<'o> {
    /// `options` say what is shown with a behavior.
    pub fn new(options: &'o Options) -> Self {
        Self { options, people: People::default() }
    }

    /// Takes the next record of the analysis; all of them come before the first turn.
    pub fn learn(&mut self, record: &Record) {
        match record {
            Record::Speaker(speaker) => self.people.meet(speaker.id.as_deref(), speaker.role.as_deref()),
            Record::Extended(extended) => {
                let language = &extended.language;
                self.people.speak(language.speakers.clone(), language.language);
            }
            Record::Role(_) | Record::Conversation(_) | Record::Synchrony(_) => {}
        }
    }

    /// Appends the turn as JSON.
    pub fn json(&self, turn: TalkTurn, found: TurnDetections, out: &mut Vec<u8>) -> Result<(), Unwritable> {
        serde_json::to_writer(out, &self.shown(turn, found))
    }

    /// Appends the turn as rows of CSV under [`super::COLUMNS`].
    pub fn rows(&self, turn: TalkTurn, found: TurnDetections, out: &mut Vec<u8>) {
        table::rows(&self.shown(turn, found), out);
    }

    pub(super) fn people(&self) -> &People {
        &self.people
    }

    fn shown(&self, turn: TalkTurn, found: TurnDetections) -> Turn {
        self::turn(turn, found, &self.people, self.options)
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TalkTurn")]
pub struct Turn {
    pub(super) input: String,
    pub(super) talk_turn_id: Option<String>,
    pub(super) speaker: Option<Person>,
    pub(super) start_time: Option<String>,
    pub(super) end_time: Option<String>,
    pub(super) index: u64,
    pub(super) behavior_detections: Vec<Utterance>,
    /// Ours: mean of its utterances, weighted by words, −1 to 1; null without words.
    #[schemars(range(min = -1.0, max = 1.0))]
    pub(super) sentiment: Option<f64>,
    /// Ours: ISO 639-1, or `und`.
    pub(super) language: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Utterance")]
pub(super) struct Utterance {
    pub index: usize,
    pub text: String,
    pub behaviors: Vec<Behavior>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BehaviorDetection")]
pub(super) struct Behavior {
    #[schemars(with = "String")]
    pub name: BehaviorName,
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    pub definition: Option<&'static str>,
    #[schemars(range(min = 0.0, max = 1.0))]
    pub score: f64,
    /// 0: none; else 1 to 4, of what is about safety.
    #[schemars(range(max = 4))]
    pub severity: u8,
    pub suggestion: Option<Suggestion>,
    pub tip: Option<Tip>,
    /// Ours: the words it rests on.
    pub evidence: String,
    /// Ours: `rule` or `head`.
    #[schemars(extend("enum" = ["rule", "head"]))]
    pub source: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Suggestion {
    pub text: &'static str,
    #[schemars(extend("enum" = ["rephrase", "replace", "add"]))]
    suggestion_type: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Tip {
    pub text: &'static str,
    #[schemars(extend("enum" = ["do_more", "do_less", "try"]))]
    tip_type: &'static str,
}

fn turn(turn: TalkTurn, found: TurnDetections, people: &People, options: &Options) -> Turn {
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
