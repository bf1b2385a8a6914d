//! Talk of harm that goes on: "since Sunday, yes" to a question about it, "I've got it planned" after it was told.
//!
//! What must stay true: without harm asked about or told of in the turns before, nothing here is harm. Only what a
//! turn tells by its own words is remembered of it.

use super::super::safety::{self, Tell, Themes};
use super::super::{Candidate, Reading, offer};
use super::Earlier;
use super::said::{Ending, Said, Utterance};
use crate::taxonomy::name;

/// How many turns back harm stays in the air.
const TURNS: usize = 5;

/// Score and confidence where the words answer.
const SURE: (f64, f64) = (0.7, 0.65);
/// Where only the place does: for weights to decide.
const UNSURE: (f64, f64) = (0.4, 0.35);

/// A number by itself is an answer no longer than this.
const SHORT: usize = 40;

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    let Reading { question, silent, tells, .. } = *utterance.reading;
    let says = |tell: Tell| tells & tell as u16 != 0;
    if question.is_some() || silent || says(Tell::Denies) || out.iter().any(|candidate| candidate.severity > 1) {
        return;
    }
    let about = in_the_air(earlier, now);
    if about == 0 {
        return;
    }
    let before = earlier.said().next().filter(|said| said.is_by_another(now.speaker));
    let how = before.is_some_and(|said| said.asks_how);
    let counts = how && says(Tell::Counts) && utterance.text.len() < SHORT;
    let asked = before.map_or(0, |said| said.asks_of);
    let pressed = before.is_some_and(|said| said.ending == Some(Ending::Question) || said.len() < SHORT);
    let plainly = counts || asked != 0 && says(Tell::Affirms);
    let answers = now.is_new() && (plainly || asked != 0 || pressed);
    let meant = about & safety::INTENDED != 0;
    let (level, rated) = match () {
        () if meant && says(Tell::Intends) => (4, SURE),
        () if meant && says(Tell::Plans) || now.is_new() && counts => (3, SURE),
        () if answers => (2 + u8::from(how), if plainly { SURE } else { UNSURE }),
        () if about & safety::bit(name::SELF_HARM) != 0 && says(Tell::Goes) => (2, SURE),
        () if about & safety::bit(name::SUBSTANCE_RISK) != 0 && says(Tell::Drives) => (2, SURE),
        () => return,
    };
    let themes = if answers && asked != 0 { asked } else { about };
    let Some(behavior) = safety::theme(themes) else { return };
    let end = utterance.text.len();
    let (score, confidence) = rated;
    // What an utterance says itself is not outdone by a guess.
    if out.iter().any(|other| other.behavior == behavior && other.score > score) {
        return;
    }
    offer(out, Candidate { behavior, score, confidence, severity: level, start: 0, end });
}

/// The harm spoken of last: told of by this speaker, or asked about by others and not denied. Whoever asks about
/// harm is not the one to tell of it.
fn in_the_air(earlier: &Earlier<'_>, now: &Said<'_>) -> Themes {
    let mut themes = now.tells_of;
    if now.asks_of != 0 {
        return 0;
    }
    for said in earlier.said().take(TURNS) {
        let others = said.is_by_another(now.speaker);
        if !others && said.asks_of != 0 {
            return 0;
        }
        if themes == 0 {
            themes = if others { said.asks_of } else { said.tells_of };
        }
        if !others && said.denies_harm {
            break;
        }
    }
    themes
}
