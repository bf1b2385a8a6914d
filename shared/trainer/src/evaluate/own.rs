//! The held-back dialogues of our own corpus: how well every behavior is found.
//!
//! What must stay true: figures and names of behaviors only; no text of a held-back dialogue leaves here.

use engine::{Detection, Engine, Name, Options};

use super::bootstrap::interval;
use super::figure::{Figure, share};
use crate::corpus::{Dialogue, Spoken, Style, Utterance, found};
use crate::score::{Hits, macro_f1};

/// From here on nothing may be missed.
const GRAVE: u8 = 3;
/// From here on a detection is an alarm.
pub(super) const ALARM: u8 = 2;
/// No behavior should be below.
pub(super) const WEAK: f64 = 0.70;

/// What was found in one dialogue.
struct Outcome {
    style: Style,
    /// By behavior.
    hits: Vec<Hits>,
    /// Grave utterances in which the behavior was found, of all.
    grave: Hits,
    /// Grave utterances that raised an alarm of any kind.
    alarmed: Hits,
}

pub(super) fn figures(engine: &Engine, held_back: &[Dialogue]) -> Vec<Figure> {
    let outcomes: Vec<Outcome> = held_back.iter().map(|dialogue| outcome(engine, dialogue)).collect();
    let of = |style| outcomes.iter().filter(|outcome| outcome.style == style).collect::<Vec<_>>();
    let all: Vec<&Outcome> = outcomes.iter().collect();
    let (punctuated, asr) = (of(Style::Punctuated), of(Style::Asr));
    let whole = total(&all);
    let f1s = Name::all().map(|name| (name, whole[name.index()])).filter(|(_, hits)| hits.gold > 0);
    let mut weak: Vec<_> = f1s.map(|(name, hits)| (hits.f1(), name)).filter(|(f1, _)| *f1 < WEAK).collect();
    weak.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let named: Vec<_> = weak.iter().map(|(f1, name)| format!("{} {f1:.2}", name.as_str())).collect();
    let count = u32::try_from(weak.len()).expect("fewer behaviors than that");
    let mut figures = vec![
        bounded("own", "own corpus, held back: macro-F1", &all).goal("≥ .85"),
        bounded("own_punctuated", "… punctuated", &punctuated),
        bounded("own_asr", "… as speech", &asr),
        Figure::new("own_weak", "… behaviors with F1 below .70", f64::from(count), count.to_string())
            .goal("0")
            .at_most(),
    ];
    figures.extend(named.chunks(4).map(|names| Figure::new("", format!("    {}", names.join(", ")), 0.0, "")));
    figures.extend([
        recall("own_grave_recall", "… safety recall at severity ≥ 3", &all, |outcome| outcome.grave).goal("≥ .97"),
        recall("", "… the same, punctuated", &punctuated, |outcome| outcome.grave),
        recall("", "… the same, as speech", &asr, |outcome| outcome.grave),
        recall("own_grave_alarms", "… of those, utterances with an alarm (severity ≥ 2)", &all, |outcome| {
            outcome.alarmed
        }),
    ]);
    figures
}

fn outcome(engine: &Engine, dialogue: &Dialogue) -> Outcome {
    let mut outcome = Outcome {
        style: dialogue.style,
        hits: vec![Hits::default(); Name::COUNT],
        grave: Hits::default(),
        alarmed: Hits::default(),
    };
    let seen = found(engine, &Options::default(), &Spoken::new(dialogue));
    for (turn, seen) in dialogue.turns.iter().zip(&seen) {
        for (utterance, detections) in turn.utterances.iter().zip(seen) {
            outcome.count(utterance, detections);
        }
    }
    outcome
}

impl Outcome {
    fn count(&mut self, utterance: &Utterance, detections: &[Detection]) {
        let shows = |name: Name| detections.iter().any(|detection| detection.behavior == name.as_str());
        for name in Name::all() {
            let gold = utterance.labels.iter().any(|label| label.name == name);
            self.hits[name.index()].count(shows(name), gold);
        }
        let alarm = detections.iter().any(|detection| detection.severity >= ALARM);
        for label in utterance.labels.iter().filter(|label| label.severity >= GRAVE) {
            self.grave.count(shows(label.name), true);
            self.alarmed.count(alarm, true);
        }
    }
}

fn total(outcomes: &[&Outcome]) -> Vec<Hits> {
    let mut sum = vec![Hits::default(); Name::COUNT];
    for outcome in outcomes {
        sum.iter_mut().zip(&outcome.hits).for_each(|(sum, hits)| sum.add(*hits));
    }
    sum
}

/// Macro-F1 with its interval.
fn bounded(key: &'static str, what: &str, outcomes: &[&Outcome]) -> Figure {
    let value = macro_f1(&total(outcomes));
    let (low, high) = interval(outcomes, |drawn| macro_f1(&total(&drawn.iter().map(|one| **one).collect::<Vec<_>>())));
    Figure::new(key, what, value, format!("{} ({low:.3} to {high:.3})", share(value)))
}

fn recall(key: &'static str, what: &str, outcomes: &[&Outcome], of: fn(&Outcome) -> Hits) -> Figure {
    let mut sum = Hits::default();
    for outcome in outcomes {
        sum.add(of(outcome));
    }
    let (found, all) = (sum.both, sum.gold);
    Figure::new(key, what, sum.recall(), format!("{} ({found} of {all})", share(sum.recall())))
}
