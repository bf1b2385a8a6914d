//! Everything that is known of one turn while it is added up.
//!
//! What must stay true: a turn's words are looked for once, whatever the number of parts that count them, and
//! speakers and roles are ordinals: no part sees a name, so that renaming somebody changes nothing but the name.

use std::hash::Hasher as _;

use model::TalkTurn;

use crate::clock;
use crate::document::TurnDetections;
use crate::fnv::Fnv;
use crate::side::Side;

/// One turn, as every part of the reduce is given it.
#[derive(Clone, Copy)]
pub(crate) struct Said<'t> {
    pub(crate) turn: &'t TalkTurn,
    pub(crate) found: &'t TurnDetections,
    /// Position among the speakers, by first appearance; `None` where the turn names nobody.
    pub(crate) speaker: Option<usize>,
    /// Position among the roles, by first appearance.
    pub(crate) role: Option<usize>,
    pub(crate) side: Side,
    /// Milliseconds on the clock of the conversation.
    pub(crate) begins: Option<i64>,
    /// Milliseconds; `None` also where it lies before the beginning.
    pub(crate) ends: Option<i64>,
    pub(crate) words: &'t [Word],
}

/// A word where it stands: letters and digits, and what joins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// [`hash_of`] the word.
    pub(crate) hash: u64,
    /// Byte range in the turn's text.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// When a turn began and ended, as far as it says so sensibly.
pub(crate) fn times(turn: &TalkTurn) -> (Option<i64>, Option<i64>) {
    let at = |time: &Option<String>| time.as_deref().and_then(clock::millis);
    let (begins, ends) = (at(&turn.start_time), at(&turn.end_time));
    (begins, ends.filter(|end| begins.is_none_or(|begin| begin <= *end)))
}

/// FNV-1a of a word in lower case, a curly apostrophe being the straight one.
pub(crate) fn hash_of(word: &str) -> u64 {
    let mut hash = Fnv::default();
    for c in word.chars() {
        add_lower(&mut hash, c);
    }
    hash.finish()
}

/// Replaces `words` by those of `text`.
pub(crate) fn words_of(text: &str, words: &mut Vec<Word>) {
    words.clear();
    words.extend(words_in(text));
}

/// Runs of letters, marks and digits, in which single apostrophes and hyphens stand.
pub(crate) fn words_in(text: &str) -> impl Iterator<Item = Word> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Most gaps are one space, and most words begin with a letter that one byte tells.
        let bytes = text.as_bytes();
        at += usize::from(bytes.get(at) == Some(&b' '));
        if !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += text[at..].find(char::is_alphanumeric)?;
        }
        let start = at;
        let mut hash = Fnv::default();
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            hash.write_u8(byte.to_ascii_lowercase());
            at += 1;
        }
        while let Some(c) = char_at(text, at) {
            let next = at + c.len_utf8();
            let joins = is_joint(c) && char_at(text, next).is_some_and(char::is_alphanumeric);
            if !(joins || c.is_alphanumeric()) {
                break;
            }
            add_lower(&mut hash, c);
            at = next;
        }
        let place = |at: usize| u32::try_from(at).expect("a turn's text is at most MAX_TURN_BYTES long");
        Some(Word { hash: hash.finish(), start: place(start), end: place(at) })
    })
}

/// Most text is ASCII, where a byte is a character.
#[inline]
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        Some(_) => text[at..].chars().next(),
        None => None,
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '’' | '-')
}

/// Adds a word's next character in lower case, and tells how many bytes that is.
#[inline]
pub(crate) fn add_lower(hash: &mut Fnv, c: char) -> usize {
    match c {
        '’' => {
            hash.write(b"'");
            1
        }
        c if c.is_ascii() => {
            hash.write(&[c.to_ascii_lowercase() as u8]);
            1
        }
        c => c
            .to_lowercase()
            .map(|lower| {
                hash.write(lower.encode_utf8(&mut [0; 4]).as_bytes());
                lower.len_utf8()
            })
            .sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_apostrophes_and_hyphens() {
        let text = "Well-being -- it’s Ä1, 'no'!";
        let mut words = Vec::new();
        words_of(text, &mut words);
        let shown: Vec<_> = words.iter().map(|word| &text[word.start as usize..word.end as usize]).collect();
        assert_eq!(shown, ["Well-being", "it’s", "Ä1", "no"]);
        for (word, lower) in words.iter().zip(["well-being", "it's", "ä1", "no"]) {
            assert_eq!(word.hash, hash_of(lower));
        }
    }

    #[test]
    fn an_end_before_the_beginning_is_no_end() {
        let turn = |start: &str, end: &str| {
            times(&TalkTurn { start_time: Some(start.into()), end_time: Some(end.into()), ..TalkTurn::default() })
        };
        assert_eq!(turn("1.5", "2"), (Some(1_500), Some(2_000)));
        assert_eq!(turn("2", "1.5"), (Some(2_000), None));
        assert_eq!(turn("soon", "1.5"), (None, Some(1_500)));
    }
}
