//! How the engine does on a folder of the corpus, behavior by behavior.
//!
//! What must stay true: no text of a held-back dialogue is ever printed.

use std::fmt::Write as _;
use std::path::Path;

use engine::{Behavior, Detection, Engine, Name, Options, behavior, behaviors};

use super::{Dialogue, Spoken, Turn, Utterance, found};
use crate::score::{Hits, macro_f1};
use crate::{Error, Result};

#[derive(Clone, Copy, Default)]
struct Tally {
    hits: Hits,
    near_misses: u32,
    /// Near misses that were taken for the behavior.
    fooled: u32,
}

/// The table of one category or of all, or the errors of one behavior.
pub fn report(engine: &Engine, dir: &Path, show: Option<&str>, category: Option<&str>) -> Result<String> {
    let named = |name: &str| Name::of(name).ok_or_else(|| Error::Asked(format!("no such behavior: {name:?}")));
    let show = show.map(named).transpose()?;
    if show.is_some() && is_held_back(dir) {
        return Err(Error::Asked("held-back dialogues are not shown".to_owned()));
    }
    let dialogues = super::read(dir)?;
    let mut tallies = vec![Tally::default(); Name::COUNT];
    let mut errors = String::new();
    for dialogue in &dialogues {
        let seen = found(engine, &Options::default(), &Spoken::new(dialogue));
        for (at, (turn, seen)) in dialogue.turns.iter().zip(&seen).enumerate() {
            for (utterance, detections) in turn.utterances.iter().zip(seen) {
                tally(&mut tallies, utterance, detections);
                if let Some(name) = show {
                    explain(&mut errors, dialogue, at, utterance, detections, name);
                }
            }
        }
    }
    let names = match (show, category) {
        (Some(name), _) => vec![name],
        (None, category) => of(category),
    };
    if names.is_empty() {
        return Err(Error::Asked(format!("no such category: {:?}", category.unwrap_or_default())));
    }
    Ok(errors + &table(&names, &tallies))
}

fn is_held_back(dir: &Path) -> bool {
    let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    [dir, &whole].into_iter().any(|path| path.to_string_lossy().contains("held_back"))
}

/// The behaviors of a category in their order; for all categories also those that nothing describes yet.
fn of(category: Option<&str>) -> Vec<Name> {
    let known = behaviors().filter(|behavior| category.is_none_or(|category| behavior.category() == category));
    let mut names: Vec<Name> = known.map(|behavior| behavior.name).collect();
    if category.is_none() {
        names.extend(Name::all().filter(|name| behavior(name.as_str()).is_none()));
    }
    names
}

fn tally(tallies: &mut [Tally], utterance: &Utterance, detections: &[Detection]) {
    for name in Name::all() {
        let predicted = detections.iter().any(|detection| detection.behavior == name.as_str());
        let gold = utterance.labels.iter().any(|label| label.name == name);
        let tally = &mut tallies[name.index()];
        tally.hits.count(predicted, gold);
        if utterance.near_misses.contains(&name) {
            tally.near_misses += 1;
            tally.fooled += u32::from(predicted);
        }
    }
}

fn explain(
    out: &mut String,
    dialogue: &Dialogue,
    at: usize,
    utterance: &Utterance,
    detections: &[Detection],
    name: Name,
) {
    let detection = detections.iter().find(|detection| detection.behavior == name.as_str());
    let gold = utterance.labels.iter().any(|label| label.name == name);
    let kind = match (detection, gold) {
        (Some(_), false) => "FALSE ALARM",
        (None, true) => "MISS",
        _ => return,
    };
    let file = dialogue.file.file_name().unwrap_or_default().to_string_lossy();
    let score = detection.map(|d| format!(" ({:.2}, {:?})", d.score, d.source)).unwrap_or_default();
    let turn = &dialogue.turns[at];
    let near = utterance.near_misses.iter().map(|name| format!("!{}", name.as_str()));
    let labels: Vec<_> = utterance.labels.iter().map(|label| label.name.as_str().to_owned()).chain(near).collect();
    let mut line = |text: String| out.push_str(&(text + "\n"));
    line(format!("{kind} {file}:{}{score}", utterance.line));
    if let Some(before) = at.checked_sub(1).map(|before| &dialogue.turns[before]) {
        line(format!("    ({}: {})", before.role, said(before)));
    }
    line(format!("    {}: {}", turn.role, said_around(turn, utterance)));
    line(format!("    labels: {}", labels.join(", ")));
}

fn said(turn: &Turn) -> String {
    let texts: Vec<_> = turn.utterances.iter().map(|utterance| utterance.text.as_str()).collect();
    texts.join(" / ")
}

/// The whole turn with the utterance in question set off.
fn said_around(turn: &Turn, marked: &Utterance) -> String {
    let text = |u: &Utterance| if u.line == marked.line { format!("[[ {} ]]", u.text) } else { u.text.clone() };
    turn.utterances.iter().map(text).collect::<Vec<_>>().join(" / ")
}

fn table(names: &[Name], tallies: &[Tally]) -> String {
    let mut out = String::new();
    let mut line = |cells: [&str; 8]| {
        let [category, name, gold, precision, recall, f1, near, fooled] = cells;
        writeln!(out, "{category:<18} {name:<26} {gold:>6} {precision:>9} {recall:>7} {f1:>6} {near:>11} {fooled:>6}")
            .expect("a String takes everything");
    };
    line(["category", "behavior", "gold", "precision", "recall", "F1", "near misses", "hit"]);
    for name in names {
        let Tally { hits, near_misses, fooled } = tallies[name.index()];
        let category = behavior(name.as_str()).map_or("–", Behavior::category);
        let share = |value: f64| format!("{value:.3}");
        line([
            category,
            name.as_str(),
            &hits.gold.to_string(),
            &share(hits.precision()),
            &share(hits.recall()),
            &share(hits.f1()),
            &near_misses.to_string(),
            &fooled.to_string(),
        ]);
    }
    let hits: Vec<Hits> = names.iter().map(|name| tallies[name.index()].hits).collect();
    writeln!(out, "macro-F1 {:.4} over {} behaviors", macro_f1(&hits), hits.iter().filter(|h| h.gold > 0).count())
        .expect("a String takes everything");
    out
}
