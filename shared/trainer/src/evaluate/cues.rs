//! The peer to beat on motivational interviewing: what a page of obvious cue words reaches.
//!
//! Deliberately absent: anything clever. These cues are a yardstick, not part of the engine.

const REFLECTS: &[&str] = &[
    "so you",
    "sounds like",
    "you feel",
    "you're feeling",
    "it seems",
    "seems like",
    "what i hear",
    "i hear you",
    "you're saying",
    "you mentioned",
    "on the one hand",
    "part of you",
    "you're worried",
    "you want",
    "you really want",
    "and you",
];

const INSTRUCTS: &[&str] = &[
    "you should",
    "you could",
    "you need to",
    "you have to",
    "i recommend",
    "i suggest",
    "i'd like you to",
    "i would like you to",
    "research",
    "studies",
    "because of",
    "it can cause",
    "risk of",
    "we can",
    "let's",
    "option",
    "try to",
    "percent",
    "guidelines",
];

const CHANGES: &[&str] = &[
    "i want to",
    "i need to",
    "i have to",
    "i should",
    "i'm going to",
    "i'll try",
    "i could",
    "i will",
    "i would like to",
    "i'd like to",
    "i'm ready",
    "i've been trying",
    "i stopped",
    "i quit",
    "cut down",
    "cut back",
    "better for me",
    "worried about",
];

const SUSTAINS: &[&str] = &[
    "i don't want",
    "i can't",
    "i like",
    "i enjoy",
    "it helps me",
    "it's not a problem",
    "i don't think",
    "not that bad",
    "i don't need",
    "i'm fine",
    "i don't see",
    "too hard",
    "never worked",
    "not ready",
];

const WH: &[&str] = &["what", "how", "why", "tell me", "describe"];

#[expect(clippy::struct_excessive_bools, reason = "each cue is there or not, whatever the others")]
pub(super) struct Cues {
    pub(super) question: bool,
    pub(super) open: bool,
    pub(super) reflection: bool,
    input: bool,
    change: bool,
    sustain: bool,
}

impl Cues {
    pub(super) fn read(text: &str) -> Self {
        let lower = text.to_lowercase().replace('’', "'");
        let any = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
        let asked = lower.split_inclusive(['.', '?', '!']).filter(|sentence| sentence.ends_with('?'));
        let open = asked.clone().any(|sentence| {
            let sentence = sentence.trim_start_matches(|c: char| !c.is_alphabetic());
            WH.iter().any(|wh| sentence.starts_with(wh) || sentence.contains(&format!(", {wh}")))
        });
        Self {
            question: asked.count() > 0,
            open,
            reflection: any(REFLECTS),
            input: any(INSTRUCTS),
            change: any(CHANGES),
            sustain: any(SUSTAINS),
        }
    }

    /// Question, reflection, input or other: 0 to 3.
    pub(super) const fn therapist(&self) -> usize {
        match self {
            Self { question: true, .. } => 0,
            Self { reflection: true, .. } => 1,
            Self { input: true, .. } => 2,
            _ => 3,
        }
    }

    /// Change, sustain or neutral: 0 to 2.
    pub(super) const fn client(&self) -> usize {
        match self {
            Self { sustain: true, .. } => 1,
            Self { change: true, .. } => 0,
            _ => 2,
        }
    }
}
