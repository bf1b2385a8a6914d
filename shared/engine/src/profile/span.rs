//! Stretches of a conversation: `{ turns = 6 }` or `{ seconds = 30 }`, and the part of it that counts.

use super::field::{Field, Section};
use crate::place::{Place, Span};

/// Seconds in [`Span::MOST_MILLIS`].
const MOST_SECONDS: f64 = 600.0;

pub(super) fn read(field: &Field<'_>) -> Option<Span> {
    field.section(|section| {
        let turns = section.get("turns").map(|turns| turns.whole(1..=Span::MOST_TURNS).map(Span::Turns));
        let seconds = section.get("seconds").map(|seconds| seconds.number(0.001..=MOST_SECONDS).map(millis));
        if turns.is_some() == seconds.is_some() {
            section.fault("must be either { turns = … } or { seconds = … }".to_owned());
        }
        turns.or(seconds).flatten()
    })?
}

#[expect(clippy::cast_possible_truncation, reason = "at most 600 seconds")]
fn millis(seconds: f64) -> Span {
    Span::Millis((seconds * 1_000.0).round() as i64)
}

/// `first` or `last`.
pub(super) fn place(section: &Section<'_>) -> Option<Place> {
    match (section.get("first"), section.get("last")) {
        (Some(first), None) => read(&first).map(Place::First),
        (None, Some(last)) => read(&last).map(Place::Last),
        (Some(_), Some(last)) => {
            last.fault("give \"first\" or \"last\", not both".to_owned());
            None
        }
        (None, None) => None,
    }
}
