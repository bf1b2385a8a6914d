//! Text to numbered words, for rules that compare words and not characters.
//!
//! What must stay true: every word has its byte range in the text it came from; contractions are cut in two
//! ("don't" is `do` + `n't`, also without its apostrophe), so that a rule about "do you" sees "don't you";
//! nothing is allocated per word.
//! Deliberately absent: stems. Rules list the forms they mean.

use crate::fnv::Table;

/// A known word's number; [`WordId::UNKNOWN`] for all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct WordId(u16);

impl WordId {
    pub(crate) const UNKNOWN: Self = Self(0);
    /// Stands in patterns for any word; no word of a text has it.
    pub(crate) const ANY: Self = Self(1);

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl From<WordId> for u64 {
    fn from(word: WordId) -> Self {
        Self::from(word.0)
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
    ids: Table<Box<str>, WordId>,
    bare: Table<&'static str, (&'static str, &'static str)>,
}

impl Words {
    pub(crate) fn new() -> Self {
        let bare = BARE_CONTRACTIONS.iter().map(|(whole, head, clitic)| (*whole, (*head, *clitic))).collect();
        Self { ids: Table::default(), bare }
    }

    /// The number of a word in lower case, given out on first sight.
    pub(crate) fn intern(&mut self, lower: &str) -> WordId {
        if let Some(id) = self.ids.get(lower) {
            return *id;
        }
        let next = u16::try_from(self.ids.len() + 2).expect("the rules name fewer than 65,536 words");
        self.ids.insert(lower.into(), WordId(next));
        WordId(next)
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

    /// How many numbers are in use, those of no word included.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() + 2
    }

    fn id(&self, lower: &str) -> WordId {
        self.ids.get(lower).copied().unwrap_or(WordId::UNKNOWN)
    }

    /// Replaces `tokens` by the words of `text`. `lower` is only a buffer.
    pub(crate) fn cut(&self, text: &str, lower: &mut String, tokens: &mut Vec<Token>) {
        tokens.clear();
        let mut at = 0;
        let mut after_mark = false;
        while let Some(c) = text[at..].chars().next() {
            if !c.is_alphanumeric() {
                after_mark |= !c.is_whitespace() && !is_apostrophe(c);
                at += c.len_utf8();
                continue;
            }
            let end = end_of_word(text, at);
            lower.clear();
            push_lower(&text[at..end], lower);
            self.push(lower, at..end, after_mark, text, tokens);
            after_mark = false;
            at = end;
        }
    }

    fn push(&self, lower: &str, at: std::ops::Range<usize>, after_mark: bool, text: &str, tokens: &mut Vec<Token>) {
        let token = |word, start, end, after_mark| Token { word, start, end, after_mark };
        if let Some((head, clitic)) = self.bare.get(lower) {
            let cut = at.end - clitic.len() + 1; // one byte shorter for want of the apostrophe
            tokens.push(token(self.id(head), at.start, cut, after_mark));
            tokens.push(token(self.id(clitic), cut, at.end, false));
            return;
        }
        if let Some(clitic) = CLITICS.iter().find(|clitic| lower.len() > clitic.len() && lower.ends_with(**clitic)) {
            let written = &text[at.clone()];
            let cut = at.start + written.char_indices().nth_back(clitic.len() - 1).map_or(0, |(cut, _)| cut);
            tokens.push(token(self.id(&lower[..lower.len() - clitic.len()]), at.start, cut, after_mark));
            tokens.push(token(self.id(clitic), cut, at.end, false));
            return;
        }
        tokens.push(token(self.id(lower), at.start, at.end, after_mark));
    }
}

/// Letters and digits, with single apostrophes between them.
fn end_of_word(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].chars().peekable();
    while let Some(c) = chars.next() {
        let inside = c.is_alphanumeric() || is_apostrophe(c) && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if !inside {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn push_lower(word: &str, lower: &mut String) {
    for c in word.chars() {
        match c {
            'A'..='Z' => lower.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => lower.push(c),
            _ if is_apostrophe(c) => lower.push('\''),
            _ => lower.extend(c.to_lowercase()),
        }
    }
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
