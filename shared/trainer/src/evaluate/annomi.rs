//! Motivational interviewing: one decision per turn, by the grouping the analytics notes give.
//!
//! What must stay true: nothing is trained on this data. The gold answer is the majority of annotators; the
//! predicted class is the group with the highest score of at least one half over the turn's utterances, the
//! group named first of equals.

use std::path::Path;

use engine::{Engine, Options, TurnDetections};
use model::{Speaker, TalkTurn};

use super::cues::Cues;
use super::figure::Figure;
use crate::Result;
use crate::data::{Session, SessionTurn, annomi};
use crate::score::{Hits, macro_f1};

const QUESTION: &[&str] = &[
    "open question",
    "closed question",
    "clarification question",
    "collaborative question",
    "check for understanding",
    "leading question",
    "scaling question",
    "stacked questions",
    "asking permission",
];
const REFLECTION: &[&str] =
    &["simple reflection", "complex reflection", "double-sided reflection", "summary", "emotion labelling"];
const INPUT: &[&str] = &[
    "giving information",
    "advice with permission",
    "advice without permission",
    "offering options",
    "agenda setting",
    "planning",
    "directive",
    "persuasion",
    "warning",
];
const CHANGE: &[&str] = &["change talk", "commitment"];
const SUSTAIN: &[&str] = &["sustain talk", "resistance"];

/// What was decided about all turns.
#[derive(Default)]
struct Outcome {
    /// Question, reflection, input, other.
    therapist: [Hits; 4],
    /// Change, sustain, neutral.
    client: [Hits; 3],
    question: Hits,
    open: Hits,
    closed: Hits,
    reflection: Hits,
}

/// What is said of one turn.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
struct Verdict {
    therapist: usize,
    client: usize,
    question: bool,
    open: bool,
    closed: bool,
    reflection: bool,
}

pub(super) fn figures(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let sessions = annomi(data)?;
    let written = measure(engine, &sessions, str::to_owned);
    let spoken = measure(engine, &sessions, as_speech);
    let cues = cues(&sessions);
    let f1 = |key, what: &str, of: fn(&Outcome) -> Hits| {
        Figure::share(key, format!("AnnoMI dev: {what} F1"), of(&written).f1())
            .remeasured(&format!("cue words {:.3}", of(&cues).f1()))
    };
    let heard = |key, what: &str, value: f64| Figure::share(key, format!("AnnoMI dev as speech: {what}"), value);
    Ok(vec![
        Figure::share("annomi_therapist", "AnnoMI dev: therapist macro-F1 (4)", macro_f1(&written.therapist))
            .published("cue rules .54, trained on it .75")
            .remeasured(&format!("cue words {:.3}", macro_f1(&cues.therapist)))
            .goal("≥ .68, stretch .74"),
        f1("annomi_therapist_question", "class question", |o| o.therapist[0]),
        f1("annomi_therapist_reflection", "class reflection", |o| o.therapist[1]),
        f1("annomi_therapist_input", "class input", |o| o.therapist[2]),
        f1("annomi_therapist_other", "class other", |o| o.therapist[3]),
        f1("annomi_question", "question", |o| o.question).published(".88").goal("≥ .89"),
        f1("annomi_open", "open question", |o| o.open).published(".71").goal("≥ .74"),
        f1("annomi_closed", "closed question", |o| o.closed).published(".63").goal("≥ .62"),
        f1("annomi_reflection", "reflection", |o| o.reflection).published(".53").goal("≥ .65"),
        Figure::share("annomi_client", "AnnoMI dev: client macro-F1 (3)", macro_f1(&written.client))
            .published("cue rules .46, trained LR .52, RoBERTa .58")
            .remeasured(&format!("cue words {:.3}", macro_f1(&cues.client)))
            .goal("≥ .50, stretch .55"),
        f1("annomi_client_change", "class change", |o| o.client[0]),
        f1("annomi_client_sustain", "class sustain", |o| o.client[1]),
        f1("annomi_client_neutral", "class neutral", |o| o.client[2]),
        heard("annomi_speech_therapist", "therapist macro-F1 (4)", macro_f1(&spoken.therapist))
            .published("trained on it .72"),
        heard("annomi_speech_question", "question F1", spoken.question.f1()),
        heard("annomi_speech_open", "open question F1", spoken.open.f1()),
        heard("annomi_speech_closed", "closed question F1", spoken.closed.f1()),
        heard("annomi_speech_reflection", "reflection F1", spoken.reflection.f1()),
        heard("annomi_speech_client", "client macro-F1 (3)", macro_f1(&spoken.client)).published("trained on it .52"),
    ])
}

/// Without capitals and marks; apostrophes are spelling and stay.
pub(super) fn as_speech(text: &str) -> String {
    let said = |c: char| if c.is_alphanumeric() || "'’".contains(c) { c } else { ' ' };
    text.to_lowercase().chars().map(said).collect()
}

pub(super) fn talk_turns(session: &Session, write: impl Fn(&str) -> String) -> Vec<TalkTurn> {
    let turn = |(index, turn): (u64, &SessionTurn)| TalkTurn {
        index,
        input: write(&turn.text),
        speaker: Some(Speaker { id: None, role: Some(turn.role.clone()) }),
        start_time: Some(turn.start.clone()),
        ..TalkTurn::default()
    };
    (0..).zip(&session.turns).map(turn).collect()
}

fn measure(engine: &Engine, sessions: &[Session], write: fn(&str) -> String) -> Outcome {
    let mut outcome = Outcome::default();
    for session in sessions {
        let read = engine.map(&Options::default(), &[], &talk_turns(session, write));
        for (turn, read) in session.turns.iter().zip(&read) {
            outcome.count(turn, &verdict(read));
        }
    }
    outcome
}

fn verdict(read: &TurnDetections) -> Verdict {
    let detections = || read.utterances.iter().flat_map(|utterance| &utterance.detections);
    let best = |group: &[&str]| {
        let of = detections().filter(|detection| group.contains(&&*detection.behavior));
        of.map(|detection| detection.score).fold(0.0, f64::max)
    };
    let (open, closed) = (best(&QUESTION[..1]), best(&QUESTION[1..2]));
    Verdict {
        therapist: highest([best(QUESTION), best(REFLECTION), best(INPUT)]),
        client: highest([best(CHANGE), best(SUSTAIN)]),
        question: best(QUESTION) > 0.0,
        open: open > 0.0 && open >= closed,
        closed: closed > open,
        reflection: best(REFLECTION) > 0.0,
    }
}

/// The first of the highest; their number when nothing was seen.
fn highest<const N: usize>(scores: [f64; N]) -> usize {
    let mut best = (N, 0.0);
    for (at, score) in scores.into_iter().enumerate() {
        if score > best.1 {
            best = (at, score);
        }
    }
    best.0
}

fn cues(sessions: &[Session]) -> Outcome {
    let mut outcome = Outcome::default();
    for turn in sessions.iter().flat_map(|session| &session.turns) {
        let cues = Cues::read(&turn.text);
        let verdict = Verdict {
            therapist: cues.therapist(),
            client: cues.client(),
            question: cues.question,
            open: cues.open,
            closed: cues.question && !cues.open,
            reflection: cues.reflection,
        };
        outcome.count(turn, &verdict);
    }
    outcome
}

impl Outcome {
    fn count(&mut self, turn: &SessionTurn, verdict: &Verdict) {
        if turn.role == "therapist" {
            for (hits, (class, gold)) in
                self.therapist.iter_mut().zip(["question", "reflection", "therapist_input", "other"].iter().enumerate())
            {
                hits.count(verdict.therapist == class, turn.behavior == *gold);
            }
            self.question.count(verdict.question, turn.question);
            self.open.count(verdict.open, turn.question_subtype == "open");
            self.closed.count(verdict.closed, turn.question_subtype == "closed");
            self.reflection.count(verdict.reflection, turn.reflection);
        } else {
            for (hits, (class, gold)) in self.client.iter_mut().zip(["change", "sustain", "neutral"].iter().enumerate())
            {
                hits.count(verdict.client == class, turn.client_talk == *gold);
            }
        }
    }
}
