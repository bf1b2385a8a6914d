//! A turn's text into utterances, each roughly one sentence.
//!
//! What must stay true: ranges are in order, never overlap, begin and end on character boundaries, and cover
//! every character that is not blank. Blank text has no utterances; any other text has at least one.
//! Deliberately absent: cutting text that came without punctuation at pauses and discourse marks. Until that
//! is here such a text is one utterance; [`end_of_sentence`] is where the second way would be chosen.

use std::ops::Range;

/// No utterance is much longer than this many bytes; a longer one is cut at white space where there is some.
/// It bounds the work of every rule that looks back and forth within an utterance.
pub(crate) const MAX_UTTERANCE_BYTES: usize = 8_192;

/// Abbreviations that a name or a number follows: their full stop never ends a sentence.
const TITLES: &[&str] = &["mr", "mrs", "ms", "dr", "prof", "rev", "vs", "e.g", "i.e", "cf", "approx"];

/// Abbreviations that may end a sentence, and do when a capital follows.
const SHORT_FORMS: &[&str] = &[
    "etc", "inc", "ltd", "corp", "dept", "jr", "sr", "st", "ave", "blvd", "ph.d", "ext", "est", "jan", "feb", "apr",
    "aug", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thurs", "fri",
];

/// Replaces `ranges` by the byte ranges of the utterances of `text`.
pub(crate) fn split(text: &str, ranges: &mut Vec<Range<usize>>) {
    ranges.clear();
    let mut start = 0;
    while start < text.len() {
        let end = end_of_sentence(text, start);
        let piece = trim(text, start..end);
        start = end;
        if piece.is_empty() {
            continue;
        }
        match ranges.last_mut() {
            // Lone marks and emoji belong to what was said before them.
            Some(last) if !has_word(&text[piece.clone()]) && piece.end - last.start <= MAX_UTTERANCE_BYTES => {
                last.end = piece.end;
            }
            _ => ranges.push(piece),
        }
    }
}

/// Where the sentence that begins at `start` ends; always after `start`.
fn end_of_sentence(text: &str, start: usize) -> usize {
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

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text[range.clone()].trim_end_matches(is_blank);
    let inner = piece.trim_start_matches(is_blank);
    let start = range.start + (piece.len() - inner.len());
    start..start + inner.len()
}

fn has_word(piece: &str) -> bool {
    piece.contains(char::is_alphanumeric)
}

/// White space, control characters, and the marks that show nothing by themselves.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉') || is_wide_mark(c)
}

fn is_wide_mark(c: char) -> bool {
    matches!(c, '。' | '｡' | '！' | '？' | '।' | '॥' | '؟' | '۔')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '}' | '*' | '_' | '」' | '』')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '(' | '[' | '{' | '*' | '_' | '¿' | '¡' | '「' | '『')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut ranges = Vec::new();
        split(text, &mut ranges);
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        assert_eq!(pieces("Great! Thanks!"), ["Great!", "Thanks!"]);
        assert_eq!(pieces("Great!Thanks so much."), ["Great!", "Thanks so much."]);
        assert_eq!(pieces("You did what?! No way!!! Tell me"), ["You did what?!", "No way!!!", "Tell me"]);
        assert_eq!(pieces("hi! how are you? i am fine. ok"), ["hi!", "how are you?", "i am fine.", "ok"]);
        assert_eq!(pieces("これは何？いいえ。"), ["これは何？", "いいえ。"]);
    }

    #[test]
    fn not_every_full_stop_ends_a_sentence() {
        assert_eq!(
            pieces("Dr. Lee gave me 2.5 mg at 3 p.m. yesterday."),
            ["Dr. Lee gave me 2.5 mg at 3 p.m. yesterday."]
        );
        assert_eq!(pieces("We met at 3 p.m. Then he left."), ["We met at 3 p.m.", "Then he left."]);
        assert_eq!(pieces("Take it, e.g. Monday. No. I won't."), ["Take it, e.g. Monday.", "No.", "I won't."]);
        assert_eq!(pieces("It is no. 5 by J. Smith."), ["It is no. 5 by J. Smith."]);
        assert_eq!(pieces("See example.com/a?b=c for more"), ["See example.com/a?b=c for more"]);
        assert_eq!(pieces("1. Rest.\n2. Drink water."), ["1. Rest.", "2. Drink water."]);
    }

    #[test]
    fn a_pause_is_not_an_end_unless_a_new_sentence_follows() {
        assert_eq!(pieces("Well... maybe... I guess so."), ["Well... maybe... I guess so."]);
        assert_eq!(pieces("I don't know… We could try."), ["I don't know…", "We could try."]);
    }

    #[test]
    fn quotations_close_before_the_sentence_does() {
        assert_eq!(pieces("\"Stop!\" he said. \"Why?\" She left."), ["\"Stop!\" he said.", "\"Why?\"", "She left."]);
        assert_eq!(pieces("(Are you sure?) Yes."), ["(Are you sure?)", "Yes."]);
    }

    #[test]
    fn lines_end_a_sentence_unless_they_were_only_wrapped() {
        assert_eq!(pieces("Hello there\nHow are you"), ["Hello there", "How are you"]);
        assert_eq!(
            pieces("so I went to the\nstore on Monday,\nTuesday and so on"),
            ["so I went to the\nstore on Monday,\nTuesday and so on"]
        );
        assert_eq!(pieces("one\n\ntwo"), ["one", "two"]);
    }

    #[test]
    fn marks_alone_belong_to_what_came_before() {
        assert_eq!(pieces("Nice! 😀 !!"), ["Nice! 😀 !!"]);
        assert_eq!(pieces("... So?"), ["... So?"]);
        assert_eq!(pieces("?!"), ["?!"]);
        assert_eq!(pieces(" \n\t\u{200b}"), [""; 0]);
    }

    #[test]
    fn text_without_marks_is_one_utterance_within_bounds() {
        assert_eq!(pieces("so i went there and then he said no").len(), 1);
        let long = "word ".repeat(5_000);
        let pieces = pieces(&long);
        assert!(pieces.iter().all(|piece| piece.len() <= MAX_UTTERANCE_BYTES && piece.starts_with("word")));
        assert_eq!(pieces.iter().map(|piece| piece.split(' ').count()).sum::<usize>(), 5_000);
    }
}
