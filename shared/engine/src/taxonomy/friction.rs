//! Texts for friction.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::BLAME,
        "Puts the fault on someone present or on their side.",
        (DoLess, "Whose fault it was rarely moves a talk forward. Say what happened and what you need now."),
        (Rephrase, "Leave the person out of it: “You lost my file” becomes “My file is missing, and I need it today.”"),
    ),
    entry(
        name::CONCERN,
        "Voices a worry about the other person or about the matter at hand.",
        (Try, "A worry is easier to hear as your own, with its reason, and with a question after it."),
        (Add, "Ask how the other sees it: “I'm uneasy about the drive home tonight. How does it look to you?”"),
    ),
    entry(
        name::CONFLICT,
        "Friction has come from both sides within a few utterances.",
        (Try, "When a talk heats up, slow down: say what you heard, and find the point where you do agree."),
        (Replace, "Step back for a moment: “We are both getting sharp. What I have heard from you so far is this.”"),
    ),
    entry(
        name::CONFRONT,
        "Challenges or contradicts the other person to the face.",
        (DoLess, "Being contradicted makes most people defend their side harder. Wonder about it together."),
        (Rephrase, "Lay both things side by side: “You told me one thing in May and another today. Help me fit them.”"),
    ),
    entry(
        name::CRITICISM,
        "Finds fault with what the other person did or with how it was done.",
        (DoLess, "Criticism lands better rarely, about one act, and with what you would like to see in its place."),
        (Rephrase, "Ask for the change you want: “You never call” becomes “I'd like a call when plans change.”"),
    ),
    entry(
        name::DEFENSIVENESS,
        "Fends off a reproach by denying, explaining or turning it back.",
        (Try, "Taking up even a small part of a reproach calms it sooner than a good explanation does."),
        (Replace, "Start with what is true in it: “You're right that the call came late. Here is what happened.”"),
    ),
    entry(
        name::DISMISSAL,
        "Plays down or brushes off what the other person brings.",
        (DoLess, "What looks small to you may be large to the other person. Ask what makes it matter."),
        (Replace, "Take an interest first: “It's nothing” becomes “It got to you. What about it was worst?”"),
    ),
    entry(
        name::INTERRUPTING,
        "Starts before the other person has finished and takes over the turn.",
        (DoLess, "Let the last word land and count to two. People often say the important thing at the end."),
        (Replace, "Give the turn back: “Sorry, I cut in. You were saying?”"),
    ),
    entry(
        name::JUDGMENT,
        "Passes a verdict on a person or on that person's conduct.",
        (DoLess, "A verdict closes the talk. Describe what you saw, and let the other person weigh it."),
        (Rephrase, "Describe it without the verdict: “That was careless” becomes “The form went out unsigned.”"),
    ),
];
