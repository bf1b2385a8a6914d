//! Phrases, compiled into one automaton over words.
//!
//! A pattern is a row of words with spaces between them; `a|b` means either, and a trailing `?` that the word
//! may be missing: `thank|thanks you so? much`. Patterns are cut like any text, so contractions match however
//! they are written.
//! Deliberately absent: wildcards and gaps. A rule that needs them is code.

use crate::fnv::Table;
use crate::words::{Token, WordId, Words};

type Node = u32;

const ROOT: Node = 0;

/// A word seen at a node, as one number.
fn arc(node: Node, word: WordId) -> u64 {
    u64::from(node) << 16 | u64::from(word)
}

/// A set of patterns, each with the number that was given with it.
#[derive(Default)]
pub(crate) struct Phrases {
    next: Table<u64, Node>,
    /// By node: the numbers of the patterns that end there.
    ends: Vec<Vec<u16>>,
}

impl Phrases {
    pub(crate) fn add(&mut self, pattern: &str, number: u16, words: &mut Words) {
        let mut nodes = vec![ROOT];
        for element in pattern.split_whitespace() {
            let (choices, optional) = element.strip_suffix('?').map_or((element, false), |choices| (choices, true));
            let mut reached = if optional { nodes.clone() } else { Vec::new() };
            for choice in choices.split('|') {
                let ids = words.intern_all(choice);
                reached
                    .extend(nodes.iter().map(|node| ids.iter().fold(*node, |node, id| self.step_or_grow(node, *id))));
            }
            reached.sort_unstable();
            reached.dedup();
            nodes = reached;
        }
        for node in nodes {
            let node = usize::try_from(node).expect("nodes are counted in memory");
            if self.ends.len() <= node {
                self.ends.resize(node + 1, Vec::new());
            }
            self.ends[node].push(number);
        }
    }

    fn step_or_grow(&mut self, node: Node, word: WordId) -> Node {
        let fresh = Node::try_from(self.next.len() + 1).expect("the rules have fewer than 2³² nodes");
        *self.next.entry(arc(node, word)).or_insert(fresh)
    }

    /// Calls `found` with the number and the last token of every pattern that begins at `first`, shortest first.
    pub(crate) fn begin_at(&self, tokens: &[Token], first: usize, mut found: impl FnMut(u16, usize)) {
        let mut node = ROOT;
        for (last, token) in tokens.iter().enumerate().skip(first) {
            match self.next.get(&arc(node, token.word)) {
                Some(next) if token.word != WordId::UNKNOWN => node = *next,
                _ => return,
            }
            for number in self.ends.get(node as usize).into_iter().flatten() {
                found(*number, last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(patterns: &[&str], text: &str) -> Vec<(u16, usize, usize)> {
        let mut words = Words::new();
        let mut phrases = Phrases::default();
        for (number, pattern) in (0..).zip(patterns) {
            phrases.add(pattern, number, &mut words);
        }
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
    fn contractions_match_however_they_are_written() {
        let patterns = ["i don't think so"];
        for text in ["I don't think so", "i dont think so", "I don’t think so."] {
            assert_eq!(found(&patterns, text), [(0, 0, 4)]);
        }
    }
}
