//! What VADER knows about single words and single emoji.
//!
//! The two word lists are data files of the reference implementation (MIT, see NOTICE); the boosters, the
//! negations and their weight are the published model's constants.

use crate::fnv::Table;

const WORDS: &str = include_str!("../../data/vader_lexicon.txt");
const EMOJI: &str = include_str!("../../data/emoji_utf8_lexicon.txt");

/// How much a booster adds to the valence of the word it boosts; dampeners take as much away.
pub(super) const BOOST: f64 = 0.293;

const BOOSTERS: &str = "absolutely amazingly awfully completely considerable considerably decidedly deeply effing \
    enormous enormously entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin \
    frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly \
    hugely incredible incredibly intensely major majorly more most particularly purely quite really remarkably so \
    substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very";

const DAMPENERS: &str = "almost barely hardly kinda kindof kind-of less little marginal marginally occasional \
    occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of";

const NEGATIONS: &str = "aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't \
    didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't \
    mustn't neednt needn't never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent \
    oughtn't shan't shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite";

/// Words that rules name though no list above holds them.
const NAMED: &str = "ass at beating bomb bus but doubt enough for just kind least of or right sort the this to yeah";

/// One known word in lower case. `text` is empty for every word that is not known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) text: &'static str,
    pub(super) valence: Option<f64>,
    /// What it adds to a following positive word; 0 when it is no booster.
    pub(super) boost: f64,
    pub(super) negates: bool,
}

pub(super) static UNKNOWN: Entry = Entry { text: "", valence: None, boost: 0.0, negates: false };

pub(super) struct Lexicon {
    words: Table<&'static str, Entry>,
    longest: usize,
    emoji: Table<char, &'static str>,
}

impl Lexicon {
    pub(super) fn new() -> Self {
        let mut words = Table::default();
        for (word, valence) in WORDS.lines().filter_map(word_and_valence) {
            entry(&mut words, word).valence = Some(valence); // of words listed twice the last counts
        }
        for word in BOOSTERS.split_whitespace() {
            entry(&mut words, word).boost = BOOST;
        }
        for word in DAMPENERS.split_whitespace() {
            entry(&mut words, word).boost = -BOOST;
        }
        for word in NEGATIONS.split_whitespace() {
            entry(&mut words, word).negates = true;
        }
        for word in NAMED.split_whitespace() {
            entry(&mut words, word);
        }
        let longest = NEGATIONS.split_whitespace().chain(WORDS.split_whitespace()).map(str::len).max().unwrap_or(0);
        Self { words, longest, emoji: EMOJI.lines().filter_map(single_emoji).collect() }
    }

    /// The entry of a word given in lower case.
    pub(super) fn word(&self, lower: &str) -> &Entry {
        if lower.len() > self.longest {
            return &UNKNOWN;
        }
        self.words.get(lower).unwrap_or(&UNKNOWN)
    }

    /// An emoji's description. Only emoji of one code point have one: the reference looks up single ones.
    pub(super) fn emoji(&self, emoji: char) -> Option<&'static str> {
        self.emoji.get(&emoji).copied()
    }
}

fn entry<'t>(words: &'t mut Table<&'static str, Entry>, word: &'static str) -> &'t mut Entry {
    words.entry(word).or_insert(Entry { text: word, ..UNKNOWN })
}

fn word_and_valence(line: &'static str) -> Option<(&'static str, f64)> {
    let mut fields = line.trim().split('\t');
    Some((fields.next()?, fields.next()?.parse().ok()?))
}

fn single_emoji(line: &'static str) -> Option<(char, &'static str)> {
    let (emoji, description) = line.trim().split_once('\t')?;
    let mut chars = emoji.chars();
    let first = chars.next()?;
    chars.next().is_none().then_some((first, description))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_word_lists_is_read() {
        assert_eq!(WORDS.lines().filter_map(word_and_valence).count(), WORDS.lines().count());
        assert_eq!(EMOJI.lines().filter(|line| !line.contains('\t')).count(), 0);
    }

    #[test]
    fn a_word_may_carry_sentiment_and_be_named_by_a_rule() {
        let lexicon = Lexicon::new();
        assert_eq!(lexicon.word("no").valence, Some(-1.2));
        assert_eq!(lexicon.word("lol").valence, Some(1.8));
        assert_eq!(lexicon.word("but").text, "but");
        assert_eq!(lexicon.word("zzz-not-a-word").text, "");
    }
}
