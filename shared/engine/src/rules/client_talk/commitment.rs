//! What one says one will do.

use crate::rules::Place::Anywhere;
use crate::rules::{NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// When it will be done.
macro_rules! soon {
    () => {
        "tonight|tomorrow|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|\
         thursdays|fridays|saturdays|sundays|weekend|morning|evening|afternoon|o'clock|week|lunchtime|noon|bedtime|lunch"
    };
}

/// What one does about a thing.
macro_rules! act {
    () => {
        "try|do|start|stop|call|ring|phone|talk|speak|ask|tell|go|book|write|make|bring|put|set|cut|quit|give|get|keep|\
         begin|order|send|sign|read|practise|practice|fill|look|join|buy|walk|throw|text|email|message|post|draft|use|\
         leave|take|see|change|find|pick|move|stick|chuck|drop|carry|come|hand|cook|clear|swap|switch|skip|pay|save|log|\
         track|delete|sort|show|attend|visit|introduce|telephone|schedule|run|eat|have|plan|arrange|turn|clean|roll|flick"
    };
}

pub(in crate::rules) const RULES: &[Rule] = &[
    rule(
        name::COMMITMENT,
        PLAIN,
        Anywhere,
        &[
            concat!("i|we 'll|will|shall ~2 ", act!(), " ~10 ", soon!()),
            concat!("i|we 'm|am|'re ~1 going|gonna|gon to|na? ~2 ", act!(), " ~10 ", soon!()),
            "i 'm|am ~1 going to ~1 quit|stop|change|cut|try|start|give|beat|talk|call|lose|join|sign|stick|make ~1 it|smoking|drinking|to|down|back|out|that|this|him|her|them|my|up|with|on|for|gambling|weight",
            "i 'm|am ~1 gonna ~1 quit|stop|change|cut|try|start|give|beat|talk|call|lose|join|sign|stick|do",
            "i|i'll promise|swear|vow i|i'll|you|to|myself|never",
            "you have|'ve my word",
            "i give you my word",
            "count me in",
            "i 'm|am|'ve|have ~1 committed|determined|decided|resolved|agreed to|i'm|on|that|i|i'll",
            "i 'm|am done drinking|smoking|with|gambling|using ~1 drinking|smoking|it|that|the|them",
            "made up my mind",
            "i plan|intend|aim|mean to ~1",
            "i'm planning|aiming to|on ~1",
            "from now on",
            "from tomorrow|today|monday i|on|it's|no",
            "i wo|will n't|not|never ~1 be|let|do|go|drink|smoke|touch|buy|have|take|eat|put ~4 again|anymore|more|tonight|weekend|until|after|down",
            concat!(
                "tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday ~3 i'll|i'm|i|we'll ~2 ",
                act!(),
                "|telling|going|starting"
            ),
            concat!(
                "i 'm|am ~1 doing|starting|quitting|stopping|ringing|calling|seeing|taking|putting|throwing|telling|signing|joining|chucking|booking|chalking|bringing|leaving|going|cooking|buying ~8 ",
                soon!()
            ),
            "i ring|tell|phone|start|take|carry|bring|write|go|ask|sign ~6 tonight|tomorrow|saturday|friday|monday|wednesday|thursday|tuesday|sunday|now",
            "i|we 'll|will|shall ~1 definitely|certainly|absolutely|totally|really ~1",
            "i|we 'll|will|shall ~1 try|start|quit|stop|begin|change|join|practise|practice|telephone|stick|draft|apologise to|it|that|with|smoking|drinking|going|doing|my|the|him|her|them|from|small|by|taking|eating|walking|this|again",
            "i|we 'll|will|shall do it|that|this|so|half|ten|my|the|one ~2",
            "i 'll|will|shall give it|that|this a|the|my ~1 try|go|shot|ten|week|best",
            "i 'll|will|shall ring|call|phone|text|ask|tell|talk|write|speak|message|email|telephone to? my|the|him|her|them|mister|mr|mrs|doctor|our|jean|dad|mum",
            "i 'll|will|shall put|leave|keep|buy|take|walk|fill|set|pack|make ~2 in|on|by|out|instead|away|home|every|at|aside|box|list|note",
            "it's a deal|promise",
            "no more drinking|smoking|cigarettes|excuses|gambling|booze|fags|wine|bets|vaping",
            "i 'll|will|shall bring you|it|them|the",
            "i'll be there|back",
        ],
    ),
    rule(
        name::COMMITMENT,
        NOT_ONE,
        Anywhere,
        &[
            "i 'll|will|'m|gonna|shall going? to? ~2 kill|hurt|break|knock|stab|smash|punch|beat|shoot|cave|bite|snap|sue|report|reverse|flip|strangle|haunt|swing ~10",
            "i 'll|will|'m|gonna|shall going? to? ~1 have|put|do|cut|run|open|burn|take|swing|come ~1 him|her|his|their|your|you|them ~2 eyes|throat|head|face|over|down|in|out|through|up|as|throat|there|and ~8",
            "if|unless|until|once he|she|they|you|it|anyone|somebody|anybody|someone|that ~7 i|we 'll|will|'m ~12",
            "i 'll|will|'m going|gonna? to? ~1 think|see|admit|bet|wait|be honest|if|what|how|about|it|that|you|a|the",
            "i 'll|will|shall tell|give|ask|show you|ye what|that|something|how|again|straight|one ~8",
            "i 'll|will|shall never|not|n't ~10",
            "said|says|told|thought|think|whether|maybe|perhaps|might|suppose|guess|probably|knew|hope i|he|she ~1 'll|will|'m|would ~8",
            "i 'm|am|was ~1 going|doing|taking|starting|seeing ~6 last|every|yesterday",
            "i 'm|am|'ve|have ~1 decided|determined|agreed that|not|with you|it|sure",
            "i 'll|will take|have|do it|that|the ~1 back|one|soup|chicken|please|coffee|tea|work",
            "i mean to say|be",
            "it was|wasn't ~3 monday|friday|tuesday|sunday",
            "i go|take|ring|bring|carry|tell ~4 every",
        ],
    ),
];
