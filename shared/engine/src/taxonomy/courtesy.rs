//! Texts for courtesy and style.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, DoMore, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::AGREEMENT,
        "Says that the speaker sees it the same way or goes along with a proposal.",
        (Try, "Agreement is clearer when it says with what. Name the point you share."),
        (Add, "Say what you agree with: “Yes, starting smaller makes sense to me too.”"),
    ),
    entry(
        name::APOLOGY,
        "Takes responsibility for something, or asks to be excused.",
        (Try, "An apology is strongest when it names what happened and what comes next, without an excuse."),
        (Add, "Add the next step: “I'm sorry for the delay. You will have it by noon.”"),
    ),
    entry(
        name::CLOSING,
        "Brings the conversation to its end or says goodbye.",
        (
            Try,
            "Before saying goodbye, a short summary of what was agreed helps both sides leave with the same picture.",
        ),
        (Add, "Leave the door open: “If anything comes up before then, please get in touch.”"),
    ),
    entry(
        name::DISAGREEMENT,
        "Says that the speaker sees it differently or does not go along.",
        (Try, "Saying first what you understood of the other view makes it easier to hear yours."),
        (Rephrase, "Speak for yourself: “That's wrong” becomes “I see it differently, because of the costs.”"),
    ),
    entry(
        name::FILLER_WORDS,
        "Sounds and words that fill a pause and carry no meaning of their own.",
        (DoLess, "Fillers are a normal part of speech. Where they pile up, a short silence does the same work."),
        (Replace, "Pause for a breath in place of the filler, then go on."),
    ),
    entry(
        name::GRATITUDE,
        "Thanks the other person for something said or done.",
        (DoMore, "Thanks that name what was done are felt more than a general thank-you."),
        (Add, "Say what for: “Thank you for telling me how that was for you.”"),
    ),
    entry(
        name::GREETING,
        "Opens the conversation or acknowledges the other person's arrival.",
        (DoMore, "A greeting with the person's name and a moment to settle makes the start easier."),
        (Add, "Say what the time is for: “Good to see you. We have half an hour; what would be useful?”"),
    ),
    entry(
        name::HEDGING,
        "Softens a statement or leaves it open how sure the speaker is.",
        (Try, "Hedges leave room for other views. Where you are sure and it matters, say it plainly."),
        (
            Rephrase,
            "Say how sure you are and why: “I think it might help” becomes “It has helped others in this spot.”",
        ),
    ),
    entry(
        name::POLITE_REQUEST,
        "Asks for something in a courteous form that can be declined.",
        (DoMore, "A courteous request with its reason makes it easy to say yes, and safe to say no."),
        (Add, "Give the reason: “Could you send it today? I would like to read it before we meet.”"),
    ),
];
