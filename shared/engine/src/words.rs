//! Text to numbered words, for rules that compare words and not characters.
//!
//! What must stay true: every word has its byte range in the text it came from; contractions are cut in two
//! ("don't" is `do` + `n't`, also without its apostrophe), so that a rule about "do you" sees "don't you";
//! nothing is allocated per word.
//! Deliberately absent: stems. Rules list the forms they mean.

use std::ops::Range;

use crate::fnv::Table;

/// A known word's number; [`WordId::UNKNOWN`] for all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WordId(u16);

impl WordId {
    pub(crate) const UNKNOWN: Self = Self(0);
    /// Stands in patterns for any word; no word of a text has it.
    pub(crate) const ANY: Self = Self(1);

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// One of 64 bits, which it shares with other words; none for a word that no rule knows.
    pub(crate) fn bit(self) -> u64 {
        u64::from(self != Self::UNKNOWN) << (self.0 % 64)
    }
}

/// One word where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) word: WordId,
    /// Byte range in the text that was cut.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// A comma, dash or other mark stands between it and the word before.
    pub(crate) after_mark: bool,
}

/// Contractions as they are often written without the apostrophe, and where they are cut.
const BARE_CONTRACTIONS: &[(&str, &str, &str)] = &[
    ("arent", "are", "n't"),
    ("cant", "ca", "n't"),
    ("couldnt", "could", "n't"),
    ("didnt", "did", "n't"),
    ("doesnt", "does", "n't"),
    ("dont", "do", "n't"),
    ("hadnt", "had", "n't"),
    ("hasnt", "has", "n't"),
    ("havent", "have", "n't"),
    ("isnt", "is", "n't"),
    ("shouldnt", "should", "n't"),
    ("wasnt", "was", "n't"),
    ("werent", "were", "n't"),
    ("wont", "wo", "n't"),
    ("wouldnt", "would", "n't"),
    ("hows", "how", "'s"),
    ("thats", "that", "'s"),
    ("theres", "there", "'s"),
    ("whats", "what", "'s"),
    ("wheres", "where", "'s"),
    ("whos", "who", "'s"),
    ("im", "i", "'m"),
    ("ive", "i", "'ve"),
    ("theyre", "they", "'re"),
    ("youre", "you", "'re"),
    ("youve", "you", "'ve"),
];

const CLITICS: &[&str] = &["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"];

/// The known words. Grows while the rules are compiled, then only looks up.
pub(crate) struct Words {
    known: Table<Box<str>, Known>,
    /// The number given out last.
    last: u16,
}

/// What a word in lower case is.
#[derive(Clone, Copy)]
enum Known {
    Word(WordId),
    /// A contraction without its apostrophe; `letters` are its clitic's.
    Contraction {
        head: WordId,
        clitic: WordId,
        letters: u8,
    },
}

impl Words {
    pub(crate) fn new() -> Self {
        let mut words = Self { known: Table::default(), last: WordId::ANY.0 };
        for (whole, head, clitic) in BARE_CONTRACTIONS {
            let letters = clitic.bytes().filter(u8::is_ascii_alphabetic).map(|_| 1).sum();
            let known = Known::Contraction { head: words.intern(head), clitic: words.intern(clitic), letters };
            words.known.insert((*whole).into(), known);
        }
        words
    }

    /// The number of a word in lower case, given out on first sight. No contraction is given here whole.
    fn intern(&mut self, lower: &str) -> WordId {
        if let Some(Known::Word(word)) = self.known.get(lower) {
            return *word;
        }
        self.last = self.last.checked_add(1).expect("the rules name fewer than 65,536 words");
        let word = WordId(self.last);
        self.known.insert(lower.into(), Known::Word(word));
        word
    }

    /// The numbers of every word of a text in lower case; a contraction's second half may stand alone.
    pub(crate) fn intern_all(&mut self, text: &str) -> Vec<WordId> {
        if CLITICS.contains(&text) {
            return vec![self.intern(text)];
        }
        let mut tokens = Vec::new();
        let mut lower = String::new();
        self.cut(text, &mut lower, &mut tokens);
        tokens.iter().map(|token| self.intern(&text[token.start..token.end])).collect()
    }

    /// The words as they are known, in order.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.known.keys().map(AsRef::as_ref).collect();
        texts.sort_unstable();
        texts
    }

    /// How many numbers are in use, those of no word included.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.last) + 1
    }

    fn id(&self, lower: &str) -> WordId {
        match self.known.get(lower) {
            Some(Known::Word(word)) => *word,
            _ => WordId::UNKNOWN,
        }
    }

    /// Replaces `tokens` by the words of `text`. `lower` is only a buffer.
    pub(crate) fn cut(&self, text: &str, lower: &mut String, tokens: &mut Vec<Token>) {
        tokens.clear();
        let mut at = 0;
        let mut after_mark = false;
        while let Some(byte) = text.as_bytes().get(at) {
            let (is_word, length) = match byte {
                byte if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
                _ => text[at..].chars().next().map_or((false, 1), |c| (c.is_alphanumeric(), c.len_utf8())),
            };
            if !is_word {
                let piece = &text[at..at + length];
                after_mark |= !piece.chars().all(|c| c.is_whitespace() || is_apostrophe(c));
                at += length;
                continue;
            }
            lower.clear();
            let end = push_word(text, at, lower);
            self.push(lower, at..end, after_mark, text, tokens);
            after_mark = false;
            at = end;
        }
    }

    fn push(&self, lower: &str, at: Range<usize>, after_mark: bool, text: &str, tokens: &mut Vec<Token>) {
        let known = self.known.get(lower);
        let mut two = |head, clitic, cut| {
            tokens.push(Token { word: head, start: at.start, end: cut, after_mark });
            tokens.push(Token { word: clitic, start: cut, end: at.end, after_mark: false });
        };
        if let Some(Known::Contraction { head, clitic, letters }) = known {
            return two(*head, *clitic, at.end - usize::from(*letters));
        }
        if lower.contains('\'')
            && let Some(clitic) = CLITICS.iter().find(|clitic| lower.len() > clitic.len() && lower.ends_with(**clitic))
        {
            let written = &text[at.clone()];
            let cut = at.start + written.char_indices().nth_back(clitic.len() - 1).map_or(0, |(cut, _)| cut);
            return two(self.id(&lower[..lower.len() - clitic.len()]), self.id(clitic), cut);
        }
        let word = if let Some(Known::Word(word)) = known { *word } else { WordId::UNKNOWN };
        tokens.push(Token { word, start: at.start, end: at.end, after_mark });
    }
}

/// Appends the word at `start` in lower case, letters and digits with single apostrophes between them, and gives
/// its end.
fn push_word(text: &str, start: usize, lower: &mut String) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            lower.push(char::from(byte.to_ascii_lowercase()));
            at += 1;
            continue;
        }
        if byte.is_ascii() && *byte != b'\'' && *byte != b'`' {
            break;
        }
        let mut chars = text[at..].chars();
        match chars.next() {
            Some(c) if c.is_alphanumeric() => {
                lower.extend(c.to_lowercase());
                at += c.len_utf8();
            }
            Some(c) if is_apostrophe(c) && chars.next().is_some_and(char::is_alphanumeric) => {
                lower.push(if c.is_ascii() { c } else { '\'' });
                at += c.len_utf8();
            }
            _ => break,
        }
    }
    at
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        Words::new().cut(text, &mut String::new(), &mut tokens);
        tokens.iter().map(|token| &text[token.start..token.end]).collect()
    }

    #[test]
    fn words_keep_their_place_and_contractions_are_two() {
        assert_eq!(cut("Don't you, uh-huh, see 2.5 'em?"), ["Do", "n't", "you", "uh", "huh", "see", "2", "5", "em"]);
        assert_eq!(cut("WHATS that you’re I'd dont"), ["WHAT", "S", "that", "you", "’re", "I", "'d", "do", "nt"]);
        assert_eq!(cut("Émile's naïve — 東京"), ["Émile", "'s", "naïve", "東京"]);
        assert_eq!(cut("''' n't '"), ["n't"]);
    }

    #[test]
    fn marks_before_a_word_are_remembered() {
        let mut tokens = Vec::new();
        Words::new().cut("tired, right? 'yes'", &mut String::new(), &mut tokens);
        assert_eq!(tokens.iter().map(|token| token.after_mark).collect::<Vec<_>>(), [false, true, true]);
    }
}
