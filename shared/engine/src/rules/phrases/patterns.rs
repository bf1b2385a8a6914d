//! Patterns as a graph of nodes, which is easy to grow and slow to walk.
//!
//! What must stay true: nodes are a pattern's own but for those of a first word, which all patterns share; so the
//! choices of a pattern add up and do not multiply.

use crate::words::{WordId, Words};

pub(super) type Node = u32;

pub(super) const ROOT: Node = 0;

/// A set of patterns, each with the number that was given with it.
#[derive(Default)]
pub(crate) struct Patterns {
    /// Where a node leads to by a word; by [`WordId::ANY`] where the word is left open.
    pub(super) arcs: Vec<(Node, WordId, Node)>,
    /// Where a pattern ends, and its number.
    pub(super) ends: Vec<(Node, u16)>,
    /// By first word: the node it leads to, or [`ROOT`].
    pub(super) firsts: Vec<Node>,
    /// The node made last.
    pub(super) last: Node,
}

impl Patterns {
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
        self.ends.extend(nodes.into_iter().map(|node| (node, number)));
    }

    /// The nodes that any of `words` leads to from `nodes`.
    fn grow(&mut self, nodes: &[Node], words: &[WordId]) -> Vec<Node> {
        let mut reached = Vec::new();
        let mut own = None;
        for (node, word) in nodes.iter().flat_map(|node| words.iter().map(move |word| (*node, *word))) {
            if node == ROOT {
                reached.push(self.first(word));
            } else {
                let to = *own.get_or_insert_with(|| self.fresh());
                self.arcs.push((node, word, to));
            }
        }
        reached.extend(own);
        reached
    }

    fn first(&mut self, word: WordId) -> Node {
        let at = word.index();
        self.firsts.resize(self.firsts.len().max(at + 1), ROOT);
        if self.firsts[at] == ROOT {
            self.firsts[at] = self.fresh();
        }
        self.firsts[at]
    }

    fn fresh(&mut self) -> Node {
        self.last += 1;
        self.last
    }
}

/// How many words this element of a pattern leaves open.
fn gap(element: &str) -> Option<usize> {
    match element {
        "*" => Some(1),
        _ => element.strip_prefix('~').map(|most| most.parse().expect("a gap is a number of words")),
    }
}
