//! The names, numbered.
//!
//! What must stay true: names are lower case and never change once published; numbers follow the alphabet, so
//! that ordering by number orders by name. Numbers are of this build only and are never stored.

/// A behavior's name, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u8);

impl Name {
    pub const COUNT: usize = TEXTS.len();

    pub const fn as_str(self) -> &'static str {
        TEXTS[self.0 as usize]
    }

    /// Position in the alphabet of names, below [`Name::COUNT`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The name of exactly this text.
    pub fn of(text: &str) -> Option<Self> {
        let mut slot = slot(text.as_bytes());
        while let Some(name) = SLOTS[slot] {
            if name.as_str() == text {
                return Some(name);
            }
            slot = (slot + 1) % SLOTS.len();
        }
        None
    }

    /// All names, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(TEXTS.len()).map(Self)
    }
}

/// Every name where [`slot`] says, or after it where that is taken; most are free, so that a search is short.
#[expect(clippy::cast_possible_truncation, reason = "a set of names has a bit for each, of 128")]
static SLOTS: [Option<Name>; 256] = {
    let mut slots = [None; 256];
    let mut at = 0;
    while at < TEXTS.len() {
        let mut slot = slot(TEXTS[at].as_bytes());
        while slots[slot].is_some() {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = Some(Name(at as u8));
        at += 1;
    }
    slots
};

/// Where a text is looked for first.
const fn slot(text: &[u8]) -> usize {
    let length = text.len();
    if length == 0 {
        return 0;
    }
    let (first, middle, last) = (text[0] as usize, text[length / 2] as usize, text[length - 1] as usize);
    (first + 7 * middle + 29 * last + 113 * length) % 256
}

macro_rules! names {
    ($($constant:ident = $text:literal,)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "only counts the constants below")]
        #[repr(u8)]
        enum Order {
            $($constant,)*
        }
        $(pub(crate) const $constant: Name = Name(Order::$constant as u8);)*
        const TEXTS: &[&str] = &[$($text,)*];
    };
}

names! {
    ABUSE_DISCLOSURE = "abuse disclosure",
    ACTION_ITEM = "action item",
    ADVICE_WITH_PERMISSION = "advice with permission",
    ADVICE_WITHOUT_PERMISSION = "advice without permission",
    AFFIRMATION = "affirmation",
    AGENDA_SETTING = "agenda setting",
    AGREEMENT = "agreement",
    AMBIVALENCE = "ambivalence",
    APOLOGY = "apology",
    APPRECIATION = "appreciation",
    ASKING_PERMISSION = "asking permission",
    AUTONOMY = "autonomy",
    BACKCHANNEL = "backchannel",
    BLAME = "blame",
    CHANGE_TALK = "change talk",
    CHECK_FOR_UNDERSTANDING = "check for understanding",
    CLARIFICATION_QUESTION = "clarification question",
    CLOSED_QUESTION = "closed question",
    CLOSING = "closing",
    COLLABORATIVE_QUESTION = "collaborative question",
    COMMITMENT = "commitment",
    COMPLAINT = "complaint",
    COMPLEX_REFLECTION = "complex reflection",
    CONCERN = "concern",
    CONFLICT = "conflict",
    CONFRONT = "confront",
    CRITICISM = "criticism",
    DEFENSIVENESS = "defensiveness",
    DIRECTIVE = "directive",
    DISAGREEMENT = "disagreement",
    DISMISSAL = "dismissal",
    DOUBLE_SIDED_REFLECTION = "double-sided reflection",
    EMOTION_LABELLING = "emotion labelling",
    EMPATHY = "empathy",
    ENCOURAGEMENT = "encouragement",
    ESCALATION_REQUEST = "escalation request",
    FILLER_WORDS = "filler words",
    GIVING_INFORMATION = "giving information",
    GRATITUDE = "gratitude",
    GREETING = "greeting",
    HEDGING = "hedging",
    INSULT = "insult",
    INTERRUPTING = "interrupting",
    JUDGMENT = "judgment",
    LEADING_QUESTION = "leading question",
    MEDICAL_EMERGENCY = "medical emergency",
    NORMALISING = "normalising",
    OBJECTION = "objection",
    OFFERING_OPTIONS = "offering options",
    OPEN_QUESTION = "open question",
    PARTNERSHIP_LANGUAGE = "partnership language",
    PERSUASION = "persuasion",
    PLANNING = "planning",
    POLITE_REQUEST = "polite request",
    PROFANITY = "profanity",
    REASSURANCE = "reassurance",
    RESISTANCE = "resistance",
    RESOLUTION_CONFIRMATION = "resolution confirmation",
    SCALING_QUESTION = "scaling question",
    SELF_DISCLOSURE = "self disclosure",
    SELF_HARM = "self harm",
    SIMPLE_REFLECTION = "simple reflection",
    STACKED_QUESTIONS = "stacked questions",
    SUBSTANCE_RISK = "substance risk",
    SUICIDAL_IDEATION = "suicidal ideation",
    SUMMARY = "summary",
    SUSTAIN_TALK = "sustain talk",
    THREAT = "threat",
    TRANSITION = "transition",
    UPTAKE = "uptake",
    VALIDATION = "validation",
    WARNING = "warning",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_alphabet() {
        assert!(TEXTS.is_sorted());
        assert!(Name::all().all(|name| Name::of(name.as_str()) == Some(name)));
        assert_eq!(Name::of("Agreement"), None);
    }
}
