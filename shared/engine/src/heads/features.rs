//! What the weights look at in an utterance.
//!
//! What must stay true: training and run time read features with this code and no other; a feature depends on the
//! utterance, its place in its turn, the speaker's side, and the two turns before, and on nothing else. Features
//! that are named by a word or by letters are hashed to one of [`ROWS`] rows and may collide; all others have a
//! number of their own, which the weights are stored by: renumbering needs new weights and a new [`VERSION`].
//! Deliberately absent: counts over a whole conversation, and anything said later.

use super::history::{Content, History, Said, Shown};
use super::words::{SEED, Word, Words, step};
use crate::rules::Candidate;
use crate::side::Side;
use crate::taxonomy::Name;

/// Goes up with every change of what a feature means.
pub const VERSION: u32 = 1;

const ROW_BITS: u32 = 18;

/// How many rows hashed features fall into.
pub const ROWS: usize = 1 << ROW_BITS;

/// The most heads of the first stage.
pub const MAX_SIGNALS: usize = 40;

/// Numbers of the features that are not hashed.
mod number {
    use super::{MAX_SIGNALS, Name};

    /// Always there.
    pub(super) const BIAS: usize = 0;
    /// A rule's score, by behavior.
    pub(super) const RULE: usize = 1;
    /// A rule hit in an earlier utterance of the turn, in the other's latest turn, at the end of that turn, and in
    /// the speaker's own latest turn.
    pub(super) const EARLIER: usize = RULE + Name::COUNT;
    pub(super) const OTHER: usize = EARLIER + Name::COUNT;
    pub(super) const OTHER_END: usize = OTHER + Name::COUNT;
    pub(super) const OWN: usize = OTHER_END + Name::COUNT;
    /// The speaker's side; the same with the other's side.
    pub(super) const SIDE: usize = OWN + Name::COUNT;
    pub(super) const SIDES: usize = SIDE + 3;
    /// First and last utterance of its turn, both, or neither; by side.
    pub(super) const PLACE: usize = SIDES + 12;
    /// First, second, … turn of the conversation.
    pub(super) const TURN: usize = PLACE + 12;
    /// How many words; by side.
    pub(super) const LENGTH: usize = TURN + 4;
    /// Words shared with the other's latest turn.
    pub(super) const SHARED: usize = LENGTH + 24;
    pub(super) const SENTIMENT: usize = SHARED + 8;
    /// The first stage's outcomes.
    pub(super) const SIGNAL: usize = SENTIMENT + 3;
    pub(super) const COUNT: usize = SIGNAL + MAX_SIGNALS;
}

/// How many features have a number of their own.
pub const NUMBERED: usize = number::COUNT;

/// Where hashed features come from. Each source's values are scaled by its size, so that a long utterance weighs
/// no more than a short one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Words of the utterance, and two or three of them in a row.
    Words,
    /// Three to five letters in a row.
    Letters,
    /// Words, by the side that says them.
    Sided,
    /// Words of the utterance before, in the same turn.
    Earlier,
    /// Words of the other's latest turn.
    Other,
}

/// A feature that is found by hash.
#[derive(Clone, Copy, Debug)]
pub struct Hashed {
    /// Below [`ROWS`].
    pub row: u32,
    pub value: f32,
    pub origin: Origin,
    /// The words it rests on, by position; of [`Origin::Words`] and [`Origin::Sided`] only.
    pub(super) first: u16,
    pub(super) last: u16,
}

/// The features of one utterance.
#[derive(Clone, Debug, Default)]
pub struct Features {
    pub hashed: Vec<Hashed>,
    /// Number, below [`NUMBERED`], and value.
    pub numbered: Vec<(u16, f32)>,
}

/// Where an utterance stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// The turn's position in the conversation, from 0.
    pub(crate) turn: u64,
    pub(crate) is_first: bool,
    pub(crate) is_last: bool,
}

/// What else was found out about an utterance.
pub(crate) struct Findings<'f> {
    pub(crate) candidates: &'f [Candidate],
    /// VADER's compound score.
    pub(crate) compound: f64,
}

impl Features {
    fn clear(&mut self) {
        self.hashed.clear();
        self.numbered.clear();
    }

    fn push(&mut self, origin: Origin, hash: u32, first: usize, last: usize) {
        let row = row(origin, hash);
        self.hashed.push(Hashed { row, value: 1.0, origin, first: position(first), last: position(last) });
    }

    fn set(&mut self, number: usize, value: f32) {
        self.numbered.push((u16::try_from(number).expect("there are fewer than 65,536 numbers"), value));
    }

    fn flag(&mut self, base: usize, shown: Shown) {
        for index in shown.indices() {
            self.set(base + index, 1.0);
        }
    }

    /// Gives what was pushed since there were `from` features one length together. The greater it is, the less
    /// regularisation holds these features back; the lengths were chosen by cross-validation.
    fn scale(&mut self, from: usize, length: f32) {
        let new = &mut self.hashed[from..];
        let value = scaled(length, new.len());
        for feature in new {
            feature.value = value;
        }
    }

    /// Lists the letters of the utterance, which otherwise are only summed up.
    pub(super) fn spell(&mut self, words: &Words) {
        let own = self.hashed.iter().take_while(|feature| feature.origin == Origin::Words).count();
        let rest = self.hashed.split_off(own);
        for word in words.spelled() {
            letters(word, |row| {
                self.hashed.push(Hashed { row, value: 1.0, origin: Origin::Letters, first: 0, last: 0 });
            });
        }
        self.scale(own, LETTERS_LENGTH);
        self.hashed.extend(rest);
    }

    /// Adds an outcome of the first stage, as a logit.
    pub(super) fn add_signal(&mut self, signal: usize, logit: f32) {
        self.set(number::SIGNAL + signal, SIGNAL_WEIGHT * logit.clamp(-8.0, 8.0));
    }

    /// Whether the first stage may look at a numbered feature: it learns from lone utterances, without rules.
    pub fn is_of_utterance(number: u16) -> bool {
        let number = usize::from(number);
        number == number::BIAS || (number::SENTIMENT..number::SIGNAL).contains(&number)
    }
}

/// A count of what stands in one utterance.
pub(super) fn real(count: usize) -> f32 {
    u16::try_from(count).map_or(f32::MAX, f32::from)
}

#[expect(clippy::cast_possible_truncation, reason = "a score needs no more digits than a weight has")]
fn single(score: f64) -> f32 {
    score as f32
}

fn position(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

const fn salt(origin: Origin) -> u32 {
    (origin as u32).wrapping_mul(0x85eb_ca6b)
}

/// Where a hashed feature falls.
const fn row(origin: Origin, hash: u32) -> u32 {
    (hash ^ salt(origin)).wrapping_mul(0x9e37_79b1) >> (32 - ROW_BITS)
}

/// The value of each of `count` features of one length together.
fn scaled(length: f32, count: usize) -> f32 {
    length / real(count.max(1)).sqrt()
}

/// Joins the hashes of two neighbours.
const fn join(one: u32, two: u32) -> u32 {
    (one.rotate_left(5) ^ two).wrapping_mul(0x0100_0193) ^ (one >> 15)
}

/// Before the first word and after the last.
const EDGE: u32 = 0x5bd1_e995;

/// Rules are few and precise, so regularisation should hold them back less than words: in cross-validation 3 is
/// better than 1.
const RULE_WEIGHT: f32 = 3.0;

/// A signal's logit spans more than a flag does; in cross-validation this is better than twice and four times as much.
const SIGNAL_WEIGHT: f32 = 0.125;

/// Replaces `out` by the features of an utterance that was cut into `words`, but for its letters: those are many,
/// and nobody but the trainer wants them one by one ([`Features::spell`]).
pub(super) fn extract(
    words: &Words,
    content: &Content,
    standing: Standing,
    history: &History<'_>,
    findings: &Findings<'_>,
    out: &mut Features,
) {
    out.clear();
    out.set(number::BIAS, 1.0);
    let now = history.now();
    own_words(words, out);
    sided(words, now.side, out);
    words_of(Origin::Earlier, &now.words[now.last_utterance..], out);
    shape(words, standing, history, out);
    for candidate in findings.candidates {
        out.set(number::RULE + candidate.behavior.index(), RULE_WEIGHT * single(candidate.score));
    }
    out.flag(number::EARLIER, now.shown);
    if let Some(other) = history.other() {
        words_of(Origin::Other, &other.words, out);
        out.flag(number::OTHER, other.shown);
        out.flag(number::OTHER_END, other.shown_last);
        shared(words, content, other, out);
    }
    if let Some(own) = history.own() {
        out.flag(number::OWN, own.shown);
    }
    let compound = single(findings.compound);
    out.set(number::SENTIMENT, compound.max(0.0));
    out.set(number::SENTIMENT + 1, (-compound).max(0.0));
}

fn own_words(words: &Words, out: &mut Features) {
    let from = out.hashed.len();
    let all = &words.all;
    let (mut one, mut two) = (None, EDGE);
    for (at, word) in all.iter().enumerate() {
        out.push(Origin::Words, word.hash, at, at);
        let pair = join(two, word.hash);
        out.push(Origin::Words, pair, at.saturating_sub(1), at);
        if let Some(one) = one {
            out.push(Origin::Words, join(one, word.hash), at.saturating_sub(2), at);
        }
        (one, two) = (Some(pair), word.hash);
    }
    let last = all.len().saturating_sub(1);
    out.push(Origin::Words, join(two, EDGE), last, last);
    if let Some(one) = one {
        out.push(Origin::Words, join(one, EDGE), last.saturating_sub(1), last);
    }
    out.scale(from, 3.0);
}

/// The length of all letters of an utterance.
const LETTERS_LENGTH: f32 = 2.0;

/// The value of each of an utterance's letter features.
pub(super) fn letters_value(count: usize) -> f32 {
    scaled(LETTERS_LENGTH, count)
}

/// Gives the row of every three to five letters in a row of a word, whose edges count as letters.
pub(super) fn letters(word: &[u8], mut each: impl FnMut(u32)) {
    let padded = |at: usize| match at.checked_sub(1) {
        None => b'<',
        Some(at) => word.get(at).copied().unwrap_or(b'>'),
    };
    for first in 0..word.len() {
        let mut hash = SEED;
        for at in first..(first + 5).min(word.len() + 2) {
            hash = step(hash, padded(at));
            if at >= first + 2 {
                each(row(Origin::Letters, hash));
            }
        }
    }
}

fn sided(words: &Words, side: Side, out: &mut Features) {
    if side == Side::Unknown {
        return;
    }
    let from = out.hashed.len();
    for (at, word) in words.all.iter().enumerate() {
        out.push(Origin::Sided, join(EDGE ^ side as u32, word.hash), at, at);
    }
    out.scale(from, 2.0);
}

fn words_of(origin: Origin, words: &[u32], out: &mut Features) {
    let from = out.hashed.len();
    for hash in words {
        out.push(origin, *hash, 0, 0);
    }
    out.scale(from, 0.7);
}

fn shape(words: &Words, standing: Standing, history: &History<'_>, out: &mut Features) {
    let side = history.now().side as usize;
    let other = history.other().map_or(3, |other| other.side as usize);
    out.set(number::SIDE + side, 1.0);
    out.set(number::SIDES + side * 4 + other, 1.0);
    let place = usize::from(standing.is_first) + 2 * usize::from(standing.is_last);
    out.set(number::PLACE + side * 4 + place, 1.0);
    out.set(number::TURN + usize::try_from(standing.turn).unwrap_or(usize::MAX).min(3), 1.0);
    let length = words.all.iter().filter(|word| !word.is_mark()).count();
    let bucket = [1, 2, 4, 7, 12, 20, 35].iter().filter(|most| length > **most).count();
    out.set(number::LENGTH + side * 8 + bucket, 1.0);
}

fn shared(words: &Words, content: &Content, other: &Said<'_>, out: &mut Features) {
    let own = words.all.iter().filter(|word: &&Word| !word.is_mark() && content.holds(word.hash));
    let (mut all, mut common) = (0_usize, 0_usize);
    for word in own {
        all += 1;
        common += usize::from(other.content.contains(&word.hash));
    }
    out.set(number::SHARED + common.min(3), 1.0);
    if all > 0 {
        out.set(number::SHARED + 4, real(common) / real(all));
    }
    if common > 0 {
        out.set(number::SHARED + 5, real(common) / real(other.content.len()));
    }
}
