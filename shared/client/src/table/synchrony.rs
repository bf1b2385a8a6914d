//! How well those who spoke most go together, pair by pair.

use engine::{Analytics, SynchronyScore};

use super::number::{score, words};
use super::sheet::{Ink, Piece, Sheet};
use super::speakers::named;

/// So many pairs are shown.
const PAIRS: usize = 3;

/// The one measure that has a direction.
const UPTAKE: &str = "uptake";

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let pair = |score: &SynchronyScore| {
        let (one, two) = (score.identifier_one, score.identifier_two);
        (one.min(two), one.max(two))
    };
    let known = |score: &&SynchronyScore| score.score.is_some();
    let mut pairs: Vec<_> = analytics.synchrony.iter().filter(known).map(pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    if pairs.is_empty() {
        return;
    }
    sheet.heading("Synchrony");
    let name = |at: usize| analytics.speakers.get(at).map_or_else(String::new, named);
    for between in pairs.into_iter().take(PAIRS) {
        sheet.line([Ink::Plain.of(format!("  {} and {}", name(between.0), name(between.1)))]);
        let of_pair = analytics.synchrony.iter().filter(known).filter(|score| pair(score) == between);
        let pieces: Vec<_> = of_pair.filter_map(|one| piece(one, &name(one.identifier_one))).collect();
        sheet.list([Ink::Plain.of("    ")], 4, &pieces);
    }
}

fn piece(one: &SynchronyScore, by: &str) -> Option<Piece> {
    let whose = if one.calculation_type == UPTAKE { format!(" by {by}") } else { String::new() };
    Some(Ink::Plain.of(format!("{} {}{whose}", words(&one.calculation_type), score(one.score?))))
}
