//! What keeps talk of harm going: questions about it, answers to them, plans, means and intent.
//!
//! None of these shows anything by itself; see the exchange.

use super::super::Place;
use crate::taxonomy::{Name, name};

/// What an utterance adds to talk of harm. Bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(in super::super) enum Tell {
    AsksSuicide = 1,
    AsksSelfHarm = 1 << 1,
    AsksThreat = 1 << 2,
    AsksSubstance = 1 << 3,
    AsksAbuse = 1 << 4,
    AsksMedical = 1 << 5,
    /// Asks how near, how, when or with what.
    AsksHow = 1 << 6,
    Affirms = 1 << 7,
    Denies = 1 << 8,
    Counts = 1 << 9,
    /// Plan, means, preparation.
    Plans = 1 << 10,
    Intends = 1 << 11,
    /// "I do it when …"
    Goes = 1 << 12,
    Drives = 1 << 13,
    /// Speaks to the other.
    ToYou = 1 << 14,
}

impl Tell {
    /// Answers open what is said.
    pub(in super::super) const fn place(self) -> Place {
        match self {
            Self::Affirms | Self::Denies => Place::Start,
            _ => Place::Anywhere,
        }
    }
}

/// Behaviors of harm as bits, in the order of the questions above.
pub(in super::super) type Themes = u8;

const THEMES: [Name; 6] = [
    name::SUICIDAL_IDEATION,
    name::SELF_HARM,
    name::THREAT,
    name::SUBSTANCE_RISK,
    name::ABUSE_DISCLOSURE,
    name::MEDICAL_EMERGENCY,
];

/// Themes that are planned and meant.
pub(in super::super) const INTENDED: Themes = 0b111;

pub(in super::super) fn bit(behavior: Name) -> Themes {
    THEMES.iter().position(|theme| *theme == behavior).map_or(0, |at| 1 << at)
}

/// The first of the themes.
pub(in super::super) fn theme(themes: Themes) -> Option<Name> {
    THEMES.get(usize::try_from(themes.trailing_zeros()).ok()?).copied()
}

/// The themes that questions ask about.
pub(in super::super) const fn asked(tells: u16) -> Themes {
    tells.to_le_bytes()[0] & 0b11_1111
}

pub(in super::super) const TELLS: &[(Tell, &[&str])] = &[
    (
        Tell::AsksSuicide,
        &[
            "kill|killing|hang|hanging|drown|end yourself",
            "end|ending|ended|take|taking your|his|her own? life",
            "you|feeling|feel ~2 suicidal",
            "you|your|any ~4 thoughts|thought|thinking|think about|of suicide|dying|death",
            "thoughts about|of suicide",
            "wish|wishing|wished you were n't|not|dead|gone|never",
            "not ~1 want|wanting to be alive|around",
            "not wanting to be|live here|alive|anymore",
            "n't|not want to live|wake",
            "want|wanted|wanting to die",
            "better off dead|without",
            "wish|want|wanting to be gone|dead|die",
            "wish|urge to check|go|end|die",
            "not going on",
            "life is|'s n't|not worth",
            "goodbye letters|letter|note|notes",
            "mean dead|killing|suicide|dying",
            "as in dead|alive|death",
            "harm|hurt yourself",
            "quiet|gone|better as in dead|death|dying",
            "or to jump|die",
            "meant|hoping|trying|wanted to die",
            "checking out you mean",
        ],
    ),
    (
        Tell::AsksSelfHarm,
        &[
            "hurt|hurting|harm|harming|cut|cutting|burn|burning|injure|injuring yourself",
            "you cut|hurt|burned|burnt yourself|them",
            "hit|hurt|cut|done yourself|that|it on purpose|deliberately",
            "on purpose or|to",
            "self harm|harming|harmed|injury",
            "use to hurt yourself",
            "doing your arms|legs",
            "how do you feel just? before|when you do it",
        ],
    ),
    (
        Tell::AsksThreat,
        &["kill|hurt|harm|hurting|harming|killing|attack him|her|someone|somebody|anyone", "want to kill|hurt|harm"],
    ),
    (
        Tell::AsksSubstance,
        &[
            "how much|many|often|big ~4 drink|drinking|drank|tablets|pills|drinks|wine|vodka|sherry|joints|painkillers",
            "taken|taking anything|drugs|something ~2 else|besides|morning|today|tonight|last",
            "drugs or|and alcohol|drink",
            "what have|'ve you taken|used",
            "have|had much|anything|enough to drink",
            "about the drink|drinking",
        ],
    ),
    (
        Tell::AsksAbuse,
        &[
            "anybody|anyone|somebody|someone|he|she ~2 hurting|hurt|hit|hits|hitting|touch|touched|threaten|harm you",
            "safe ~3 at|in ~1 home|house",
            "afraid|scared|frightened of him|her|them|someone|anyone",
            "laid a hand|finger on you",
            "holding your hair",
        ],
    ),
    (
        Tell::AsksMedical,
        &[
            "any ~1 pain|bleeding|numbness|dizziness|weakness|swelling",
            "is|are he|she|they|you ~2 breathing|conscious|bleeding|responsive|choking",
            "is he|she ~1 awake",
            "where 's|is|does the ~1 pain|blood|bleeding|hurt",
            "what 's the ~1 tightness|pain",
            "chest pain|tightness",
            "able to breathe|talk|swallow",
        ],
    ),
    (
        Tell::AsksHow,
        &[
            "how|how's ~1 near|close|strong|likely|often|far|bad|safe|intense",
            "on a|the scale",
            "out of ten|a",
            "zero|nought|nothing|nil|one to ten",
            "how you|you'd ~2 do|would",
            "as far as",
            "a plan",
            "how or when",
            "about|of|thought how|when|where",
            "how ~1 do they|you|it|that come|happen|feel",
            "have you ~1 tried|stepped|done|started|got",
            "mean|meant that|it",
            "see yourself doing",
            "going round there",
            "thought it through",
            "what|which ~2 use|used|method|with|way",
            "where is it|that|the|he|she|are",
            "when|where would|did|do|were you",
            "in percent",
            "go back there",
            "do you|have you|got ~2 mean|means|access",
            "how many|much",
            "last time",
        ],
    ),
    (Tell::ToYou, &["you|your|yourself|yours|ya"]),
    (
        Tell::Affirms,
        &[
            "yes|yeah|yep|aye|yup|yea",
            "sometimes|often|probably|maybe|constantly|kinda|possibly|mostly",
            "most|once|twice|since|lots",
            "half and half",
            "every|some day|days|night|nights|morning|mornings|week|time",
            "all the time",
            "on and off",
            "i have|do|am|did|was|think|suppose|guess|would|might",
            "i've|i'm",
            "it|that has|was|did|does",
            "what else would",
            "both|either",
            "last night|week|month|friday|tuesday",
            "when i|we|he|she",
            "only|just when|at|sometimes|scratches|scratch",
            "he|she|they does|do|did|has|is|hits|was",
            "for? a bit|lot|few|little|couple|wee bit? yes|yeah|aye|times|time",
            "kind|sort of",
        ],
    ),
    (
        Tell::Denies,
        &[
            "no|nope|nah|never|none|nothing|nobody",
            "not at|really|that|any|me|like|him|her|them|once|ever|since|in|going|about|an|a|anymore|on|even|for|today|this|myself|dead",
            "i'd never|not",
            "i|i've|i'm|it|it's|he|she|they never|not",
            "i|it|he|she|they|that do|did|would|have|am|was|is|could|has|does|had|can|ca|wo|will n't|not",
            "course not",
            "do n't",
            "it was an accident",
            "accident",
        ],
    ),
    (
        Tell::Counts,
        &[
            "one|two|three|four|five|six|seven|eight|nine|ten|zero|nought|half|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|sixteen|fifteen|twelve",
            "1|2|3|4|5|6|7|8|9|10",
        ],
    ),
    (
        Tell::Plans,
        &[
            "planned|planning",
            "a plan|date",
            "got|have|had|got it|it|everything|all planned|sorted|worked|ready|organised|laid|arranged",
            "i know how|when|where|exactly|which",
            "i know what i'd",
            "know ~1 'd|would be before|on|at|how",
            "what i need|'d|needed",
            "got|have|'ve|keep ~4 in my|the ~1 drawer|bag|car|boot|shed|sock|pocket|cupboard|garage|bedroom|van|loft|room|house|wardrobe|locker|purse|jacket|bathroom",
            "i've|i|i 've|have got|bought|ordered|hidden|saved|kept|counted|googled|researched|looked ~3 rope|pills|tablets|gun|blade|knife|razor|enough|up|them|note|letters|how|it",
            "a ~3 in|under|with the|my|his ~1 boot|bag|sock|pocket|drawer|coat|car|knee|name|lining|pillow|bed",
            "written|wrote ~2 letters|letter|note|notes|will|goodbyes|goodbye",
            "given|gave|giving ~4 away",
            "as far as the|getting|buying",
            "bridge|ledge|roof|railway|platform|tracks|cliff|multistorey",
            "looked over|down|up",
            "picked|set|chosen|choose ~1 day|date|spot|place|time|song",
            "before the|christmas|my|they ~1 auction|hearing|exams|wedding|birthday|kids",
            "it was nine|ten|worse|higher before",
            "next time i|it|he",
            "sat|sit|sitting|waited|waiting|drove|driven ~2 outside|in the|his|to|past",
            "i've got enough|everything",
            "enough pills|tablets|for|to",
            "when|what time he's|he|she gets|finishes|leaves|parks",
            "where he|she|they lives|parks|works|drinks|is",
            "i know where|what|when",
            "stopped eating|drinking|taking",
            "nights nine|ten|eight",
            "practised|practiced|rehearsed|tested|tried it|the|on|twice|once|out",
            "told ~2 nobody|no",
            "good dress|suit on",
        ],
    ),
    (
        Tell::Intends,
        &[
            "i|i'll|i'd 'll|will|going|gonna|am do|to do|it ~1 it|again|right|properly|tonight|soon",
            "do it again|right|properly|tonight|now|today",
            "i will i|if|when|unless|tonight",
            "i know i will",
            "parked|waiting|sat|standing outside|here|there now|there|right",
            "in my hand|hands|lap",
            "here with|beside|next me|to",
            "right|i'm here|in front|beside|on of|me|my",
            "it's|they're|it 's in my bag|pocket|hand|coat now|and",
            "when you|you're|they|everyone leave|go|gone|leaves|asleep|goes",
            "in the car park now",
            "going|gonna out there|over|round|in|now to|there",
            "on the ledge|edge|bridge|roof|platform now",
            "this is it|goodbye",
            "tonight 's|is the",
            "won't be here tomorrow|by|when|in",
            "tell them|him|her|my ~2 loved|love|sorry|goodbye",
        ],
    ),
    (
        Tell::Goes,
        &[
            "i do|did it",
            "what i do when|if|to",
            "it 's|is|was only|just|not scratches|deep|little|superficial|the",
            "it helps|calms|stops|hurts|works|bleeds|bled",
            "only thing that",
            "til|till|until it|i|they bled|bleed|bleeds",
            "pulled|pull|scratched|burned|burnt|cut them|it|my",
            "after|afterwards it's|i ~1 quiet|calm|better|calmer",
            "since i was|half|last|christmas|school|the",
            "most|every day|days|night|nights|weekend|other",
            "last time was",
            "deep ones|one",
            "needed|should ~2 stitches|stitched",
            "not gonna|going to? stop",
            "on and off",
        ],
    ),
    (
        Tell::Drives,
        &[
            "drove|drive|drives|driving ~2 here|home|kids|school|it|van|forklift|dumper|minibus|bus|car|work|crane",
            "behind the wheel",
            "gets|get in the car|van",
        ],
    ),
];
