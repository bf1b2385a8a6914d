//! Uptake: an open question built on a word of the other's last two turns.
//!
//! Other moves take words up as well, but so does everything that only says them back; on `corpus/training`
//! a shared word told uptake in seven of ten open questions and in one of ten other moves. Those are left to
//! phrases and weights.

use super::super::{Candidate, offer};
use super::said::{Said, Utterance};
use super::{Earlier, shown};
use crate::taxonomy::name;

const TURNS: usize = 2;

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    let Some(question) = shown(out, name::OPEN_QUESTION).copied() else { return };
    let mut heard = earlier.of_others(now.speaker).take(TURNS);
    if heard.any(|said| utterance.content.shares_with(&said.content)) {
        offer(out, Candidate { behavior: name::UPTAKE, score: 0.65, confidence: 0.65, ..question });
    }
}
