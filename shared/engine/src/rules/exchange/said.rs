//! What is remembered of a turn.
//!
//! What must stay true: it is told by the turn alone, never by what came before it, and has a fixed size.

use model::{Speaker, TalkTurn};

use super::super::safety::{self, Tell, Themes};
use super::super::{Candidate, Reading};
use super::acts::Acts;
use super::content::Content;
use super::replies::Answer;
use super::{Hint, conflict, shown};
use crate::clock;
use crate::taxonomy::{Name, name};

/// How a turn ended, or how it went so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Statement,
    /// Asked for an answer.
    Question,
    /// Asked for consent.
    Proposal,
}

/// From this score on a question is told by more than its mark.
const BY_FORM: f64 = 0.6;

/// One utterance of the turn that is being heard.
pub(super) struct Utterance<'u> {
    pub(super) text: &'u str,
    pub(super) reading: &'u Reading,
    pub(super) content: Content,
    acts: Acts,
    tells_of: Themes,
}

impl<'u> Utterance<'u> {
    /// `shows` holds what it shows by itself.
    pub(super) fn new(text: &'u str, reading: &'u Reading, shows: &[Candidate]) -> Self {
        Self {
            text,
            reading,
            content: Content::of(text),
            acts: acts(reading, shows),
            tells_of: shows.iter().filter(|c| c.severity > 0).fold(0, |all, c| all | safety::bit(c.behavior)),
        }
    }

    pub(super) fn hints(&self, hint: Hint) -> bool {
        hints(self.reading, hint)
    }

    /// How the turn stands after this utterance, when it stood like `earlier`.
    fn ending(&self, earlier: Option<Ending>) -> Ending {
        match self.reading.question {
            _ if self.acts.has(Acts::ASKS_LEAVE) => Ending::Proposal,
            None if self.reading.silent => earlier.unwrap_or(Ending::Statement),
            None => Ending::Statement,
            Some(_) if self.acts.has(Acts::ASKS_CONSENT) => Ending::Proposal,
            Some(_) => Ending::Question,
        }
    }
}

fn acts(reading: &Reading, shows: &[Candidate]) -> Acts {
    let any =
        |behaviors: &[Name], least: f64| shows.iter().any(|c| c.score >= least && behaviors.contains(&c.behavior));
    let asks_leave = shown(shows, name::ASKING_PERMISSION).is_some();
    let consent = [name::CHECK_FOR_UNDERSTANDING, name::COLLABORATIVE_QUESTION, name::LEADING_QUESTION];
    let no = reading.answer.is_some_and(|(answer, ..)| answer == Answer::No);
    let acts = [
        (Acts::FRICTION, conflict::is_friction(shows)),
        (Acts::ASKS_LEAVE, asks_leave),
        (Acts::ASKS_TO_ADVISE, asks_leave && hints(reading, Hint::OfAdvice)),
        (Acts::SEEKS_ADVICE, hints(reading, Hint::SeeksAdvice)),
        (Acts::REFUSES, no || shown(shows, name::DISAGREEMENT).is_some()),
        (Acts::ASKS_PLAINLY, any(&[name::OPEN_QUESTION, name::CLOSED_QUESTION], BY_FORM)),
        (Acts::ASKS_CONSENT, any(&consent, 0.0) || shown(shows, name::POLITE_REQUEST).is_some()),
    ];
    acts.into_iter().collect()
}

fn hints(reading: &Reading, hint: Hint) -> bool {
    reading.hints & hint as u8 != 0
}

/// A turn as far as it was heard.
#[derive(Clone, Copy, Default)]
pub(super) struct Said<'t> {
    pub(super) speaker: Option<&'t Speaker>,
    text: &'t str,
    /// Milliseconds, on the clock of the conversation.
    pub(super) begins: Option<i64>,
    pub(super) ends: Option<i64>,
    /// `None` as long as nothing was said.
    pub(super) ending: Option<Ending>,
    pub(super) acts: Acts,
    /// Harm it asks about.
    pub(super) asks_of: Themes,
    /// Asks how near, how, when or with what.
    pub(super) asks_how: bool,
    /// It begins with a denial.
    pub(super) denies_harm: bool,
    /// Harm it tells of by its own words.
    pub(super) tells_of: Themes,
    pub(super) content: Content,
}

impl<'t> Said<'t> {
    /// A turn in which nothing was said yet.
    pub(super) fn new(turn: &'t TalkTurn) -> Self {
        let at = |time: &Option<String>| time.as_deref().and_then(clock::millis);
        Self {
            speaker: turn.speaker.as_ref(),
            text: turn.input.trim(),
            begins: at(&turn.start_time),
            ends: at(&turn.end_time),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, utterance: &Utterance<'_>) {
        let mut acts = utterance.acts;
        if !self.is_new() {
            acts = acts.without(Acts::REFUSES);
        }
        if utterance.reading.question.is_some() {
            self.acts = self.acts.without(Acts::ASKS_PLAINLY);
        }
        self.acts = self.acts.join(acts);
        self.denies_harm |= self.is_new() && utterance.reading.tells & Tell::Denies as u16 != 0;
        self.ending = Some(utterance.ending(self.ending));
        let tells = utterance.reading.tells;
        if utterance.reading.question.is_some() || tells & Tell::ToYou as u16 != 0 {
            self.asks_of |= safety::asked(tells);
            self.asks_how |= tells & Tell::AsksHow as u16 != 0;
        }
        self.tells_of |= utterance.tells_of;
        self.content.extend(&utterance.content);
    }

    /// Nothing was said yet.
    pub(super) fn is_new(&self) -> bool {
        self.ending.is_none()
    }

    /// Length of its text in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the turn is this utterance and no more.
    pub(super) fn is_only(&self, utterance: &Utterance<'_>) -> bool {
        self.text.len() == utterance.text.len()
    }

    pub(super) fn has_fewer_words_than(&self, least: usize) -> bool {
        self.text.split_whitespace().take(least).count() < least
    }

    /// Ends in a dash, as speech that was cut off is written.
    pub(super) fn is_cut(&self) -> bool {
        let text = self.text.trim_end_matches(['"', '”', '\'', '’']);
        text.ends_with(['—', '–']) || text.ends_with("--") || text.ends_with(" -")
    }

    /// Nobody in particular is never the same speaker.
    pub(super) fn is_by(&self, speaker: Option<&Speaker>) -> bool {
        self.speaker.is_some_and(is_named) && self.speaker == speaker
    }

    /// Nobody in particular is never another speaker either.
    pub(super) fn is_by_another(&self, speaker: Option<&Speaker>) -> bool {
        self.speaker.is_some_and(is_named) && speaker.is_some_and(is_named) && self.speaker != speaker
    }
}

fn is_named(speaker: &Speaker) -> bool {
    speaker.id.is_some() || speaker.role.is_some()
}
