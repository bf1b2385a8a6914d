//! What an utterance does in its exchange: what only those who heard the turns before can tell.
//!
//! What must stay true: what is remembered of a turn is a function of that turn alone (its words, times and
//! speaker), in a record of fixed size, and nothing older than [`CONTEXT_TURNS`] turns is remembered; so blocks
//! of turns can be read apart.
//! Deliberately absent: whose conduct a behavior can be. A speaker's side is looked at where candidates are
//! decided upon.
//!
//! Nothing public labels these behaviors by context. Scores and confidences are how often each rule was right on
//! `corpus/training`, held back where it was seen fewer than thirty times.

mod acts;
mod conflict;
mod content;
mod harm;
mod interruption;
mod permission;
mod replies;
mod said;
mod stacking;
mod uptake;

use model::{Speaker, TalkTurn};

use super::{Candidate, Reading};
use crate::engine::CONTEXT_TURNS;
use crate::taxonomy::Name;

pub(super) use permission::HINTS;
pub(super) use replies::{ANSWERS, Answer};
pub(super) use stacking::asked_twice;

use said::{Said, Utterance};

/// What a phrase tells about an exchange, beside behaviors and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Hint {
    /// Asks what to do.
    SeeksAdvice = 1,
    /// Speaks of ideas, suggestions or what others did.
    OfAdvice = 2,
    /// Puts something again in other words.
    Rephrases = 4,
    /// Goes on to ask after an "and".
    AsksOn = 8,
}

/// Turns as they are heard.
#[derive(Default)]
pub(crate) struct Exchange<'t> {
    earlier: Earlier<'t>,
    now: Said<'t>,
}

/// The turns before, the latest first; `None` where nothing was said.
#[derive(Default)]
struct Earlier<'t>([Option<Said<'t>>; CONTEXT_TURNS]);

impl<'t> Exchange<'t> {
    /// A turn begins; the one before it is over.
    pub(crate) fn begin(&mut self, turn: &'t TalkTurn) {
        let over = std::mem::replace(&mut self.now, Said::new(turn));
        self.earlier.0.rotate_right(1);
        self.earlier.0[0] = over.ending.is_some().then_some(over);
    }

    /// Hears the next utterance of the turn. `out` holds what it shows by itself; what it shows by what came
    /// before is added, and what only seemed to hold is taken out.
    pub(crate) fn hear(&mut self, text: &str, reading: &Reading, out: &mut Vec<Candidate>) {
        let utterance = Utterance::new(text, reading, out);
        let Self { earlier, now } = self;
        stacking::read(earlier, now, &utterance, out);
        replies::read(earlier, now, &utterance, out);
        permission::read(earlier, now, &utterance, out);
        interruption::read(earlier, now, &utterance, out);
        conflict::read(earlier, now, &utterance, out);
        uptake::read(earlier, now, &utterance, out);
        harm::read(earlier, now, &utterance, out);
        now.add(&utterance);
    }
}

impl<'t> Earlier<'t> {
    /// The turns in which something was said, the latest first.
    fn said(&self) -> impl Iterator<Item = &Said<'t>> {
        self.0.iter().flatten()
    }

    /// The same, of somebody else.
    fn of_others(&self, speaker: Option<&Speaker>) -> impl Iterator<Item = &Said<'t>> {
        self.said().filter(move |said| said.is_by_another(speaker))
    }
}

fn shown(candidates: &[Candidate], behavior: Name) -> Option<&Candidate> {
    candidates.iter().find(|candidate| candidate.behavior == behavior && candidate.score >= 0.5)
}
