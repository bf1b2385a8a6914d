//! Swear words, whatever they are used for.
//!
//! Words with hardly another use are in `data/profanity.txt`; here are the words whose use must be seen, and what
//! looks like swearing and is none.

use super::super::Place::{Anywhere, Aside, Start};
use super::super::{LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// One word a line, lower case.
const WORDS: &str = include_str!("../../../data/profanity.txt");

/// What any of [`swear_words`] shows.
pub(in super::super) const SWEARING: Rule = rule(name::PROFANITY, PLAIN, Anywhere, &[]);

pub(in super::super) fn swear_words() -> Vec<&'static str> {
    WORDS.lines().collect()
}

pub(in super::super) const RULES: &[Rule] = &[
    rule(
        name::PROFANITY,
        PLAIN,
        Anywhere,
        &[
            "hell of a",
            "what|how|who|where|why|when the hell|heck|fuck|devil",
            "like|as|to|in|from|is|'s|bloody|fucking|go|sheer|living|oh|through|hurt|hurts hell",
            "what the hell",
            "hell yes|yeah|no",
            "for god|god's|christ|christ's|fuck|fuck's|pete's sake",
            "jesus christ|wept|h",
            "thank christ",
            "taking|take|took|takes the piss|mick",
            "piss off|poor|take|up|artist",
            "pissed off|me|him|about|at|with|on",
            "pisses|pissing me|him|her off",
            "my|your|his|her|lazy|sorry|dumb|silly|big|fat|bad|smart|kick|kicked|pain|the|ass|whole ass",
            "kick|kicked|kiss|save|cover|bust|busting|work|working my|your|his|their|our ass",
            "son of a bitch",
            "sons of bitches",
            "bitch|bitches about|is|please",
            "you|that|this|stupid|fucking|little|lying|a|ungrateful|life's|crazy|such|total bitch|bitches|cow",
            "stop|quit|always|keep|keeps bitching",
            "cock|cocked up|ups",
            "you|lying|the|poor|that|silly|lazy sod|sods",
            "sod off|it|that|this|all",
            "give|gives|gave|giving a toss|monkey's|damn|rat's",
            "total|utter|complete|proper|absolute|stupid|you|a dick",
            "dick move|around|about",
            "dicking|dicked around|about|over",
            "oh my fucking god",
            "god damn|damnit|dammit",
            "effing|bleeding|blooming useless|hell|idiot|cheek|thing",
            "f off|you|ing",
            "tit|tits up|off",
            "balls up",
            "load of balls|crap|bull|bollocks",
            "he's|she's|they're|i'm talking bull",
        ],
    ),
    rule(name::PROFANITY, LIKELY, Aside, &["jesus", "christ", "christ almighty", "hell", "balls", "bugger me", "ass"]),
    rule(name::PROFANITY, LIKELY, Start, &["jesus", "christ", "bloody"]),
    rule(
        name::PROFANITY,
        NOT_ONE,
        Anywhere,
        &[
            "bloody nose|noses|lip|mess|hands|bandage|bandages|knuckles|mary|sunday|mouth|stool|diarrhoea|discharge|tissue",
            "hell|heaven and|or heaven|hell|purgatory",
            "about|in|to|of hell he|she|is|as|and|the",
            "jesus was|is|said|loves|saves|taught|died|and|saved|of|in",
            "the bastard sword|file",
            "spaniel|dog|lurcher|terrier|collie|labrador|my|a|brood|the bitch and|with|has|had|on|named|called|name|in|pups|for",
            "ass has|is|brays|and",
            "crap shoot|game|table|tables",
            "fag break|end|packet",
            "pricks up",
            "prick your|his|her|my|the|test|tests|it|them",
            "pin|finger|needle|pin prick",
            "god help|bless|willing|forbid",
        ],
    ),
];
