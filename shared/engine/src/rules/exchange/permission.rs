//! Advice that was welcome: leave was asked for it and not refused, or the other asked what to do.

use super::super::{Candidate, offer};
use super::acts::Acts;
use super::said::{Said, Utterance};
use super::{Earlier, Hint, shown};
use crate::taxonomy::name;

pub(in super::super) const HINTS: &[(Hint, &[&str])] = &[
    (
        Hint::SeeksAdvice,
        &[
            "what should|shall|ought i|we",
            "what would|do you suggest|advise|recommend|propose",
            "what would|'d you do|try",
            "what do|would you think|say i|we should",
            "what am i|are we supposed to do",
            "what can i do",
            "do|would you have|got any? more? advice|tips|suggestions",
            "have you got? any? advice|tips|suggestions|ideas",
            "any advice|tips|suggestions|ideas",
            "your advice|suggestion|recommendation|tip",
            "how would you do|tackle|handle|approach|go",
            "should i",
        ],
    ),
    (
        Hint::OfAdvice,
        &[
            "suggest|suggestion|suggestions|recommend|propose|advise|advice|tip|tips|trick|tricks|hint|hints",
            "idea|ideas|thought|thoughts|word|experiment|way|ways|road|roads",
            "other people|folk|folks|families|parents|patients|clients|men|women|mums|mams|drivers|lads",
            "others|someone|helped|helps|worked|works|cures",
            "what i 'd|would",
            "i 'd|would ~1 try|do|say|be|propose|put|change|swap|start",
            "how to",
        ],
    ),
    (Hint::Rephrases, &["i mean", "in other words", "that is to say"]),
    (
        Hint::AsksOn,
        &[
            "and who|what|when|where|how|why|which|whose|any",
            "and do|does|did|is|are|was|were|have|has|had|can|could|will|would|wo|shall|should|may",
            "and on|for|by|in|with|at|to|from|of what|how|when|which|who|whom",
        ],
    ),
];

/// How many turns ago leave may have been asked. On `corpus/training` advice rested on older leave in one case of
/// five, and by then something else was being talked about.
const REACH: usize = 4;

/// How leave to advise stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    None,
    /// Something was allowed just now, or advice a little while ago, or advice is wanted.
    Given,
    /// Leave to advise was asked in the last turn before the other's.
    Fresh,
}

pub(super) fn read(earlier: &Earlier<'_>, now: &Said<'_>, utterance: &Utterance<'_>, out: &mut Vec<Candidate>) {
    let leave = leave(earlier, now);
    if leave == Leave::None {
        return;
    }
    let unasked = out.iter().position(|candidate| candidate.behavior == name::ADVICE_WITHOUT_PERMISSION);
    if let Some(at) = unasked {
        let advice = out.remove(at);
        offer(out, Candidate { behavior: name::ADVICE_WITH_PERMISSION, ..advice });
    } else if leave == Leave::Fresh
        && utterance.reading.question.is_none()
        && !utterance.reading.silent
        && shown(out, name::BACKCHANNEL).is_none()
        && (now.is_new() || [name::DIRECTIVE, name::OFFERING_OPTIONS].into_iter().any(|b| shown(out, b).is_some()))
        && shown(out, name::AUTONOMY).is_none()
    {
        let (start, end) = (0, utterance.text.len());
        let behavior = name::ADVICE_WITH_PERMISSION;
        offer(out, Candidate { behavior, score: 0.65, confidence: 0.65, severity: 0, start, end });
    }
}

fn leave(earlier: &Earlier<'_>, now: &Said<'_>) -> Leave {
    let (mut reply, mut replies): (Option<&Said<'_>>, u32) = (None, 0);
    for said in earlier.0[..REACH].iter().flatten() {
        if said.is_by_another(now.speaker) {
            if reply.is_none() && said.acts.has(Acts::SEEKS_ADVICE) {
                return Leave::Given;
            }
            reply = Some(said);
            replies += 1;
        } else if said.is_by(now.speaker)
            && said.acts.has(Acts::ASKS_LEAVE)
            && reply.is_some_and(|reply| !reply.acts.has(Acts::REFUSES))
        {
            match (replies, said.acts.has(Acts::ASKS_TO_ADVISE)) {
                (1, true) => return Leave::Fresh,
                (1, false) | (_, true) => return Leave::Given,
                _ => {}
            }
        }
    }
    Leave::None
}
