//! Who cuts in on whom.
//!
//! What counts is the behavior `interrupting`; whom it was done to is whoever else spoke last. Memory: [`MOST_VICTIMS`]
//! entries per speaker.

use super::at;
use crate::clock::LONGEST_TURN;
use crate::document::{Interrupted, Interrupter, Interruptions, Part};
use crate::reduce::Said;
use crate::taxonomy::name;

/// Listed of the turns.
const MOST_TURNS: usize = 50;

/// Listed per speaker.
const MOST_VICTIMS: usize = 20;

const NOT_IN_PROFILE: &str = "not_in_profile";

#[derive(Default)]
pub(crate) struct Cuts {
    whole: Interruptions,
    /// The unnamed first, then speakers by position.
    by: Vec<Interrupter>,
    last: Option<Voice>,
    /// The last turn of somebody else than spoke in the last.
    other: Option<Voice>,
}

#[derive(Clone, Copy)]
struct Voice {
    speaker: Option<usize>,
    begins: Option<i64>,
    ends: Option<i64>,
}

impl Cuts {
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let voice = Voice { speaker: said.speaker, begins: said.begins, ends: said.ends };
        if self.last.is_some_and(|last| last.speaker != voice.speaker) {
            self.other = self.last;
        }
        self.last = Some(voice);
        let mut behaviors = said.found.utterances.iter().flat_map(|utterance| &utterance.detections);
        if behaviors.any(|detection| detection.behavior == name::INTERRUPTING.as_str()) {
            self.count(said);
        }
    }

    /// `looked`: whether behaviors were looked for at all.
    pub(crate) fn finish(self, looked: bool) -> Part<Interruptions> {
        if !looked {
            return Part::none(NOT_IN_PROFILE);
        }
        let by = self.by.into_iter().enumerate().filter(|(_, by)| by.count > 0);
        let speakers = by.map(|(position, by)| Interrupter { speaker: position.checked_sub(1), ..by });
        Part::of(Interruptions { speakers: speakers.collect(), ..self.whole })
    }

    fn count(&mut self, said: &Said<'_>) {
        let whole = &mut self.whole;
        let by = at(&mut self.by, said.speaker.map_or(0, |speaker| speaker + 1));
        whole.count += 1;
        by.count += 1;
        if whole.turns.len() < MOST_TURNS {
            whole.turns.push(said.turn.index);
        }
        let Some(other) = self.other else { return };
        if let Some(of) = by.interrupted.iter_mut().find(|of| of.speaker == other.speaker) {
            of.count += 1;
        } else if by.interrupted.len() < MOST_VICTIMS {
            by.interrupted.push(Interrupted { speaker: other.speaker, count: 1 });
        }
        if let Some(both) = both(other, said) {
            for overlap in [&mut whole.overlap, &mut by.overlap] {
                *overlap = Some(overlap.unwrap_or(0).saturating_add(both));
            }
        }
    }
}

/// Milliseconds that both spoke; `None` where the times do not say so.
fn both(other: Voice, said: &Said<'_>) -> Option<i64> {
    let (begins, others) = (said.begins?.max(other.begins?), other.ends?);
    let ends = said.ends.map_or(others, |ends| ends.min(others));
    Some(ends - begins).filter(|both| (1..=LONGEST_TURN).contains(both))
}
