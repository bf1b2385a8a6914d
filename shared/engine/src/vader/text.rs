//! From a text to VADER's words: emoji become their descriptions, the rest is cut at white space.

use super::lexicon::{Entry, Lexicon};

/// One white-space separated piece, stripped of punctuation.
#[derive(Clone, Copy)]
pub(super) struct Word<'v> {
    pub(super) entry: &'v Entry,
    /// All its letters are capitals, and there is one.
    pub(super) shouted: bool,
    pub(super) negates: bool,
}

impl Lexicon {
    /// The text with every emoji written out, trimmed. Borrows `text` where there is nothing to write out.
    pub(super) fn without_emoji<'t>(&self, text: &'t str, plain: &'t mut String) -> &'t str {
        if text.is_ascii() {
            return text.trim_matches(is_space);
        }
        plain.clear();
        let mut after_space = true;
        for c in text.chars() {
            if let Some(description) = self.emoji(c) {
                if !after_space {
                    plain.push(' ');
                }
                plain.push_str(description);
                after_space = false;
            } else {
                plain.push(c);
                after_space = c == ' ';
            }
        }
        plain.trim_matches(is_space)
    }

    /// Cuts a text into words. `lower` is only a buffer.
    pub(super) fn split<'v>(&'v self, text: &str, lower: &mut String, words: &mut Vec<Word<'v>>) {
        words.clear();
        for piece in text.split(is_space).filter(|piece| !piece.is_empty()) {
            let piece = strip_punctuation(piece);
            lower.clear();
            if piece.is_ascii() {
                lower.push_str(piece);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(piece.chars().flat_map(char::to_lowercase));
            }
            let entry = self.word(lower);
            let negates = entry.negates || lower.contains('\'') && lower.contains("n't");
            words.push(Word { entry, shouted: is_shouted(piece), negates });
        }
    }
}

/// White space as Python's `str.split` has it: Unicode's, and the four separators of ASCII.
fn is_space(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' ' | '\t'..='\r' | '\u{1c}'..='\u{1f}');
    }
    c.is_whitespace()
}

/// Two characters or fewer are left as they were: that is an emoticon more likely than a word.
fn strip_punctuation(piece: &str) -> &str {
    let stripped = piece.trim_matches(|c: char| c.is_ascii_punctuation());
    if stripped.chars().nth(2).is_some() { stripped } else { piece }
}

fn is_shouted(word: &str) -> bool {
    let mut capitals = false;
    for c in word.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals |= c.is_uppercase();
    }
    capitals
}
