//! Conversations for trying out, and how they are read.

use std::sync::{Arc, LazyLock};

use engine::{Analysis, Analytics, Engine, Group, Metric, Options, Reducer, TooManySpeakers};
use model::{Speaker, TalkTurn};

use crate::sense::{is_seen_in, makes_sense};

/// Made once: compiling the rules takes longer than reading a small conversation.
static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| Arc::new(Engine::new()));

/// More turns are not read a second time to see that blocks change nothing.
const FEW: usize = 200;

pub(crate) const COACH: Option<(&str, &str)> = Some(("a", "coach"));
pub(crate) const CLIENT: Option<(&str, &str)> = Some(("b", "client"));

/// Six turns of each, in which much is shown: over fifty words each, and over five utterances.
pub(crate) const TALK: [&str; 12] = [
    "Good morning. How have you been since we last spoke about the evenings?",
    "Not great, to be honest. I was tired all week and I was angry at my brother because of the money.",
    "It sounds like the money is still between you and your brother. What happened this time?",
    "He called me lazy, and I told him that I can't talk to him in the evenings any more.",
    "You felt hurt by that, and you found a way of saying where your limit is. What would you like to change?",
    "I want to stop shouting. I will call him on Sunday and I will say it in a calm voice.",
    "That takes courage. If you want, we could go through what you would say to your brother. What do you think?",
    "Yes, I'd like that. The evenings are hard because I am tired, and then the money comes up again.",
    "So in the evenings you are tired, and that is when the money comes up. How could you choose another time?",
    "Maybe in the morning, after breakfast. I think he is calm in the morning too, and so am I.",
    "I'm glad you see that. I will send you the notes on Monday, and we can look at them together next week.",
    "Thank you, that was really helpful. I feel a bit better about my brother and about the evenings.",
];

pub(crate) fn turn(index: usize, who: Option<(&str, &str)>, input: &str) -> TalkTurn {
    let speaker = who.map(|(id, role)| Speaker { id: given(id), role: given(role) });
    TalkTurn { index: index as u64, input: input.to_owned(), speaker, ..TalkTurn::default() }
}

/// An empty name is none.
fn given(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// Coach and client by turns say each of these.
pub(crate) fn both(said: &[&str]) -> Vec<TalkTurn> {
    said.iter().enumerate().map(|(at, said)| turn(at, if at % 2 == 0 { COACH } else { CLIENT }, said)).collect()
}

/// The same turns at other times: an empty text is none.
pub(crate) fn at(mut turns: Vec<TalkTurn>, times: impl Fn(usize) -> (String, String)) -> Vec<TalkTurn> {
    for (at, turn) in turns.iter_mut().enumerate() {
        let (start, end) = times(at);
        (turn.start_time, turn.end_time) = (given(&start), given(&end));
    }
    turns
}

/// The whole document, once it was seen that it makes sense and that blocks change no byte of it.
#[track_caller]
pub(crate) fn read(turns: &[TalkTurn]) -> Analytics {
    let analytics = try_read(turns).expect("not too many speakers");
    makes_sense(&analytics);
    if turns.len() <= FEW {
        let mut reducer = Reducer::new();
        let found = ENGINE.map(&Options::default(), &[], turns);
        for (turn, found) in turns.iter().zip(&found) {
            reducer.add(std::slice::from_ref(turn), std::slice::from_ref(found)).expect("not too many speakers");
        }
        assert_eq!(reducer.finish(), analytics);
    }
    analytics
}

pub(crate) fn try_read(turns: &[TalkTurn]) -> Result<Analytics, TooManySpeakers> {
    let mut analysis = Analysis::new(Arc::clone(&ENGINE), Options::default());
    for turn in turns {
        if analysis.push(turn.clone()) {
            seen(&mut analysis)?;
        }
    }
    seen(&mut analysis)?;
    Ok(analysis.finish())
}

fn seen(analysis: &mut Analysis) -> Result<(), TooManySpeakers> {
    analysis.read()?.iter().for_each(|(turn, found)| is_seen_in(turn, found));
    Ok(())
}

/// One measurement of the talk's course: millionths and their unit, or the reason.
pub(crate) fn dynamic<'g>(group: &'g Group, metric: &str) -> Result<(i64, &'g str), &'g str> {
    let Metric { value, unit, reason, .. } = &group.metrics.metric_groups["conversation_dynamics"][metric];
    let reason = reason.as_deref().unwrap_or_default();
    value.map(|value| (value, unit.as_deref().expect("a value has a unit"))).ok_or(reason)
}

/// The score of a measure of synchrony between the first two speakers who spoke to each other, or the reason.
pub(crate) fn synchrony<'a>(analytics: &'a Analytics, measure: &str) -> Result<i64, &'a str> {
    let score = analytics.synchrony.iter().find(|score| score.calculation_type == measure).expect("a pair");
    score.score.ok_or(&score.reason)
}
