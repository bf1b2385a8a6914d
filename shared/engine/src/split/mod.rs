//! A turn's text into utterances, each roughly one sentence.
//!
//! Text with punctuation is cut at its marks ([`punctuated`]), text that came without at the words that begin a
//! clause ([`recognised`]).
//!
//! What must stay true: ranges are in order, never overlap, begin and end on character boundaries, and cover
//! every character that is not blank. Blank text has no utterances; any other text has at least one. How a turn is
//! cut depends on its own text alone.

mod openers;
mod punctuated;
mod recognised;

use std::ops::Range;

/// No utterance is much longer than this many bytes; a longer one is cut at white space where there is some.
/// It bounds the work of every rule that looks back and forth within an utterance.
pub(crate) const MAX_UTTERANCE_BYTES: usize = 8_192;

/// Replaces `ranges` by the byte ranges of the utterances of `text`.
pub(crate) fn split(text: &str, ranges: &mut Vec<Range<usize>>) {
    ranges.clear();
    let recognised = recognised::is_recognised(text);
    let mut start = 0;
    while start < text.len() {
        let end = punctuated::end_of_sentence(text, start);
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
            _ if recognised => recognised::cut(text, piece, ranges),
            _ => ranges.push(piece),
        }
    }
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
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_control();
    }
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_mark(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '.' | '!' | '?');
    }
    matches!(c, '…' | '‼' | '⁇' | '⁈' | '⁉') || is_wide_mark(c)
}

fn is_wide_mark(c: char) -> bool {
    matches!(c, '。' | '｡' | '！' | '？' | '।' | '॥' | '؟' | '۔')
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn pieces(text: &str) -> Vec<&str> {
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
