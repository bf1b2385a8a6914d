//! What an utterance does in its exchange: replies, and questions on top of questions.
//!
//! What must stay true: nothing here reads farther back than the two turns before.
//!
//! "Yes" to a question is an answer, "yes" to a statement or a proposal is agreement; likewise "no". Nothing
//! public labels these by context, so their confidences are conservative priors.

use model::Speaker;

use super::{Candidate, Place, Reading, offer};
use crate::taxonomy::name;

/// How a reply begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    /// More than a yes: agreement wherever nothing was asked.
    Certainly,
    No,
    /// Begins like an answer and is none.
    Neither,
}

impl Answer {
    /// Followed by more words the same words often answer nothing.
    pub(super) const fn place(self) -> Place {
        match self {
            Self::Yes | Self::Certainly => Place::Reply,
            Self::No | Self::Neither => Place::Start,
        }
    }
}

pub(super) const ANSWERS: &[(Answer, &[&str])] = &[
    (Answer::Yes, &["yes|yeah|yep|yup|sure|true|right|correct|okay|ok"]),
    (
        Answer::Certainly,
        &["yes|yeah|oh? exactly|absolutely|definitely|totally|certainly|indeed|precisely", "of course", "for sure"],
    ),
    (Answer::No, &["no|nope|nah", "not really|exactly|necessarily|quite|at all?"]),
    (
        Answer::Neither,
        &[
            "no problem|problems|worries|doubt|idea|one|matter|longer|more|wonder|need|kidding|offense|pressure|thanks|thank|rush|way",
            "no i agree|see|know|understand|get|mean|hear",
            "no that's|it's|you're a? good|great|fine|okay|ok|right|true|alright|fair",
            "yeah|yes|yep|right|okay but|no|right",
            "okay so|well|and|now|let|let's",
        ],
    ),
];

/// How a turn ended, or how it went so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Statement,
    /// Asked for an answer.
    Question,
    /// Asked for consent.
    Proposal,
}

/// What is remembered of a turn while the next two are read.
#[derive(Clone, Copy)]
struct Said<'t> {
    speaker: Option<&'t Speaker>,
    ending: Ending,
}

/// The last two turns; in one without an utterance nothing was said.
#[derive(Default)]
pub(crate) struct Exchange<'t> {
    last: Option<Said<'t>>,
    before_last: Option<Said<'t>>,
}

impl<'t> Exchange<'t> {
    /// A turn is over. `ending` is `None` when nothing was said in it.
    pub(crate) fn push(&mut self, speaker: Option<&'t Speaker>, ending: Option<Ending>) {
        self.before_last = self.last;
        self.last = ending.map(|ending| Said { speaker, ending });
    }

    /// Adds what an utterance shows by what came before it. `earlier` is how its own turn went so far.
    pub(crate) fn read(
        &self,
        speaker: Option<&Speaker>,
        earlier: Option<Ending>,
        reading: &Reading,
        out: &mut Vec<Candidate>,
    ) {
        let said = self.last.or(self.before_last);
        // Without names two turns may have one speaker or two: then neither rule that needs to know applies.
        let same = |said: &Said<'_>| said.speaker.is_some_and(is_named) && said.speaker == speaker;
        let own = earlier.or(said.filter(same).map(|said| said.ending));
        if own.is_some_and(|own| own != Ending::Statement)
            && let Some(question) = reading.asks_anew(out)
        {
            offer(out, Candidate { behavior: name::STACKED_QUESTIONS, score: 0.8, confidence: 0.7, ..question });
        }
        if earlier.is_none()
            && !said.is_some_and(|said| same(&said))
            && let Some(reply) = reply(reading, said.map(|said| said.ending))
            && !out.iter().any(|other| outweighs(other, &reply))
        {
            offer(out, reply);
        }
    }
}

fn is_named(speaker: &Speaker) -> bool {
    speaker.id.is_some() || speaker.role.is_some()
}

/// Whether an utterance already agrees or disagrees in so many words.
fn outweighs(shown: &Candidate, reply: &Candidate) -> bool {
    [name::AGREEMENT, name::DISAGREEMENT].contains(&shown.behavior) && shown.score >= reply.score
}

fn reply(reading: &Reading, to: Option<Ending>) -> Option<Candidate> {
    let (answer, start, end) = reading.answer.filter(|_| reading.question.is_none())?;
    let (score, confidence) = match (answer, to) {
        (_, Some(Ending::Question)) | (Answer::Neither, _) => return None,
        (_, Some(Ending::Proposal)) => (0.7, 0.65),
        (Answer::Certainly, Some(Ending::Statement)) => (0.75, 0.7),
        (Answer::Yes | Answer::No, Some(Ending::Statement)) => (0.55, 0.5),
        (_, None) => (0.4, 0.4),
    };
    let behavior = if answer == Answer::No { name::DISAGREEMENT } else { name::AGREEMENT };
    Some(Candidate { behavior, score, confidence, start, end })
}
