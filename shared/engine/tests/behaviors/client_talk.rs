//! Examples and near misses of client talk.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "change talk",
        &[
            "I want to cut down.",
            "I really need to stop smoking.",
            "i've been thinking about quitting",
            "It's ruining my marriage.",
            "I'm sick of waking up like this.",
            "I could leave the car at home.",
            "I managed two weeks.",
        ],
        &[
            "You want to cut down.",
            "I want to stop my order.",
            "I'm not ready to quit.",
            "I couldn't see a thing.",
            "He needs to quit drinking.",
        ],
    ),
    (
        "sustain talk",
        &[
            "I can't give it up.",
            "I don't see it as a problem.",
            "it helps me relax",
            "It's the only thing that works.",
            "I'm not ready to quit.",
            "Everyone drinks at work.",
        ],
        &[
            "I can't stop thinking about you.",
            "I don't think that's what he said.",
            "It makes me feel sick.",
            "I have one every evening.",
            "It doesn't work when I press the button.",
        ],
    ),
    (
        "ambivalence",
        &[
            "I want to stop, but I'd miss it.",
            "Part of me wants to go.",
            "i'm torn",
            "I love it and I hate it.",
            "I don't know if I want to.",
        ],
        &[
            "Part of my leg is numb.",
            "We went back and forth with the bank.",
            "I want your manager and I want her now.",
            "It rained, but we went.",
            "They are torn apart.",
        ],
    ),
    (
        "commitment",
        &[
            "I'll call them on Monday.",
            "I'm going to quit smoking.",
            "i promise i'll be there",
            "I've decided to tell her.",
            "I'll give it a try.",
            "From now on I leave the phone downstairs.",
        ],
        &[
            "I might call them.",
            "I'll think about it.",
            "She said I'll fail on Monday.",
            "I'll knock his teeth out tonight.",
            "If he comes back on Friday I'll tell him.",
        ],
    ),
    (
        "resistance",
        &[
            "You don't understand.",
            "I'm only here because my wife made me come.",
            "Stop telling me what to do.",
            "it's none of your business",
            "I've heard it all before.",
            "What's the point of talking about this?",
        ],
        &[
            "I'm only calling to check a price.",
            "You don't have to wait.",
            "She says I don't understand.",
            "I don't want to be sick again.",
            "How much is it?",
        ],
    ),
];
