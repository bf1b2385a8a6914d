//! How often the phrases of a profile's categories were said.
//!
//! What must stay true: a category's matches are its own and those of all that belong to it; memory depends on the
//! profile alone.

use std::sync::Arc;

use crate::document::{BySide, CategoryCount, TurnRef};
use crate::phrases::Category;
use crate::side::Side;

/// Turns listed with a category.
const MOST_TURNS: usize = 10;

/// Counts matches.
#[derive(Debug)]
pub(crate) struct Categories {
    /// In the order of the names.
    counts: Vec<Count>,
    /// By category, itself and what it belongs to.
    lineages: Vec<Vec<usize>>,
}

#[derive(Debug, Default)]
struct Count {
    name: String,
    matches: u64,
    turns: u64,
    by_side: BySide,
    evidence: Vec<Arc<TurnRef>>,
    /// The position of the last turn with a match, and one.
    last: u64,
}

impl Categories {
    pub(crate) fn new(categories: &[Category]) -> Self {
        let mut names: Vec<&str> = categories.iter().flat_map(|category| category.name.lineage()).collect();
        names.sort_unstable();
        names.dedup();
        let at = |name: &str| names.binary_search(&name).expect("every name of a lineage is listed");
        let lineages = categories.iter().map(|category| category.name.lineage().map(at).collect()).collect();
        let counts = names.iter().map(|name| Count { name: (*name).to_owned(), ..Count::default() });
        Self { counts: counts.collect(), lineages }
    }

    /// Takes a match in a turn at or after that of the last match.
    pub(crate) fn add(&mut self, category: u16, side: Side, turn: &Arc<TurnRef>, position: u64) {
        for at in &self.lineages[usize::from(category)] {
            let count = &mut self.counts[*at];
            count.matches += 1;
            *match side {
                Side::Professional => &mut count.by_side.agent,
                Side::Client => &mut count.by_side.customer,
                Side::Unknown => &mut count.by_side.other,
            } += 1;
            if count.last == position + 1 {
                continue;
            }
            count.last = position + 1;
            count.turns += 1;
            if count.evidence.len() < MOST_TURNS {
                count.evidence.push(Arc::clone(turn));
            }
        }
    }

    /// All categories and what they belong to, by name.
    pub(crate) fn finish(self) -> Vec<CategoryCount> {
        let counts = self.counts.into_iter().map(|count| CategoryCount {
            name: count.name,
            matches: count.matches,
            turns: count.turns,
            by_side: count.by_side,
            evidence: count.evidence.iter().map(|turn| TurnRef::clone(turn)).collect(),
        });
        counts.collect()
    }
}
