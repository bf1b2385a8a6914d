//! Phrases, compiled into one automaton over words.
//!
//! A pattern is a row of words with spaces between them; `a|b` means either, and a trailing `?` that the word
//! may be missing: `thank|thanks you so? much`. `*` is any one word, `~3` up to three of them: `part of me ~3 but`.
//! Patterns are cut like any text, so contractions match however they are written.
//!
//! Every position of a text is a beginning of its own. What costs time is memory far apart: so a step carries, as
//! bits, the words that may follow it, and most steps are over without a look at anything else.
//!
//! What must stay true: hardly a pattern begins with a gap, so that looking it up stays cheap.
//! Deliberately absent: word order that may change, and anything about marks. A rule that needs them is code.

mod compile;
mod patterns;

pub(crate) use patterns::Patterns;

use crate::words::{Token, WordId};

/// All patterns, ready to be found.
#[derive(Default)]
pub(crate) struct Phrases {
    /// By first word.
    firsts: Vec<Step>,
    /// Rows of steps, each up to the one marked as its last.
    steps: Vec<Step>,
    /// The words that lead on from a step, in order, each with the row of steps that it leads to.
    arcs: Vec<(WordId, Row)>,
    /// Rows of numbers of patterns, each behind its length.
    ends: Vec<u16>,
}

/// Where a row begins.
type Row = u16;

/// A word taken.
#[derive(Clone, Copy, Default)]
struct Step {
    /// The bits of the words that may follow.
    follows: u64,
    /// Where their arcs begin, and how many they are.
    arcs: u32,
    words: u16,
    /// Where any word leads to, if it leads anywhere.
    any: Option<Row>,
    /// The patterns that end here; 0 if none does.
    ends: Row,
    /// No other step is in this row.
    last: bool,
}

impl Phrases {
    pub(crate) fn new(patterns: &Patterns) -> Self {
        compile::compile(patterns)
    }

    /// Calls `found` with the number and the last token of every pattern that begins at `first`, in no order.
    pub(crate) fn begin_at(&self, tokens: &[Token], first: usize, mut found: impl FnMut(u16, usize)) {
        let firsts = [tokens[first].word, WordId::ANY].map(|word| self.firsts.get(word.index()));
        for step in firsts.into_iter().flatten() {
            self.arrive(step, tokens, first, &mut found);
        }
    }

    /// `at` is where the word of `step` stands.
    fn arrive(&self, step: &Step, tokens: &[Token], at: usize, found: &mut impl FnMut(u16, usize)) {
        if step.ends > 0 {
            let count = self.ends[usize::from(step.ends)];
            for number in &self.ends[usize::from(step.ends) + 1..][..usize::from(count)] {
                found(*number, at);
            }
        }
        let Some(Token { word, .. }) = tokens.get(at + 1) else { return };
        if step.follows & word.bit() != 0 {
            let arcs = &self.arcs[step.arcs as usize..][..usize::from(step.words)];
            if let Some(row) = row(arcs, *word) {
                self.arrive_all(row, tokens, at + 1, found);
            }
        }
        if let Some(row) = step.any {
            self.arrive_all(row, tokens, at + 1, found);
        }
    }

    fn arrive_all(&self, row: Row, tokens: &[Token], at: usize, found: &mut impl FnMut(u16, usize)) {
        let next = tokens.get(at + 1).map_or(0, |token| token.word.bit());
        for step in &self.steps[usize::from(row)..] {
            if step.follows & next != 0 || step.ends > 0 || step.any.is_some() {
                self.arrive(step, tokens, at, found);
            }
            if step.last {
                break;
            }
        }
    }
}

/// The row that a word leads to.
fn row(arcs: &[(WordId, Row)], word: WordId) -> Option<Row> {
    let at = if arcs.len() > 16 {
        arcs.binary_search_by_key(&word, |(other, _)| *other).ok()
    } else {
        arcs.iter().position(|(other, _)| *other == word)
    };
    at.map(|at| arcs[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn found(patterns: &[&str], text: &str) -> Vec<(u16, usize, usize)> {
        let mut words = Words::new();
        let mut added = Patterns::default();
        for (number, pattern) in (0..).zip(patterns) {
            added.add(pattern, number, &mut words);
        }
        let phrases = Phrases::new(&added);
        let (mut lower, mut tokens, mut all) = (String::new(), Vec::new(), Vec::new());
        words.cut(text, &mut lower, &mut tokens);
        for first in 0..tokens.len() {
            phrases.begin_at(&tokens, first, |number, last| all.push((number, first, last)));
        }
        all
    }

    #[test]
    fn choices_and_missing_words() {
        let patterns = ["thank|thanks you? so? much", "so"];
        assert_eq!(found(&patterns, "Thanks so much"), [(0, 0, 2), (1, 1, 1)]);
        assert_eq!(found(&patterns, "THANK YOU MUCH"), [(0, 0, 2)]);
        assert_eq!(found(&patterns, "thank me much"), []);
    }

    #[test]
    fn gaps_are_any_words() {
        let patterns = ["part of me ~2 but", "see * coming"];
        assert_eq!(found(&patterns, "part of me but"), [(0, 0, 3)]);
        assert_eq!(found(&patterns, "part of me never would but"), [(0, 0, 5)]);
        assert_eq!(found(&patterns, "part of me never ever would but"), []);
        assert_eq!(found(&patterns, "see it coming see coming"), [(1, 0, 2)]);
    }

    #[test]
    fn contractions_match_however_they_are_written() {
        let patterns = ["i don't think so"];
        for text in ["I don't think so", "i dont think so", "I don’t think so."] {
            assert_eq!(found(&patterns, text), [(0, 0, 4)]);
        }
    }
}
