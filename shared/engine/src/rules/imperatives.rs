//! Instructions: a verb in its base form where a clause begins, "don't" before one, and "I need you to".
//!
//! English has no other mark of the imperative, so the list of verbs decides. Verbs that are nouns as often
//! need an object after them. Set phrases that command nothing stand below.

use super::Place::{Alone, Anywhere, Clause, Start};
use super::{DOUBTFUL, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// Hardly anything but verbs.
macro_rules! verbs {
    () => {
        "add|ask|apply|arrange|attach|avoid|begin|bring|build|buy|carry|choose|clean|clear|click|close|collect|complete|confirm|\
         connect|continue|copy|count|create|cut|delete|describe|dial|dip|disconnect|download|draw|eat|email|enter|explain|\
         fetch|fill|find|finish|fix|focus|follow|gather|get|give|grab|hand|hang|ignore|imagine|include|install|join|keep|kick|\
         knock|lay|lead|leave|lie|lift|list|listen|lock|log|lower|make|measure|meet|mix|move|note|notice|open|order|pack|park|\
         pass|pay|pick|pop|pour|practise|practice|press|print|pull|push|put|raise|read|record|refund|remember|remind|remove|\
         repeat|replace|reply|restart|reset|return|ring|roll|run|save|schedule|scroll|select|send|set|share|shut|sign|sit|skip|\
         speak|spend|squeeze|stand|start|stay|step|stick|stop|swap|switch|tell|throw|tick|tighten|touch|try|tuck|turn|type|\
         unplug|untick|update|use|wait|wake|walk|wash|wear|wipe|write|breathe|bend|chew|swallow|relax|hop|budge|shout|text|\
         call|check|show|take|drop|rest|plug|hold|quit|reduce|limit|talk|go|come|let|do"
    };
}

/// What follows a verb that has an object or a direction.
macro_rules! objects {
    () => {
        "the|a|an|it|this|that|these|those|your|my|our|his|her|their|him|them|me|us|some|any|one|two|three|everything|\
         everyone|everybody|all|each|another|both|up|down|on|off|out|in|into|away|back|over|round|around|to|with|at|for|from|by|\
         until|till|right|left|straight|here|there|as|only|just|no|more|less|yourself"
    };
}

pub(super) const RULES: &[Rule] = &[
    rule(
        name::DIRECTIVE,
        PLAIN,
        Anywhere,
        &[
            "i need|want you two|both|all? to",
            "i 'll|will|'m going|gonna need you to",
            "i 'd|would like you two|both|all? to",
            concat!("please just|now|then? ", verbs!()),
            "do n't you dare",
            "make sure that|you|it|to|your|the|nobody|they",
            "be sure to|and|you",
        ],
    ),
    rule(
        name::DIRECTIVE,
        LIKELY,
        Start,
        &[
            concat!(verbs!(), " ", objects!()),
            concat!("first|next|now|then|just|simply|always|please|please just ", verbs!(), " ", objects!()),
            concat!("do n't|not ", verbs!()),
            concat!("never ", verbs!()),
            concat!("go and ", verbs!()),
            concat!("you need to ", verbs!()),
            concat!("you have|'ve to|got to? ", verbs!()),
            "no more|running|drinking|shouting|talking|smoking",
            "don't you *",
            "nobody|everybody|everyone|somebody|someone move|moves|stop|sit|touch|touches|leave|leaves|out|get|go|stay|mention|discuss",
            "mind the|your|that|those",
            "watch the|your|that|out",
            "hands|hats|shoes|eyes|pens|phones|lights|coats up|off|on|down|away|out",
            "be quick|quiet|careful|nice|brisk|good|kind|patient|there|back|ready|here",
            "do it|this|that|these|so|your|the|not|sit",
            "have a seat|pew|look|go|read|drink",
            "look after|at me|the|your",
            "say sorry|it|that|thank|something|hello",
            "come in|here|over|through|back|with",
            "help me|us|him|her|them",
        ],
    ),
    rule(
        name::DIRECTIVE,
        DOUBTFUL,
        Start,
        &[
            "take|put|bring|give|send|write|keep|leave|open|press|click|turn|pull|push|hold|use|type|enter|add|remove|delete",
            "grab|fetch|sign|ring|text|wash|tell|remind|stand|sit|lie|breathe|squeeze|unplug|remember|avoid|ignore",
        ],
    ),
    rule(
        name::DIRECTIVE,
        DOUBTFUL,
        Alone,
        &[
            "stop",
            "sit",
            "listen to me",
            "quickly",
            "harder",
            "speak",
            "now",
            "shut up",
            "be quiet",
            "one at a time",
            "come here",
            "go away",
            "enough",
        ],
    ),
    rule(
        name::DIRECTIVE,
        DOUBTFUL,
        Clause,
        &[
            concat!("do n't ", verbs!(), " ", objects!()),
            "put|take|bring|give|send|keep|leave|press|click|turn|pull|push|ring|tell|get the|it|your|him|her|them|this|that|me",
            "let him|her|them|it",
        ],
    ),
    rule(
        name::DIRECTIVE,
        NOT_ONE,
        Anywhere,
        &[
            "let me|us|'s",
            "let me know",
            "let's not|all|just",
            "take care|heart",
            "take your time",
            "take it easy|gently",
            "take all the time",
            "take as long|much",
            "hold on|still",
            "hold your horses",
            "hold that thought",
            "hang on",
            "hang in there",
            "go on|ahead|for|easy|well|figure|home|gently",
            "come on|off|along|again|now|to|in|out",
            "get away|real|lost|well|over|on",
            "give over",
            "keep going|trying|talking|coming|well|on",
            "keep it up",
            "keep in touch",
            "keep at it",
            "stick with|at it",
            "stay with it",
            "hold your head",
            "be brave|gentle",
            "give it a",
            "wait",
            "stop",
            "help yourself",
            "do n't worry|mention|know|think|like|want|have|need|mind|stress|panic|beat|flog|let|lose|give",
            "do n't be sorry|silly|afraid|scared|hard|daft|worried|embarrassed|frightened",
            "do n't you think|want|feel|know|believe|find|agree|see|have|owe|like|get|need|worry|reckon",
            "do n't get me wrong|started|ill",
            "don't you 'll",
            "do you|i|we|they|people|he|she|my|our|well|so|it",
            "please do",
            "please tell|don't me",
            "tell me|us about|more|what|how|why",
            "tell that to",
            "show me|us how|what|where",
            "talk to|with me about|through|more",
            "talk me|us through",
            "talk|speak soon|later|then|tomorrow|at|to you",
            "walk me|us through",
            "ask away|me",
            "say when|no|yes|it|on",
            "have a good|great|nice|lovely|safe|think|word|bun",
            "see you",
            "be my guest",
            "be honest",
            "run rabbit",
            "get|got it",
            "get in",
            "come to think",
            "make sense|no|do",
            "leave it with|to me|us",
            "put it this|another way",
            "put like|through",
            "put me|us through|up|on|down",
            "check mate",
            "pay attention|for|rise",
            "order of|is|was|number",
            "return to work|school",
            "call it|me|centre|center|us",
            "try as|me|again|not",
            "try to not",
            "imagine that|it|if|the|a|your|being|waking|having",
            "remember that|when|the|how|i|you",
            "mind you",
            "watch it|this",
            "notice how|that",
            "run it|that|something by|past",
            "email|text|phone|call|number|list|order|note|record|park|walk|talk|rest|report is|was|s|'s",
            "pull the other",
            "do yourself a",
            "i 'd|would ask you to",
            "i want to",
            "want you",
            "clear as|of|for",
            "lie|stand is|was",
            "start|begin with|by asking",
            "start there",
            "hands up",
            "hats off",
            "no more|talking than|about|of",
            "see if|whether|that|to i|we|you|they|it|he|she",
        ],
    ),
];
