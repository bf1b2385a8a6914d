//! Turns from single words, for transcripts that have nothing larger.
//!
//! A turn is a stretch of one speaker's words without a pause of a second; where there are no times, or no
//! pauses, it ends with the sentence that comes to [`LONG_BYTES`]. Speakers' turns are put in order of
//! their beginnings, because services list one channel after the other. All words of a document are held
//! until it has ended: what comes last may say who spoke them, or that they are not needed.

use std::collections::BTreeMap;

use model::{Speaker, TalkTurn};

use super::Emit;
use super::held::{MAX_JOIN_BYTES, join_too_large};
use crate::field;
use crate::problem::{Fault, Problem};

/// A pause that ends a turn.
const PAUSE_MILLIS: i64 = 1_000;
const LONG_BYTES: usize = 4 << 10;
const VERY_LONG_BYTES: usize = 64 << 10;

/// A word, and whatever a service says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) speaker: Option<String>,
    /// Punctuation: belongs to the word before.
    pub(super) joined: bool,
}

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    start: Option<Box<str>>,
    end: Option<Box<str>>,
    /// Number of the speaker.
    speaker: u32,
    joined: bool,
}

/// The words of a document.
#[derive(Debug, Default)]
pub(super) struct Words {
    kept: Vec<Kept>,
    speakers: Vec<Option<String>>,
    numbers: BTreeMap<Option<String>, u32>,
    bytes: usize,
}

impl Words {
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// About how much memory is held.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// At most [`MAX_JOIN_BYTES`] are held.
    pub(super) fn push(&mut self, word: Word) -> Result<(), Fault> {
        let Word { text, start, end, speaker, joined } = word;
        let heap = |text: &Option<String>| text.as_ref().map_or(0, |text| text.len() + 16);
        self.bytes += size_of::<Kept>() + text.len() + 16 + heap(&start) + heap(&end);
        let speaker = self.number(speaker);
        if self.bytes > MAX_JOIN_BYTES {
            return Err(join_too_large());
        }
        let boxed = |text: Option<String>| text.map(String::into_boxed_str);
        self.kept.push(Kept { text: text.into(), start: boxed(start), end: boxed(end), speaker, joined });
        Ok(())
    }

    /// Who says the words that have no speaker themselves, by their start; punctuation goes with the word
    /// before.
    pub(super) fn name_by_start(&mut self, speakers: &BTreeMap<String, String>) {
        let nobody = self.number(None);
        let mut last = nobody;
        for at in 0..self.kept.len() {
            let word = &self.kept[at];
            if word.speaker == nobody {
                let speaker = word.start.as_deref().and_then(|start| speakers.get(start)).cloned();
                let number = if word.joined && speaker.is_none() { last } else { self.number(speaker) };
                self.kept[at].speaker = number;
            }
            last = self.kept[at].speaker;
        }
    }

    /// Who says the words from the one at `from` on.
    pub(super) fn name_from(&mut self, from: usize, speaker: Option<String>) {
        let number = self.number(speaker);
        self.kept.iter_mut().skip(from).for_each(|word| word.speaker = number);
    }

    /// Gives every speaker another name.
    pub(super) fn rename(&mut self, name: impl Fn(Option<&str>) -> Option<String>) {
        for speaker in &mut self.speakers {
            *speaker = name(speaker.as_deref());
        }
        self.numbers = BTreeMap::new();
    }

    fn number(&mut self, speaker: Option<String>) -> u32 {
        if let Some(number) = self.numbers.get(&speaker) {
            return *number;
        }
        let number = u32::try_from(self.speakers.len()).expect("fewer speakers than bytes that may be held");
        self.bytes += 2 * speaker.as_ref().map_or(0, String::len) + 96;
        self.speakers.push(speaker.clone());
        self.numbers.insert(speaker, number);
        number
    }

    /// Hands on the turns that the words make.
    pub(super) fn flush(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let mut turns = self.turns();
        turns.sort_by_key(|turn| turn.start);
        for turn in turns {
            out.turn(turn.turn)?;
        }
        Ok(())
    }

    fn turns(&mut self) -> Vec<Stretch> {
        let mut done = Vec::new();
        let mut open: Option<(u32, Stretch)> = None;
        for word in std::mem::take(&mut self.kept) {
            let start = word.start.as_deref().and_then(millis);
            let goes_on = open.as_ref().is_some_and(|(speaker, open)| {
                let fits = open.turn.input.len() < VERY_LONG_BYTES;
                fits && (word.joined || (*speaker == word.speaker && !open.ends_before(start)))
            });
            if !goes_on {
                done.extend(open.take().map(|(_, stretch)| stretch));
            }
            let (_, stretch) = open.get_or_insert_with(|| {
                let speaker = self.speakers[word.speaker as usize].clone();
                (word.speaker, Stretch::of(speaker, done.last(), start))
            });
            stretch.add(&word);
        }
        done.extend(open.map(|(_, stretch)| stretch));
        *self = Self::default();
        done
    }
}

/// The turns that a document lists, or where it lists none, those that its words make.
#[derive(Debug, Default)]
pub(super) struct TurnsOrWords {
    has_turns: bool,
    pub(super) words: Words,
}

impl TurnsOrWords {
    pub(super) fn turn(&mut self, turn: TalkTurn, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.listed();
        out.turn(turn)
    }

    pub(super) fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.listed();
        out.broken(problem)
    }

    pub(super) fn word(&mut self, word: Word) -> Result<(), Fault> {
        if self.has_turns { Ok(()) } else { self.words.push(word) }
    }

    pub(super) fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.has_turns { Ok(()) } else { self.words.flush(out) }
    }

    fn listed(&mut self) {
        if !self.has_turns {
            self.has_turns = true;
            self.words = Words::default();
        }
    }
}

/// A turn that grows.
struct Stretch {
    turn: TalkTurn,
    /// For the order: its first word's, or the one of the stretch before.
    start: i64,
    end: Option<i64>,
}

impl Stretch {
    fn of(speaker: Option<String>, before: Option<&Self>, start: Option<i64>) -> Self {
        let speaker = speaker.map(|id| Speaker { id: Some(id), role: None });
        let start = start.or(before.map(|before| before.start)).unwrap_or(i64::MIN);
        Self { turn: TalkTurn { speaker, ..TalkTurn::default() }, start, end: None }
    }

    /// Whether a word that starts then belongs to another turn.
    fn ends_before(&self, start: Option<i64>) -> bool {
        let paused = start.zip(self.end).is_some_and(|(start, end)| start - end >= PAUSE_MILLIS || start < self.start);
        let text = &self.turn.input;
        paused || (text.len() >= LONG_BYTES && text.ends_with(['.', '?', '!']))
    }

    fn add(&mut self, word: &Kept) {
        let text = &mut self.turn.input;
        if !text.is_empty() && !word.joined {
            text.push(' ');
        }
        text.push_str(&field::text(word.text.trim()));
        if self.turn.start_time.is_none() {
            self.turn.start_time = word.start.as_deref().map(str::to_owned);
        }
        if let Some(end) = &word.end {
            self.turn.end_time = Some(end.to_string());
            self.end = millis(end);
        }
    }
}

/// Seconds, in milliseconds.
fn millis(seconds: &str) -> Option<i64> {
    let millis = seconds.parse::<f64>().ok()? * 1_000.0;
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
    millis.is_finite().then_some(millis.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, start: &str, end: &str, speaker: &str) -> Word {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let joined = matches!(text, "." | "?" | ",");
        Word { text: text.into(), start: given(start), end: given(end), speaker: given(speaker), joined }
    }

    fn turns(words: Vec<Word>) -> Vec<(String, String)> {
        let mut all = Words::default();
        words.into_iter().try_for_each(|word| all.push(word)).expect("few words");
        let mut turns = all.turns();
        turns.sort_by_key(|turn| turn.start);
        let id = |turn: &TalkTurn| turn.speaker.as_ref().and_then(|speaker| speaker.id.clone()).unwrap_or_default();
        turns.into_iter().map(|stretch| (id(&stretch.turn), stretch.turn.input)).collect()
    }

    fn pair(speaker: &str, text: &str) -> (String, String) {
        (speaker.to_owned(), text.to_owned())
    }

    #[test]
    fn speakers_and_pauses_divide_words() {
        let found = turns(vec![
            word("Well", "0.1", "0.4", "0"),
            word(",", "", "", ""),
            word("yes", "0.5", "0.9", "0"),
            word(".", "", "", "0"),
            word("No", "1.0", "1.2", "1"),
            word("and", "1.9", "2.0", "1"),
            word("so", "3.0", "3.1", "1"),
        ]);
        assert_eq!(found, [pair("0", "Well, yes."), pair("1", "No and"), pair("1", "so")]);
    }

    #[test]
    fn channels_that_follow_one_another_are_put_in_order_of_time() {
        let found = turns(vec![
            word("hello", "0.0", "0.5", "ch_0"),
            word("fine", "5.0", "5.5", "ch_0"),
            word("how are you", "2.0", "3.0", "ch_1"),
        ]);
        assert_eq!(found, [pair("ch_0", "hello"), pair("ch_1", "how are you"), pair("ch_0", "fine")]);
    }

    #[test]
    fn words_without_times_keep_their_order_and_end_with_a_sentence() {
        let mut words: Vec<_> = (0..1_000).map(|_| word("another", "", "", "")).collect();
        words.push(word(".", "", "", ""));
        words.push(word("Next", "", "", ""));
        let found = turns(words);
        assert_eq!((found.len(), found[1].1.as_str()), (2, "Next"));
    }
}
