//! Replies: "yes" to a question is an answer, to a proposal consent, to a statement agreement or a mere sign of
//! listening; likewise "no".

use super::super::{Candidate, Place, offer};
use super::said::{Ending, Said, Utterance};
use super::{Earlier, shown};
use crate::taxonomy::name;

/// How a reply begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Answer {
    Yes,
    /// Yes, where nothing else is said in the same breath.
    Okay,
    /// More than a yes: agreement wherever nothing was asked.
    Certainly,
    /// Says the other's verb again: "it is".
    Echo,
    /// Gives leave, and is agreement to nothing else.
    Leave,
    No,
    /// Begins like an answer and is none.
    Neither,
}

impl Answer {
    /// Followed by more words the same words often answer nothing.
    pub(in super::super) const fn place(self) -> Place {
        match self {
            Self::Okay | Self::Certainly | Self::Leave => Place::Reply,
            Self::Echo => Place::Alone,
            Self::Yes | Self::No | Self::Neither => Place::Start,
        }
    }
}

pub(in super::super) const ANSWERS: &[(Answer, &[&str])] = &[
    (Answer::Yes, &["yes|yeah|yep|yup|aye"]),
    (Answer::Okay, &["sure|true|right|correct|okay|ok|fair"]),
    (
        Answer::Certainly,
        &[
            "yes|yeah|oh? exactly|absolutely|definitely|totally|certainly|indeed|precisely|agreed",
            "of course",
            "for sure",
            "bang|spot on",
            "point taken",
        ],
    ),
    (Answer::Echo, &["it|he|she|that|they is|does|did|was|has|would|do|are", "i|we do|did|am|have|would|was|are"]),
    (
        Answer::Leave,
        &[
            "fire|ask|cheeky away",
            "go on|ahead then?",
            "go for it",
            "please do?|yes?",
            "yes|yeah please|do|go",
            "you may|can|could",
            "by all means",
            "be my guest",
            "with pleasure",
            "i'm all? ears|listening|willing",
            "if you want|like|must",
            "tell|try|hit|show me",
            "shoot|speak|agreed|gladly|always|fine|lovely|alright|certainly",
            "why not",
            "all right",
            "i would|'d",
            "let's hear|have it",
            "sounds|that's good|fine|fair|great|lovely|grand",
            "mm|mhm hm?|hmm?",
        ],
    ),
    (Answer::No, &["no|nope|nah", "not really|exactly|necessarily|quite|at all?"]),
    (
        Answer::Neither,
        &[
            "no problem|problems|worries|doubt|idea|one|matter|longer|more|wonder|kidding|offense|pressure|rush",
            "no i agree|see|know|understand|get|mean|hear",
            "no that's|it's|you're a? good|great|fine|okay|ok|right|true|alright|fair",
            "yeah|yes|yep|right|okay but|no|right",
            "okay so|well|and|now|let|let's",
        ],
    ),
];

/// From this score on a sign of listening is hardly anything else.
const PLAINLY: f64 = 0.7;

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    if !now.is_new() {
        // What could also be a reply is none here, nor is the turn left to the other.
        out.retain(|candidate| candidate.behavior != name::BACKCHANNEL || candidate.score >= PLAINLY);
        return;
    }
    let to = earlier.said().next();
    if to.is_some_and(|said| said.is_by(now.speaker)) {
        return;
    }
    let to = to.and_then(|said| said.ending);
    let listens = shown(out, name::BACKCHANNEL).is_some();
    if listens && to.is_some_and(|to| to != Ending::Statement) {
        out.retain(|candidate| candidate.behavior != name::BACKCHANNEL);
    }
    let Some(reply) = reply(now, utterance, to) else { return };
    if listens && to == Some(Ending::Statement) {
        // "Yeah." and no more only listens; before more it agrees to what was said.
        let agrees = matches!(utterance.reading.answer, Some((Answer::Yes, ..))) && !now.is_only(utterance);
        if !agrees {
            return;
        }
        out.retain(|candidate| candidate.behavior != name::BACKCHANNEL);
    }
    if !out.iter().any(|other| outweighs(other, &reply)) {
        offer(out, reply);
    }
}

/// Whether an utterance already agrees or disagrees in so many words.
fn outweighs(shown: &Candidate, reply: &Candidate) -> bool {
    [name::AGREEMENT, name::DISAGREEMENT].contains(&shown.behavior) && shown.score >= reply.score
}

fn reply(now: &Said<'_>, utterance: &Utterance<'_>, to: Option<Ending>) -> Option<Candidate> {
    let (answer, start, end) = utterance.reading.answer.filter(|_| utterance.reading.question.is_none())?;
    let is_all = end - start == utterance.text.trim_end_matches(['.', '!', ',', ' ']).len();
    let (score, confidence) = match (answer, to) {
        (_, Some(Ending::Question)) | (Answer::Neither, _) => return None,
        (Answer::Echo, Some(Ending::Proposal)) => (0.6, 0.6),
        (_, Some(Ending::Proposal)) => (0.7, 0.65),
        (Answer::Leave, _) => return None,
        (Answer::Certainly, Some(Ending::Statement)) => (0.75, 0.7),
        (Answer::Yes | Answer::Echo, Some(Ending::Statement)) => (0.65, 0.6),
        (Answer::Okay, Some(Ending::Statement)) if is_all => (0.55, 0.5),
        (Answer::No, Some(Ending::Statement)) if is_all && now.is_only(utterance) => (0.55, 0.5),
        (Answer::Okay | Answer::No, Some(Ending::Statement)) => (0.45, 0.4),
        (_, None) => (0.4, 0.4),
    };
    let behavior = if answer == Answer::No { name::DISAGREEMENT } else { name::AGREEMENT };
    Some(Candidate { behavior, score, confidence, severity: 0, start, end })
}
