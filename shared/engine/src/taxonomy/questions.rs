//! Texts for questions.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, DoMore, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::CHECK_FOR_UNDERSTANDING,
        "Asks whether something was understood as it was meant, in either direction.",
        (DoMore, "Pausing to check meaning keeps both sides on the same page; do it after anything long or important."),
        (Rephrase, "Ask for it in their words: “What are you taking away from this so far?”"),
    ),
    entry(
        name::CLARIFICATION_QUESTION,
        "Asks for more precision about something the other person has said.",
        (
            DoMore,
            "Asking what was meant, before answering, avoids guessing. Use the other person's own words in the question.",
        ),
        (Rephrase, "Name the words you are unsure about: “When you say it was too much, what was it like?”"),
    ),
    entry(
        name::CLOSED_QUESTION,
        "Can be answered with yes, no, a choice or a single fact.",
        (Try, "A closed question suits a fact you need. To hear how someone sees things, start with what or how."),
        (Rephrase, "Open it up: “Did that help?” becomes “What was that like for you?”"),
    ),
    entry(
        name::COLLABORATIVE_QUESTION,
        "Invites the other person to decide or to shape what happens next together.",
        (DoMore, "Invitations to decide together make a plan that both sides own. Leave room for a no."),
        (Add, "Follow it with a real choice: “Would you rather start with this, or with something else?”"),
    ),
    entry(
        name::LEADING_QUESTION,
        "Is worded so that one answer is expected.",
        (
            DoLess,
            "When the wording already holds the answer, people tend to go along with it. Ask so that any answer is easy.",
        ),
        (Rephrase, "Take the answer out: “Don't you think that's risky?” becomes “How do you see the risks?”"),
    ),
    entry(
        name::OPEN_QUESTION,
        "Leaves room for the other person to answer at length and in their own words.",
        (DoMore, "Open questions let the other person choose what matters. Ask one, then wait for the whole answer."),
        (Add, "Stay with the answer before asking on: “You mentioned the mornings. What are they like?”"),
    ),
    entry(
        name::SCALING_QUESTION,
        "Asks for a place on a scale, such as zero to ten.",
        (Try, "The number matters less than the talk about it. Ask what makes it that number and not a lower one."),
        (Add, "Follow up on the number: “What would bring it one step up?”"),
    ),
    entry(
        name::STACKED_QUESTIONS,
        "Asks another question before the last one was answered.",
        (DoLess, "With several questions at once, usually only the last is answered. Ask one and give it time."),
        (Replace, "Keep the question that matters most now, and hold the others until it is answered."),
    ),
];
