//! Interrupting: the other has not finished, and the turn is taken all the same.
//!
//! Where both turns have times, the times decide. Where not, a dash at the end of what the other said does.
//! Deliberately absent: unfinished sentences without a dash. Recognised speech is cut anywhere.

use super::super::{Candidate, offer};
use super::said::{Said, Utterance};
use super::{Earlier, shown};
use crate::taxonomy::name;

/// How long both must have spoken, in milliseconds: recognisers' times are no finer.
const OVERLAP: i64 = 100;

/// Fewer words do not take a turn.
const LEAST_WORDS: usize = 3;

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    if !now.is_new() || now.has_fewer_words_than(LEAST_WORDS) || shown(out, name::BACKCHANNEL).is_some() {
        return;
    }
    let timed = earlier.of_others(now.speaker).find_map(|said| overlap(said, now));
    let (score, confidence) = match timed {
        Some(true) => (0.9, 0.9),
        None if earlier.0[0].is_some_and(|said| said.is_by_another(now.speaker) && said.is_cut()) => (0.65, 0.6),
        Some(false) | None => return,
    };
    let (start, end) = (0, utterance.text.len());
    offer(out, Candidate { behavior: name::INTERRUPTING, score, confidence, severity: 0, start, end });
}

/// Whether `now` begins while `said` goes on and outlasts it; `None` where a time is missing.
fn overlap(said: &Said<'_>, now: &Said<'_>) -> Option<bool> {
    let (first, last, start) = (said.begins?, said.ends?, now.begins?);
    let outlasts = now.ends.is_none_or(|end| end > last);
    Some(first <= start && start + OVERLAP <= last && outlasts)
}
