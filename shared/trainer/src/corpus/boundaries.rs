//! How well the engine cuts turns into utterances, on a folder of the corpus.
//!
//! A turn's utterances, joined by spaces, are cut again; what counts is where an utterance begins, but for the
//! first of each turn, which nobody can miss.

use std::fmt::Write as _;
use std::path::Path;

use engine::{BuiltIn, Engine, Options};

use super::{Dialogue, Spoken, Style};
use crate::Result;
use crate::score::Hits;

/// Cuts of the same turns.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cuts {
    /// By the engine.
    pub ours: Hits,
    /// At every "and", "so" and "but".
    pub naive: Hits,
}

/// Of the dialogues in this style.
pub fn cuts(engine: &Engine, dialogues: &[Dialogue], style: Style) -> Cuts {
    let mut cuts = Cuts::default();
    for spoken in dialogues.iter().filter(|dialogue| dialogue.style == style).map(Spoken::new) {
        let cut = engine.map(
            &Options { profile: engine.built_in(BuiltIn::Counts), ..Options::default() },
            &[],
            &spoken.turns,
        );
        for ((turn, cut), gold) in spoken.turns.iter().zip(cut).zip(&spoken.ranges) {
            let gold: Vec<usize> = gold.iter().skip(1).map(|range| range.start).collect();
            count(&mut cuts.ours, &gold, cut.utterances.iter().skip(1).map(|utterance| utterance.start as usize));
            count(&mut cuts.naive, &gold, at_conjunctions(&turn.input));
        }
    }
    cuts
}

/// Precision, recall and F1 by style.
pub fn boundaries(dir: &Path) -> Result<String> {
    let (dialogues, engine) = (super::read(dir)?, Engine::of_rules());
    let mut out =
        format!("{:<12} {:<16} {:>6} {:>9} {:>7} {:>6}\n", "style", "cut", "gold", "precision", "recall", "F1");
    for style in [Style::Punctuated, Style::Asr] {
        let Cuts { ours, naive } = cuts(&engine, &dialogues, style);
        for (cut, hits) in [("by the engine", ours), ("at and, so, but", naive)] {
            let Hits { gold, .. } = hits;
            let (precision, recall, f1) = (hits.precision(), hits.recall(), hits.f1());
            writeln!(out, "{:<12} {cut:<16} {gold:>6} {precision:>9.3} {recall:>7.3} {f1:>6.3}", style.as_str())
                .expect("a String takes everything");
        }
    }
    Ok(out)
}

fn count(hits: &mut Hits, gold: &[usize], cuts: impl Iterator<Item = usize>) {
    hits.gold += u32::try_from(gold.len()).expect("a turn has few utterances");
    for cut in cuts {
        hits.predicted += 1;
        hits.both += u32::from(gold.contains(&cut));
    }
}

fn at_conjunctions(text: &str) -> impl Iterator<Item = usize> {
    let words = text.match_indices(' ').map(|(at, _)| at + 1);
    words.filter(|at| {
        let word = text[*at..].split([' ', ',']).next().unwrap_or_default();
        ["and", "so", "but"].iter().any(|conjunction| word.eq_ignore_ascii_case(conjunction))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_counted_where_utterances_begin() {
        let mut hits = Hits::default();
        count(&mut hits, &[4, 9], at_conjunctions("abc and so, x butter But"));
        assert_eq!(hits, Hits { both: 1, predicted: 3, gold: 2 });
    }
}
