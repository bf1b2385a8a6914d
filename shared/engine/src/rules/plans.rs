//! Plans: what the talk is about, and what comes after it.
//!
//! "I will … on Monday" alone is no plan made with anybody; it is worth knowing beside other signs.
//!
//! Confidences are conservative priors in the order of the scores.

use super::Place::{Alone, Anywhere};
use super::{HINT, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// When something is to happen.
macro_rules! days {
    () => {
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays|tomorrow|\
         tonight|fortnight|weekend"
    };
}

pub(super) const RULES: &[Rule] = &[
    rule(
        name::AGENDA_SETTING,
        PLAIN,
        Anywhere,
        &[
            "today i|we|i'd|we'll|it's|is|we're|the|our|let's|i've|you|i'm|this|will 'd|would|want|wanted|thought|will|'ll|like|have|had|can|could|'s|about|hope|was|first|to|for|going|here to|us|about|we|for|go|talk|look|focus|cover|hoping|spend|you|a|and|the",
            "i 'd|would|want|wanted|hope|was|'m like|hoping|love|to|thinking us? to? start|talk|use|spend|focus|cover|look|go|begin|discuss|work today|this|our|by|with|over|about|through|on|the|first",
            "i 'd|would like|love us to talk|start|look|focus|use|spend|discuss|work|think",
            "i thought|figured we|you|i|that 'd|could|might|would|may start|talk|look|use|begin|focus|spend|go|cover",
            "what would you like|want us? to talk|work|focus|discuss|cover|start|look|spend|explore about|on|this|with|today|our|first|at?",
            "what would you like to get out|from",
            "what would make this|today|our|the worth|useful|helpful|session|hour|time|half|meeting",
            "what do|should|shall|could you|we want? us? to? talk|work|focus|discuss|cover|start|look about|on|with|today|first|at?",
            "how would|shall|should you|we like? to? use|spend this|the|our|these|today",
            "where would|do|shall|should you|we like|want? to? start|begin|put our|today|with?",
            "what 's|is on your list|agenda today?",
            "what were you hoping we|to",
            "what do|did you hope|want us? to? get|cover|bring|talk|happen today|out|from|about|here|this",
            "on the|our|today's agenda|list|sheet today|is|are|we|i|for|this|the|there",
            "the|our|my agenda|plan|idea|aim|goal|focus|topic|purpose|subject|reason for|of today|tonight|this|our|the session|meeting|call|hour|visit?",
            "the agenda is|today|for|has",
            "today's agenda|plan|focus|topic|subject|about|mainly|for",
            "today's session|meeting|call|agenda|subject|topic|visit|appointment|chat|class|is",
            "this|our session|meeting|call|hour|chat|visit is|'s|will about|for|to|be",
            "down for today|tonight",
            "we 're|are|here here|to today|talk|discuss|look|go|meet|cover to|about|at|over|because",
            "the purpose|reason|aim|point of|for|i'm today|this|our|calling|the|your",
            "let's|we'll|we|i'll start|begin|kick with|off|by ~8 and|then",
            "let's|lets start|begin there",
            "we 'll do|cover|go|take|look the|through|over|at ~6 and after|then|first",
            "you|we wanted to talk about",
            "is our|the subject|topic",
            "you 're|are here for|about|to|because today|the|talk",
            "we 're|are here to look|talk|discuss|decide|review|cover",
            "could|can|shall we look|start|talk|spend|go ~6 first|minutes|today|about",
            "we 've|have got|only? ten|fifteen|twenty|thirty|forty|fifty|sixty|an|half|a|about|two|three|items|things|till minutes|hour|an|items|things|topics|bit",
            "i 've|have got|only|just? ten|fifteen|twenty|thirty|two|three|four|a things|items|topics|points|minutes|few|couple on|i|for|to|things|so|today",
            "two|three|four|several topics|items|things|points|matters on|today|to|for|came|i|we",
            "is that|our|our|the still|our subject|topic|focus|subject|agenda",
            "anything you|else 'd|would|you|to|that like|want|add|cover|on? to? add|discuss|talk|the|put|agenda",
        ],
    ),
    rule(
        name::AGENDA_SETTING,
        NOT_ONE,
        Anywhere,
        &[
            "hidden agenda",
            "first i was|saw|had|got|thought|went",
            "what 's|is on your mind",
            "today you|the|is|this was|is|has|have|will|weather|day",
            "before you go i",
            "i 'd|would like|want to start|begin over|again|a",
            "where do you want|go",
            "next time|week|session ~4 start|begin",
            "what do you want|like to do",
        ],
    ),
    rule(
        name::PLANNING,
        LIKELY,
        Anywhere,
        &[
            concat!("we 'll|will|can|could|might ~10 ", days!()),
            concat!("let's|lets ~8 ", days!()),
            concat!("shall|should we ~8 ", days!()),
            concat!("you and i|me ~6 ", days!()),
            "we 'll|will|can meet|check|follow|review|look|talk|catch|speak|pick|open|put|see|weigh|take|go ~8 next|week|time|month|spring|fortnight|session|appointment|visit",
            "we 'll see together|how ~5",
            "let's|lets see ~6 on|when|next|in",
            "let me see you again",
            "see you again in|on|next",
            "i 'll|will see|ring|call|phone|text|message you in|on|at|next|again|then|when|after|and ~6 how|see|the|a|how's|whether",
            "next step|steps is|are|would|will|then|for|you",
            "first|small step would|is|will|could|be|to|might|towards",
            "what would|will|could|'s|is|might be? your|the|a first|next|small step|one",
            "next time|week|session|month we|let's|we'll|bring",
            "the plan is|then|will|would to|for|that|be|we|you",
            "here 's|is the|our|a plan",
            "so the plan",
            "when shall|can|should|could|will|would we|you|the|i meet|next|start|begin|do|see|first|kitchen",
            "what day|days|time would|will|could|suits|works|shall",
            "how many days|times a week ~3 would|could|do",
            "how will|would you know|remember|track|keep",
            "between now and our|the|then|your|next",
            "by|before next time|week|session",
            "before our|we next|meet|speak",
            "let's|lets meet|schedule|book|set|arrange|agree|plan|make a|for|on|another|up|in|the|to|our|that|this|how",
            "follow up appointment|call|meeting|visit|session",
            "come back|in to|and|in|next ~4 see|tell|week|month|spring|fortnight|me|we'll",
            "have ~4 ready on|by|for|when",
            "how about we|next|this? monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|week",
            "a week today|tomorrow",
        ],
    ),
    rule(
        name::PLANNING,
        LIKELY,
        Alone,
        &[concat!("next|on|then? ", days!(), " at * then?"), concat!(days!(), " it is then?")],
    ),
    rule(
        name::PLANNING,
        HINT,
        Anywhere,
        &[
            concat!("i 'll|will|'m ~8 ", days!()),
            concat!("you|she|he|they 'll|will|can ~6 ", days!()),
            concat!("on|next|this|by|until|till|from|every ", days!()),
            "i 'll|will ring|call|phone|email|text|message|see|write|send|book|check|visit|bring|order",
            "see you",
            "i 'll|will do|start|try|begin|take",
        ],
    ),
    rule(
        name::PLANNING,
        NOT_ONE,
        Anywhere,
        &[
            "we 'll|will see|say about|if|what|no|who",
            "next time|week you|i|he|she see|say|do",
            "how would|will|could you know|find|remember me",
            "the plan is|'s|of for|off|wrong|the|a lunch|house|cellar",
            "what time|day is|was|did|do",
            "i 'll|will see|ring|call|text you in|at court|hell",
        ],
    ),
];
