//! Dangerous use: mixing, too much, at the wheel, withdrawal, in pregnancy, or of what nobody prescribed.

use super::Voice::{Idiom, Open};
use super::scope::{DRINK, Doer, JOINED, Lexicon, MEDICINE, NOT, OTHER, POSSESSES, TAKES, WITH, YOU, doer, is_denied};
use super::{Alarm, Found, Voice};
use crate::taxonomy::name;
use crate::words::Token;

const fn alarm(level: u8, voice: Voice, patterns: &'static [&'static str]) -> Alarm {
    Alarm::new(name::SUBSTANCE_RISK, level, voice, patterns)
}

pub(super) const ALARMS: &[Alarm] = &[
    alarm(
        3,
        Open,
        &[
            "overdosed|overdosing|od'd",
            "overdose on|of|last|again",
            "took|take|taken|taking|had|having an overdose",
            "double|triple|doubled|doubling|tripled|twice the|my|up on? dose|dosage|pills|tablets|meds|prescription",
            "took|taken|taking|take|had|neck|necked|popping|popped|swallow|swallowed|do ~1 too|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen|twenty|thirty|double|handful|loads|whole|several|extra|tomorrow's ~2 of ~3 pills|tablets|painkillers|codeine|tramadol|xanax|valium|oxys|benzos|patches|paracetamol|ibuprofen|laxatives",
            "took|taken|taking|take|had|neck|necked|popping|popped|swallow|swallowed ~1 too|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen|twenty|thirty|double|handful|loads|whole|several|extra|tomorrow's ~1 pills|tablets|painkillers|codeine|tramadol|xanax|valium|oxys|benzos|patches|paracetamol|ibuprofen|laxatives|packet|box|strip",
            "two|three|four|five|six|eight|ten|loads of my|his|her|someone's|the neighbour's|friend's|mate's|strong|mum's|dad's|husband's|wife's|brother's ~1 pills|tablets|ones|painkillers|meds|patches",
            "my|his|her ~1 neighbour's|friend's|mate's|mum's|dad's|husband's|wife's|brother's|sister's|nan's|housemate's|flatmate's|son's ~2 pills|tablets|meds|painkillers|prescription|patches|valium|xanax|codeine|ritalin|adderall",
            "taking|taken|took|take|using|borrowing|borrowed someone|somebody else's ~2 pills|tablets|meds|prescription",
            "taking|been|took|take|using his|her|their ~1 pills|tablets|meds|rubbish|painkillers|morphine",
            "without it|a|one|drink|them i ~3 shake|shakes|shaking|sweat|sweats|sick|seizure|climbing|fit",
            "shakes|sweats|tremors|shaking|seizures ~5 stop|without|drink|withdrawal|drinking",
            "stop|stopped|without|off ~4 shakes|sweats|tremors|seizures|withdrawals|withdrawal",
            "to stop my|the hands|shakes|shaking|sweats",
            "withdrawing|withdrawal|withdrawals from ~2 alcohol|drink|it|heroin|opioids|benzos|methadone|valium|booze",
            "withdrawal symptoms",
            "in|having|got|getting withdrawal|withdrawals",
            "cold turkey|detox off|from|on|by|myself|at",
            "stopped breathing|gone|turned|went grey|blue after|on|from|when",
            "narcan|naloxone me|him|her|twice|again|on|to|three",
            "on top of my|the|his|her ~1 methadone|meds|tablets|medication|painkillers|pills|antidepressants|script",
            "pregnant ~8 drinking|drink|drank|using|use|smoke|smoking|weed|wine|vodka|cocaine|heroin|gin|pills",
            "drinking|drank|drink|using|smoking|wine|vodka|weed|cocaine|cannabis ~8 pregnant|weeks|trimester|breastfeeding",
            "injecting|inject|injected|shooting|shot|banging up? heroin|meth|crack|gear|it|up|speed|fentanyl|coke",
            "shooting|shot up again|last|in|yesterday|on|this",
            "took|taking|using|used|bought|laced|on ~3 fentanyl",
            "drink|drinking|drunk|drinks|drank ~2 hand sanitiser|mouthwash|sanitizer|aftershave|methylated",
            "blacked|blacking|black|blackout|blackouts ~3 drinking|drink|drunk|wine|vodka|bottle",
            "drinking|drink|drank|drunk|wine|vodka ~5 blacked|blackout|blackouts|blacking",
            "bottle|bottles|litre|litres|liter|fifth of ~1 vodka|whisky|whiskey|gin|rum|wine|spirits|bourbon ~1 a|every|by|per|before|each|last day|night|morning|lunch|lunchtime",
            "bottle|bottles|litre a day|night|morning",
        ],
    ),
    alarm(
        2,
        Open,
        &[
            "used again|on|last|this|yesterday saturday|sunday|monday|tuesday|friday|weekend|night|week|morning|thursday|wednesday",
            "relapsed|relapsing|relapse on|last|again|this|after|with|and",
            "using|smoking|snorting|doing|on|took|taking|used|use|did|done|tried|mixing ~1 heroin|meth|cocaine|ketamine|ghb|spice|mdma|smack",
            "using|smoking|smoked|doing|snorting|back ~2 crack|coke|speed|pills|crystal|gear",
            "on that|the ~1 spice|gear|crack|glue|ket",
            "drove|drive|drives|driving|driven|drinking ~5 drunk|tipsy|pissed|hammered|stoned|wasted|skinful|plastered|steaming|blotto",
            "drunk|stoned|tipsy|pissed|drinking|skinful|pints|beers|wine|smoke|joint|cans|whisky|vodka ~6 drove|drive|drives|wheel|driving|driven|dumper|forklift",
            "drink|drinks|drinking|drank and|then|n|before i? drive|drives|driving|drove",
            "drove|drive|drives|driving ~2 here|home|kids|school|it|van|forklift|dumper|minibus|back|car on it|whatever|that|them|drugs|pills",
            "behind the wheel after|drunk|on|high|with|having|stoned",
            "then|and|then? gets|got|get behind the wheel",
            "drink|drinking|need|have|till|wine|vodka|sherry ~5 first|in thing ~1 morning|mornings|breakfast|the",
            "drink|drinking|drank|vodka|wine|beer ~4 before|at|by|for ~1 breakfast|nine|ten|work|noon|morning",
            "need|needs|have|having a|to drink before|in|to ~4 morning|steady|stop|function|hands|sleep|mornings|face|work|bed",
            "pills|tablets|something|whatever ~2 to|so sleep|stay|come|study|get ~1 nights|awake|down|through|off",
            "study|focus|slimming|diet|energy|smart|pep|party pills|drugs|tablets",
            "stronger and stronger|doses",
            "ca|could n't|not stop drinking|using|taking",
            "drove|driving|drive ~8 after a|the|two|three|four|five|six|my|some|drinking ~3 wine|vodka|pints|beers|drinks|bottle|cans|whisky|gin",
            "stopped|stop|quit ~6 seeing|hearing ~1 things|spiders|bugs|people|voices",
            "gone|pregnant|expecting ~5 smoking|drinking|using|drinks|smokes",
            "on top vodka|wine|whisky|beer|gin",
            "whatever i can get|find",
            "when i can get them|it|some",
            "woken|woke|waking up on the floor",
            "half a bottle ~3 to come|sleep|get|calm",
            "litre|bottle|bottles of ~1 vodka|cider|whisky|gin|rum|wine most|some|every|each days|nights|day|night",
            "to knock me out",
            "out of my|his|her ~1 head|face|skull on|off|with",
            "drove|driver|driving|drives ~4 off|on|with his|her|my|it|diazepam|gin|can|pills|weed ~3 face|head|cup|gin|me",
            "off the street",
            "sharing|share|shared needles|a|works bag|again",
            "use|using|used on my own|alone",
            "used|using|shared a? needles|needle|bag",
            "gone|went over ~1 times|twice",
            "nose|nasal spray each|and|me|him|her",
            "naloxone|narcan",
            "on|doing|some|taking|took|snorted ~1 coke|speed|ketamine|mdma|spice|pills|monster|meth|heroin|crack most|all|in|and|every|by|with|on|last nights|night|beer|monster",
            "six|seven|eight|nine|ten|twelve since breakfast",
            "drink|drinking|drank|drunk ~3 every day since|and|for",
            "drink|drinking so i|to ~2 do|sleep|feel|forget|hear|cope",
            "drinking since six|seven|eight|nine|ten|eleven|breakfast|noon",
            "wine|vodka|whisky|rum|gin|beer ~4 with|on ~2 olanzapine|sertraline|tramadol|insulin|tablets|pills|meds|medication|methadone|diazepam",
            "whisky|drink|vodka|gin before i|work go|drive|start|in",
            "the rest i buy",
            "woke up|and ~2 on|in ~3 sick|floor|bath|hair",
            "the horrors|shakes|sweats until|till|in|every|again|when|without",
            "sweat|shake|shaking|sweating through|all my|night|day shirt",
            "till|until i've|i had my ~1 sherry|wine|vodka|whisky|drink|first|gin",
            "shake|shaky|shakes|shaking|like ~3 in the mornings|morning till|until",
            "a bottle and a",
            "hiding bottles|drink|the|my bottles|from|in",
        ],
    ),
    alarm(
        0,
        Idiom,
        &[
            "overdosed|overdosing|overdose on|of ~1 chocolate|it|cake|coffee|meetings|sugar|tv|netflix|news|television|biscuits|cheese|pizza|emails|slides|powerpoint|turkey|crisps|sun",
            "overdose figures|deaths|rates|statistics|prevention|awareness|training|clinic|on|numbers|crisis",
            "used on|last|this|again ~2 for|project|in|by",
            "on coke|speed|pills|crack|gear|meth zero|diet|of|up|bump|limit|can",
            "do|use|on|did|done|back ~1 speed|gear|crack up|on|of|limit|test|it|tests|with|open",
            "taking|take|took|on ~1 speed|gear|coke|it|up",
            "crack it|on|the|down|open|this|that|at",
            "diet coke|drinks|cokes",
            "energy drinks|levels",
            "soft|fizzy|energy|hot|sports drink|drinks|drinking",
            "drinking water|tea|coffee|milk|enough",
            "bottle|bottles|litre|litres a day of|water",
            "bottle|bottles|litre|litres of ~1 water|milk|juice",
        ],
    ),
];

/// Medicine and alcohol taken together, put together from single words.
pub(super) fn read(lexicon: &Lexicon, tokens: &[Token]) -> Option<Found> {
    let of = |token: &Token| lexicon.of(token);
    if let Some(found) = borrowed(lexicon, tokens) {
        return Some(found);
    }
    let medicine = tokens.iter().position(|token| of(token) & MEDICINE != 0)?;
    let drink = tokens.iter().position(|token| of(token) & DRINK != 0)?;
    let (first, last) = (medicine.min(drink), medicine.max(drink));
    let between = lexicon.all(&tokens[first + 1..last]);
    let taken = lexicon.any(&tokens[..last], TAKES) || between & (DRINK | WITH) != 0;
    let together = last - first <= 8 && between & JOINED != 0 && between & (NOT | YOU) == 0;
    if !taken || !together || is_denied(lexicon, tokens, first) {
        return None;
    }
    risk(doer(lexicon, tokens, first), first, last)
}

/// Medicine taken that is somebody else's: "my nan's morphine".
fn borrowed(lexicon: &Lexicon, tokens: &[Token]) -> Option<Found> {
    let last = tokens.iter().position(|token| lexicon.of(token) & MEDICINE != 0)?;
    let owner = (last.saturating_sub(4)..last)
        .find(|at| lexicon.of(&tokens[*at]) & OTHER != 0 && lexicon.of(&tokens[at + 1]) & POSSESSES != 0)?;
    let first = (owner.saturating_sub(6)..owner).find(|at| lexicon.of(&tokens[*at]) & TAKES != 0)?;
    if is_denied(lexicon, tokens, first) { None } else { risk(doer(lexicon, tokens, first), first, last) }
}

fn risk(doer: Doer, first: usize, last: usize) -> Option<Found> {
    let found = |level| Found { behavior: name::SUBSTANCE_RISK, level, first, last };
    match doer {
        Doer::Listener => None,
        Doer::Speaker => Some(found(3)),
        Doer::Other => Some(found(1)),
    }
}
