//! Texts for support.

use super::By::Professional;
use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoMore, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::AFFIRMATION,
        "Names a strength, an effort or a value that the other person has shown.",
        (DoMore, "Point to what you saw the person do. A named effort is believed where general praise is waved away."),
        (Rephrase, "Say what it took: “Well done” becomes “You kept at it for three weeks with hardly any help.”"),
    ),
    entry(
        name::APPRECIATION,
        "Values what the other person did or said, in more than a bare thank-you.",
        (DoMore, "Saying what something meant to you tells the other person which part of it mattered."),
        (Add, "Add what it made possible: “Because you said it straight out, we could start on it today.”"),
    ),
    entry(
        name::EMPATHY,
        "Expresses feeling with what the other person is going through.",
        (DoMore, "Name what makes it hard for this person, then leave a pause. It needs no advice right after."),
        (Add, "Tie it to what you heard: “A whole night of waiting for that call. That sounds exhausting.”"),
    ),
    entry(
        name::ENCOURAGEMENT,
        "Urges the other person on and shows confidence that it can be done.",
        (DoMore, "Confidence carries further with a reason: an earlier success, or a strength you have seen."),
        (Add, "Say what makes you confident: “You found a way through the spring, and you can find one here.”"),
    ),
    entry(
        name::NORMALISING,
        "Places what the other person goes through among what many people have.",
        (Try, "Hearing that others have it too takes shame away. Come back to this person's own story soon after."),
        (Add, "Return to the person: “Many people find the first week rough. How has it been for you?”"),
    ),
    entry(
        name::REASSURANCE,
        "Lowers a worry by promise, comfort or good news.",
        (Try, "Comfort works best once the worry has been heard. Promise only what you can keep."),
        (Replace, "Hear the worry first: “What are you most afraid might happen?” Then say what you will do about it."),
    ),
    entry(
        name::SELF_DISCLOSURE,
        "Tells something of the professional's own life or feelings.",
        (Try, "A short word about yourself can bring you closer. Keep it brief and hand the floor straight back."),
        (Add, "Hand it back at once: “I have been there too, in my own way. What was it like for you?”"),
    )
    .by(Professional),
    entry(
        name::VALIDATION,
        "Says that the other person's feeling, reaction or view makes sense.",
        (DoMore, "Saying why a reaction makes sense, given what happened, eases people more than arguing with it."),
        (Add, "Give the reason: “After two broken promises it makes sense that you want it in writing.”"),
    ),
];
