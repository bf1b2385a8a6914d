//! Turns that are pointed at.
//!
//! What must stay true: a turn is written down at most once, however many items point at it; what is kept for roles and
//! speakers together is bounded, whatever the conversation. The conversation's own items always have their turns.

use std::sync::Arc;

use crate::document::TurnRef;
use crate::reduce::Said;

/// The most turns listed with one item.
pub(super) const MOST_TURNS: usize = 50;

/// What may be kept for roles and speakers out of one budget, in units of [`cost`].
const UNITS: usize = 30_000;

/// What is left to keep evidence with.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(UNITS)
    }
}

impl Budget {
    /// Whether this turn may be kept once more.
    pub(super) fn take(&mut self, turn: &TurnRef) -> bool {
        let cost = cost(turn);
        let enough = cost <= self.0;
        self.0 -= if enough { cost } else { 0 };
        enough
    }

    /// A turn that was kept is kept no more.
    pub(super) fn give_back(&mut self, turn: &TurnRef) {
        self.0 += cost(turn);
    }
}

/// One for the reference, and one for every 64 bytes of text.
fn cost(turn: &TurnRef) -> usize {
    let texts = [&turn.talk_turn_id, &turn.start_time, &turn.end_time];
    1 + texts.into_iter().flatten().map(String::len).sum::<usize>() / 64
}

/// A turn at its place in the conversation.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// Turns before it.
    pub(crate) position: u64,
    pub(crate) begins: Option<i64>,
    pub(crate) turn: Arc<TurnRef>,
}

impl Moment {
    pub(crate) fn new(position: u64, said: &Said<'_>) -> Self {
        let turn = said.turn;
        let turn = TurnRef {
            index: turn.index,
            talk_turn_id: turn.talk_turn_id.clone(),
            start_time: turn.start_time.clone(),
            end_time: turn.end_time.clone(),
        };
        Self { position, begins: said.begins, turn: Arc::new(turn) }
    }
}

/// The first turns that show something, and how many do.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    turns: Vec<Arc<TurnRef>>,
    total: u32,
    /// The index of the turn added last, and one.
    last: u64,
}

impl Evidence {
    /// Takes a turn at or after the one taken last. Without a budget there is no bound but that of an item.
    pub(super) fn add(&mut self, turn: &Arc<TurnRef>, budget: Option<&mut Budget>) {
        if self.last == turn.index + 1 {
            return;
        }
        self.last = turn.index + 1;
        self.total = self.total.saturating_add(1);
        if self.turns.len() < MOST_TURNS && budget.is_none_or(|budget| budget.take(turn)) {
            self.turns.push(Arc::clone(turn));
        }
    }

    pub(super) fn finish(&self) -> (Vec<TurnRef>, u64) {
        (self.turns.iter().map(|turn| TurnRef::clone(turn)).collect(), u64::from(self.total))
    }
}

/// These turns as evidence.
impl FromIterator<Arc<TurnRef>> for Evidence {
    fn from_iter<I: IntoIterator<Item = Arc<TurnRef>>>(turns: I) -> Self {
        let mut evidence = Self::default();
        for turn in turns {
            evidence.add(&turn, None);
        }
        evidence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(index: u64) -> Arc<TurnRef> {
        Arc::new(TurnRef { index, talk_turn_id: Some("x".repeat(64)), ..TurnRef::default() })
    }

    #[test]
    fn a_turn_is_listed_once_and_fifty_at_most() {
        let evidence: Evidence = (0..120).map(|at| turn(at / 2)).collect();
        let (turns, total) = evidence.finish();
        assert_eq!((turns.len(), total, turns[49].index), (50, 60, 49));
    }

    #[test]
    fn what_the_budget_does_not_pay_for_is_only_counted() {
        let (mut budget, mut evidence) = (Budget(5), Evidence::default());
        for at in 0..4 {
            evidence.add(&turn(at), Some(&mut budget));
        }
        let (turns, total) = evidence.finish();
        assert_eq!((turns.len(), total), (2, 4));
    }
}
