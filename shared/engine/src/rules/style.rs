//! Style: hedging, fillers, agreement and disagreement, as far as the words alone tell.
//!
//! What "yes" and "no" do depends on what came before; see the exchange.
//!
//! Confidences: on the GoEmotions comments "I agree" carries the label approval in 88 of 100 hits, "I disagree"
//! the label disapproval in 15 of 16. Those labels are narrower than our behaviors, so what they say of other
//! phrases is only a lower bound. The rest are conservative priors: 0.8 for words with hardly another use, 0.7
//! where context may change them, 0.55 where it often does.

use super::Place::{Alone, Anywhere, Aside, Reply, Start};
use super::{Candidate, DOUBTFUL, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;
use crate::words::Token;

/// A hesitation sound has no other use.
pub(super) fn filler(token: Token) -> Candidate {
    Candidate { behavior: name::FILLER_WORDS, score: 0.9, confidence: 0.9, start: token.start, end: token.end }
}

pub(super) const RULES: &[Rule] = &[
    rule(name::FILLER_WORDS, LIKELY, Aside, &["you know", "i mean", "like"]),
    rule(
        name::HEDGING,
        PLAIN,
        Anywhere,
        &[
            "maybe|perhaps|possibly|probably|presumably|somewhat|sorta|kinda|supposedly",
            "i guess|suppose",
            "i'm not entirely|really|quite|totally|completely? sure|certain",
            "i am not entirely|really|quite|totally|completely? sure|certain",
            "i could|might|may be wrong|mistaken",
            "in my humble? opinion|view",
            "as far as i know|can|remember|understand tell|see?",
            "it seems|appears like|as|to|that",
            "sort|kind of",
            "more or less",
        ],
    ),
    rule(
        name::HEDGING,
        LIKELY,
        Anywhere,
        &[
            "i think|believe",
            "i feel like",
            "might",
            "could be",
            "seems|seemed like|to",
            "apparently|roughly",
            "or something|whatever|so",
            "i would|'d say|think|imagine|guess",
        ],
    ),
    rule(
        name::HEDGING,
        NOT_ONE,
        Anywhere,
        &[
            "what|what's|which|this|that|some|any|every|same|each|one|another|all|other|different|certain|the|a|no|two|these|those|are sort|kind of",
            "kind of you",
            "might as well",
            "what|how|who|where|when|why might",
            "his|her|my|our|your|with might",
            "do|did|what|how|should|when|if|before|can|would|could|the|things|way i think|believe|feel",
            "i think about|of",
            "i believe in|you|him|her|them",
            "i think so|not too",
            "could be a? better|worse",
        ],
    ),
    rule(
        name::AGREEMENT,
        (0.9, 0.85),
        Anywhere,
        &["i|we totally|completely|definitely|absolutely|fully|really|do|would|'d? agree"],
    ),
    rule(
        name::AGREEMENT,
        PLAIN,
        Anywhere,
        &[
            "you're so|absolutely|totally|quite|probably? right",
            "you are so|absolutely|totally|quite|probably? right",
            "that 's|is so|very|absolutely|totally|quite? true|correct|fair",
            "that 's|is a? very|really? good|great|fair|valid point",
            "could n't agree more",
            "makes sense to me",
            "fair enough",
        ],
    ),
    rule(
        name::AGREEMENT,
        LIKELY,
        Reply,
        &[
            "that 's|is so|very|absolutely|totally|quite? right",
            "me too",
            "same here",
            "i'm with you",
            "very|so true",
            "good|great|fair point",
            "that? makes total|perfect|a? lot? of? sense",
            "that? sounds good|great|fine|perfect|reasonable|fair",
            "that? sounds like a good|great? plan|deal|idea",
        ],
    ),
    rule(
        name::AGREEMENT,
        NOT_ONE,
        Anywhere,
        &[
            "i|we do|would|ca|did|wo|could n't|not really|completely|totally|entirely|fully|quite|necessarily? agree",
            "i|we agree to disagree",
            "agree|true|right|fair|correct|point but",
            "i|we agree on nothing|that?",
            "you 're|are not right",
            "if|when|whether|think you|that|i 're|are|is|'s|agree right|true|correct|fair?",
            "all right",
        ],
    ),
    rule(
        name::DISAGREEMENT,
        (0.9, 0.9),
        Anywhere,
        &["i|we totally|completely|respectfully|strongly|really|do|must? disagree"],
    ),
    rule(
        name::DISAGREEMENT,
        PLAIN,
        Anywhere,
        &[
            "i|we have to disagree",
            "i|we do|would|ca|wo|could n't|not really|completely|totally|entirely|fully|quite|necessarily? agree",
            "i do n't|not think so",
            "that 's|is just? wrong|false|incorrect|nonsense|ridiculous",
            "you 're|are just|so? wrong|mistaken",
            "i see it|that|this differently",
            "i beg to differ",
            "i'm not so|too sure about that",
            "agree to disagree",
        ],
    ),
    rule(
        name::DISAGREEMENT,
        LIKELY,
        Reply,
        &["no way", "of course not", "absolutely|definitely|certainly not", "no not at all"],
    ),
    rule(
        name::DISAGREEMENT,
        PLAIN,
        Start,
        &[
            "that 's|is not really|quite|entirely|at|all|exactly|necessarily? all? true|right|correct|fair|accurate",
            "that is n't really|quite|entirely|exactly|necessarily? true|right|correct|fair|accurate",
        ],
    ),
    rule(name::DISAGREEMENT, DOUBTFUL, Start, &["i agree but"]),
    rule(name::DISAGREEMENT, (0.45, 0.4), Start, &["yes|yeah|yep but"]),
    rule(name::DISAGREEMENT, DOUBTFUL, Alone, &["i doubt it|that"]),
    rule(
        name::DISAGREEMENT,
        NOT_ONE,
        Anywhere,
        &[
            "if|when|whether|think you|that|i|we 're|are|is|'s|'m|am wrong|mistaken|false",
            "tell|correct me if|when? i'm|i am? wrong|mistaken",
            "if|whether you|we|they disagree",
            "i|we do n't|not disagree",
            "i|we could n't agree more",
            "admit|admits|admitted|say|says|said you 're|are wrong",
        ],
    ),
];
