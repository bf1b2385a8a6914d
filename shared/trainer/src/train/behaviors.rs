//! The second stage: behaviors, learned on the training part of our own corpus.
//!
//! What must stay true: no dialogue is ever on both sides of a cross-validation.

use engine::heads::Style;
use engine::{Engine, GRADED, Name};

use super::calibrate::{Point, calibrate, hits, quiet, threshold};
use super::folds::{FOLDS, validate};
use super::pack::Stage;
use super::samples::Samples;
use super::solver::{Cost, Labels, Problem};
use super::text::recognised;
use crate::corpus::{self, Dialogue, Spoken};
use crate::score::Hits;

/// Best of 0.3, 1 and 3 in cross-validation.
const COST: f64 = 1.0;
/// In fewer utterances a word says nothing.
const RAREST: u32 = 2;
const ROUNDS: u32 = 10;
/// How much more recall counts than precision where somebody may come to harm.
const GRAVE_BETA: f64 = 2.0;
/// The share of the utterances of dialogues without any such talk in which one such behavior may be seen all the same.
const GRAVE_NOISE: f64 = 0.002;

/// A behavior's figures in cross-validation.
pub(super) struct Line {
    pub(super) name: Name,
    /// With every fold's threshold from the other folds.
    pub(super) hits: Hits,
}

/// Utterances with what holds for them.
#[derive(Default)]
struct Lessons {
    samples: Samples,
    labels: Vec<Labels>,
    fold: Vec<usize>,
    /// Whether it is written in the style that is learned; others teach words, but nothing is measured on them.
    measured: Vec<bool>,
    /// Whether nobody comes to harm in its dialogue.
    harmless: Vec<bool>,
}

/// Learns all behaviors in one style. Recognised speech is learned from all dialogues without their marks and
/// capitals. The punctuated style is learned from all as they are: the recognised ones among them gained 0.04 of
/// macro-F1 in cross-validation.
pub(super) fn learn(engine: &Engine, style: Style, dialogues: &[Dialogue]) -> (Stage, Vec<Line>) {
    let Lessons { samples, labels, fold, measured, harmless } = lessons(engine, style, dialogues);
    let costs = vec![Cost { positive: COST, negative: COST }; Name::COUNT];
    let problem = Problem { samples: &samples, labels: &labels, costs: &costs, rarest: RAREST, rounds: ROUNDS };
    let validated = validate(&problem, &fold);
    let (mut calibrations, mut report) = (Vec::new(), Vec::new());
    for name in Name::all() {
        let point = |row: usize| (validated.sums[row][name.index()], labels[row] >> name.index() & 1 == 1);
        let rows = || (0..labels.len()).filter(|row| measured[*row]);
        let points: Vec<Point> = rows().map(point).collect();
        let fold: Vec<usize> = rows().map(|row| fold[row]).collect();
        let harmless: Vec<bool> = rows().map(|row| harmless[row]).collect();
        let cut = |points: &[Point], harmless: &[bool]| {
            if !GRADED.contains(&name) {
                return threshold(points, 1.0);
            }
            let sums = points.iter().zip(harmless).filter(|(_, harmless)| **harmless).map(|((sum, _), _)| *sum);
            threshold(points, GRAVE_BETA).max(quiet(sums.collect(), GRAVE_NOISE))
        };
        calibrations.push(calibrate(&points, cut(&points, &harmless)));
        report.push(Line { name, hits: nested(&points, &harmless, &fold, cut) });
    }
    (Stage { weights: validated.weights, calibrations }, report)
}

fn lessons(engine: &Engine, style: Style, dialogues: &[Dialogue]) -> Lessons {
    let mut lessons = Lessons::default();
    for (at, dialogue) in dialogues.iter().enumerate() {
        let measured = style == Style::Recognised || dialogue.style == corpus::Style::Punctuated;
        let plain = (style == Style::Recognised).then(|| plain(dialogue));
        let dialogue = plain.as_ref().unwrap_or(dialogue);
        let spoken = Spoken::new(dialogue);
        let said = dialogue.turns.iter().flat_map(|turn| &turn.utterances).flat_map(|utterance| &utterance.labels);
        let harmless = said.filter(|label| GRADED.contains(&label.name)).count() == 0;
        engine.features(style, &spoken.turns, &spoken.ranges, |turn, utterance, features| {
            lessons.samples.push(features, |_| true, |_| true);
            let holds = &dialogue.turns[turn].utterances[utterance].labels;
            lessons.labels.push(holds.iter().fold(0, |all: Labels, label| all | 1 << label.name.index()));
            lessons.fold.push(at % FOLDS);
            lessons.measured.push(measured);
            lessons.harmless.push(harmless);
        });
    }
    lessons
}

/// Hits with every fold's threshold from the other folds.
fn nested(points: &[Point], harmless: &[bool], fold: &[usize], cut: impl Fn(&[Point], &[bool]) -> f64) -> Hits {
    let mut all = Hits::default();
    for left_out in 0..FOLDS {
        let part = |inside: bool| -> (Vec<Point>, Vec<bool>) {
            let rows = (0..points.len()).filter(|row| (fold[*row] == left_out) == inside);
            rows.map(|row| (points[row], harmless[row])).unzip()
        };
        let (others, harmless) = part(false);
        all.add(hits(&part(true).0, cut(&others, &harmless)));
    }
    all
}

/// A dialogue as a speech recogniser would write it. An utterance of marks alone stays as it is.
fn plain(dialogue: &Dialogue) -> Dialogue {
    let mut plain = dialogue.clone();
    for utterance in plain.turns.iter_mut().flat_map(|turn| &mut turn.utterances) {
        let text = recognised(&utterance.text);
        if !text.is_empty() {
            utterance.text = text;
        }
    }
    plain
}
