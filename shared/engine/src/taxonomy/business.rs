//! Texts for business.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoMore, Try};
use super::{Behavior, By, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::ACTION_ITEM,
        "Someone takes on, or is given, a thing to do after the conversation.",
        (DoMore, "A task gets done when it has one owner and a day. Say both aloud before moving on."),
        (Add, "Name who and when: “I'll send the figures to both of you by Thursday noon.”"),
    ),
    entry(
        name::COMPLAINT,
        "Says that something went wrong or is wrong for the speaker.",
        (Try, "Hear a complaint to its end, say back what went wrong, and only then say what can be done."),
        (Add, "Show it was heard: “Three calls and no answer. Let me see where it got stuck.”"),
    )
    .by(By::Client),
    entry(
        name::ESCALATION_REQUEST,
        "Asks for somebody with more say, or for somebody else.",
        (Try, "Asking for somebody else is a right, not an affront. Say plainly whether and when it can happen."),
        (
            Replace,
            "Say what happens next: “I'll pass you to my team lead and tell her what you told me, so you needn't.”",
        ),
    )
    .by(By::Client),
    entry(
        name::OBJECTION,
        "Resists an offer or a step, with or without saying why.",
        (Try, "An objection tells what still stands in the way. Ask about it before you answer it."),
        (
            Rephrase,
            "Stay curious: “But it pays for itself” becomes “What would it have to cost to be worth it to you?”",
        ),
    )
    .by(By::Client),
    entry(
        name::RESOLUTION_CONFIRMATION,
        "States or confirms that the matter is solved.",
        (DoMore, "Ask whether it is really solved, and let the other person be the one to say so."),
        (Add, "Check before closing: “Is there anything about this that still doesn't work for you?”"),
    ),
];
