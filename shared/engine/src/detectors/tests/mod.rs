//! Detectors at work on turns that are made by hand: each kind of pattern, whole plans, and what holds for all of them.

mod laws;
mod patterns;
mod plans;

use model::{Speaker, TalkTurn};

use super::*;
use crate::document::{Detection, Item, Source, TurnDetections, Utterance, reason, status};
use crate::phrases::{Category, CategoryPath, Expression, Phrase};
use crate::place::Span;
use crate::reduce::{Word, times, words_of};
use crate::side::Side;
use crate::taxonomy::{Name, name};
use crate::whose::Whose;

const NONE: (u8, u8) = (status::NOT_DETECTED, reason::NOTHING);

/// A turn: who, when, text, and behaviors with their severities, one utterance each.
#[derive(Clone, Debug, Default)]
struct Line {
    speaker: Option<usize>,
    begins: Option<i64>,
    text: String,
    shows: Vec<(Name, u8)>,
}

const ROLES: [&str; 3] = ["coach", "client", "guide dog"];

fn line(speaker: usize, shows: &[Name]) -> Line {
    Line { speaker: Some(speaker), shows: shows.iter().map(|name| (*name, 0)).collect(), ..Line::default() }
}

fn says(speaker: usize, text: &str) -> Line {
    Line { speaker: Some(speaker), text: text.to_owned(), ..Line::default() }
}

/// Runs a plan over turns by three speakers, a role each; renaming is somebody else's name.
fn run(plan: &Plan, lines: &[Line], renaming: &str, metric: Option<i64>) -> Detected {
    let mut detectors = Detectors::new(plan.clone(), |_| true);
    let (mut known, mut words) = (Vec::new(), Vec::new());
    for (index, line) in (0..).zip(lines) {
        let role = line.speaker.map(|at| ROLES[at].to_owned());
        let speaker = line.speaker.map(|at| Speaker { id: Some(format!("{renaming}{at}")), role });
        // Room for every utterance's place.
        let input = format!("{}{}", line.text, " ".repeat(line.shows.len() + 1));
        let seconds = |millis: i64| format!("{}.{:03}", millis / 1000, millis % 1000);
        let turn = TalkTurn { index, input, speaker, start_time: line.begins.map(seconds), ..TalkTurn::default() };
        let utterances = (0..).zip(&line.shows).map(|(at, (behavior, severity))| Utterance {
            start: at,
            end: at + 1,
            sentiment: 0.0,
            detections: vec![Detection { start: at, end: at + 1, ..detection(*behavior, *severity) }],
        });
        let found = TurnDetections { turn: index, utterances: utterances.collect(), ..TurnDetections::default() };
        let ordinal = line.speaker.map(|speaker| {
            known.iter().position(|other| *other == speaker).unwrap_or_else(|| {
                known.push(speaker);
                known.len() - 1
            })
        });
        words_of(&turn.input, &mut words);
        detectors.add(&said(&turn, &found, ordinal, &words));
    }
    detectors.finish(|_, _| metric)
}

fn said<'a>(turn: &'a TalkTurn, found: &'a TurnDetections, ordinal: Option<usize>, words: &'a [Word]) -> Said<'a> {
    let (begins, ends) = times(turn);
    let side = Side::of(turn.speaker.as_ref());
    Said { turn, found, speaker: ordinal, role: ordinal, side, begins, ends, words }
}

/// As sure as can be, at an utterance's first byte.
fn detection(behavior: Name, severity: u8) -> Detection {
    let (score, confidence) = (1.0, 1.0);
    Detection {
        behavior: behavior.as_str().into(),
        score,
        confidence,
        severity,
        start: 0,
        end: 1,
        source: Source::Rule,
    }
}

fn behavior(name: Name) -> Sign {
    Sign::Behavior { name, severity_at_least: 0 }
}

fn phrase(text: &str) -> Phrase {
    Phrase::new(Expression::parse(text).expect("well formed"))
}

fn detector(pattern: Pattern) -> Detector {
    Detector {
        name: DetectorName::new("it").expect("a name"),
        list: List::Checklist,
        title: "It".into(),
        definition: "It is there.".into(),
        tip: None,
        example: None,
        by: Whose::Anyone,
        pattern,
        at_least: 1,
        place: None,
    }
}

fn items(spec: Detector, lines: &[Line]) -> Vec<Item> {
    let plan = Plan::new(vec![spec], Vec::new()).expect("a plan");
    run(&plan, lines, "s", None).conversation.checklist
}

/// The only item's status, reason, and turns.
fn told(spec: Detector, lines: &[Line]) -> ((u8, u8), Vec<u64>) {
    let items = items(spec, lines);
    assert_eq!(items.len(), 1);
    (shown(&items[0]), at(&items[0]))
}

fn shown(item: &Item) -> (u8, u8) {
    (item.status, item.reason)
}

fn at(item: &Item) -> Vec<u64> {
    item.talk_turns.iter().map(|turn| turn.index).collect()
}

const A: Name = name::OPEN_QUESTION;
const B: Name = name::SUMMARY;
const C: Name = name::PLANNING;

fn timed(line: Line, begins: i64) -> Line {
    Line { begins: Some(begins), ..line }
}
