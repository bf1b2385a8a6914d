//! Examples and near misses of support.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "empathy",
        &[
            "That sounds incredibly hard.",
            "I'm so sorry you had to sit through that alone.",
            "it must have been terrifying to get that call",
            "My heart goes out to you.",
            "I can only imagine how you felt.",
            "How awful for you.",
        ],
        &[
            "I'm sorry for the wait.",
            "That's hard to say.",
            "It must be on the second page.",
            "i'm so sorry i was late",
            "The bed is too hard.",
        ],
    ),
    (
        "validation",
        &[
            "It makes sense that you'd want it in writing.",
            "anyone would be furious after that",
            "No wonder you walked out.",
            "That's completely understandable.",
            "I can see why you'd be nervous.",
            "You have every right to be cross.",
        ],
        &[
            "Does it make sense to take the train?",
            "Would anyone like coffee?",
            "He said it was only natural.",
            "of course you can sit there",
            "The instructions make no sense.",
        ],
    ),
    (
        "appreciation",
        &[
            "I really appreciate you coming in.",
            "Thank you for telling me, I know it wasn't easy.",
            "it means a lot that you rang",
            "I'm so glad you said that.",
            "You've been incredibly helpful.",
            "That's very kind of you.",
        ],
        &[
            "Thanks.",
            "I'd appreciate a quick reply.",
            "Houses here have appreciated a lot.",
            "I'm glad it rained.",
            "thanks for nothing",
        ],
    ),
    (
        "affirmation",
        &[
            "You've worked so hard on this.",
            "that took real courage",
            "You handled that call really well.",
            "You're a caring father.",
            "You should be proud of yourself.",
            "You've come a long way since March.",
        ],
        &[
            "Good.",
            "Great shoes!",
            "It takes an hour to get there.",
            "He's a good man.",
            "If you worked so hard, where is it?",
        ],
    ),
    (
        "encouragement",
        &[
            "You can do this.",
            "keep going you're nearly there",
            "Don't give up now.",
            "I believe in you.",
            "You've got this.",
            "Hang in there.",
        ],
        &[
            "Go ahead, I'm listening.",
            "You can do it online.",
            "Keep going straight until the church.",
            "I gave up in May.",
            "Have you got this in blue?",
        ],
    ),
    (
        "reassurance",
        &[
            "Don't worry, it's only a form.",
            "It's going to be all right.",
            "there's nothing to be ashamed of",
            "Take all the time you need.",
            "You haven't done anything wrong.",
            "We'll get it sorted.",
        ],
        &[
            "He told me not to worry.",
            "I don't worry much.",
            "Will it be all right?",
            "That's fine by me.",
            "i hope everything will be fine",
        ],
    ),
    (
        "normalising",
        &[
            "Lots of people feel that way at first.",
            "That's perfectly normal.",
            "we've all been there",
            "You're not the only one.",
            "Most parents struggle in the first month.",
        ],
        &[
            "Most people work upstairs.",
            "Is that normal?",
            "He said everyone does it.",
            "Lots of the boxes were empty.",
            "We all have lunch at one.",
        ],
    ),
    (
        "self disclosure",
        &[
            "I've been there myself.",
            "When I was your age I failed it twice.",
            "my own mother had the same trouble",
            "I lost my brother last year.",
            "I grew up on a farm, so I know the hours.",
        ],
        &[
            "I think we should start.",
            "When I was at the desk your file came in.",
            "I'll check that myself.",
            "Your mother had it too.",
            "I know what you mean.",
        ],
    ),
];
