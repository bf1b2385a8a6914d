//! From a graph of nodes to tables.
//!
//! Where a word leads to more than a few nodes at once, they are merged into one state that stands for all of them
//! (the subset construction, Rabin & Scott 1959), so that a common beginning of many patterns is walked once. Where
//! it leads to few they stay apart: merging everything would take far more states than there are nodes.
//!
//! What must stay true: states are numbered in the order they are met, so that the tables are the same in every run.

use std::collections::HashMap;

use super::patterns::{Node, Patterns};
use super::{Phrases, Row, Step};
use crate::words::WordId;

/// More nodes than this at once become one state.
const FEW: usize = 3;

/// Makes the tables.
struct Compiler {
    /// By node, in order: the arcs that leave it.
    arcs: Vec<Vec<(WordId, Node)>>,
    /// By node: the numbers of the patterns that end there.
    ends: Vec<Vec<u16>>,
    /// The states met so far, as the nodes they stand for.
    states: Vec<Vec<Node>>,
    /// By node: its row and its state, as far as it is met alone.
    alone: Vec<(Option<Row>, Option<u32>)>,
    /// The rows of more than one node.
    rows: HashMap<Vec<Node>, Row>,
    /// Rows of states, with the last one marked.
    steps: Vec<(u32, bool)>,
}

impl Compiler {
    fn new(patterns: &Patterns) -> Self {
        let nodes = patterns.last as usize + 1;
        let (mut arcs, mut ends) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        for (from, word, to) in &patterns.arcs {
            arcs[*from as usize].push((*word, *to));
        }
        for (node, number) in &patterns.ends {
            ends[*node as usize].push(*number);
        }
        let (alone, rows) = (vec![(None, None); nodes], HashMap::new());
        Self { arcs, ends, states: Vec::new(), alone, rows, steps: Vec::new() }
    }

    /// The row that leads to these nodes, which are in order.
    fn row(&mut self, nodes: &[Node]) -> Row {
        let known = match nodes {
            [node] => self.alone[*node as usize].0,
            _ => self.rows.get(nodes).copied(),
        };
        known.unwrap_or_else(|| {
            let row = small(self.steps.len());
            if nodes.len() > FEW {
                let all = self.state(nodes.to_vec());
                self.steps.push((all, true));
            } else {
                for node in nodes {
                    let state = self.state_of(*node);
                    self.steps.push((state, Some(node) == nodes.last()));
                }
            }
            match nodes {
                [node] => self.alone[*node as usize].0 = Some(row),
                _ => drop(self.rows.insert(nodes.to_vec(), row)),
            }
            row
        })
    }

    fn state_of(&mut self, node: Node) -> u32 {
        self.alone[node as usize].1.unwrap_or_else(|| {
            let state = self.state(vec![node]);
            self.alone[node as usize].1 = Some(state);
            state
        })
    }

    fn state(&mut self, nodes: Vec<Node>) -> u32 {
        self.states.push(nodes);
        index(self.states.len() - 1)
    }

    /// The arcs that leave a state, by word.
    fn arcs(&self, state: usize) -> Vec<(WordId, Node)> {
        let arcs = self.states[state].iter().flat_map(|node| &self.arcs[*node as usize]);
        let mut arcs: Vec<_> = arcs.copied().collect();
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }
}

pub(super) fn compile(patterns: &Patterns) -> Phrases {
    let mut compiler = Compiler::new(patterns);
    let firsts: Vec<u32> = patterns.firsts.iter().map(|node| compiler.state_of(*node)).collect();
    let mut phrases = Phrases { ends: vec![0], ..Phrases::default() };
    let (mut states, mut nodes) = (Vec::<Step>::new(), Vec::new());
    while states.len() < compiler.states.len() {
        let mut state = Step { arcs: index(phrases.arcs.len()), ..Step::default() };
        for arcs in compiler.arcs(states.len()).chunk_by(|(word, _), (other, _)| word == other) {
            nodes.clear();
            nodes.extend(arcs.iter().map(|(_, node)| *node));
            let (word, row) = (arcs[0].0, compiler.row(&nodes));
            if word == WordId::ANY {
                state.any = Some(row);
            } else {
                phrases.arcs.push((word, row));
                state.words += 1;
                state.follows |= word.bit();
            }
        }
        let ends = compiler.states[states.len()].iter().flat_map(|node| &compiler.ends[*node as usize]);
        let ends: Vec<u16> = ends.copied().collect();
        if !ends.is_empty() {
            state.ends = small(phrases.ends.len());
            phrases.ends.push(small(ends.len()));
            phrases.ends.extend(ends);
        }
        states.push(state);
    }
    let step = |(to, last)| Step { last, ..states[to as usize] };
    phrases.steps = compiler.steps.into_iter().map(step).collect();
    phrases.firsts = firsts.into_iter().map(|to| step((to, true))).collect();
    phrases
}

fn index(count: usize) -> u32 {
    u32::try_from(count).expect("the rules have fewer than 2³² words")
}

fn small(count: usize) -> u16 {
    u16::try_from(count).expect("the rules lead to fewer than 65,536 places")
}
