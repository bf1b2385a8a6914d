//! The first stage: emotions, abuse and politeness, learned on public sets that may train shipped weights.
//!
//! What must stay true: it learns from texts by themselves, without rules and without what came before, so that
//! it means the same wherever a text stands.

use std::path::Path;

use engine::Engine;
use engine::heads::Style;
use engine::heads::features::{Features, Hashed, Origin};
use model::TalkTurn;

use super::calibrate::{Point, calibrate, hits, threshold};
use super::folds::{FOLDS, validate};
use super::pack::Stage;
use super::samples::Samples;
use super::solver::{Cost, Labels, Problem};
use super::text::recognised;
use crate::data;
use crate::score::{Hits, macro_f1};
use crate::{Error, Result};

/// Texts, each with the heads that hold.
pub(super) struct Task {
    pub(super) names: Vec<String>,
    texts: Vec<(String, Labels)>,
    cost: f64,
    rarest: u32,
}

const ROUNDS: u32 = 8;

const POSITIVE: &[&str] = &[
    "admiration",
    "amusement",
    "approval",
    "caring",
    "desire",
    "excitement",
    "gratitude",
    "joy",
    "love",
    "optimism",
    "pride",
    "relief",
];

const NEGATIVE: &[&str] = &[
    "anger",
    "annoyance",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "fear",
    "grief",
    "nervousness",
    "remorse",
    "sadness",
];

/// All tasks, in the order their heads have in the file.
pub(super) fn tasks(data: &Path) -> Result<Vec<Task>> {
    Ok(vec![emotions(data)?, abuse(data)?, politeness(data)?])
}

/// The labels of GoEmotions, and whether any of the pleasant or unpleasant ones holds.
fn emotions(data: &Path) -> Result<Task> {
    let path = data.join("goemotions").join("labels.txt");
    let mut names: Vec<String> = crate::error::read(&path)?.lines().map(ToOwned::to_owned).collect();
    let group = |group: &[&str]| -> Labels {
        (0..names.len()).filter(|at| group.contains(&names[*at].as_str())).fold(0, |all, at| all | 1 << at)
    };
    let (positive, negative, count) = (group(POSITIVE), group(NEGATIVE), names.len());
    let labels = |comment: &data::Comment| {
        let labels = comment.labels.iter().fold(0, |all, label| all | 1 << label);
        let grouped = |group: Labels, at: usize| Labels::from(labels & group != 0) << at;
        labels | grouped(positive, count) | grouped(negative, count + 1)
    };
    let texts = data::goemotions(data, "train.tsv")?.into_iter().map(|c| (c.text.clone(), labels(&c))).collect();
    names.extend(["positive".to_owned(), "negative".to_owned()]);
    Ok(Task { names, texts, cost: 1.0, rarest: 3 })
}

fn abuse(data: &Path) -> Result<Task> {
    let exchanges = data::convabuse(data, "ConvAbuseEMNLPtrain.csv")?;
    let texts = exchanges.into_iter().map(|exchange| (exchange.user.clone(), Labels::from(exchange.is_abuse())));
    Ok(Task { names: vec!["abuse".to_owned()], texts: texts.collect(), cost: 4.0, rarest: 2 })
}

/// The politest quarter of requests against the least polite one; what lies between teaches nothing.
fn politeness(data: &Path) -> Result<Task> {
    let mut texts = Vec::new();
    for file in ["wikipedia.annotated.csv", "stack-exchange.annotated.csv"] {
        let requests = data::politeness(data, file)?;
        let mut scores: Vec<f64> = requests.iter().map(|request| request.score).collect();
        scores.sort_by(f64::total_cmp);
        let (low, high) = (scores[scores.len() / 4], scores[3 * scores.len() / 4]);
        let clear = requests.into_iter().filter(|request| request.score <= low || request.score >= high);
        texts.extend(clear.map(|request| (unescaped(&request.text), Labels::from(request.score >= high))));
    }
    if texts.is_empty() {
        return Err(Error::Asked("no requests with a rated politeness".to_owned()));
    }
    Ok(Task { names: vec!["politeness".to_owned()], texts, cost: 1.0, rarest: 2 })
}

/// Without the marks that the set writes as numbers, and without its place holders.
fn unescaped(text: &str) -> String {
    text.replace("&#44", ",").replace("&#34", "\"").replace("&lt;url&gt;", "")
}

/// Whether the first stage looks at a hashed feature.
fn is_of_text(feature: &Hashed) -> bool {
    matches!(feature.origin, Origin::Words | Origin::Letters)
}

/// Learns one task in one style; the report has a line for every head.
pub(super) fn learn(engine: &Engine, style: Style, task: &Task) -> (Stage, Vec<(String, Hits)>) {
    let (mut samples, mut labels) = (Samples::default(), Vec::new());
    for (text, holds) in &task.texts {
        let input = match style {
            Style::Punctuated => text.clone(),
            Style::Recognised => recognised(text),
        };
        let whole = std::iter::once(0..input.len()).collect();
        let turn = TalkTurn { input, ..TalkTurn::default() };
        engine.features(style, &[turn], &[whole], |_, _, features| {
            samples.push(features, is_of_text, Features::is_of_utterance);
            labels.push(*holds);
        });
    }
    let costs = vec![Cost { positive: task.cost, negative: task.cost }; task.names.len()];
    let problem = Problem { samples: &samples, labels: &labels, costs: &costs, rarest: task.rarest, rounds: ROUNDS };
    let fold: Vec<usize> = (0..labels.len()).map(|at| at % FOLDS).collect();
    let validated = validate(&problem, &fold);
    let (mut calibrations, mut report) = (Vec::new(), Vec::new());
    for (head, name) in task.names.iter().enumerate() {
        let points: Vec<Point> =
            validated.sums.iter().zip(&labels).map(|(sums, labels)| (sums[head], labels >> head & 1 == 1)).collect();
        let cut = threshold(&points, 1.0);
        calibrations.push(calibrate(&points, cut));
        report.push((name.clone(), hits(&points, cut)));
    }
    (Stage { weights: validated.weights, calibrations }, report)
}

/// Their mean F1.
pub(super) fn mean(report: &[(String, Hits)]) -> f64 {
    macro_f1(report.iter().map(|(_, hits)| hits))
}
