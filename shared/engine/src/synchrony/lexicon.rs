//! What a word is good for, by its hash: which function-word categories it counts in, and which small parts it
//! plays in taking up what was said.
//!
//! What must stay true: a word that is neither a function word nor a filler carries content. Contractions count in every category of their
//! halves ("don't" is an auxiliary and a negation). The lists are our own and English; in other languages nearly
//! every word carries content.
//! Deliberately absent: parts of speech. A word counts the same wherever it stands ("like" never carries content).

use crate::reduce::hash_of;

/// A set of the properties below.
pub(super) type Traits = u32;

/// Function-word categories are the lowest bits, in the order of [`CATEGORIES`].
pub(super) const CATEGORY_COUNT: usize = 12;
pub(super) const FUNCTION: Traits = (1 << CATEGORY_COUNT) - 1;

const I: Traits = 1 << 0;
pub(super) const WE: Traits = 1 << 1;
pub(super) const YOU: Traits = 1 << 2;
const THEY: Traits = 1 << 3;
const IMPERSONAL: Traits = 1 << 4;
const ARTICLE: Traits = 1 << 5;
const PREPOSITION: Traits = 1 << 6;
const CONJUNCTION: Traits = 1 << 7;
const AUXILIARY: Traits = 1 << 8;
const ADVERB: Traits = 1 << 9;
const NEGATION: Traits = 1 << 10;
const QUANTIFIER: Traits = 1 << 11;
/// Neither a function word nor content: what fills, answers or carries along.
const FILLER: Traits = 1 << 12;
/// At the beginning it says that the other was heard.
pub(super) const ACKNOWLEDGES: Traits = 1 << 13;
/// At the beginning it makes a question without a mark.
pub(super) const ASKS: Traits = 1 << 14;
/// Asks for reasons or ways.
pub(super) const EXPLAIN: Traits = 1 << 15;

const CATEGORIES: [(Traits, &str); CATEGORY_COUNT] = [
    (I, "i me my mine myself"),
    (WE, "we us our ours ourselves let's"),
    (YOU, "you your yours yourself yourselves ya y'all"),
    (THEY, "he him his himself she her hers herself they them their theirs themselves themself 'em"),
    (
        IMPERSONAL,
        "it its itself this that these those who whom whose which what whatever something anything nothing everything \
         someone anyone everyone somebody anybody nobody everybody one ones other others another there here's",
    ),
    (ARTICLE, "a an the"),
    (
        PREPOSITION,
        "of in on at by for with without within about above across after against along among around as before behind \
         below beneath beside besides between beyond despite down during except from inside into near off onto out \
         outside over past per since through throughout to toward towards under until till up upon via",
    ),
    (
        CONJUNCTION,
        "and or but nor so yet because 'cause cuz if unless although though while whereas whether when whenever where \
         wherever than once",
    ),
    (
        AUXILIARY,
        "am is are was were be been being do does did done doing have has had having can could will would shall should \
         may might must ought gonna gotta wanna",
    ),
    (
        ADVERB,
        "very really quite rather too just also even still already again almost always often sometimes usually never \
         ever maybe perhaps probably actually basically certainly definitely especially exactly finally however \
         instead later soon now then here how why only simply somehow somewhat somewhere anywhere everywhere nowhere \
         anyway together totally completely absolutely pretty well away back else far yesterday today tomorrow",
    ),
    (NEGATION, "no not never none nothing nobody nowhere neither nor cannot without"),
    (
        QUANTIFIER,
        "all any both each every few fewer fewest enough half less least lot lots many more most much none plenty \
         several some couple bit little whole entire two three first second",
    ),
];

const FILLERS: &str = "yes yeah yep yup ok okay alright right sure oh ah aha um uh er hmm hm mm mhm mm-hmm mhmm uh-huh \
                       huh wow hey hi hello bye please thanks thank like well know mean think guess say said says \
                       saying tell told go goes going went gone get gets getting got come comes coming came thing \
                       things stuff kind sort way let see look want wants wanted make makes made take put good great \
                       nice exactly";

const ACKNOWLEDGING: &str = "yes yeah yep yup ok okay alright right sure oh ah aha mm mhm mm-hmm mhmm uh-huh hmm hm good \
                             great nice exactly absolutely definitely true indeed wow excellent perfect";

const ASKING: &str = "what what's why how how's which who who's where when can could will would do does did is are was \
                      were have has should isn't aren't don't doesn't didn't won't can't couldn't wouldn't";

const EXPLAINING: &str = "why how";

/// Pronouns and what may follow them with an apostrophe.
const HEADS: &str = "i we you he she they it that this there who what where how here one";
const VERB_ENDINGS: &str = "'m 're 's 've 'll 'd";
/// Auxiliaries before "n't", and how some of them change.
const NEGATED: &str = "is are was were do does did have has had could would should might must need ca wo sha ai";

/// Lookup by a word's hash; half empty, so that a miss is found after a step or two.
const SLOTS: usize = 2_048;

pub(super) struct Lexicon {
    slots: Vec<(u64, Traits)>,
}

impl Default for Lexicon {
    fn default() -> Self {
        let mut lexicon = Self { slots: vec![(0, 0); SLOTS] };
        let lists = [(FILLER, FILLERS), (ACKNOWLEDGES, ACKNOWLEDGING), (ASKS, ASKING), (EXPLAIN, EXPLAINING)];
        for (traits, words) in CATEGORIES.into_iter().chain(lists) {
            for word in words.split_whitespace() {
                lexicon.add(word, traits);
            }
        }
        for head in HEADS.split_whitespace() {
            let traits = lexicon.of(hash_of(head)) & FUNCTION | AUXILIARY;
            for ending in VERB_ENDINGS.split_whitespace() {
                lexicon.add(&format!("{head}{ending}"), traits);
                let bare = format!("{head}{}", &ending[1..]);
                if matches!(bare.as_str(), "im" | "ive" | "youre" | "youve" | "theyre" | "thats" | "whats") {
                    lexicon.add(&bare, traits);
                }
            }
        }
        for auxiliary in NEGATED.split_whitespace() {
            lexicon.add(&format!("{auxiliary}n't"), AUXILIARY | NEGATION);
            lexicon.add(&format!("{auxiliary}nt"), AUXILIARY | NEGATION);
        }
        lexicon
    }
}

impl Lexicon {
    fn add(&mut self, word: &str, traits: Traits) {
        let hash = hash_of(word);
        let at = self.slot(hash);
        self.slots[at] = (hash, self.slots[at].1 | traits);
    }

    /// What a word is good for; 0 for a word that is in no list.
    pub(super) fn of(&self, hash: u64) -> Traits {
        self.slots[self.slot(hash)].1
    }

    /// Whether a word of these traits is a function word or a filler; all others carry content.
    pub(super) const fn is_listed(traits: Traits) -> bool {
        traits & (FUNCTION | FILLER) != 0
    }

    /// Where the word is, or the empty slot where it would be.
    fn slot(&self, hash: u64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "the mask keeps the lowest bits anyway")]
        let mut at = (hash ^ (hash >> 32)) as usize % SLOTS;
        while !matches!(self.slots[at], (known, traits) if known == hash || traits == 0) {
            at = (at + 1) % SLOTS;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_count_in_the_categories_of_both_halves() {
        let lexicon = Lexicon::default();
        let of = |word: &str| lexicon.of(hash_of(word)) & FUNCTION;
        assert_eq!(of("I’m"), I | AUXILIARY);
        assert_eq!(of("youre"), YOU | AUXILIARY);
        assert_eq!(of("don't"), AUXILIARY | NEGATION);
        assert_eq!(of("never"), ADVERB | NEGATION);
        assert_eq!(of("The"), ARTICLE);
        assert_eq!([of("mother"), of("okay"), of("were")], [0, 0, AUXILIARY]);
    }

    #[test]
    fn only_unlisted_words_carry_content() {
        let lexicon = Lexicon::default();
        for (word, carries) in [("mother", true), ("seven", true), ("okay", false), ("what", false), ("true", true)] {
            assert_eq!(!Lexicon::is_listed(lexicon.of(hash_of(word))), carries, "{word}");
        }
    }

    #[test]
    fn the_table_stays_at_least_half_empty() {
        let used = Lexicon::default().slots.iter().filter(|(_, traits)| *traits != 0).count();
        assert!((300..SLOTS / 2).contains(&used), "{used}");
    }
}
