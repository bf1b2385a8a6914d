//! Which language is spoken.
//!
//! A turn shows its language by its script where one language has that to itself; else by the words a talk can hardly
//! do without; else, from five words on, by `whichlang`, whose answer counts only where such a word bears it out,
//! because it always names one of its sixteen. A turn that shows none has its speaker's, or else the conversation's.
//!
//! What must stay true: what a turn shows depends on its text alone. Nothing is said that is not likelier than not.
//! Deliberately absent: dialects, and more than one language in a turn. Languages other than English were only tried on
//! sentences of our own.

mod code;
mod script;
mod spoken;
mod table;
mod words;

use whichlang::Lang;

use crate::reduce::words_in;
use script::Script;
use table::Table;
use words::WORDS;

pub use code::Language;
pub(crate) use spoken::Spoken;

/// A word of one language only; a word of several counts for each a part of it.
const WHOLE: u32 = 12;

/// From so many words on `whichlang` is asked.
const ENOUGH_WORDS: u32 = 5;

/// So much more than any other language must a text's words speak for theirs.
const LEAD: u32 = 2;

/// Knows languages by their words.
pub(crate) struct Reader {
    words: Table,
}

/// What a text's words say.
struct Evidence {
    words: u32,
    /// By language, in the order of [`WORDS`].
    weights: [u32; WORDS.len()],
    hits: [u32; WORDS.len()],
}

impl Reader {
    pub(crate) fn new() -> Self {
        let mut words = Table::default();
        for (at, (_, list)) in WORDS.iter().enumerate() {
            for word in list.split_whitespace() {
                words.insert(crate::reduce::hash_of(word), 1 << at);
            }
        }
        Self { words }
    }

    /// The language that a text shows by itself.
    pub(crate) fn shown(&self, text: &str) -> Option<Language> {
        match script::script_of(text) {
            Script::Only(language) => Some(language),
            Script::Unclear => None,
            Script::Latin => {
                let evidence = self.evidence(text);
                evidence.decided(2 * WHOLE).or_else(|| evidence.borne_out(text))
            }
            Script::Cyrillic | Script::Arabic | Script::Devanagari => self.evidence(text).decided(WHOLE),
        }
    }

    fn evidence(&self, text: &str) -> Evidence {
        let mut evidence = Evidence { words: 0, weights: [0; WORDS.len()], hits: [0; WORDS.len()] };
        for word in words_in(text) {
            evidence.words += 1;
            let mut left = self.words.get(word.hash);
            let weight = WHOLE / left.count_ones().max(1);
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                evidence.weights[at] += weight;
                evidence.hits[at] += 1;
                left &= left - 1;
            }
        }
        evidence
    }
}

impl Evidence {
    /// The language that the words leave no doubt about: half of few, or some among many, and then `needed` of weight.
    fn decided(&self, needed: u32) -> Option<Language> {
        let (best, most) = (0..).zip(self.weights).max_by_key(|(at, weight)| (*weight, usize::MAX - at))?;
        let next = (0..).zip(self.weights).filter(|(at, _)| *at != best).map(|(_, weight)| weight).max()?;
        let few = self.words < ENOUGH_WORDS;
        let needed = if few { WHOLE } else { needed };
        let dense = self.hits[best] * if few { 2 } else { 5 } >= self.words;
        (most >= needed && most >= LEAD * next && dense).then(|| Language::new(WORDS[best].0))
    }

    /// What `whichlang` says, if some word of the language occurs and the words of no other speak louder.
    fn borne_out(&self, text: &str) -> Option<Language> {
        if self.words < ENOUGH_WORDS {
            return None;
        }
        let code = code_of(whichlang::detect_language(text));
        let at = WORDS.iter().position(|(known, _)| *known == code)?;
        let loudest = self.weights.iter().max()?;
        (self.hits[at] > 0 && self.weights[at] == *loudest).then(|| Language::new(code))
    }
}

/// The language of a turn: what it shows itself, else its speaker's, else the conversation's.
pub fn resolve(own: Option<Language>, speakers: Option<Language>, conversations: Option<Language>) -> Option<Language> {
    own.or(speakers).or(conversations)
}

fn code_of(language: Lang) -> [u8; 2] {
    *match language {
        Lang::Ara => b"ar",
        Lang::Cmn => b"zh",
        Lang::Deu => b"de",
        Lang::Eng => b"en",
        Lang::Fra => b"fr",
        Lang::Hin => b"hi",
        Lang::Ita => b"it",
        Lang::Jpn => b"ja",
        Lang::Kor => b"ko",
        Lang::Nld => b"nl",
        Lang::Por => b"pt",
        Lang::Rus => b"ru",
        Lang::Spa => b"es",
        Lang::Swe => b"sv",
        Lang::Tur => b"tr",
        Lang::Vie => b"vi",
    }
}
