//! Text with punctuation: where its sentences end.
//!
//! What must stay true: a sentence's end is after its beginning, on a character boundary.

use std::ops::Range;

use super::{MAX_UTTERANCE_BYTES, is_blank, is_mark, is_wide_mark};

/// Abbreviations that a name or a number follows: their full stop never ends a sentence.
const TITLES: &[&str] = &["mr", "mrs", "ms", "dr", "prof", "rev", "vs", "e.g", "i.e", "cf", "approx"];

/// Abbreviations that may end a sentence, and do when a capital follows.
const SHORT_FORMS: &[&str] = &[
    "etc", "inc", "ltd", "corp", "dept", "jr", "sr", "st", "ave", "blvd", "ph.d", "ext", "est", "jan", "feb", "apr",
    "aug", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thurs", "fri",
];

/// Where the sentence that begins at `start` ends; always after `start`.
pub(super) fn end_of_sentence(text: &str, start: usize) -> usize {
    let mut words = false;
    let mut last_space = None;
    let mut chars = text[start..].char_indices().map(|(at, c)| (start + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if at - start >= MAX_UTTERANCE_BYTES {
            return last_space.unwrap_or(at);
        }
        if c.is_alphanumeric() {
            words = true;
        } else if c == '\n' && words && line_ends_sentence(text, at) {
            return at;
        } else if is_mark(c) && words {
            let marks = at..end_of_run(text, at, is_mark);
            let closed = end_of_run(text, marks.end, is_closer);
            if (Mark { text, start, marks, closed }).ends_sentence() {
                return closed;
            }
            while chars.next_if(|(next, _)| *next < closed).is_some() {}
        }
        if c.is_whitespace() {
            last_space = Some(at + c.len_utf8());
        }
    }
    text.len()
}

/// A run of marks such as `?!`, with the closing quotes and brackets after it.
struct Mark<'t> {
    text: &'t str,
    /// Where the sentence began.
    start: usize,
    marks: Range<usize>,
    closed: usize,
}

impl Mark<'_> {
    fn ends_sentence(&self) -> bool {
        let marks = &self.text[self.marks.clone()];
        if marks.contains(is_wide_mark) {
            return true; // scripts that put no space after it
        }
        let rest = &self.text[self.closed..];
        let Some(adjacent) = rest.chars().next() else { return true };
        let loud = marks.contains(['!', '?']);
        if !is_blank(adjacent) {
            return loud && adjacent.is_uppercase();
        }
        let next_word = rest.trim_start_matches(|c| is_blank(c) || is_opener(c));
        let Some(next) = next_word.chars().next() else { return true };
        if self.closed > self.marks.end && next.is_lowercase() {
            return false; // a quotation within a sentence
        }
        match marks {
            _ if loud => true,
            "." => !self.abbreviates(next),
            _ => !next.is_lowercase() && !speaks_of_self(next_word), // a pause
        }
    }

    /// Whether a single full stop belongs to the word before it.
    fn abbreviates(&self, next: char) -> bool {
        let before = &self.text[self.start..self.marks.start];
        let word = before.rsplit(|c: char| is_blank(c) || is_opener(c)).next().unwrap_or(before);
        let listed = |list: &[&str]| list.iter().any(|short| short.eq_ignore_ascii_case(word));
        let open = next.is_lowercase() || next.is_numeric();
        if listed(TITLES) {
            return true;
        }
        if listed(SHORT_FORMS) || is_dotted(word) {
            return open;
        }
        if word.eq_ignore_ascii_case("no") {
            return next.is_numeric();
        }
        is_initial(word) && next.is_uppercase() || (word == before.trim() && self.numbers_a_list(word))
    }

    /// "1." at the start of the text, or any number at the start of a further line.
    fn numbers_a_list(&self, word: &str) -> bool {
        let line_start = self.text[..self.start].is_empty() || self.text[self.start..].starts_with('\n');
        line_start && word.bytes().all(|b| b.is_ascii_digit()) && (self.start > 0 || word == "1")
    }
}

/// A line that goes on in lower case, or after a comma, was only wrapped. An empty line always ends a sentence.
fn line_ends_sentence(text: &str, newline: usize) -> bool {
    let rest = &text[newline + 1..];
    let gap = &rest[..rest.len() - rest.trim_start().len()];
    let wrapped = rest.trim_start().starts_with(char::is_lowercase) || text[..newline].trim_end().ends_with(',');
    gap.contains('\n') || !wrapped
}

/// "U.S", "a.m": single letters with full stops between them.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.len() == 1 && part.starts_with(char::is_alphabetic))
}

/// The first letter of a name. "I" ends sentences too often to be one.
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if c.is_uppercase() && c != 'I')
}

fn speaks_of_self(text: &str) -> bool {
    text.strip_prefix('I').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn end_of_run(text: &str, from: usize, within: fn(char) -> bool) -> usize {
    let rest = &text[from..];
    text.len() - rest.trim_start_matches(within).len()
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '}' | '*' | '_' | '」' | '』')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '(' | '[' | '{' | '*' | '_' | '¿' | '¡' | '「' | '『')
}
