//! The texts. Definitions say what was seen; tips and suggestions offer, and never judge the speaker.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, DoMore, Try};
use super::{Behavior, Suggestion, SuggestionType, Tip, TipType, name};

const QUESTIONS: &str = "questions";
const COURTESY: &str = "courtesy and style";

const fn entry(
    name: &'static str,
    category: &'static str,
    definition: &'static str,
    tip: (TipType, &'static str),
    suggestion: (SuggestionType, &'static str),
) -> Behavior {
    Behavior {
        name,
        category,
        definition,
        tip: Tip { text: tip.1, tip_type: tip.0 },
        suggestion: Suggestion { text: suggestion.1, suggestion_type: suggestion.0 },
    }
}

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::CHECK_FOR_UNDERSTANDING,
        QUESTIONS,
        "Asks whether something was understood as it was meant, in either direction.",
        (DoMore, "Pausing to check meaning keeps both sides on the same page; do it after anything long or important."),
        (Rephrase, "Ask for it in their words: “What are you taking away from this so far?”"),
    ),
    entry(
        name::CLARIFICATION_QUESTION,
        QUESTIONS,
        "Asks for more precision about something the other person has said.",
        (
            DoMore,
            "Asking what was meant, before answering, avoids guessing. Use the other person's own words in the question.",
        ),
        (Rephrase, "Name the words you are unsure about: “When you say it was too much, what was it like?”"),
    ),
    entry(
        name::CLOSED_QUESTION,
        QUESTIONS,
        "Can be answered with yes, no, a choice or a single fact.",
        (Try, "A closed question suits a fact you need. To hear how someone sees things, start with what or how."),
        (Rephrase, "Open it up: “Did that help?” becomes “What was that like for you?”"),
    ),
    entry(
        name::COLLABORATIVE_QUESTION,
        QUESTIONS,
        "Invites the other person to decide or to shape what happens next together.",
        (DoMore, "Invitations to decide together make a plan that both sides own. Leave room for a no."),
        (Add, "Follow it with a real choice: “Would you rather start with this, or with something else?”"),
    ),
    entry(
        name::LEADING_QUESTION,
        QUESTIONS,
        "Is worded so that one answer is expected.",
        (
            DoLess,
            "When the wording already holds the answer, people tend to go along with it. Ask so that any answer is easy.",
        ),
        (Rephrase, "Take the answer out: “Don't you think that's risky?” becomes “How do you see the risks?”"),
    ),
    entry(
        name::OPEN_QUESTION,
        QUESTIONS,
        "Leaves room for the other person to answer at length and in their own words.",
        (DoMore, "Open questions let the other person choose what matters. Ask one, then wait for the whole answer."),
        (Add, "Stay with the answer before asking on: “You mentioned the mornings. What are they like?”"),
    ),
    entry(
        name::SCALING_QUESTION,
        QUESTIONS,
        "Asks for a place on a scale, such as zero to ten.",
        (Try, "The number matters less than the talk about it. Ask what makes it that number and not a lower one."),
        (Add, "Follow up on the number: “What would bring it one step up?”"),
    ),
    entry(
        name::STACKED_QUESTIONS,
        QUESTIONS,
        "Asks another question before the last one was answered.",
        (DoLess, "With several questions at once, usually only the last is answered. Ask one and give it time."),
        (Replace, "Keep the question that matters most now, and hold the others until it is answered."),
    ),
    entry(
        name::AGREEMENT,
        COURTESY,
        "Says that the speaker sees it the same way or goes along with a proposal.",
        (Try, "Agreement is clearer when it says with what. Name the point you share."),
        (Add, "Say what you agree with: “Yes, starting smaller makes sense to me too.”"),
    ),
    entry(
        name::APOLOGY,
        COURTESY,
        "Takes responsibility for something, or asks to be excused.",
        (Try, "An apology is strongest when it names what happened and what comes next, without an excuse."),
        (Add, "Add the next step: “I'm sorry for the delay. You will have it by noon.”"),
    ),
    entry(
        name::CLOSING,
        COURTESY,
        "Brings the conversation to its end or says goodbye.",
        (
            Try,
            "Before saying goodbye, a short summary of what was agreed helps both sides leave with the same picture.",
        ),
        (Add, "Leave the door open: “If anything comes up before then, please get in touch.”"),
    ),
    entry(
        name::DISAGREEMENT,
        COURTESY,
        "Says that the speaker sees it differently or does not go along.",
        (Try, "Saying first what you understood of the other view makes it easier to hear yours."),
        (Rephrase, "Speak for yourself: “That's wrong” becomes “I see it differently, because of the costs.”"),
    ),
    entry(
        name::FILLER_WORDS,
        COURTESY,
        "Sounds and words that fill a pause and carry no meaning of their own.",
        (DoLess, "Fillers are a normal part of speech. Where they pile up, a short silence does the same work."),
        (Replace, "Pause for a breath in place of the filler, then go on."),
    ),
    entry(
        name::GRATITUDE,
        COURTESY,
        "Thanks the other person for something said or done.",
        (DoMore, "Thanks that name what was done are felt more than a general thank-you."),
        (Add, "Say what for: “Thank you for telling me how that was for you.”"),
    ),
    entry(
        name::GREETING,
        COURTESY,
        "Opens the conversation or acknowledges the other person's arrival.",
        (DoMore, "A greeting with the person's name and a moment to settle makes the start easier."),
        (Add, "Say what the time is for: “Good to see you. We have half an hour; what would be useful?”"),
    ),
    entry(
        name::HEDGING,
        COURTESY,
        "Softens a statement or leaves it open how sure the speaker is.",
        (Try, "Hedges leave room for other views. Where you are sure and it matters, say it plainly."),
        (
            Rephrase,
            "Say how sure you are and why: “I think it might help” becomes “It has helped others in this spot.”",
        ),
    ),
    entry(
        name::POLITE_REQUEST,
        COURTESY,
        "Asks for something in a courteous form that can be declined.",
        (DoMore, "A courteous request with its reason makes it easy to say yes, and safe to say no."),
        (Add, "Give the reason: “Could you send it today? I would like to read it before we meet.”"),
    ),
];
