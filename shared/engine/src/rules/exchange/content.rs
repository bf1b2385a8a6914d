//! The words that carry an utterance's matter, as numbers that can be compared.
//!
//! What must stay true: a word is its first five letters, so that "drinking" meets "drinks"; the latest
//! [`KEPT`] words of a turn are kept and no more; nothing is allocated.

use crate::lexicon::{Key, Lexicon};

/// How many words of a turn are remembered.
const KEPT: usize = 32;

/// Letters that tell a word.
const LETTERS: usize = 5;

/// Fewer letters carry too little.
const LEAST_LETTERS: usize = 3;

/// Words that everybody shares with everybody, in any order. Numbers are not among them: they are what scales
/// are talked about with.
const COMMON: &str = "a an the and or but so because if when while as than then that this these those there here \
    it its he she they we you i me him her them us my your his our their mine yours hers ours theirs myself yourself \
    himself herself itself is are was were be been being am do does did doing done have has had having can could will \
    would shall should may might must not no nor yes yeah yep okay ok right well oh ah um uh er hm mm like just really \
    very quite too also only even still already yet again ever never always sometimes often now today what which who \
    whom whose where why how of in on at to for with by from about into over under between through during before after \
    without against off out up down away back around onto until till since all any some every each both either neither \
    much many more most less least few lot lots bit one first last next other another same such own thing things \
    something anything nothing everything somebody someone anybody anyone nobody everybody everyone way ways kind sort \
    get got gets getting go going goes gone went come came comes coming make makes made making take takes took taking \
    know knows knew think thinks thought say says said saying see sees saw seen look looks looking tell tells told want \
    wants wanted need needs let lets put give gave good great nice fine sure sorry thank thanks please maybe perhaps \
    mean means feel feels felt time times day days week weeks year years people gonna wanna though although don didn \
    doesn isn wasn aren weren couldn wouldn shouldn haven hasn hadn won ain let ll ve hey hello";

static LEXICON: Lexicon<1024> = Lexicon::new(&[(1, COMMON)]);

/// Words of an utterance or a turn.
#[derive(Clone, Copy, Default)]
pub(super) struct Content {
    keys: [u64; KEPT],
    /// Of content words seen; the latest are in `keys`, that of number n at n modulo its length.
    seen: usize,
}

impl Content {
    pub(super) fn of(text: &str) -> Self {
        let mut content = Self::default();
        let mut word = Word::default();
        for c in text.chars() {
            if c.is_alphabetic() {
                word.push(c);
            } else if c.is_numeric() {
                word.letters += 1;
            } else {
                content.add(std::mem::take(&mut word));
            }
        }
        content.add(word);
        content
    }

    fn add(&mut self, word: Word) {
        if word.letters >= LEAST_LETTERS && LEXICON.classes(word.whole) == 0 {
            self.push(word.key);
        }
    }

    fn push(&mut self, key: u64) {
        self.keys[self.seen % KEPT] = key;
        self.seen += 1;
    }

    pub(super) fn extend(&mut self, later: &Self) {
        later.keys().iter().for_each(|key| self.push(*key));
    }

    pub(super) fn shares_with(&self, other: &Self) -> bool {
        self.keys().iter().any(|key| other.keys().contains(key))
    }

    fn keys(&self) -> &[u64] {
        &self.keys[..self.seen.min(KEPT)]
    }
}

/// A word while it is read.
#[derive(Clone, Copy, Default)]
struct Word {
    letters: usize,
    /// Its first letters.
    key: u64,
    /// All of its letters.
    whole: Key,
}

impl Word {
    fn push(&mut self, c: char) {
        let letter = match c {
            _ if c.is_ascii() => u64::from(c.to_ascii_lowercase()),
            _ => u64::from(c.to_lowercase().next().unwrap_or(c)) & 0xff | 0x80,
        };
        if self.letters < LETTERS {
            self.key = self.key << 8 | letter;
        }
        self.whole.push_char(c);
        self.letters += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet_by_their_first_letters() {
        let shares = |a: &str, b: &str| Content::of(a).shares_with(&Content::of(b));
        assert!(shares("my drinking", "Drinks, again?"));
        assert!(shares("ÉMILE came", "and émile"));
        assert!(!shares("I know that", "that is what I know"));
        assert!(!shares("at 12 it is on", "on 12"));
        assert!(!shares("something", "somewhere"), "a common word is known whole");
    }

    #[test]
    fn the_latest_words_are_kept() {
        let old = Content::of("zebra");
        let mut long = old;
        for number in 0..KEPT {
            long.extend(&Content::of(&"abcdefghijklmnopqrstuvwxyzabcdefghijkl"[number % 26..number % 26 + 5]));
        }
        assert!(!long.shares_with(&old));
        assert!(long.shares_with(&Content::of("abcde")));
    }
}
