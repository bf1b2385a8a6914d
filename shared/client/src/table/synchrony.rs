//! How well those who spoke most go together, pair by pair.

use std::collections::BTreeMap;

use super::document::{Analytics, Speaker, Synchrony};
use super::number::{score, words};
use super::sheet::{Ink, Piece, Sheet};
use super::speakers::named;

/// So many pairs are shown.
const PAIRS: usize = 3;

/// The one measure that has a direction.
const UPTAKE: &str = "uptake";

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let people = People::of(&analytics.speakers);
    let known = |score: &&Synchrony| score.score.is_some();
    let mut pairs: Vec<_> = analytics.synchrony.iter().filter(known).map(|score| people.pair(score)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    if pairs.is_empty() {
        return;
    }
    sheet.heading("Synchrony");
    for between in pairs.into_iter().take(PAIRS) {
        let [(_, one), (_, two)] = between;
        sheet.line([Ink::Plain.of(format!("  {} and {}", people.name(one), people.name(two)))]);
        let of_pair = analytics.synchrony.iter().filter(known).filter(|score| people.pair(score) == between);
        let pieces: Vec<_> = of_pair.filter_map(|one| piece(one, &people.name(&one.identifier_one))).collect();
        sheet.list([Ink::Plain.of("    ")], 4, &pieces);
    }
}

fn piece(one: &Synchrony, by: &str) -> Option<Piece> {
    let whose = if one.calculation_type == UPTAKE { format!(" by {by}") } else { String::new() };
    Some(Ink::Plain.of(format!("{} {}{whose}", words(&one.calculation_type), score(one.score?))))
}

/// Speakers by what a pair calls them, which is their id or else their role; of those who are called alike, the first.
struct People<'a>(BTreeMap<&'a str, (usize, &'a Speaker)>);

impl<'a> People<'a> {
    fn of(speakers: &'a [Speaker]) -> Self {
        let called = |speaker: &'a Speaker| speaker.person.id.as_deref().or(speaker.person.role.as_deref());
        let all = speakers.iter().enumerate().rev();
        Self(all.filter_map(|(at, speaker)| Some((called(speaker)?, (at, speaker)))).collect())
    }

    /// The two of a pair, whoever is named first: in the order in which they spoke first.
    fn pair<'s>(&self, score: &'s Synchrony) -> [(usize, &'s str); 2] {
        let place = |identifier: &str| self.0.get(identifier).map_or(usize::MAX, |(at, _)| *at);
        let mut pair = [&score.identifier_one, &score.identifier_two].map(|called| (place(called), called.as_str()));
        pair.sort_unstable();
        pair
    }

    fn name(&self, identifier: &str) -> String {
        self.0.get(identifier).map_or_else(|| identifier.to_owned(), |(_, speaker)| named(&speaker.person))
    }
}
