//! The first stage's heads on the public sets that trained them, on the parts that did not: emotions and abuse.

use std::path::Path;

use engine::Engine;
use engine::heads::Outcome;

use super::calibration::{self, Claim};
use super::figure::Figure;
use crate::Result;
use crate::data::{Comment, EMOTIONS, convabuse, emotion_names, goemotions};
use crate::score::{Hits, macro_f1};

/// Heads asked by name. What the weights have no head for is never seen.
pub(super) struct Signals<'e, const N: usize> {
    engine: &'e Engine,
    positions: [Option<usize>; N],
}

impl<'e, const N: usize> Signals<'e, N> {
    pub(super) fn new(engine: &'e Engine, names: [&str; N]) -> Self {
        let position = |name| engine.signal_names().iter().position(|other| *other == name);
        Self { engine, positions: names.map(position) }
    }

    pub(super) fn of(&self, text: &str) -> [Outcome; N] {
        let outcomes = self.engine.signals(text);
        let outcome = |at: Option<usize>| at.and_then(|at| outcomes.get(at)).copied();
        self.positions.map(|at| outcome(at).unwrap_or(Outcome { score: 0.0, confidence: 0.0 }))
    }
}

pub(super) fn emotions(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let names = emotion_names(data)?;
    let comments = goemotions(data, "dev.tsv")?;
    let signals = Signals::<EMOTIONS>::new(engine, std::array::from_fn(|at| names[at].as_str()));
    let (mut hits, mut claims) = ([Hits::default(); EMOTIONS], names.map(|name| (name, Vec::new())));
    for Comment { text, labels } in &comments {
        for (emotion, outcome) in signals.of(text).into_iter().enumerate() {
            let holds = labels.contains(&emotion);
            hits[emotion].count(outcome.score >= 0.5, holds);
            claims[emotion].1.push(Claim { confidence: outcome.confidence, holds });
        }
    }
    let of = |name: &str| claims.iter().position(|(other, _)| other == name).map_or(0.0, |at| hits[at].f1());
    let mut figures = vec![
        Figure::share("emotions", "GoEmotions dev: macro-F1 (28)", macro_f1(&hits)).published("BERT .46").goal("≥ .45"),
        Figure::share("emotions_gratitude", "… gratitude F1", of("gratitude")).goal("≥ .90"),
        Figure::share("emotions_remorse", "… remorse F1", of("remorse")).goal("≥ .65"),
    ];
    figures.extend(calibration::figures(
        ["emotions_calibration", "emotions_calibration_whole"],
        "GoEmotions dev",
        &claims,
    ));
    Ok(figures)
}

pub(super) fn abuse(engine: &Engine, data: &Path) -> Result<Figure> {
    let signals = Signals::new(engine, ["abuse"]);
    let mut classes = [Hits::default(); 2];
    for exchange in convabuse(data, "ConvAbuseEMNLPvalid.csv")? {
        let [Outcome { score, .. }] = signals.of(&exchange.user);
        let (seen, gold) = (score >= 0.5, exchange.is_abuse());
        classes[0].count(seen, gold);
        classes[1].count(!seen, !gold);
    }
    let what = "ConvAbuse valid: macro-F1 (abuse or not)";
    Ok(Figure::share("abuse", what, macro_f1(&classes)).published(".87").goal("≥ .86"))
}
