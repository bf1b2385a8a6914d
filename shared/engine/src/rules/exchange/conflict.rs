//! Conflict: acts of friction from both sides within six turns, at each act by which it is one.

use super::super::{Candidate, offer};
use super::acts::Acts;
use super::said::{Said, Utterance};
use super::{Earlier, shown};
use crate::taxonomy::{Name, name};

/// Acts against the other. Resistance is a client's way: on `corpus/training` where these acts were all known,
/// counting it found 99 conflicts in a hundred and not 91, at the same precision of 0.9.
const FRICTION: [Name; 9] = [
    name::BLAME,
    name::CONFRONT,
    name::CRITICISM,
    name::DEFENSIVENESS,
    name::DISMISSAL,
    name::INSULT,
    name::JUDGMENT,
    name::RESISTANCE,
    name::THREAT,
];

/// How many turns the act and the answer to it may lie apart, so that six turns hold both.
const REACH: usize = 5;

pub(super) fn is_friction(shows: &[Candidate]) -> bool {
    FRICTION.into_iter().any(|act| shown(shows, act).is_some())
}

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, _: &Utterance<'_>, out: &mut Vec<Candidate>) {
    let act = out.iter().find(|candidate| FRICTION.contains(&candidate.behavior) && candidate.score >= 0.5).copied();
    let Some(act) = act else { return };
    let mut recent = earlier.0[..REACH].iter().flatten();
    if recent.any(|said| said.acts.has(Acts::FRICTION) && said.is_by_another(now.speaker)) {
        offer(out, Candidate { behavior: name::CONFLICT, score: 0.75, confidence: 0.7, severity: 0, ..act });
    }
}
