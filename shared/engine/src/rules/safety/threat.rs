//! Announced harm to somebody: a doer, a "will" or a "could", a violent verb, and whom or what it is done to.
//!
//! What somebody else announced counts when it is told as said; without that, "my boss will kill me" is a way of
//! speaking.

use super::Voice::{Felt, Idiom, Own, Told};
use super::scope::{
    ATTACK, BODY, CHILD, CUTS, DESTROY, Doer, FORCE, IF, Lexicon, NOW, OTHER, PERSON, PROPERTY, SAYS, SELF, SOON, Set,
    THE, THEM, US, WEAPON, WHOSE, WILL, WISH, doer, is_denied,
};
use super::{Alarm, Found, Voice};
use crate::taxonomy::name;
use crate::words::Token;

const fn alarm(level: u8, voice: Voice, patterns: &'static [&'static str]) -> Alarm {
    Alarm::new(name::THREAT, level, voice, patterns)
}

pub(super) const ALARMS: &[Alarm] = &[
    alarm(
        3,
        Own,
        &[
            "burn|torch|blow|shoot|bomb ~1 place|building|office|school|shop|house|centre|center|lot ~2 down|up|ground",
            "i 'll|will|'m|am gonna|going? to? torch|firebomb|petrol|bomb|stab|shank|deck|batter|glass|knife|strangle|throttle|murder",
            "i 'll|will come ~1 there|round|down|over and ~4 hurt|break|smash|kill|flip|flipping|drag|knock|burn|hit|sort",
            "'ll|will|'d|gonna wring|break|snap|bust his|her|your|their neck|fucking",
            "'ll|will|gonna have your|his|her|their ~1 eyes|throat|head|teeth|legs|kneecaps",
            "put|putting|have|knock|throw|kick|ram you|him|her|them|that|it|your|his|a|this|my|the ~4 through|in|into|down|over|under ~1 a|the|that|this|your|his|her|hospital|ground ~1 window|wall|throat|glass|head|hospital|ground|grave|face|hedge|counter|floor|teeth|lorry|loch|river|morgue|door|wheelchair",
            "put|putting you|him|her|me in|under ~1 hospital|ground|wheelchair|grave|morgue|ambulance",
            "i'll|i'm|i|we'll|we be? waiting|wait|waits for|by|outside you|him|her|them|your|his|the ~2 car|home|work|outside|tonight|park|house|finish|school|when|after|alley",
            "i|we know|found where you|he|she|they|your ~1 live|lives|park|parks|work|works|sleep|sleeps|drink|drinks|kids",
            "know what|which time|school|car|street|road you|he|she|your|his",
            "gonna|going|'ll|will ~1 get|find|send ~2 lads|boys|brothers|cousins|mates ~1 round|onto|on|back|to",
            "over that|the|this counter|desk with|and",
            "i|we 'll|will|'m|am going? to? have? to? ~1 do|finish|bury him|her|them ~1 first|as|too|tonight|myself|in",
            "i 'll|will have him|her|them ~3 said|swear|mean|face",
            "going|gonna to? kill|hurt|stab|shoot someone|somebody|people|everyone|them|him|her",
            "make|making|made you|him|her|them pay|suffer|bleed|regret|scream|beg",
            "take|took|taking a|an|the|my axe|bat|hammer|knife|crowbar|machete to|with",
            "put|putting your|his|her|their|that ~2 windows|window|windscreen|door|face|teeth|head in|through",
            "open|opening|cave|caving|split|kick|kicking his|her|your|their ~1 head|skull|face in|open|for",
            "run|running him|her|you|them over and|if|when|with",
            "open his|her|your head",
            "watch your back",
            "run your|his|her|that ~2 into|off|over",
            "we're|i'm|i'll|we'll ~1 wrecking|wreck|trashing|smashing the|this|your place|shop|office|car|house",
            "i|i'll|we|and 'll ~2 behind the door with",
            "got|have the ~1 brick|bat|knife|petrol|crowbar|axe by|in|with the|my|me",
            "use|using it on him|her|you|them",
            "you 're|are going to|gonna regret|pay",
            "sleep with one eye",
            "stick|put|shove|shoving|putting ~3 knife|blade|bottle|screwdriver|fork|axe|hammer in|into|through|over ~1 him|her|you|them|his|her|your|someone",
            "put|lay|get my ~1 hands on|around|round him|her|his|them|your",
            "'ll|will|'d|gonna|going|and|to burn|torch ~4 down|ground",
            "'ll|will|gonna|going set ~2 on you|him|her|them",
            "snap him|her|you in|like",
            "waiting|wait|stood|be|come|coming ~7 with a|the|my|this ~1 bat|knife|hammer|crowbar|machete|gun|axe|bottle|brick|hurley",
            "put your|his|her ~1 hand|hands|face|head on|in|under the ~1 grill|fire|fryer|oven|hob|blade|press",
            "find|found you|me|him|her and finish|kill|end",
            "wait|waits till|until i find|get|catch|see ~2 you|your|him|her|where",
            "ripping|rip|smashing|kicking that|your|his|her|it ~2 off|in the|your|his|her",
            "come|coming|be over|across|through that|the|this counter|desk|glass|phone",
            "ram|torch|burn|smash|trash|slash|wreck your|his|her|their|the|that ~1 fence|car|van|house|windows|tyres|place|office|windscreen|tires|shop",
        ],
    ),
    alarm(
        3,
        Felt,
        &[
            "you|he|she|they 're|is|are|'s getting a ~1 kicking|battering|beating|hiding|slap|bullet",
            "gets|get ~3 full in the face",
            "you|he|she 're|is|are|'s a? dead man|meat|woman",
            "you|he|she 're|is|are|'s dead when|if|once i|we|you|he",
            "picking your|his|her|their teeth",
            "eating|drinking|breathing through a straw|tube",
            "you|he|she|they wo|will|'ll n't|not|never ~1 walk|leave|see|make|wake ~1 home|again|alive|morning|tomorrow|walking",
            "you|he|she 'll|will be sorry when|if",
            "somebody|someone 's|is|'ll|will ~3 hospital|killed|bloodshed",
            "somebody|someone 's|is|will|'ll going? to? get|be hurt",
            "there 'll|will be blood",
            "have|'ll you off that|the|this by your",
            "through the hedge|window|wall and|head|face",
            "your|his|her days are numbered",
            "you|your|he's|his ~1 a marked man",
        ],
    ),
    alarm(
        1,
        Told,
        &[
            "threatened|threatens|threatening to kill|hurt|stab|burn|shoot|beat|smash|break|come|hit|cut|find|punch|blow|bomb|attack",
            "threatened|threatens|threatening me|him|her|them|us|staff with|and|at",
            "death threat|threats",
            "going|goes off|through the ~1 scaffold|window|roof|balcony|bridge",
            "wanted|wants to come ~3 and smash|break|kill|hurt",
            "said|says|told|shouted|texted|posted|goes|wrote|rang ~5 he'd|he'll|she'd|she'll|they'd|they'll ~5 burn|bomb|acid|petrol|bats|machete|shotgun|axe|bat|cousins|lads",
            "said|says|told ~4 he|she|they 'll|'d|will|would ~1 wait|be|come ~3 for|with me|him|her|them|us|you",
            "said|says ~3 get his|her|their cousins|brothers|mates|lads",
            "know his|her|your|their school|street|house ~2 wait for",
            "said|says|told ~4 he'd|she'd|they'd|he'll|she'll|they'll ~4 bat|knife|gun|axe|petrol|hammer",
            "would|'d have flattened|killed|decked|battered|hit|knocked you|him",
        ],
    ),
    alarm(
        0,
        Idiom,
        &[
            "kill|murder for a|that|some|it",
            "kill|murder|batter|strangle|throttle|shoot|kick a|an|the|my|that|this ~1 pint|sandwich|coffee|dumpling|curry|drink|tea|biscuit|burger|lights|process|job|build|server|engine|time|mood|project|feature|idea|switch|printer|session|meeting|branch",
            "kill|killing two|it|time|yourself",
            "shoot you|me|him|her|them|us|over a|an|the|over|across|some|back|it|that|any|your|through|my|questions|down",
            "beat|hit|hitting you|him|them|her|us to|back|up|at|on|with|in|there|over|next|by ~1 it|that|the|a|number",
            "hit|beat|hits the|them|that|him|her target|targets|deadline|number|numbers|market|road|up|with|hard|at|on",
            "i'd|would love to beat",
            "hurt you|him|her|them to|either|if|or|financially",
            "put you|him|her|them through|into|in|down|on to|touch|contact|charge|hold|list|queue|picture",
            "put|putting you|him|her|them in touch|the|charge|a|contact",
            "put|putting it|them|that|this|these|those|a|the|my|our|your ~2 in|into|through|down|on|over|under",
            "break|cut|burn|knock it|them|that|this|these down|out|up|into|off|for|in|on",
            "have him|her|you|them call|ring|back|on|in|email|send|over|phone|contact",
            "get him|her|you|them to|on|a|the|in|back|some|out|through",
            "find|end him|her|you|them a|the|some|something|it",
            "end|ending you|them|the|that|this|your",
            "know where|what you|he|she|time|which|they live|work|works|are|'re|mean|is|'s|mean|stand|want|coming",
            "make you|him|her|them pay for|the|in|by|a|through",
            "sue|report|fire|sack|dismiss you|him|her|them",
            "punch|kick|hit it|that|those|them|the|a in|off|out|number|numbers|code|button",
            "killing|kills|killed me|us|you|it",
            "wait|waiting for you|him|her|them|your|the ~1 at|outside|in|to|by|call|reply|email|with|home",
        ],
    ),
];

/// How far behind its verb what is harmed may stand.
const REACH: usize = 7;

/// The strongest announced harm put together from single words.
pub(super) fn read(lexicon: &Lexicon, tokens: &[Token]) -> Option<Found> {
    let starts = (0..tokens.len()).filter(|at| lexicon.of(&tokens[*at]) & (ATTACK | FORCE) != 0);
    starts.filter_map(|at| announced(lexicon, tokens, at)).max_by_key(|found| found.level)
}

fn announced(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<Found> {
    let last = harmed(lexicon, tokens, at)?;
    let from = at.saturating_sub(REACH);
    let before = lexicon.all(&tokens[from..at]);
    if before & (WILL | WISH) == 0 || is_denied(lexicon, tokens, at) {
        return None;
    }
    let all = lexicon.all(tokens);
    let level = match doer(lexicon, tokens, at) {
        Doer::Listener => return None,
        Doer::Speaker if lexicon.any(&tokens[at + 1..=last], US) => return None,
        Doer::Other if all & SAYS == 0 => return None,
        Doer::Other => 1,
        Doer::Speaker if before & SELF == 0 => return None,
        Doer::Speaker if before & WILL == 0 => 2,
        Doer::Speaker if all & WEAPON != 0 && all & NOW != 0 => 4,
        Doer::Speaker => 3,
    };
    Some(Found { behavior: name::THREAT, level, first: from + offset_of_doer(lexicon, &tokens[from..at]), last })
}

fn offset_of_doer(lexicon: &Lexicon, before: &[Token]) -> usize {
    before.iter().rposition(|token| lexicon.of(token) & SELF != 0).unwrap_or(0)
}

/// The last word of whom or what the verb is done to.
fn harmed(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<usize> {
    let verb = lexicon.of(&tokens[at]);
    let end = tokens.len().min(at + 1 + REACH);
    let next = at + 1;
    let is = |at: usize, class: Set| at < end && lexicon.of(&tokens[at]) & class != 0;
    if verb & ATTACK != 0 && is(next, THEM | US) && !is(next + 1, BODY | PROPERTY) {
        return Some(next);
    }
    if verb & CUTS != 0 && next < end {
        return Some(next);
    }
    let whose = (next..end.min(next + 2)).find(|at| is(*at, WHOSE | THE | US))?;
    let thing = if verb & DESTROY != 0 { PROPERTY } else { 0 };
    let part = if is(whose, WHOSE | US) { BODY } else { 0 };
    let person = if verb & ATTACK != 0 { PERSON | OTHER | CHILD } else { 0 };
    (whose + 1..end).find(|at| is(*at, part | thing | person))
}

/// When and with what raise it.
pub(super) fn raised(level: u8, all: Set) -> u8 {
    match level {
        2 if all & SOON != 0 && all & IF == 0 => 3,
        level => level,
    }
}
