//! Texts for listening.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoMore, Try};
use super::{Behavior, By, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::BACKCHANNEL,
        "A short sign of listening that leaves the turn with the other person.",
        (Try, "Small signs such as “mm-hm” keep someone talking. Say back what you heard now and then, so that they know what arrived."),
        (Add, "Follow it with what you heard: “Mm-hm. So the evenings are the hard part.”"),
    ),
    entry(
        name::COMPLEX_REFLECTION,
        "Says back what was heard with a meaning, feeling or direction that was not put into words.",
        (DoMore, "Guessing at what lies behind the words shows that you follow. Offer it as a statement and let it be corrected."),
        (Rephrase, "Let your voice fall at the end, so that it stays an offer: “Part of you has already decided.”"),
    )
    .by(By::Professional),
    entry(
        name::DOUBLE_SIDED_REFLECTION,
        "Says back both sides of mixed feelings in one utterance.",
        (DoMore, "Both sides in one breath show that neither is wrong. What you put last is usually what they answer."),
        (Rephrase, "Join the sides with “and” rather than “but”: “You'd miss it, and you want your mornings back.”"),
    )
    .by(By::Professional),
    entry(
        name::EMOTION_LABELLING,
        "Names what the other person seems to feel.",
        (DoMore, "A feeling that has been named is easier to talk about. Keep it tentative, and match its strength."),
        (Add, "Leave room to correct it: “You sound let down. Or is it more like anger?”"),
    )
    .by(By::Professional),
    entry(
        name::SIMPLE_REFLECTION,
        "Says back, close to their own words, what the other person has just said.",
        (Try, "Saying it back shows that you listened. Going a step further, to what it means to them, moves the talk on."),
        (Replace, "Go on where they stopped: “You're tired of it” becomes “You're tired of it, and something has to give.”"),
    )
    .by(By::Professional),
    entry(
        name::SUMMARY,
        "Gathers several things the other person has said over time.",
        (DoMore, "Gather the points now and then, above all before changing the subject. Ask what is missing."),
        (Add, "End it by handing over: “That's what I've heard so far. What did I leave out?”"),
    )
    .by(By::Professional),
    entry(
        name::UPTAKE,
        "Takes a word or idea of the other person's and builds the next question or step on it.",
        (DoMore, "Building on their own words shows that what they say decides where the talk goes."),
        (Rephrase, "Use their very word: “You called it a treadmill. What would stepping off look like?”"),
    )
    .by(By::Professional),
];
