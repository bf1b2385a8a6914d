//! Being hurt, controlled or neglected by somebody, told by the one it happens to or by one who knows.

use super::Voice::{Done, Felt, Idiom, Told};
use super::scope::{BODY, CHILD, DAY, Doer, HITS, Lexicon, OTHER, Set, US, WHOSE, doer, is_denied};
use super::{Alarm, Found, Voice};
use crate::taxonomy::name;
use crate::words::Token;

const fn alarm(level: u8, voice: Voice, patterns: &'static [&'static str]) -> Alarm {
    Alarm::new(name::ABUSE_DISCLOSURE, level, voice, patterns)
}

pub(super) const ALARMS: &[Alarm] = &[
    alarm(
        3,
        Felt,
        &[
            "hands|hand|belt|arm round|around|over|on my neck|throat|mouth",
            "makes|made|forces|forced|making|forcing me ~1 do things|stuff|it|sex|sleep|touch|perform",
            "forces|forced|forcing himself|herself on|onto me",
            "raped|molested|groomed|trafficked me|us",
            "i|she|he was|been|got|being|is|were|get ~1 raped|molested|groomed|abused|assaulted|battered|trafficked",
            "sexually|physically|emotionally|verbally|financially abused|assaulted|abusing|abuses me|us",
            "is|'s|was|being ~1 abusive to|towards|with",
            "he|she|they|dad|stepdad|uncle|coach|teacher|it comes|came|started|gets|got|coming in|into|going my|her|hers|his room|bed|bedroom|hers",
            "started|starting|keeps|kept going in hers|his",
            "touched|touches|touching me where|when|there|down|inappropriately|as|at",
            "when i would|did|do|refuse n't|to ~1 swallow|take|eat|give|sleep",
            "pictures|photos|videos|video of me and|he|so|if|that|she",
            "send them|the|pictures round|to everyone",
            "till i say|said|says sorry",
            "hits|beats|chokes|strangles|slaps me|us",
            "broke|breaks my ~1 jaw|nose|arm|ribs|rib|wrist|cheekbone",
            "still got|has a key",
            "he|she 's|has had his|her hands",
        ],
    ),
    alarm(
        2,
        Done,
        &[
            "checks|tracks|reads|goes through? my phone|messages|texts|location|mileage|emails",
            "throws things|stuff|plates",
            "twists|twist|pulls|squeezes|grabs|squeezing|holds|held my|me ~1 arm|ear|ears|hair|hand|wrist|head|down|by|under",
            "holding|pulling|pulled|grabs|grabbed|drags|dragged ~1 my|me hair|by|against",
            "pushes|pushed|knocks|shoves|throws|pushing me|us ~1 about|around|down|at|against|over|into|onto",
            "got|has|had|takes|drags|dragged|grabs|pulls me|her|him|us by the|my|her ~1 hair|throat|neck|arm|collar",
            "hold|holds|held my|our|her|his ~2 head|heads|face under|down|in|against",
            "rings|calls|texts|follows if|when|me i'm|i|everywhere|to",
            "camera|tracker in|on the|my hall|house|phone|car|bedroom",
            "keeps|takes|took|has|hides our|my|her passports|passport|papers|benefits|pension|wages|pills",
            "locks|locked it|us|me|the ~2 when|till|until|out|in|before",
            "feeds|fed her|him|me|us once",
            "thrown|threw|chucked boiling|hot|a|me|things|plates ~3 at|water",
            "reads|deletes|checks my ~1 messages|friends|contacts|phone|bill|guy",
            "post|posts|share|send my|her ~1 pics|pictures|vids|photos|nudes",
            "sit|sat|stand|stood|spat|kneels on me",
            "puts|put his fist|head through",
            "hits|beats|kicks|slaps|hurts|hitting|shook|shakes him|her|them with|that's|when|at|because|every|and|last",
            "isolates|isolated|cuts|cutting me|us from|off",
            "holds|held|pins|pinned|pushed|pushes|shoves|shoved|throws|threw|slams|slammed|holding me|us|him|her against|down|up|into|onto|by|across",
            "checks|counts|times the|my|our ~1 miles|mileage|phone|steps|receipts|time|meter",
            "used|uses|use his? belts|belt|fists|fist",
            "leaves|left|leaving me ~1 without",
            "says|said ~2 lose|waste|spend it",
            "makes|made|make|making my|the|our|him|her|me ~1 stand|sleep|eat|kneel|beg|sit in|outside|on|off",
            "give|gives|gave us|me ~1 extra|two|three so we|i",
            "take|takes|took the|my ~1 bell|phone|walker|glasses|stick|frame|call away",
        ],
    ),
    alarm(
        2,
        Felt,
        &[
            "n't|not|never let|lets|allow|allows me to? ~1 out|leave|eat|sleep|see my|anyone|anybody|friends",
            "locks|locked|locking|shuts|shut|shutting me|us|him|her|the ~1 in|out|kitchen|garage|room|bedroom|cupboard|outside",
            "takes|took|keeps|kept|controls|taking|drinks|spends|steals my|our|all ~1 money|cards|card|wages|phone|passport|pension|benefits|pin|keys|bank|pay",
            "gives|gave me an|my? allowance",
            "tracker|thing|app|spyware on|in my phone|car",
            "i|i'm|am|'m ~2 afraid|scared|frightened|terrified of ~1 him|her|husband|wife|partner|boyfriend|dad|stepdad",
            "afraid|scared|frightened|terrified to go home",
            "throws|threw|throwing things|stuff|plates|a|the ~3 at me|us",
            "leaves|left|leaving marks|bruises",
            "calls|calling|called me ~1 worthless|stupid|useless|whore|slut|fat|nothing|names|pathetic|ugly",
            "i 've|have|had got? a? bruises|marks|mark|black ~2 where|every|from|off|eye",
            "bruises on|all|where my|over|he|she",
            "walking|walk|living on|in eggshells|fear",
            "flinch|flinches|wets when|himself|herself|he|she ~3 key|hand|door|comes|hears|moves",
            "flinching|hiding when he|she",
            "nobody|no-one|no|they|staff one? comes|come|came|feed|feeds|changes|washes until|me|till|for|when",
            "lain|lying|sitting|left in my own",
            "lain|lying|left in it",
            "left lying|wet|soiled|hungry",
            "flicks my",
            "got|has|have a key|keys and ~3 should|sleep|watch",
        ],
    ),
    alarm(
        1,
        Told,
        &[
            "used to ~1 hit|beat|lock|slap|hurt|touch|kick|come|whip|burn|punch|batter|throw|scream us|me|it|him|her|my|into|a",
            "take|took|taking it out on us|me|her|him|them",
            "beat|beats|hit|hits|whipped|belted|caned|thrashed it into|us|me with|when|for|if",
            "handprint|bruises|bruise|marks|mark|burn|burns on|round|all ~2 his|her|their ~1 neck|arm|arms|back|face|legs|wrist|wrists",
            "not|n't been fed",
            "never any food|dinner",
            "share one ~2 lunch|meal",
            "flinches when",
            "get|got|gets|comes|came in|into her|his|their|my bed|bath|bedroom|shower",
            "comes in when she|he|i|we|she's|i'm",
            "ties|tied ~3 lead|rope|bed|wrist|chair",
            "had|has ~1 a? black eye|eyes",
            "weigh me|us and",
            "chased us|me with a",
            "used to ~1 shout|hit|go|weigh|chase|burn|sit|drag|pull ~2 at|on|us|me|her",
            "our|my|his|her dad|mum|father|mother|stepdad|stepfather|brother|nan|gran|uncle|teacher|matron beat|hit|kicked|burned|burnt|slapped|shook|locked|chased|whipped|belted us|me|him|her|the",
            "takes her|his pay|wages|money|pension",
            "messaging the|her|our ~1 girls|boys|kids for",
            "broke|breaks|fractured my|his|her|two|three|one ~1 jaw|nose|arm|ribs|rib|fingers|wrist|of|leg|cheekbone|collarbone|eye",
            "left marks|bruises on",
            "lock|locked|locks|shut|shuts|shutting you|us|me|him|her|them ~1 in ~2 room|garage|cupboard|cellar|shed|attic|basement|overnight|boot|bathroom",
            "take|took|taking|used|use|round|with|had a|the|his ~1 belt|strap|cane|wire|lead|slipper|buckle to|on|across|round me|us|him|her|my",
            "with the ~1 belt|strap|lead|cane he|she|when|until|left|for",
            "on us with a ~1 belt|strap|cane|slipper",
            "into us|me with",
            "abused|neglected|molested as|when|by",
            "abusive relationship|ex|husband|marriage|father|mother|home|partner|stepfather|boyfriend|household|parents",
            "hear|heard the|him|his van|key|car|boots|coming and hide|hid",
            "keeps|keep|leaves|leave ~3 little|kids|children|ones ~4 cold|supper|hungry|food|alone|locked",
            "hits|beats|hurts|starves|neglects|slaps the|his|her|their|them kids|children|son|daughter|wife|girlfriend|baby|boys|partner",
            "clip|clout round the ear",
            "clout|belting|thrashing|beating off|from ~1 the|my|him|gaffer|dad|father",
        ],
    ),
    alarm(
        4,
        Felt,
        &[
            "said|says|told|threatened|threatens|swore|swears ~5 leave|left|leaving|tell|told|go|went|police ~1 he'd|she'd|he'll|she'll|he|she|they'll|they'd ~3 kill|put|drive|burn|take|hurt|find|stab|shoot|bury|come|drown",
            "said|says|told|threatened|threatens|threatening|swore he'd|she'd|he'll|she'll|to|me|he'll|would|will ~2 kill|drown|stab|strangle|shoot me|us|the|you|myself",
            "threatened|threatens|threatening|tried to kill|stab|strangle|shoot|hurt|drown me|us",
        ],
    ),
    alarm(
        0,
        Idiom,
        &[
            "beat|beats|beaten|thrashed|hit|kicked|batters me|us|them at|in|to|down|on|by|every|for|out|off|with|up ~2 cards|chess|it|tennis|quiz|price|election|vote|everything|golf|race|every|news|wages",
            "hit|hits me|us|that|like|with ~2 that|like|how|then|hard|question|bill|idea|realisation|invoice|fee|charges|news|ball",
            "kicked|kicks|kick|pushed|throw|threw me|us|him|her out|off|into|to|forward|hard|harder",
            "grabbed|grabs|grab me|us|him|her a|an|some|for|on",
            "pushes|pushed|push|pushing me|us|him|her|them to|hard|further|harder|out|on|back|towards|up|about",
            "hurt|hurts me|us to|that|more|in|financially",
            "throws|threw|throw me|us|it off|a|in|under|out|for|on|my",
            "bit me|us|him|her in|back|on",
            "shook|shake|shakes me|us|my hand|hands|up|on|his|head",
            "touched|touches me|us|by|on|my that|deeply|how|heart|all|the",
            "took|takes|keep|keeps|have my|our money|phone|card|cards|keys and ~2 gave|ran",
            "locked|locks me|us|him out|myself of|of?",
            "wo n't let me log|in|access|pay|sign|upload|click|book|change|save|enter",
            "n't|not|never|wo let|lets me|us have|go|use|in|out|see|work on|in|into|the|it|online|past|through|a",
            "left|leave|leaves me|us alone with|for|in|at",
            "took|takes|has|got my card|pension|keys|phone|bank|pay|pin details|number|number|and|to|for|in|at|out|holiday|off|on",
            "scared|afraid|frightened of|to ~1 spiders|heights|flying|dark|needles|go|the|losing|failing|dogs",
            "he|she|it|they comes|came|gets|got|coming in|into my|the room|bed|bedroom with|and|to|at ~1 tea|a|breakfast",
            "burns|burned|burnt|burn me|us out|up|off",
            "breaks|broke my|our|his|her heart|bank|promise|word|duck",
            "spits|spat|bit|bites the|my|his|her dummy|tongue|lip|nails",
        ],
    ),
];

/// Violence done by somebody told of to the speaker, the speaker's own or a child, put together from single words.
pub(super) fn read(lexicon: &Lexicon, tokens: &[Token]) -> Option<Found> {
    (0..tokens.len()).find_map(|at| {
        if lexicon.of(&tokens[at]) & HITS == 0 || at == 0 {
            return None;
        }
        let last = hurt(lexicon, tokens, at)?;
        let named = lexicon.all(&tokens[at.saturating_sub(4)..at]) & OTHER != 0;
        let told = named && doer(lexicon, tokens, at) == Doer::Other && !is_denied(lexicon, tokens, at);
        let level = if lexicon.of(&tokens[at + 1]) & US != 0 { 3 } else { 1 };
        told.then_some(Found { behavior: name::ABUSE_DISCLOSURE, level, first: at - 1, last })
    })
}

/// The last word of whom it is done to, close behind the verb.
fn hurt(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<usize> {
    let of = |at: usize| tokens.get(at).map_or(0, |token| lexicon.of(token));
    let (next, after) = (of(at + 1), of(at + 2));
    let mine: Set = US;
    if next & mine != 0 && after & (BODY | CHILD | DAY) != 0 {
        return Some(at + 2);
    }
    if next & mine != 0 && tokens.get(at + 2).is_none_or(|token| token.after_mark || of(at + 2) != 0) {
        return Some(at + 1);
    }
    (next & WHOSE != 0 && after & CHILD != 0).then_some(at + 2)
}
