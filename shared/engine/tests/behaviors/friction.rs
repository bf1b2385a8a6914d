//! Examples and near misses of friction.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "blame",
        &[
            "This is all your fault.",
            "it's on you that we lost them",
            "You ruined my weekend.",
            "Look what you've done.",
            "Because of you people I missed my flight.",
            "You've only yourself to blame.",
        ],
        &[
            "It's not your fault.",
            "I'm not saying it's your fault.",
            "It was the weather.",
            "It's up to you.",
            "Do you feel it's your fault?",
        ],
    ),
    (
        "criticism",
        &[
            "You never listen.",
            "You should have told me before.",
            "that was really unprofessional",
            "You're not even listening to me.",
            "You could at least say hello.",
            "How could you forget that?",
        ],
        &[
            "You should have received an email.",
            "You never know.",
            "He says I never listen.",
            "How could you do it differently?",
            "I should have asked.",
        ],
    ),
    (
        "judgment",
        &[
            "You're so selfish.",
            "That was irresponsible of you.",
            "you people are lazy",
            "You ought to be ashamed of yourself.",
            "What a stupid thing to do.",
            "You're acting like a child.",
        ],
        &[
            "He said I was lazy.",
            "You're not lazy.",
            "The film was stupid.",
            "Do you think you're selfish?",
            "It was silly of me.",
        ],
    ),
    (
        "confront",
        &[
            "You say you want it, but you haven't called once.",
            "That's not true.",
            "you're kidding yourself",
            "Do you really believe that?",
            "You promised me you'd stop.",
            "Who are you trying to fool?",
        ],
        &[
            "She said it was fine, but it broke.",
            "You said you like it, and you also hate it.",
            "That's true.",
            "No, it's on Tuesday.",
            "Did he say that?",
        ],
    ),
    (
        "concern",
        &[
            "I'm worried about you.",
            "that cough worries me",
            "I'm really concerned about the dose.",
            "My biggest fear is a fire.",
            "I don't like the look of that wound.",
        ],
        &[
            "As far as I'm concerned, it's done.",
            "I'm not worried.",
            "Are you worried about it?",
            "My mother was worried.",
            "To whom it may concern.",
        ],
    ),
    (
        "dismissal",
        &[
            "You're overreacting.",
            "whatever",
            "It's no big deal.",
            "Don't be so dramatic.",
            "Calm down.",
            "Not my problem.",
        ],
        &[
            "She said I was overreacting.",
            "Whatever the weather, we go.",
            "I need to calm down.",
            "It's not the end of the month yet.",
            "Maybe I'm overreacting.",
        ],
    ),
    (
        "defensiveness",
        &[
            "That's not my fault.",
            "I only did what I was told.",
            "don't blame me",
            "What was I supposed to do?",
            "I never said that.",
            "I'm not the problem here.",
        ],
        &[
            "He said it wasn't his fault.",
            "It was my fault.",
            "I was just wondering about the price.",
            "What should I do?",
            "I'm not a doctor.",
        ],
    ),
];
