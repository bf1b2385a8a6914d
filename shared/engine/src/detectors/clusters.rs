//! The stretches of a conversation that have the most signs.
//!
//! A stretch ends where a sign is, and is the richest of those it overlaps with as they come; once one begins that does not
//! overlap with it, it is settled. The richest are kept, of equally rich ones the first.
//!
//! What must stay true: at most [`MOST_MOMENTS`] turns with signs are looked at together.

use std::collections::VecDeque;
use std::sync::Arc;

use super::evidence::{Budget, Moment};
use super::lookout::Sighting;
use super::state::{can_measure, fits};
use crate::document::TurnRef;
use crate::place::Span;

/// Turns with signs in one stretch.
const MOST_MOMENTS: usize = 32;

#[derive(Debug)]
pub(super) struct Clusters {
    within: Span,
    least: u64,
    keep: usize,
    recent: VecDeque<Signs>,
    /// The richest of the stretches that overlap with the one that ends now.
    candidate: Option<Stretch>,
    /// The richest first.
    kept: Vec<Stretch>,
    /// A turn with a sign, should there be too few for a stretch.
    pub(super) some: Option<Arc<TurnRef>>,
}

/// What a turn shows.
#[derive(Clone, Debug)]
struct Signs {
    moment: Moment,
    count: u64,
    /// Bits of the signs.
    which: u32,
}

/// Turns with many signs.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    first: u64,
    last: u64,
    count: u64,
    /// Bits of the signs.
    pub(super) which: u32,
    /// Listed.
    pub(super) turns: Vec<Arc<TurnRef>>,
    /// Listed or not.
    pub(super) total: u64,
}

impl Clusters {
    pub(super) fn new(within: Span, least: u32, keep: u32) -> Self {
        Self {
            within,
            least: u64::from(least),
            keep: keep as usize,
            recent: VecDeque::new(),
            candidate: None,
            kept: Vec::new(),
            some: None,
        }
    }

    pub(super) fn see(&mut self, sightings: &[Sighting], moment: &Moment, budget: Option<&mut Budget>) {
        if !can_measure(Some(self.within), moment) {
            return;
        }
        self.some.get_or_insert_with(|| Arc::clone(&moment.turn));
        let out = |signs: &Signs| !fits(Some(self.within), &signs.moment, moment);
        while self.recent.len() >= MOST_MOMENTS || self.recent.front().is_some_and(out) {
            self.recent.pop_front();
        }
        let which = sightings.iter().fold(0, |bits, sighting| bits | 1 << sighting.sign);
        self.recent.push_back(Signs { moment: moment.clone(), count: sightings.len() as u64, which });
        let count = self.recent.iter().map(|signs| signs.count).sum();
        if count < self.least {
            return;
        }
        let first = self.recent[0].moment.position;
        match &self.candidate {
            Some(candidate) if first <= candidate.last && count <= candidate.count => return,
            Some(candidate) if first > candidate.last => self.settle(budget),
            _ => {}
        }
        self.candidate = Some(Stretch {
            first,
            last: moment.position,
            count,
            which: self.recent.iter().fold(0, |bits, signs| bits | signs.which),
            total: self.recent.len() as u64,
            turns: self.recent.iter().map(|signs| Arc::clone(&signs.moment.turn)).collect(),
        });
    }

    fn settle(&mut self, budget: Option<&mut Budget>) {
        let Some(mut stretch) = self.candidate.take() else { return };
        let at = self.kept.partition_point(|other| other.count >= stretch.count);
        if at == self.keep {
            return;
        }
        let out = if self.kept.len() == self.keep { self.kept.pop() } else { None };
        if let Some(budget) = budget {
            out.into_iter().flat_map(|out| out.turns).for_each(|turn| budget.give_back(&turn));
            stretch.turns.retain(|turn| budget.take(turn));
        }
        self.kept.insert(at, stretch);
    }

    /// The richest first.
    pub(super) fn finish(mut self) -> Vec<Stretch> {
        self.settle(None);
        let Self { kept, .. } = self;
        debug_assert!(kept.iter().all(|stretch| stretch.first <= stretch.last));
        kept
    }
}
