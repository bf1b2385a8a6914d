//! Phrases, compiled into one automaton over words.
//!
//! A pattern is a row of words with spaces between them; `a|b` means either, and a trailing `?` that the word
//! may be missing: `thank|thanks you so? much`. `*` is any one word, `~3` up to three of them: `part of me ~3 but`.
//! Patterns are cut like any text, so contractions match however they are written.
//!
//! What must stay true: a pattern never begins with a gap, so that looking it up stays cheap.
//! Deliberately absent: word order that may change, and anything about marks. A rule that needs them is code.

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
    /// The last of an arc's links, by arc.
    next: Table<u64, u32>,
    /// Where arcs lead to, and the link before of the same arc.
    links: Vec<(Node, Option<u32>)>,
    /// By node: the numbers of the patterns that end there.
    ends: Vec<Vec<u16>>,
    /// By node: whether any word may follow.
    gaps: Vec<bool>,
    nodes: Node,
}

impl Phrases {
    /// Nodes are a pattern's own but for those of a first word, which all patterns share: so the choices of a
    /// pattern add up and do not multiply, and a pattern costs nothing where its first two words do not stand.
    pub(crate) fn add(&mut self, pattern: &str, number: u16, words: &mut Words) {
        let mut nodes = vec![ROOT];
        for element in pattern.split_whitespace() {
            if let Some(most) = gap(element) {
                let mut farthest = nodes.clone();
                if element == "*" {
                    nodes.clear();
                }
                for _ in 0..most {
                    let reached = self.grow(&farthest, &[WordId::ANY]);
                    nodes.extend(&reached);
                    farthest = reached;
                }
                continue;
            }
            let (choices, optional) = element.strip_suffix('?').map_or((element, false), |choices| (choices, true));
            let (single, more): (Vec<_>, Vec<_>) =
                choices.split('|').map(|choice| words.intern_all(choice)).partition(|ids| ids.len() == 1);
            let mut reached = if optional { nodes.clone() } else { Vec::new() };
            reached.extend(self.grow(&nodes, &single.concat()));
            for ids in more {
                reached.extend(ids.iter().fold(nodes.clone(), |nodes, id| self.grow(&nodes, &[*id])));
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

    /// The nodes that any of `words` leads to from `nodes`.
    fn grow(&mut self, nodes: &[Node], words: &[WordId]) -> Vec<Node> {
        let mut reached = Vec::new();
        let mut own = None;
        for (node, word) in nodes.iter().flat_map(|node| words.iter().map(move |word| (*node, *word))) {
            if node == ROOT {
                let shared = self.next.get(&arc(ROOT, word)).map(|link| self.links[*link as usize].0);
                reached.push(shared.unwrap_or_else(|| {
                    let fresh = self.fresh();
                    self.link(ROOT, word, fresh);
                    fresh
                }));
                continue;
            }
            let to = *own.get_or_insert_with(|| self.fresh());
            self.link(node, word, to);
        }
        reached.extend(own);
        reached
    }

    fn fresh(&mut self) -> Node {
        self.nodes += 1;
        self.nodes
    }

    fn link(&mut self, from: Node, word: WordId, to: Node) {
        if word == WordId::ANY {
            let from = from as usize;
            self.gaps.resize(self.gaps.len().max(from + 1), false);
            self.gaps[from] = true;
        }
        let link = u32::try_from(self.links.len()).expect("the rules have fewer than 2³² links");
        let before = self.next.insert(arc(from, word), link);
        self.links.push((to, before));
    }

    /// Calls `found` with the number and the last token of every pattern that begins at `first`, in no order.
    pub(crate) fn begin_at(&self, tokens: &[Token], first: usize, mut found: impl FnMut(u16, usize)) {
        self.go_on(ROOT, tokens, first, &mut found);
    }

    fn go_on(&self, node: Node, tokens: &[Token], at: usize, found: &mut impl FnMut(u16, usize)) {
        let Some(token) = tokens.get(at) else { return };
        if token.word != WordId::UNKNOWN {
            self.step(node, token.word, tokens, at, found);
        }
        if self.gaps.get(node as usize).copied().unwrap_or(false) {
            self.step(node, WordId::ANY, tokens, at, found);
        }
    }

    fn step(&self, node: Node, word: WordId, tokens: &[Token], at: usize, found: &mut impl FnMut(u16, usize)) {
        let mut link = self.next.get(&arc(node, word)).copied();
        while let Some((next, before)) = link.map(|link| self.links[link as usize]) {
            for number in self.ends.get(next as usize).into_iter().flatten() {
                found(*number, at);
            }
            self.go_on(next, tokens, at + 1, found);
            link = before;
        }
    }
}

/// How many words this element of a pattern leaves open.
fn gap(element: &str) -> Option<usize> {
    match element {
        "*" => Some(1),
        _ => element.strip_prefix('~').map(|most| most.parse().expect("a gap is a number of words")),
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
