//! Texts for client talk.

use super::By::Client;
use super::SuggestionType::{Add, Replace};
use super::TipType::{DoMore, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::AMBIVALENCE,
        "The client speaks for changing and for staying as it is in one breath.",
        (Try, "Being of two minds is a step on the way. Give both sides back and let the client weigh them."),
        (Add, "Hold both sides: “You would miss it, and you are tired of what it costs. Where does that leave you?”"),
    )
    .by(Client),
    entry(
        name::CHANGE_TALK,
        "The client names a wish, an ability, a reason, a need or a first step towards change.",
        (DoMore, "Talk of change grows where it is heard. Ask for more of it before you plan anything."),
        (Add, "Ask it further: “You want your mornings back. What would they look like?”"),
    )
    .by(Client),
    entry(
        name::COMMITMENT,
        "The client says that he or she will do it.",
        (DoMore, "When a client commits, make it concrete: what, when, and what might get in the way."),
        (Add, "Help to make it firm: “Saturday at ten, then. What could get in the way of it?”"),
    )
    .by(Client),
    entry(
        name::RESISTANCE,
        "The client pushes back against the talk, the help or the helper.",
        (
            Try,
            "Pushing back often says that the talk runs ahead of the person. Slow down and ask what would be useful.",
        ),
        (Replace, "Step beside the client: “I got ahead of you there. What would you rather talk about?”"),
    )
    .by(Client),
    entry(
        name::SUSTAIN_TALK,
        "The client names a wish, an ability, a reason or a need to stay as it is.",
        (Try, "Arguing against it tends to strengthen it. Say back what it is good for, and ask about the other side."),
        (
            Add,
            "Reflect, then open the other side: “It is the one quiet hour you have. And what is less good about it?”",
        ),
    )
    .by(Client),
];
