//! Things to do, put together from parts: a promise or a request with a verb of doing, and when it is due.
//!
//! What must stay true: what is done on the spot, supposed, or past is none.

use super::super::view::View;
use super::super::{Candidate, DOUBTFUL, LIKELY, PLAIN, offer};
use crate::taxonomy::name;

/// A part of a thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Part {
    /// "I'll send …"
    Promises,
    /// "I'll let you know": needs no due date.
    Undertakes,
    /// "I ring her …": a promise only with a due date.
    Does,
    /// "Could you send …"
    Asks,
    Due,
    /// Done on the spot.
    Now,
    /// Supposed, past, or no promise at all.
    Idle,
}

pub(in super::super) const PARTS: &[(Part, &[&str])] = &[
    (
        Part::Promises,
        &[
            "i|we 'll|will|shall|can ~2 send|email|mail|text|message|ring|phone|telephone|call|write|draft|book|order|schedule|arrange|bring|take|ask|tell|speak|talk|check|find|look|chase|follow|update|fix|add|share|prepare|print|post|get|buy|pick|drop|come|go|meet|do|make|finish|submit|file|see|pay|sort|organise|upload|forward|review|confirm|contact|have|leave|report|start|try|hand|test|run|deliver|record|move|fetch|invite|measure|collect|give|show|introduce|knock|stop|cancel|put|sit|lock|corner|trim|repair|amend|change|flick|fill|be|visit|set|clear|reach|cover|present|push|ship|deploy|merge|order|pull|circle|sign|apply|join|register|swing|pop|nip|head|turn|feed|clean|wash|build|install|return|attend|cook|keep",
            "i|we 'm|am|'re|are going to ~1 send|email|text|message|ring|phone|call|write|draft|book|order|schedule|arrange|bring|take|ask|tell|speak|talk|check|find|chase|follow|update|fix|share|prepare|get|buy|drop|come|go|meet|do|make|finish|see|pay|sort|contact|report|try|test|set|start|put|visit|file|submit|sign|apply|five",
            "i|we 'm|am gonna ~1 send|email|text|ring|phone|call|write|book|order|bring|ask|tell|speak|talk|check|fix|get|buy|go|do|make|see|take|sort|start",
            "i|we 'm|am|'re|are sending|emailing|texting|ringing|phoning|calling|writing|booking|ordering|bringing|taking|asking|telling|seeing|meeting|dropping|posting|chalking|stopping|going|coming|starting|picking|handing|doing",
        ],
    ),
    (
        Part::Undertakes,
        &[
            "i|we 'll|will|shall ~2 send|email|mail|text|message|ring|phone|telephone|draft|book|order|schedule|arrange|chase|circulate|forward|contact|introduce you|her|him|them|it|that|this|over|the|a|both|everyone|your|out|one|my|round|on|up",
            "i|we 'll|will ~1 let|get|come|report|circle|follow ~1 know|back|up to|with|by|on",
            "i|we 'll|will ~1 get back",
            "i|we 'll|will ~1 set|put up|together a|the",
            "i|we 'll|will ~1 take|own that|this|it on|away|one|offline",
            "i|we 'll|will ~1 write it|that|this|to|up",
            "i|we 'll|will ~1 speak|talk to|with",
            "i|we 'll|will ~1 drop|leave you|her|him|them|one|it|a ~2 line|note|email|off|through|message|on",
            "leave it|that|this with me",
            "action|actions for|on|is|item|items",
            "i 'll|will take the action",
            "on my list",
            "consider it done",
            "will go|be out|sent|posted from|to|you",
            "a new|your ~3 will be posted|sent|called",
            "i'll have ~3 ready|done|sent|look",
        ],
    ),
    (
        Part::Does,
        &[
            "i ring|phone|send|bring her|him|them|you|it|the|my",
            "he|she|they|someone|somebody|you 'll|will ~1 send|email|text|ring|phone|call|write|have|book|order|bring|ask|take|come|get|do|pick|fix|deliver|be",
            "my|the ~2 will ~1 send|do|ring|come|bring|fix|post|have",
            "order|email|ring|phone|send|book|draft|draw|finish|print|deliver|submit ~3 on|by|to|a|me|six|the|her|him|them",
            "on my|your desk by",
            "comes|come on|to ~2 monday|tuesday|wednesday|thursday|friday|saturday|sunday",
            "lets|let him|her|them in",
        ],
    ),
    (
        Part::Asks,
        &[
            "could|can|would|will|might|may you ~3 send|email|text|message|ring|phone|call|write|draft|book|order|arrange|bring|take|ask|tell|speak|check|find|chase|follow|update|fix|add|share|prepare|print|post|get|buy|pick|drop|come|go|do|make|finish|submit|file|see|pay|sort|organise|upload|forward|review|confirm|contact|have|leave|nip|change|clear|move|put|set|look|deliver|rewire",
            "will|would|could|can|might he|she|they|someone|anyone|somebody ~2 send|email|ring|call|write|book|order|bring|ask|check|find|draft|get|take|have|do",
            "please ~1 send|email|text|message|ring|phone|call|write|draft|book|order|arrange|bring|ask|tell|check|find|chase|update|fix|add|share|prepare|print|get|buy|have|finish|submit|file|forward|review|confirm|contact",
            "i need|want|'d|would like? you|him|her|them to ~1 send|email|ring|write|draft|book|order|bring|ask|check|find|have|finish|submit|review",
            "could|can i|we ask|get|have you|her|him|someone|somebody to",
            "you ~1 tell|ask|ring|draft|send|book|bring the|him|her|them",
        ],
    ),
    (
        Part::Due,
        &[
            "tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|fortnight|noon|eod|cob",
            "this|next|every|in|over|the afternoon|evening|week|weekend|morning|month|night|hour|monday|quarter|fortnight",
            "by|before|after|until|till|at|from one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|lunch|midday|work|bed|surgery|school|clinic|class|christmas|then|half|chapel|service|bath|dinner|tea|supper|close|standup|stand",
            "by|before|after|on the? first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty",
            "before|after the|our|my|her|his|lunch|dinner|this",
            "before i go|leave|close|head|finish",
            "first thing",
            "end of the? day|week|month|play|business|today",
            "on the|my way home|out|to|back|in",
            "later today|on|this",
            "straight after",
            "the minute|moment|day i|i've|they|we|you|she|he|i'm|it",
            "as soon as",
            "when we're|i'm|i|we|you ~2 done|back|home|paid|hang|finish|get",
            "in a couple|few of? days|weeks|hours",
            "in two|three|four|five|six|ten|a days|weeks|week|months|hours|day",
            "within the|an|two|three hour|week|day|days|hours",
            "o'clock",
            "at half past",
            "this|by|before easter|january|february|march|april|june|july|august|september|october|november|december",
            "myself today",
            "today",
            "for you|her|him|them by",
        ],
    ),
    (
        Part::Now,
        &[
            "right|just|do|that|it|this|for|you|over|up|here now",
            "now|straightaway",
            "right|straight away",
            "this second|minute|instant|very",
            "as we speak",
            "while you|we|i|they",
            "hold|hang on",
            "bear with",
            "one|a moment|second|sec",
            "takes a|only",
        ],
    ),
    (
        Part::Idle,
        &[
            "if i|we|you|he|they|she|it|that|there",
            "i'll be honest|frank|straight|brief|fine|back|there|here|damned|happy|sorry|glad|a",
            "i'll say|admit|tell you|bet|think|see|give you|take",
            "i'll see what|if|how|whether",
            "i'll be in",
            "i'll go first|on|and|with|ahead|through|for|over",
            "i'll come back|to|clean",
            "i'll get it|there|through|by|over|used|you|to",
            "i'll have a|to|the|an|what|one|some|it|your",
            "i'll start|try with|by|to|and|not",
            "i'll tell you what|something|this",
            "i'll make sure|do|it",
            "i'll put it|up|down this|with|to|like",
            "i'll take that|it|the|one|two|your|this as|with|black|please",
            "i'll do my|that|it|what|anything now|best",
            "last week|night|month|year|time|monday|friday|tuesday",
            "already|yesterday",
            "i|we can tell|see|come|go|be|take|have|do|get|make",
            "would|could|might have|'ve",
            "as soon as possible",
            "i|we will|'ll be able|seeing|there|here|fine|ok|okay|looking",
            "i|we are|'re|'m going to be|see|do|get|have|talk|start|go",
        ],
    ),
];

/// Seen only beside other signs.
const WEAK: (f64, f64) = (0.45, 0.4);

/// A part where it stands.
#[derive(Clone, Copy)]
pub(in super::super) struct Hit {
    pub(in super::super) part: Part,
    pub(in super::super) first: usize,
    pub(in super::super) last: usize,
}

/// Adds the thing to do that the parts make up.
pub(in super::super) fn read(view: &View<'_>, hits: &[Hit], out: &mut Vec<Candidate>) {
    let find = |part: Part| hits.iter().find(|hit| hit.part == part);
    let due = find(Part::Due);
    let idle =
        |hit: &Hit| hits.iter().any(|other| other.part == Part::Idle && (other.first <= hit.first || due.is_none()));
    let promise = [Part::Undertakes, Part::Promises, Part::Asks, Part::Does].into_iter().find_map(find);
    let Some(main) = promise else { return };
    if find(Part::Now).is_some() && due.is_none() || idle(main) {
        return;
    }
    let rated = match (main.part, due) {
        (Part::Undertakes | Part::Promises, Some(_)) => PLAIN,
        (Part::Asks, Some(_)) => LIKELY,
        (Part::Undertakes, None) => DOUBTFUL,
        (Part::Does, Some(_)) => WEAK,
        _ => return,
    };
    let last = due.map_or(main.last, |due| due.last.max(main.last));
    offer(out, view.candidate(name::ACTION_ITEM, rated, main.first.min(due.map_or(main.first, |due| due.first)), last));
}
