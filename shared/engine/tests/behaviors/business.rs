//! Examples and near misses of business.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "action item",
        &[
            "I'll send you the report by Friday.",
            "we'll call the supplier tomorrow morning",
            "Maria, can you book the room before noon?",
            "I'm going to email the team tonight.",
            "Could you draft the minutes by the tenth?",
            "Leave it with me.",
        ],
        &[
            "I'll be honest with you.",
            "I'd have sent it last week.",
            "I'll check that for you now.",
            "If I were you, I'd call them.",
            "I sent the report yesterday.",
            "We won on Friday.",
        ],
    ),
    (
        "objection",
        &[
            "That's too expensive.",
            "we can't afford that",
            "I need to speak to my wife first.",
            "We're happy with our current supplier.",
            "I'm not convinced it would help us.",
            "I'd have to think about it.",
        ],
        &[
            "How much is it?",
            "It was expensive, but worth every penny.",
            "I spoke to my wife yesterday.",
            "Let's think about lunch.",
            "Does it come in blue?",
        ],
    ),
    (
        "complaint",
        &[
            "I've been on hold for forty minutes.",
            "nobody called me back",
            "You charged me twice.",
            "It still hasn't arrived.",
            "My heating is broken again.",
            "The app keeps crashing.",
        ],
        &[
            "I can't complain.",
            "It arrived on Monday.",
            "We waited for the bus and talked.",
            "Nobody knows yet.",
            "He works in the yard.",
        ],
    ),
    (
        "escalation request",
        &[
            "I want to speak to a manager.",
            "put me through to your supervisor",
            "Can I talk to a real person?",
            "Who's your boss?",
            "Is there anyone above you?",
            "I'd like to speak to someone senior.",
        ],
        &[
            "My manager told me.",
            "I spoke to my boss yesterday.",
            "I want to cancel my account.",
            "She's the manager of the shop.",
            "He is a nice person.",
        ],
    ),
    (
        "resolution confirmation",
        &[
            "It works now.",
            "that's fixed it",
            "Yes, it's sorted now, thank you.",
            "The problem is solved.",
            "That did the trick.",
            "It let me in.",
        ],
        &["I hope it works.", "It doesn't work.", "Has it been fixed?", "He works in sales.", "It's still not sorted."],
    ),
];
