//! The pairs of speakers that spoke to each other, as many as there is room for.
//!
//! What must stay true: at most [`MOST`] pairs are kept. When there is no room for another, the half that spoke
//! to each other least is dropped (of equals, who met later), so that those who talk a lot stay, whenever they come.
//! A pair that comes when others were dropped may have been one of them: it is marked as measured in part.

use super::alignment::Alignment;
use super::concordance::Concordance;
use super::uptake::Uptake;
use crate::fnv::Table;

pub(super) const MOST: usize = 4_096;

/// What is added up of two speakers.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    /// Ordinals, the smaller one first.
    pub(super) who: (usize, usize),
    /// How often one spoke right after the other.
    pub(super) exchanges: u64,
    pub(super) in_part: bool,
    /// Of the first from the second, and the other way round.
    pub(super) uptake: [Uptake; 2],
    pub(super) alignment: Alignment,
    pub(super) concordance: Concordance,
}

#[derive(Default)]
pub(super) struct Pairs {
    kept: Vec<Pair>,
    index: Table<(usize, usize), usize>,
    dropped: bool,
}

impl Pairs {
    /// The pair of these two, in any order.
    pub(super) fn of(&mut self, a: usize, b: usize) -> &mut Pair {
        let who = (a.min(b), a.max(b));
        let at = self.index.get(&who).copied().unwrap_or_else(|| self.insert(who));
        &mut self.kept[at]
    }

    fn insert(&mut self, who: (usize, usize)) -> usize {
        if self.kept.len() == MOST {
            self.drop_half();
        }
        let at = self.kept.len();
        self.kept.push(Pair { who, in_part: self.dropped, ..Pair::default() });
        self.index.insert(who, at);
        at
    }

    fn drop_half(&mut self) {
        self.dropped = true;
        self.kept.sort_by_key(|pair| std::cmp::Reverse(pair.exchanges));
        self.kept.truncate(MOST / 2);
        self.index = self.kept.iter().enumerate().map(|(at, pair)| (pair.who, at)).collect();
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// In the order of the speakers' ordinals.
    pub(super) fn finish(mut self) -> Vec<Pair> {
        self.kept.sort_unstable_by_key(|pair| pair.who);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_talks_a_lot_stays_when_there_is_no_room() {
        let mut pairs = Pairs::default();
        for round in 0..3 {
            for other in 1..=MOST {
                let met = if round == 0 { other } else { other + round * MOST };
                pairs.of(met, 0).exchanges += if other % 1_000 == 7 { 100 } else { 1 };
                assert!(pairs.kept.len() <= MOST && pairs.index.len() == pairs.kept.len());
            }
        }
        let kept = pairs.finish();
        let lively: Vec<_> = kept.iter().filter(|pair| pair.exchanges == 100).map(|pair| pair.who.1).collect();
        assert_eq!(lively.len(), 15, "{lively:?}");
        assert!(kept.is_sorted_by_key(|pair| pair.who));
        assert!(kept.iter().all(|pair| pair.in_part == (pair.who.1 > MOST)));
    }

    #[test]
    fn a_pair_is_the_same_from_both_sides() {
        let mut pairs = Pairs::default();
        pairs.of(3, 1).exchanges += 1;
        pairs.of(1, 3).exchanges += 1;
        let kept = pairs.finish();
        assert_eq!((kept.len(), kept[0].who, kept[0].exchanges, kept[0].in_part), (1, (1, 3), 2, false));
    }
}
