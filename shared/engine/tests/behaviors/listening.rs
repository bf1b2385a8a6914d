//! Examples and near misses of listening.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "simple reflection",
        &[
            "So you're saying the nights are worse.",
            "What I'm hearing is that the pills make you slow.",
            "You didn't sleep a wink.",
            "in other words you run the place",
            "You don't even like the taste.",
            "you've been telling me for weeks",
        ],
        &[
            "You didn't sleep?",
            "You should sleep.",
            "What did you not like?",
            "You're welcome.",
            "You can go in now.",
            "I didn't sleep.",
        ],
    ),
    (
        "complex reflection",
        &[
            "It sounds like you're ready for something else.",
            "Part of you would rather not know.",
            "You feel as if nobody asked you.",
            "so you feel like the last to be told",
            "You'd rather be out there than in here.",
            "You're stuck between him and the job.",
            "that really matters to you",
        ],
        &[
            "It sounds like a plan.",
            "Do you feel as if nobody asked you?",
            "You're right.",
            "If you feel like a break, take one.",
            "Some of you know the way.",
            "What sounds like fun?",
        ],
    ),
    (
        "double-sided reflection",
        &[
            "On the one hand you like the money, and on the other you never see the kids.",
            "Part of you wants to stay and part of you has packed already.",
            "you love the job and you hate what it does to your back",
            "You're torn between the two of them.",
            "You'd like to stop, and at the same time it's the only quiet you get.",
        ],
        &[
            "On the other hand there is the price.",
            "You can call or you can write, and you get an answer.",
            "I want to and I don't want to.",
            "The left one is mine and the right one is yours.",
            "You're right, and you know it.",
            "Do you like it, and do you use it?",
        ],
    ),
    (
        "summary",
        &[
            "Let me see if I've got this: the move, the baby and the new boss.",
            "To sum up, sleep is better, work is not, and the car is sold.",
            "So far you've told me about the fall and the hospital.",
            "let me pull this together the bills the flat and your brother",
            "We've talked about school, and about your dad.",
            "in summary two tablets a day and no wine",
        ],
        &[
            "So far so good.",
            "The summary is on page two.",
            "Let me run it past her.",
            "You're tired of it.",
            "Sum up the left column.",
            "What have you told them?",
        ],
    ),
    (
        "emotion labelling",
        &[
            "You sound worried.",
            "That must have been frightening.",
            "you're really frustrated with them",
            "It seems you feel guilty about it.",
            "That hurt.",
            "I can hear how angry you are.",
            "it makes you feel ashamed",
        ],
        &[
            "How do you feel?",
            "I'm worried about the rent.",
            "You look well.",
            "Are you angry?",
            "She was scared of him.",
            "If you feel anxious, ring us.",
            "You're not angry at all.",
        ],
    ),
    (
        "backchannel",
        &["Mm-hm.", "uh huh", "I see.", "Right.", "Okay.", "Got it.", "mhm"],
        &[
            "Right, let's go on.",
            "I see two of them.",
            "Okay, so next is the form.",
            "Got it from the shop.",
            "Turn right.",
            "Good morning.",
        ],
    ),
    (
        "uptake",
        &[
            "You mentioned your brother earlier; what does he say?",
            "Going back to what you said about the mornings.",
            "Earlier you said it was like drowning.",
            "you used the word trapped",
            "What was it about the letter?",
        ],
        &[
            "What time was it?",
            "I mentioned it to her.",
            "He said he would call.",
            "Come back to bed.",
            "What is it about again?",
            "Say the word.",
        ],
    ),
];
