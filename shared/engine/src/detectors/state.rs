//! What a detector has seen so far of a group's turns.
//!
//! What must stay true: a state's size depends on its detector only; turns come in order; a match's signs count for no
//! other match.

use std::sync::Arc;

use super::clusters::Clusters;
use super::evidence::{Budget, Evidence, Moment};
use super::lookout::Sighting;
use super::spec::Pattern;
use crate::document::TurnRef;
use crate::place::Span;

#[derive(Debug)]
pub(super) enum State {
    Tally(Tally),
    Together(Box<Together>),
    Sequence(Box<Sequence>),
    Clusters(Box<Clusters>),
}

/// Matches and where they are.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) matches: u64,
    pub(super) evidence: Evidence,
    /// Where it was seen less severe than asked for, as long as there is no match.
    pub(super) faint: Evidence,
}

impl State {
    /// Nothing seen yet; `None` for a pattern that looks at no turn.
    pub(super) fn of(pattern: &Pattern) -> Option<Self> {
        match pattern {
            Pattern::Any(_) | Pattern::Absence(_) => Some(Self::Tally(Tally::default())),
            Pattern::All { signs, within } => Some(Self::Together(Box::new(Together::new(signs.len(), *within)))),
            Pattern::Sequence { signs, within } => Some(Self::Sequence(Box::new(Sequence::new(signs.len(), *within)))),
            Pattern::Clusters { within, least, keep, .. } => {
                Some(Self::Clusters(Box::new(Clusters::new(*within, *least, *keep))))
            }
            Pattern::Measure(_) => None,
        }
    }

    /// Takes what was seen in a turn, in the order of its text.
    pub(super) fn see(&mut self, sightings: &[Sighting], moment: &Moment, budget: Option<&mut Budget>) {
        match self {
            Self::Tally(tally) => {
                let matches = sightings.iter().filter(|sighting| !sighting.is_faint()).map(|_| 1).sum::<u64>();
                tally.matches += matches;
                if matches > 0 {
                    tally.evidence.add(&moment.turn, budget);
                } else if tally.matches == 0 {
                    tally.faint.add(&moment.turn, budget);
                }
            }
            Self::Together(together) => together.see(sightings, moment, budget),
            Self::Sequence(sequence) => sequence.see(sightings, moment, budget),
            Self::Clusters(clusters) => clusters.see(sightings, moment, budget),
        }
    }
}

/// All signs, in any order.
#[derive(Debug)]
pub(super) struct Together {
    within: Option<Span>,
    /// By sign, when it was seen last since the last match.
    last: Vec<Option<Moment>>,
    pub(super) tally: Tally,
}

impl Together {
    fn new(signs: usize, within: Option<Span>) -> Self {
        Self { within, last: vec![None; signs], tally: Tally::default() }
    }

    fn see(&mut self, sightings: &[Sighting], moment: &Moment, mut budget: Option<&mut Budget>) {
        if !can_measure(self.within, moment) {
            return;
        }
        for sighting in sightings {
            self.last[usize::from(sighting.sign)] = Some(moment.clone());
            let all = self.last.iter().flatten().filter(|other| fits(self.within, other, moment)).count();
            if all == self.last.len() {
                self.tally.matches += 1;
                for turn in in_order(self.last.iter_mut().filter_map(Option::take)) {
                    self.tally.evidence.add(&turn, budget.as_deref_mut());
                }
            }
        }
    }

    /// The turns of those signs that were seen, after the last match.
    pub(super) fn part(&self) -> Vec<Arc<TurnRef>> {
        in_order(self.last.iter().flatten().cloned())
    }
}

/// All signs, one after the other: each begins after the one before it, be it in the same turn.
#[derive(Debug)]
pub(super) struct Sequence {
    within: Option<Span>,
    /// By number of signs, the latest row of moments that has so many.
    rows: Vec<Vec<Moment>>,
    /// The first of the longest rows so far.
    pub(super) best: Vec<Arc<TurnRef>>,
    pub(super) tally: Tally,
}

impl Sequence {
    fn new(signs: usize, within: Option<Span>) -> Self {
        Self { within, rows: vec![Vec::new(); signs], best: Vec::new(), tally: Tally::default() }
    }

    fn see(&mut self, sightings: &[Sighting], moment: &Moment, mut budget: Option<&mut Budget>) {
        if !can_measure(self.within, moment) {
            return;
        }
        // From the last sign to the first, so that nothing follows what begins where it does.
        for here in sightings.chunk_by(|a, b| a.at == b.at) {
            for sighting in here.iter().rev() {
                self.take(usize::from(sighting.sign), moment, budget.as_deref_mut());
            }
        }
    }

    fn take(&mut self, sign: usize, moment: &Moment, mut budget: Option<&mut Budget>) {
        let mut row = if sign == 0 { Vec::new() } else { self.rows[sign - 1].clone() };
        if row.len() < sign || row.first().is_some_and(|first| !fits(self.within, first, moment)) {
            return;
        }
        row.push(moment.clone());
        if row.len() > self.best.len() {
            self.best = row.iter().map(|moment| Arc::clone(&moment.turn)).collect();
        }
        if sign + 1 < self.rows.len() {
            self.rows[sign] = row;
            return;
        }
        self.tally.matches += 1;
        for moment in row {
            self.tally.evidence.add(&moment.turn, budget.as_deref_mut());
        }
        self.rows.iter_mut().for_each(Vec::clear);
    }
}

fn in_order(moments: impl Iterator<Item = Moment>) -> Vec<Arc<TurnRef>> {
    let mut moments: Vec<_> = moments.collect();
    moments.sort_by_key(|moment| moment.position);
    moments.into_iter().map(|moment| moment.turn).collect()
}

/// Whether the span can be told for this turn.
pub(super) fn can_measure(within: Option<Span>, moment: &Moment) -> bool {
    !matches!(within, Some(Span::Millis(_))) || moment.begins.is_some()
}

/// Whether a span that has the first turn has the last as well.
pub(super) fn fits(within: Option<Span>, first: &Moment, last: &Moment) -> bool {
    match within {
        None => true,
        Some(Span::Turns(turns)) => last.position - first.position < u64::from(turns),
        Some(Span::Millis(millis)) => {
            first.begins.zip(last.begins).is_some_and(|(first, last)| first.abs_diff(last) <= millis.unsigned_abs())
        }
    }
}
