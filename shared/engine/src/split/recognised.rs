//! Text without marks, as speech recognisers write it, cut where a new clause seems to begin.
//!
//! A word gets points for what it and the two after it could begin (a question, a greeting, a subject with its
//! verb), for how the word before it could end, and for how much was said since the last cut; enough points are
//! a cut. The points were found by trial on `corpus/training`: whole numbers, and as few as would do.
//!
//! What must stay true: cuts are at the beginnings of words; no piece but the last is shorter than four words; the work per word
//! is bounded and nothing is allocated.
//! Deliberately absent: pauses. A talk turn has no times of its words.

use std::ops::Range;

use super::openers::{self, FINITE, LEXICON, SUBORDINATE};
use super::{is_blank, is_mark};
use crate::lexicon::Key;

/// In shorter text nothing is cut.
const LEAST_WORDS: usize = 7;

/// Text of more words came without punctuation if it has less than one mark in so many words; text of fewer, if it
/// has neither marks nor capitals.
const MANY_WORDS: usize = 30;
const WORDS_TO_A_MARK: usize = 40;

/// So many points are a cut.
const ENOUGH: i32 = 8;

/// A clause is the likelier to be over the more words it has: a point for each of these lengths.
const LENGTHS: [usize; 4] = [4, 6, 9, 13];

/// No cut after fewer words: what is short only leads in.
const LEAST_PIECE: usize = 4;

/// Fewer words than this at the end of the text stay with those before, unless they greet.
const LEAST_REST: usize = 5;

/// Whether a turn's text came without punctuation.
pub(super) fn is_recognised(text: &str) -> bool {
    let (mut words, mut marks, mut commas, mut capitals) = (0, 0, false, false);
    let mut inside = false;
    for c in text.chars() {
        let blank = is_blank(c);
        words += usize::from(!blank && !inside);
        capitals |= c.is_uppercase() && (c != 'I' || inside);
        inside = !blank;
        marks += usize::from(is_mark(c));
        commas |= matches!(c, ',' | ';' | ':' | '\n');
    }
    match words {
        0..LEAST_WORDS => false,
        LEAST_WORDS..=MANY_WORDS => marks == 0 && !commas && !capitals,
        _ => marks * WORDS_TO_A_MARK < words,
    }
}

/// Appends the pieces of this part of `text`, which begins and ends with no blank.
pub(super) fn cut(text: &str, part: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let mut words = Words { text: &text[..part.end], at: part.start };
    let mut ahead: [Option<Word>; LEAST_REST] = std::array::from_fn(|_| words.next());
    let mut piece = Piece::new(part.start);
    let mut before: Option<Word> = None;
    while let Some(word) = ahead[0] {
        if let Some(before) = before
            && piece.words >= LEAST_PIECE
            && points(&piece, before, &ahead) >= ENOUGH
        {
            pieces.push(piece.start..before.end);
            piece = Piece::new(word.start);
        }
        piece.add(word);
        before = Some(word);
        ahead.rotate_left(1);
        ahead[LEAST_REST - 1] = words.next();
    }
    pieces.push(piece.start..part.end);
}

/// What was said since the last cut.
struct Piece {
    start: usize,
    words: usize,
    finite_verbs: usize,
    /// Begins with a clause that needs another after it.
    subordinate: bool,
    /// Has an interrogative that waits for its verb: "how many tables …"
    asking: bool,
}

impl Piece {
    fn new(start: usize) -> Self {
        Self { start, words: 0, finite_verbs: 0, subordinate: false, asking: false }
    }

    fn add(&mut self, word: Word) {
        self.subordinate |= self.words == 0 && word.is(SUBORDINATE);
        self.asking = word.is(openers::INTERROGATIVE) || self.asking && !word.is(FINITE);
        self.finite_verbs += usize::from(word.is(FINITE));
        self.words += usize::from(word.speaks);
    }
}

/// How much speaks for a cut before `ahead`.
fn points(piece: &Piece, before: Word, ahead: &[Option<Word>; LEAST_REST]) -> i32 {
    if before.is(openers::HOLDS) || piece.asking {
        return 0;
    }
    let [word, next, after, ..] = ahead.map(|word| word.map_or(0, |word| word.classes));
    let Some(opening) = openers::opening(word, next, after) else { return 0 };
    let mut points = opening.points();
    points += if word & openers::PERSONAL != 0 { 4 } else { 0 };
    points += if before.is(openers::ENDS) { 2 } else { 0 };
    points += LENGTHS.into_iter().map(|length| i32::from(piece.words >= length)).sum::<i32>();
    points -= if piece.subordinate && piece.finite_verbs < 2 { 4 } else { 0 };
    points -= if ahead[LEAST_REST - 1].is_none() && opening != openers::Opening::Greeting { 10 } else { 0 };
    points
}

/// A word where it stands.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    classes: u32,
    /// Has a letter or a digit.
    speaks: bool,
}

impl Word {
    fn is(self, class: u32) -> bool {
        self.classes & class != 0
    }
}

struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(|c| !is_blank(c))?;
        let (mut key, mut end, mut speaks) = (Key::new(), start, false);
        for c in self.text[start..].chars().take_while(|c| !is_blank(*c)) {
            key.push_char(c);
            speaks |= c.is_alphanumeric();
            end += c.len_utf8();
        }
        self.at = end;
        Some(Word { start, end, classes: LEXICON.classes(key), speaks })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::pieces;
    use super::*;

    #[test]
    fn questions_greetings_and_new_subjects_begin_a_piece() {
        assert_eq!(
            pieces("i only came for my flask anyway it's on the windowsill by the door"),
            ["i only came for my flask anyway", "it's on the windowsill by the door"]
        );
        assert_eq!(
            pieces("you want the top field back how would you go about that"),
            ["you want the top field back", "how would you go about that"]
        );
        assert_eq!(
            pieces("that was a long week for the crew thank you"),
            ["that was a long week for the crew", "thank you"]
        );
        assert_eq!(
            pieces("we walked down to the harbour okay tell me what you saw"),
            ["we walked down to the harbour", "okay tell me what you saw"]
        );
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for text in [
            "so i went there and then he said no",
            "i think he'll be there by the time you call",
            "if the bus comes late again i'll be walking home",
            "tell me what you would do",
            "in other words you do all of it",
            "the man who was there is my uncle",
            "the one thing that i know",
        ] {
            assert_eq!(pieces(text), [text]);
        }
    }

    #[test]
    fn only_text_without_marks_is_cut_at_words() {
        assert!(is_recognised("i only came for my flask it's on the sill"));
        assert!(!is_recognised("I only came for my flask, it's on the sill"));
        assert!(!is_recognised("Dana only came for my flask it's on the sill"));
        assert!(is_recognised("I only came and I'm off for my flask it's on the sill"));
        assert!(!is_recognised("i only came for my flask. it's on the sill"));
        assert!(is_recognised(&"Dana came for her flask ".repeat(7)));
        assert!(!is_recognised(&"Dana came for her flask. ".repeat(7)));
        assert!(!is_recognised("my flask is here"));
    }
}
