//! Examples and near misses of safety.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
    (
        "profanity",
        &["Oh, shit.", "What the hell is that?", "it's fucking freezing", "Bloody hell.", "He's a bastard."],
        &[
            "We live in Scunthorpe.",
            "He had a bloody nose.",
            "The dog is a spaniel bitch with six pups.",
            "I passed the class.",
            "My uncle Dick came by.",
            "Dear me.",
        ],
    ),
    (
        "insult",
        &[
            "You're an idiot.",
            "you absolute muppet",
            "You people are useless.",
            "What kind of moron built this?",
            "Are you stupid?",
            "You're pathetic.",
        ],
        &[
            "You absolute star!",
            "You're not stupid.",
            "I feel like an idiot.",
            "That was a stupid question of mine.",
            "Do you think he's a fool?",
            "You're a legend.",
        ],
    ),
    (
        "threat",
        &[
            "I'll break your arm.",
            "i'm going to smash his windows",
            "You're a dead man.",
            "I'll put you in hospital.",
            "He said he'd stab me.",
        ],
        &[
            "My wife will kill me.",
            "I'll sue the lot of you.",
            "I'll hit my target.",
            "I could murder a curry.",
            "He'd never hurt anyone.",
        ],
    ),
    (
        "suicidal ideation",
        &[
            "I want to kill myself.",
            "i wish i was dead",
            "They'd be better off without me.",
            "Life isn't worth living.",
            "I don't want to wake up anymore.",
        ],
        &[
            "I'm dying for a break.",
            "That meeting killed me.",
            "Are you thinking of ending your life?",
            "I'd never kill myself.",
            "We ended it there.",
        ],
    ),
    (
        "self harm",
        &[
            "I've been cutting my arms.",
            "i burn myself when i'm angry",
            "I keep hurting myself.",
            "She cuts herself.",
            "I started self-harming at fifteen.",
        ],
        &[
            "I cut my finger on a tin.",
            "I burnt myself on the stove.",
            "He kicked himself for missing it.",
            "We cut the budget.",
            "Do you ever hurt yourself?",
        ],
    ),
    (
        "substance risk",
        &[
            "I take the pills with whisky.",
            "i drove home after six pints",
            "I relapsed on Saturday.",
            "I get the shakes when I stop drinking.",
            "I'm using heroin again.",
        ],
        &[
            "I had one beer at dinner.",
            "I take the pills with water.",
            "He drove us home.",
            "We drink tea all day.",
            "How much do you drink?",
        ],
    ),
    (
        "abuse disclosure",
        &[
            "My husband beats me.",
            "he locks me in the bedroom",
            "She hit me again last night.",
            "My uncle raped me.",
            "Dad used to beat us.",
        ],
        &[
            "They beat us three nil.",
            "It hit me that I was late.",
            "She pushed me to apply.",
            "Does he hit you?",
            "He never laid a hand on me.",
        ],
    ),
    (
        "medical emergency",
        &[
            "I can't breathe.",
            "she's unconscious and not breathing",
            "My chest is tight and my arm is numb.",
            "He's choking!",
            "I think she's having a stroke.",
        ],
        &[
            "I had a stroke in 2015.",
            "It nearly gave me a heart attack.",
            "Take a deep breath.",
            "The project is on life support.",
            "The shoes are fitting well.",
        ],
    ),
];
