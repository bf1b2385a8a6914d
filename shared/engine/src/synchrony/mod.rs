//! Synchrony: how well two speakers go together, pair by pair.
//!
//! Two turns are *adjacent* when the second is the first thing said after a turn of somebody else; of several turns
//! of one speaker in a row, the other's answer is beside the last, and only the first answers. Turns without words
//! count as not said, and a turn of nobody known stands between those around it.
//!
//! | measure | of whom | rests on |
//! |---|---|---|
//! | `function_word_matching` | both alike | all words of each |
//! | `uptake` | one takes up what two said; then the other way round | adjacent turns in that direction |
//! | `lexical_alignment` | both alike | adjacent turns with content words |
//! | `sentiment_concordance` | both alike | adjacent turns of three words or more |
//! | `pace` | both alike | words of turns with both times |
//! | `balance` | both alike | all words of each |
//!
//! What must stay true: speakers are ordinals, sums are of integers, and what is kept does not grow with the
//! conversation: per speaker some sums and eight samples of 24 words (0.9 kB; 9 MB for 10,000 speakers), per pair some
//! sums (0.3 kB; 1.2 MB for 4,096 pairs), and the words of two turns. A mean or a ratio is taken only when there is
//! enough of it; otherwise the score is missing and the reason says why.
//! Deliberately absent: groups of more than two, and silence between turns.

mod alignment;
mod bag;
mod concordance;
mod function_words;
mod lexicon;
mod pairs;
mod score;
mod speaker;
mod talk;
#[cfg(test)]
mod tests;
pub mod uptake;

use crate::document::synchrony::{
    BALANCE, FUNCTION_WORD_MATCHING, LEXICAL_ALIGNMENT, MEASURED, MEASURED_IN_PART, PACE, SENTIMENT_CONCORDANCE,
    SynchronyScore, TOO_FEW_PAIRS, TOO_MANY_PAIRS, UPTAKE,
};
use crate::reduce::Said;

use bag::Bag;
use lexicon::Lexicon;
use pairs::{Pair, Pairs};
use score::Measured;
use speaker::Speaker;

/// Pairs are shown among this many speakers, those who said most.
const MOST_SPEAKERS: usize = 20;

/// Turns of fewer words, backchannels above all, have no mood of their own.
const FEWEST_FELT: u32 = 3;

/// The last turn that had words.
#[derive(Default)]
struct Last {
    /// `None` also before the first turn.
    speaker: Option<usize>,
    position: u64,
    bag: Bag,
    /// Ten-thousandths.
    sentiment: Option<i64>,
}

/// Adds up what two people's turns have in common.
#[derive(Default)]
pub(crate) struct Synchrony {
    lexicon: Lexicon,
    speakers: Vec<Speaker>,
    pairs: Pairs,
    last: Last,
    /// Buffers for the turn that is being read.
    now: Bag,
}

impl Synchrony {
    /// Takes the next turn.
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        if said.words.is_empty() {
            return;
        }
        self.now.read(&self.lexicon, &said.turn.input, said.words);
        let felt = self.now.words >= FEWEST_FELT;
        let sentiment = said.found.sentiment.filter(|_| felt);
        if let Some(speaker) = said.speaker {
            if speaker >= self.speakers.len() {
                self.speakers.resize_with(speaker + 1, Speaker::default);
            }
            self.speakers[speaker].add(said, &self.now);
            if let Some(heard) = self.last.speaker.filter(|heard| *heard != speaker) {
                self.exchange(heard, speaker, sentiment);
            }
        }
        if let Some(before) = self.last.speaker {
            self.speakers[before].earlier.take(&self.last.bag, self.last.position);
        }
        std::mem::swap(&mut self.last.bag, &mut self.now);
        (self.last.speaker, self.last.position, self.last.sentiment) = (said.speaker, said.turn.index, sentiment);
    }

    /// The turn in `now` is the answer to the last one.
    fn exchange(&mut self, heard: usize, own: usize, sentiment: Option<i64>) {
        let Self { speakers, pairs, last, now, .. } = self;
        let pair = pairs.of(heard, own);
        let own_is_first = own < heard;
        pair.exchanges += 1;
        pair.uptake[usize::from(!own_is_first)].add(&last.bag, now);
        pair.alignment.add(&last.bag, now, &speakers[heard].earlier);
        if let Some((before, after)) = last.sentiment.zip(sentiment) {
            let (one, two) = if own_is_first { (after, before) } else { (before, after) };
            pair.concordance.add(one, two);
        }
    }

    /// The scores of every pair of the most talkative speakers that spoke to each other: pairs in the order of
    /// the speakers' first appearance, measures in that of the table above.
    pub(crate) fn finish(self) -> Vec<SynchronyScore> {
        let speakers = self.speakers;
        let mut by_words: Vec<usize> = (0..speakers.len()).collect();
        by_words.sort_by_key(|speaker| std::cmp::Reverse(speakers[*speaker].words));
        let talkative = &by_words[..by_words.len().min(MOST_SPEAKERS)];
        let shown = |pair: &Pair| talkative.contains(&pair.who.0) && talkative.contains(&pair.who.1);
        let pairs = self.pairs.finish();
        pairs.iter().filter(|pair| shown(pair)).flat_map(|pair| scores(pair, &speakers)).collect()
    }
}

fn scores(pair: &Pair, speakers: &[Speaker]) -> [SynchronyScore; 7] {
    let (one, two) = (&speakers[pair.who.0], &speakers[pair.who.1]);
    let score = |calculation_type: &'static str, measured: Measured| SynchronyScore {
        calculation_type: calculation_type.into(),
        identifier_one: pair.who.0,
        identifier_two: pair.who.1,
        score: measured.score,
        reason: measured.reason.into(),
        basis: measured.basis,
    };
    let of_turns = |calculation_type, measured: Measured| {
        let reason = match measured.reason {
            MEASURED if pair.in_part => MEASURED_IN_PART,
            TOO_FEW_PAIRS if pair.in_part => TOO_MANY_PAIRS,
            reason => reason,
        };
        score(calculation_type, Measured { reason, ..measured })
    };
    let [forth, back] = pair.uptake.each_ref().map(|uptake| of_turns(UPTAKE, uptake.finish()));
    [
        score(FUNCTION_WORD_MATCHING, function_words::matching(one, two)),
        forth,
        SynchronyScore { identifier_one: pair.who.1, identifier_two: pair.who.0, ..back },
        of_turns(LEXICAL_ALIGNMENT, pair.alignment.finish()),
        of_turns(SENTIMENT_CONCORDANCE, pair.concordance.finish()),
        score(PACE, talk::pace(one, two)),
        score(BALANCE, talk::balance(one, two)),
    ]
}
