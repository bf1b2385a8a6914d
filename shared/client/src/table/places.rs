//! Where to read on: positions of turns, from 0, as in the document.

use super::number::whole;
use super::sheet::{Ink, Piece};

/// So many turns are named.
const NAMED: usize = 12;

/// "turns 3, 7, 12 and 4 more", of `total` that there are.
pub(super) fn turns(places: impl IntoIterator<Item = u64>, total: u64) -> Vec<Piece> {
    let named: Vec<_> = places.into_iter().take(NAMED).collect();
    let several = if total == 1 { "turn" } else { "turns" };
    let mut pieces: Vec<_> = named.iter().map(|turn| Ink::Plain.of(turn.to_string())).collect();
    if let Some(first) = named.first() {
        pieces[0] = Ink::Plain.of(format!("{several} {first}"));
    }
    let more = total.saturating_sub(named.len() as u64);
    if more > 0 {
        pieces.push(Ink::Plain.of(format!("and {} more", whole(more))));
    }
    pieces
}
