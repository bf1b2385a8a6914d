//! Stacked questions: another question before the first was answered.

use super::super::cues::Cue;
use super::super::questions::{Hit, Question};
use super::super::view::View;
use super::super::{Candidate, offer};
use super::acts::Acts;
use super::said::{Ending, Said, Utterance};
use super::{Earlier, Hint, shown};
use crate::taxonomy::{Name, name};

/// What is one move, however many questions it is put in.
const ONE_MOVE: [Name; 3] = [name::ASKING_PERMISSION, name::COLLABORATIVE_QUESTION, name::POLITE_REQUEST];

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    let Some(question) = utterance.reading.asks_anew(out) else { return };
    let own = now.ending.map(|_| now).or_else(|| earlier.said().next().filter(|said| said.is_by(now.speaker)));
    let follows = own.is_some_and(|own| own.acts.has(Acts::ASKS_PLAINLY) && own.ending != Some(Ending::Statement));
    let stacked = match utterance.reading.asked_twice {
        Some(start) if ONE_MOVE.into_iter().all(|whole| shown(out, whole).is_none()) => {
            Candidate { score: 0.75, confidence: 0.7, start, ..question }
        }
        _ if follows && !utterance.hints(Hint::Rephrases) => Candidate { score: 0.7, confidence: 0.65, ..question },
        _ => return,
    };
    offer(out, Candidate { behavior: name::STACKED_QUESTIONS, ..stacked });
}

/// Where an utterance asks once more after its first question: after a mark or an "and", not after an "or",
/// which only offers another answer. `on` is where an "and" goes on asking.
pub(in super::super) fn asked_twice(
    text: &str,
    view: &View<'_>,
    question: &Question,
    hits: &[Hit],
    on: Option<usize>,
) -> Option<usize> {
    let is_or = |at: usize| text[view.tokens[at].start..view.tokens[at].end].eq_ignore_ascii_case("or");
    let begins = |hit: &Hit| hit.first <= view.lead && matches!(hit.cue, Cue::BareOpen | Cue::BareFact);
    let first = hits.iter().find(|hit| hit.first >= question.first() || begins(hit))?;
    let is_second = |hit: &&Hit| {
        let joined = view.tokens[hit.first].after_mark || view.unended && hit.first > first.last + 2;
        let asks = match hit.cue {
            Cue::Open | Cue::Fact => true,
            // "…, do you think?" only asks for the answer to the first.
            Cue::Inverted => hit.last + 2 < view.tokens.len(),
            _ => false,
        };
        asks && joined && hit.first > first.last && !is_or(hit.first - 1)
    };
    let second = hits.iter().find(is_second).map(|hit| view.tokens[hit.first].start);
    let on = on.filter(|on| *on > view.tokens[first.last].end);
    second.into_iter().chain(on).min()
}
