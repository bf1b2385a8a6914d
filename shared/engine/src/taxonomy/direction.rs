//! Texts for direction.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, DoMore, Try};
use super::{Behavior, By, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::ADVICE_WITHOUT_PERMISSION,
        "Says what someone should do, without having been asked.",
        (DoLess, "Advice that nobody asked for tends to meet “yes, but”. Ask what they have thought of first, then ask for leave."),
        (Rephrase, "Ask first: “You should call them” becomes “Would it help if I said what others have done?”"),
    )
    .by(By::Professional),
    entry(
        name::DIRECTIVE,
        "Tells someone to do something, now or as an instruction.",
        (Try, "Clear instructions help where steps are needed. Where it is a matter of choice, ask instead."),
        (Rephrase, "Turn it into a request with a reason: “Could you read me the number? Then I can find the order.”"),
    ),
    entry(
        name::GIVING_INFORMATION,
        "Explains, states facts or rules, or tells how something works.",
        (Try, "Give information in small pieces. Ask what they know already, and afterwards what it means to them."),
        (Add, "Ask before and after: “What have you heard about it?” and later “What do you make of that?”"),
    )
    .by(By::Professional),
    entry(
        name::PERSUASION,
        "Argues for a change or a purchase with reasons.",
        (DoLess, "Arguments for one side invite arguments for the other. Ask for the reasons that are theirs."),
        (Replace, "Ask instead of arguing: “What would be good about it, if you did?”"),
    ),
    entry(
        name::TRANSITION,
        "Leads from one topic or phase of the conversation to another.",
        (DoMore, "Marking a change of topic helps everybody along. Close the last one first, in a sentence."),
        (Add, "Check that the last topic is done: “Is there more on that, or shall we move on to the dates?”"),
    ),
    entry(
        name::WARNING,
        "Points at bad consequences of what someone does or leaves undone.",
        (Try, "State a real risk plainly and once. Fear alone rarely moves anyone; what they can do about it does."),
        (Rephrase, "Ask what they know, then add: “What worries you about it? May I add what I would watch for?”"),
    ),
];
