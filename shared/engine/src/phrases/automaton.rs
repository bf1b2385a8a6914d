//! All expressions of a profile as one automaton over words.
//!
//! Expressions that begin alike share their beginning. While a turn is walked, every node keeps only when it was reached
//! last, and from where: whoever reached it last may wait longest and began last, so nothing that an older visit could
//! still find is missed. So a walk costs what is alive at a word, and no text makes it cost more than one visit per node
//! and word.
//!
//! What must stay true: one expression's matches do not overlap, the earliest end first and then the latest beginning.

use std::collections::BTreeMap;

use super::expression::{Choice, Expression, Step};
use super::lexicon::{Lexicon, Symbol};
use crate::reduce::Word;

/// A node's number; 0 is where all begin.
type Node = u32;

/// Nodes of one automaton.
const MOST_NODES: usize = 400_000;

/// Expressions, ready to be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Automaton {
    lexicon: Lexicon,
    /// Where a symbol leads to from the beginning; 0 if nowhere.
    firsts: Vec<Node>,
    nodes: Vec<State>,
    /// Each node's by symbol.
    arcs: Vec<Arc>,
    /// Expressions that are complete at a node.
    ends: Vec<u32>,
    expressions: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    arcs: (u32, u32),
    ends: (u32, u32),
    /// The longest gap of its arcs.
    patience: u8,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    symbol: Symbol,
    gap: u8,
    to: Node,
}

/// What a walk remembers. Made for one automaton, and used for no other.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// By node, while it is alive: the words at which it was reached and at which that began.
    visits: Vec<Option<(u32, u32)>>,
    alive: Vec<Node>,
    reached: Vec<(Node, u32)>,
    symbols: Vec<Symbol>,
    /// By expression, the word after its last match; 0 before the first.
    done: Vec<u32>,
    matched: Vec<u32>,
}

/// A match: the expression's number, and its first and last word.
pub(crate) type Match = (u32, usize, usize);

/// More than [`MOST_NODES`] nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl Automaton {
    /// Expressions get numbers in their order.
    pub(crate) fn new<'e>(expressions: impl Iterator<Item = &'e Expression>) -> Result<Self, TooLarge> {
        let mut classes: BTreeMap<Vec<Choice>, Symbol> = BTreeMap::new();
        let mut tree: BTreeMap<(Node, Symbol, u8), Node> = BTreeMap::new();
        let mut ends: Vec<(Node, u32)> = Vec::new();
        let mut count = 0;
        for (number, expression) in (0..).zip(expressions) {
            count += 1;
            for order in &expression.orders {
                let end = order.iter().try_fold(0, |node, Step { gap, choices }| {
                    let next = Symbol::try_from(classes.len()).map_err(|_| TooLarge)?;
                    let symbol = *classes.entry(choices.clone()).or_insert(next);
                    let fresh = Node::try_from(tree.len() + 1).map_err(|_| TooLarge)?;
                    let to = *tree.entry((node, symbol, *gap)).or_insert(fresh);
                    if tree.len() > MOST_NODES { Err(TooLarge) } else { Ok(to) }
                })?;
                ends.push((end, number));
            }
        }
        ends.sort_unstable();
        ends.dedup();
        let mut automaton = Self {
            lexicon: Lexicon::new(&classes),
            firsts: vec![0; classes.len()],
            nodes: vec![State::default(); tree.len() + 1],
            arcs: Vec::with_capacity(tree.len()),
            ends: ends.iter().map(|(_, number)| *number).collect(),
            expressions: count,
        };
        let place =
            |at: usize| u32::try_from(at).expect("there are at most MOST_NODES nodes, and fewer orders than that");
        for ((from, symbol, gap), to) in tree {
            if from == 0 {
                automaton.firsts[symbol as usize] = to;
                continue;
            }
            let at = place(automaton.arcs.len());
            automaton.arcs.push(Arc { symbol, gap, to });
            let state = &mut automaton.nodes[from as usize];
            state.arcs = (if state.arcs.1 == 0 { at } else { state.arcs.0 }, at + 1);
            state.patience = state.patience.max(gap);
        }
        for (at, (node, _)) in ends.iter().enumerate() {
            let state = &mut automaton.nodes[*node as usize];
            state.ends = (if state.ends.1 == 0 { place(at) } else { state.ends.0 }, place(at + 1));
        }
        Ok(automaton)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.expressions == 0
    }

    /// Gives every match in a turn to `accept`, in the order of their ends, which says whether it counts.
    pub(crate) fn find(&self, text: &str, words: &[Word], walk: &mut Walk, mut accept: impl FnMut(Match) -> bool) {
        if self.is_empty() {
            return;
        }
        walk.visits.resize(self.nodes.len(), None);
        walk.done.resize(self.expressions, 0);
        for (at, word) in (0..).zip(words) {
            walk.symbols.clear();
            self.lexicon.look_up(text, *word, &mut walk.symbols);
            if walk.symbols.is_empty() && walk.alive.is_empty() {
                continue;
            }
            self.step(at, walk);
            while let Some((node, start)) = walk.reached.pop() {
                let State { arcs, ends, .. } = self.nodes[node as usize];
                if arcs.0 < arcs.1 && walk.visits[node as usize].replace((at, start)).is_none() {
                    walk.alive.push(node);
                }
                for number in &self.ends[ends.0 as usize..ends.1 as usize] {
                    let done = &mut walk.done[*number as usize];
                    if start >= *done && accept((*number, start as usize, at as usize)) {
                        if *done == 0 {
                            walk.matched.push(*number);
                        }
                        *done = at + 1;
                    }
                }
            }
        }
        for node in walk.alive.drain(..) {
            walk.visits[node as usize] = None;
        }
        for number in walk.matched.drain(..) {
            walk.done[number as usize] = 0;
        }
    }

    /// Collects what the symbols at this word lead to, and forgets what waited too long.
    fn step(&self, at: u32, walk: &mut Walk) {
        let Walk { visits, alive, reached, symbols, .. } = walk;
        alive.retain(|node| {
            let State { arcs, patience, .. } = self.nodes[*node as usize];
            let (since, start) = visits[*node as usize].expect("who is alive was reached");
            let between = at - since - 1;
            let arcs = &self.arcs[arcs.0 as usize..arcs.1 as usize];
            for symbol in symbols.iter() {
                let of_symbol = &arcs[arcs.partition_point(|arc| arc.symbol < *symbol)..];
                let fits =
                    of_symbol.iter().take_while(|arc| arc.symbol == *symbol).filter(|a| u32::from(a.gap) >= between);
                reached.extend(fits.map(|arc| (arc.to, start)));
            }
            let waits = between < u32::from(patience);
            if !waits {
                visits[*node as usize] = None;
            }
            waits
        });
        let firsts = symbols.iter().map(|symbol| self.firsts[*symbol as usize]).filter(|node| *node != 0);
        reached.extend(firsts.map(|node| (node, at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reduce::words_of;

    fn automaton(expressions: &[&str]) -> Automaton {
        let expressions: Vec<_> =
            expressions.iter().map(|text| Expression::parse(text).expect("well formed")).collect();
        Automaton::new(expressions.iter()).expect("small")
    }

    fn found(expressions: &[&str], text: &str) -> Vec<Match> {
        let automaton = automaton(expressions);
        let (mut words, mut walk, mut found) = (Vec::new(), Walk::default(), Vec::new());
        words_of(text, &mut words);
        for _ in 0..2 {
            found.clear();
            automaton.find(text, &words, &mut walk, |found_one| {
                found.push(found_one);
                true
            });
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn words_choices_and_stars() {
        assert_eq!(found(&["cancel*|stop it"], "Cancelling IT, stop it; cancel that"), [(0, 0, 1), (0, 2, 3)]);
        assert_eq!(found(&["cancel*", "cancel", "cancelled"], "cancelled"), [(0, 0, 0), (2, 0, 0)]);
        assert_eq!(found(&["ÄR*"], "Ärger är a"), [(0, 0, 0), (0, 1, 1)]);
        assert_eq!(found(&["don't"], "don’t Don't dont"), [(0, 0, 0), (0, 1, 1)]);
    }

    #[test]
    fn gaps_and_any_order() {
        assert_eq!(found(&["a ~2 b"], "a x x b"), [(0, 0, 3)]);
        assert_eq!(found(&["a ~2 b"], "a x x x b"), []);
        assert_eq!(found(&["a ~2 b", "a b"], "a b"), [(0, 0, 1), (1, 0, 1)]);
        assert_eq!(found(&["{a ~1 b}"], "b x a b"), [(0, 0, 2)]);
        assert_eq!(found(&["{a ~1 b}"], "b a a x b"), [(0, 0, 1), (0, 2, 4)]);
        assert_eq!(found(&["a ~1 b ~1 c"], "a x b x c"), [(0, 0, 4)]);
    }

    #[test]
    fn a_phrase_never_overlaps_itself() {
        assert_eq!(found(&["a a"], "a a a a a"), [(0, 0, 1), (0, 2, 3)]);
        assert_eq!(found(&["a ~3 b"], "a a b b"), [(0, 1, 2)]);
        assert_eq!(found(&["a b", "b a"], "a b a"), [(0, 0, 1), (1, 1, 2)]);
    }

    #[test]
    fn the_latest_visit_finds_what_an_older_one_would() {
        assert_eq!(found(&["a ~3 b c"], "a b x b c"), [(0, 0, 4)]);
        assert_eq!(found(&["a ~1 a ~1 b"], "a a x a b"), [(0, 1, 4)]);
    }

    #[test]
    fn what_does_not_count_hides_nothing() {
        let automaton = automaton(&["a ~5 b"]);
        let (mut words, mut seen) = (Vec::new(), Vec::new());
        let text = "a b a b";
        words_of(text, &mut words);
        automaton.find(text, &words, &mut Walk::default(), |(_, first, last)| {
            seen.push((first, last));
            first > 0
        });
        assert_eq!(seen, [(0, 1), (2, 3)]);
    }

    /// Every match there is, tried one by one: the earliest end, the latest beginning, none overlapping.
    fn slowly(expression: &Expression, words: &[&str]) -> Vec<(usize, usize)> {
        fn ends(steps: &[Step], words: &[&str], at: usize, last: usize) -> bool {
            let is = |step: &Step| {
                step.choices.iter().any(|choice| match choice {
                    Choice::Word(word) => word == words[at],
                    Choice::Prefix(prefix) => words[at].starts_with(prefix.as_str()),
                })
            };
            let Some((first, rest)) = steps.split_first() else { return false };
            if !is(first) {
                return false;
            }
            match rest.first() {
                None => at == last,
                Some(next) => (at + 1..=last.min(at + 1 + usize::from(next.gap))).any(|at| ends(rest, words, at, last)),
            }
        }
        let (mut found, mut from) = (Vec::new(), 0);
        for last in 0..words.len() {
            let first = (from..=last).rev().find(|at| expression.orders.iter().any(|o| ends(o, words, *at, last)));
            if let Some(first) = first {
                found.push((first, last));
                from = last + 1;
            }
        }
        found
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]
        #[test]
        fn as_slowly_so_fast(
            expressions in proptest::collection::vec("(aa|bb|ab\\*|aa\\*|\\{aa ~2 bb\\}|\\{ab bb\\})( (~[1-3] )?(aa|bb|ab|ab\\*|cc)){0,3}", 1..5),
            text in proptest::collection::vec("(aa|bb|ab|abc|cc)", 0..14),
        ) {
            let all: Vec<_> = expressions.iter().map(|text| Expression::parse(text).expect("well formed")).collect();
            let words: Vec<&str> = text.iter().map(String::as_str).collect();
            let expressions: Vec<_> = expressions.iter().map(String::as_str).collect();
            let fast = found(&expressions, &text.join(" "));
            let slow: Vec<_> = (0..).zip(&all)
                .flat_map(|(number, e)| slowly(e, &words).into_iter().map(move |(first, last)| (number, first, last)))
                .collect();
            let ends = |found: &[Match]| found.iter().map(|(n, _, last)| (*n, *last)).collect::<Vec<_>>();
            proptest::prop_assert_eq!(ends(&fast), ends(&slow));
        }
    }
}
