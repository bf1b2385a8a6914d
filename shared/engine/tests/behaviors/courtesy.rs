//! Examples and near misses of courtesy.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "greeting",
        &["Hello.", "Good morning, Sam!", "Oh hi there", "Nice to meet you."],
        &["You're welcome.", "He said hello to me.", "Welcome to the club of sick people."],
    ),
    (
        "closing",
        &["Bye!", "Take care.", "Have a great weekend!", "See you next week.", "Thanks for your time."],
        &[
            "Take care of the dog.",
            "I want to have a good night for once.",
            "He kissed me goodbye.",
            "I can't see you as a friend.",
        ],
    ),
    (
        "gratitude",
        &["Thank you!", "thanks so much", "I really appreciate that.", "I'm so grateful."],
        &[
            "No thanks.",
            "Thanks to him we lost.",
            "Thank God.",
            "I don't appreciate that.",
            "I'd appreciate it if you called.",
        ],
    ),
    (
        "apology",
        &[
            "I'm sorry.",
            "Sorry, I was late.",
            "My apologies for the delay.",
            "I'm so sorry for being late.",
            "im sorry",
        ],
        &[
            "I'm sorry to hear that.",
            "I'm so sorry for your loss.",
            "I feel sorry for him.",
            "Better safe than sorry.",
            "I'm sorry you feel sick.",
        ],
    ),
    (
        "polite request",
        &[
            "Could you send it?",
            "Please sit down.",
            "Would you mind waiting?",
            "Can you please help?",
            "One more, please.",
        ],
        &["Yes, please.", "Could you be wrong?", "Please don't worry.", "You can go.", "Would you like tea?"],
    ),
    (
        "hedging",
        &["Maybe.", "I think it helps.", "It's kind of hard.", "I'm not sure.", "It might rain."],
        &[
            "What kind of dog is it?",
            "What do you think?",
            "We might as well go.",
            "I think about it a lot.",
            "This kind of pain is new.",
        ],
    ),
    (
        "filler words",
        &["Um, yes.", "So, uh, no.", "It is, you know, hard.", "It was, like, huge."],
        &["Uh-huh.", "Uh oh.", "You know him.", "I like it.", "Do you know what I mean?"],
    ),
    (
        "agreement",
        &["I agree.", "You're right.", "Fair enough.", "That's true.", "Well, that makes sense."],
        &["I don't agree.", "You're not right.", "Turn right.", "If that's true, we go.", "All right.", "Yeah but no."],
    ),
    (
        "disagreement",
        &["I disagree.", "I don't think so.", "No, that's not true.", "Of course not.", "I can't agree with that."],
        &["I don't disagree.", "Tell me if I'm wrong.", "I couldn't agree more.", "No problem.", "I think so."],
    ),
];
