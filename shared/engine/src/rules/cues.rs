//! What the words of a question look like.

macro_rules! verbs {
    () => {
        "do|does|did|is|are|was|were|have|has|had|can|could|will|would|shall|should|may|might|must|ca|wo"
    };
}

/// What a row of words does in a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Asks for more than a fact: what, how or why with its verb.
    Open,
    /// The same word without a verb after it: asks only where a clause begins.
    BareOpen,
    /// Asks for a fact, a number or a choice.
    Fact,
    /// Asks for a fact, or tells more of the noun before it: "the man who is".
    Relative,
    /// The same by a word that joins clauses as often as it asks.
    BareFact,
    /// A verb before a pronoun: yes or no.
    Inverted,
    /// A verb before another subject: as often two words that happen to meet, but where a clause begins.
    InvertedNoun,
    /// The same with a verb that commands as well ("do the dishes").
    Command,
    /// Without its verb: "any questions", "ever tried it".
    Elided,
    /// Invites to tell, whatever its grammar.
    Invites,
    /// What one would fill into a form; an invitation to tell it asks for a fact.
    Detail,
    /// "I wonder what …"
    Wonders,
    /// "I wonder whether …"
    WondersWhether,
    /// Asks to confirm what was just said: "…, right?"
    Tag,
    /// The mark after it is about attention, not about an answer: "…, okay?"
    Habit,
    /// An interrogative word that joins clauses, or a set phrase that asks nothing.
    Idle,
}

type Patterns = (Cue, &'static [&'static str]);

const fn cue(cue: Cue, patterns: &'static [&'static str]) -> Patterns {
    (cue, patterns)
}

pub(super) const CUES: &[Patterns] = &[
    cue(Cue::BareOpen, &["what|how|why"]),
    cue(Cue::BareFact, &["when|where|who|which|whose|whom"]),
    cue(
        Cue::Open,
        &[
            concat!("what|how|why else|exactly|specifically? ", verbs!(), "|am|'s|'re|'d|'ve|'ll"),
            "what|how about|if",
            "what made|makes|brings|brought|happened|happens|helps|helped|led|leads|got|gets|keeps|kept|worries|matters",
            "what motivates|motivated|worked|works|changed|comes|came|goes|went|stands|concerns|bothers|prompted",
            "what else|other|kinds|sorts|types|things|parts|ways|kind|type|sort",
            "how come|so",
            "how important|confident|ready|likely|motivated|sure|willing|interested|committed|satisfied|comfortable",
            "why not",
            "in|like what way|ways?",
            "where do|does|should|would|could|can|will|shall|are we|i|you|things|this go|going",
            "where would|do you like|prefer",
            "where do you think|feel|see|want|wanna|stand|go",
            "where does that|this|it leave|go|take",
        ],
    ),
    cue(
        Cue::Fact,
        &[
            "when|where|who|which do|does|did|would|should|can i|you|he|she|they|we|it",
            "what colour|color|size|kind of|model|make|version|floor|price",
            "what does|do|did it|that|they|this|one|you cost|weigh|charge|owe|pay|earn",
            "what 's|is|are|was|were the|your damage|cost|price|total|balance|code|reference|difference|deadline|length|width|fee|rate|temperature|minimum|maximum|limit|weather|score|odds|chances|year|charge|budget|capital|answer",
            "how many|much|long|often|old|far|soon|big|late|frequently|tall|recently|early",
            "what time|day|days|date|year|month|age|grade|number|percentage|percent|size|dose|address|name|brand|color",
            "what 's|is|was|are your|his|her|their|the name|age|address|number|dose|date|job|weight|height",
            "which one|ones|of",
            "or what",
        ],
    ),
    cue(Cue::Relative, &[concat!("when|where|who|which|whose ", verbs!(), "|'s|'re|'d|'ve|'ll")]),
    cue(
        Cue::Inverted,
        &[
            concat!(verbs!(), "|am n't? i|you|he|she|we|they|there"),
            "did|does|is|was|has|can|could|will|would|should|might it",
            "does|did|is|was|would|could|can|will that|this",
            "is|was|does|did|has|can everyone|everybody|anyone|anybody",
            "why do|would|should|not n't? you|we just|try|go|ask|get|take|come|give|put|leave|start|make|call|have|let|use|set|do|talk",
        ],
    ),
    cue(
        Cue::InvertedNoun,
        &[
            "did|does|is|are|was|were|has|can|could|will|would|should n't? your|his|her|my|our|their|the|those|these|any",
            "did|does|is|are|was|were|has|can|could|will|would|should n't? anyone|anything|anybody|everything|everyone|people",
            "did|does|is|are|was|were|has|can|could|will|would|should n't? someone|something|somebody",
        ],
    ),
    cue(
        Cue::Command,
        &["do|have|had|may|might|must|shall n't? it|that|this|those|these|your|his|her|the|any|anyone|anything|people"],
    ),
    cue(
        Cue::Elided,
        &[
            "any questions|question|luck|problems|trouble|idea|chance|allergies|pain|symptoms|side|history|medications|plans",
            "anything|anybody|anyone else? that|you|specific|in|or",
            "wanna|ever|want|anything|anyone|anybody",
        ],
    ),
    cue(
        Cue::Invites,
        &[
            "tell me|us",
            "show me|us how|what|where",
            "tell|talk to|with? me a? little? bit? more? about|through",
            "may|can|could|might i just? ask you? instead|about? what|how|why",
            "what's|what is it like",
            "can|could|would|will you please? maybe? tell|talk|describe|elaborate|explain|share|say|walk|help|give",
            "would you be? able|willing|like|want to? tell|talk|describe|share|say",
            "would you mind|care to? tell|telling|talking|describing|sharing|explaining|saying",
            "do you want to tell|talk|share|say",
            "do you wanna|mind tell|telling|talk|talking|share|sharing|say|saying",
            "help me to? understand|see",
            "walk me through",
            "say more|some",
            "describe",
            "any other? thoughts|ideas|feelings|concerns|reactions|reasons|things",
            "are there any? other|some? things|reasons|ways|benefits|thoughts|ideas|concerns",
            "is there anything else",
            "anything else",
        ],
    ),
    cue(
        Cue::Detail,
        &[
            "your|the account|phone|order|card|last|first|full|email|street? name|number|address|email|birthday|age|zip|code|dose",
            "date of birth",
        ],
    ),
    cue(
        Cue::Wonders,
        &[
            "i'm|i was? just? wondering|curious about|to? know|hear|see? what|how|why|where|when|which|about",
            "i'm|i am|was? interested in|to know|hear|how|what|why",
            "i wonder what|how|why|where",
            "i 'd|would really? love|like|rather|want to? know|hear|learn|understand more|about|how|what|why|where",
        ],
    ),
    cue(
        Cue::WondersWhether,
        &["i'm|i am|was? just? wondering|curious if|whether|is|do|are|would|could", "i wonder if|whether"],
    ),
    cue(
        Cue::Tag,
        &[
            "right|correct|yeah|yes|huh|no|eh|true",
            concat!(verbs!(), " n't i|you|he|she|it|we|they|there"),
            "is|was|am it|that|i right|correct|true|so|fair|accurate",
            "or not|no|what",
        ],
    ),
    cue(Cue::Habit, &["okay|ok|alright|see", "all right", "you know|see", "you know what i mean|'m|am? saying?"]),
    cue(
        Cue::Idle,
        &[
            "what|how|when|where|who|which|why i|you|he|she|we|they|it|people",
            "what a|an",
            "you know what",
            "how dare",
            "guess what",
            "so|neither|nor do|does|did|am|is|are|was|were|have|has|can|could|will|would|should i|you|he|she|it|we|they",
            "that 's|is|was what|how|why|when|where",
            "know|knew|known|knows|understand|see|sees|saw|remember|about|of|matter|exactly|just what|how|why|when|where",
            "no matter|idea what|how|why|when|where",
            "may be",
            "who|what cares|knows",
            "i|you|he|she|we|they|it|there did|do|does|is|was|were|has|have|had|can|could|will|would|should it|that|this|he|she|they|you|i",
            "it 's|is|was not? what|how|why|when|where|who",
            "says|said|say|asks|asked|tells|told|shows|showed|explain|explains|explained|heard|learned|figured|decide|decided|depends what|how|why|when|where|who",
            "tell|tells|told|show|shows|ask|asked|asks me|you|him|her|us|them what|how|why|when|where|who|if",
            "on|into|at|from|by|than|over|with what|how|why|where",
            "because|is|'s|and what worries|bothers|scares|frightens|concerns|upsets me|is",
            "and|of who 's|is|was|are|were|has|had",
            "people|they|them|you|workers|guys|many|who|will|'ll|please|n't|not|to|would|friends|patients|boys|mums tell|show me|us",
            "tell me now|when|if|that|straight|to|you|please|it|they|once|once|and",
            "as if|though",
            "in|last|since|next|by|until may i|we|you|he|she|it|they",
            "said|says|goes|asked|think is|are|was|do|does|did this|that|it|you|i|he|she|they",
            "anyone|anybody who|would|'d|sitting|on|with",
            "don't you dare|bring|try|start|worry|'ll|be|come|talk",
            "good|world|word would|can it|that",
            "see it|them|that|people a|in",
            "it|which|that|and is|was what",
            "what i|we 'm|am|are|'re|hear|heard|meant|mean|see|think|want|need|know|did|said",
            "how dare",
            "and what if",
            "anything for|but|is|to|that|can|could|than",
        ],
    ),
];
