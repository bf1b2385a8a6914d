//! Texts for collaboration.

use super::SuggestionType::{Add, Rephrase};
use super::TipType::{DoMore, Try};
use super::{Behavior, By, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::ADVICE_WITH_PERMISSION,
        "Says what someone could do, after they agreed to hear it or asked for it.",
        (
            Try,
            "Advice that was asked for is heard. Keep it short, offer more than one way, and ask what they make of it.",
        ),
        (Add, "Hand it back: “That's what has helped others. How would it fit with you?”"),
    )
    .by(By::Professional),
    entry(
        name::AGENDA_SETTING,
        "Says or asks what this conversation will be about.",
        (DoMore, "Agree early on what the time is for, and leave room for what the other person brought along."),
        (Add, "Ask for their part of it: “That's what I had in mind. What would you like to put on the list?”"),
    ),
    entry(
        name::ASKING_PERMISSION,
        "Asks leave before advising, telling or asking something.",
        (
            DoMore,
            "Asking first keeps the other person in charge of the talk. Wait for the answer, and take a no as one.",
        ),
        (Rephrase, "Make a no easy: “I have a thought about that. Would you like it now, later, or not at all?”"),
    ),
    entry(
        name::AUTONOMY,
        "Stresses that the choice is the other person's.",
        (
            DoMore,
            "People change for reasons of their own. Saying that it is theirs to decide often makes deciding easier.",
        ),
        (Add, "Say it with interest, not as a retreat: “It's your decision, and I'd like to hear how you see it.”"),
    ),
    entry(
        name::OFFERING_OPTIONS,
        "Puts at least two ways to choose from.",
        (DoMore, "A choice of ways invites a decision where a single proposal invites a yes or a no."),
        (Add, "Leave the list open: “Those are two ways. Which of them fits, or is there a third?”"),
    ),
    entry(
        name::PARTNERSHIP_LANGUAGE,
        "Speaks of the work as something shared.",
        (DoMore, "Words for doing it together are worth most when the other person then shapes what happens."),
        (Rephrase, "Turn “you need to” into “how could the two of us go about it?”"),
    ),
    entry(
        name::PLANNING,
        "Settles what happens after the conversation: what, when and how.",
        (
            Try,
            "A plan holds better when it is theirs: ask for the first step, when it will be, and what could get in the way.",
        ),
        (Rephrase, "Ask before you set it: “What would be a first step, and when would suit you?”"),
    ),
];
