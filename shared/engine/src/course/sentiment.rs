//! Sentiment over the course of a conversation.
//!
//! A turn weighs the time it took, where every turn with words says when it began and ended; else its words. Both are
//! added up until it is known which it will be.
//! What must stay true: slices cover the whole, percents sum to 100. Memory: twice 1,024 bins and a sum per speaker.

use super::at;
use super::bins::{Bins, Weighed};
use super::trend::trend;
use crate::clock::LONGEST_TALK;
use crate::document::{Buckets, Part, SentimentCourse, Weighting};
use crate::reduce::Said;

/// Ten-thousandths at which the next bucket begins.
const BOUNDS: [i64; 4] = [-6_000, -2_000, 2_000, 6_000];

const NO_WORDS: &str = "no_words";

#[derive(Default)]
pub(crate) struct Course {
    turns: i64,
    by_words: Sums,
    by_time: Sums,
    /// A turn lacks a time, or the times make no sense.
    untimed: bool,
}

#[derive(Default)]
struct Sums {
    all: Weighed,
    buckets: [i64; 5],
    speakers: Vec<Weighed>,
    bins: Bins,
}

impl Course {
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let position = self.turns;
        self.turns += 1;
        self.by_words.bins.cover(position, self.turns);
        let Some(score) = said.found.sentiment else { return };
        let words = i64::try_from(said.words.len().max(1)).expect("a turn's text is at most MAX_TURN_BYTES long");
        self.by_words.add(said.speaker, score, words);
        self.by_words.bins.begin(position);
        self.by_words.bins.put(position, score, words);
        match said.begins.zip(said.ends) {
            Some((begins, ends)) if !self.untimed => self.add_timed(said.speaker, score, begins, ends),
            _ => self.untimed = true,
        }
    }

    pub(crate) fn finish(self) -> Part<SentimentCourse> {
        let timed = !self.untimed && self.by_time.all.weight > 0;
        let (weighted_by, sums) =
            if timed { (Weighting::Duration, self.by_time) } else { (Weighting::Words, self.by_words) };
        let Some(mean) = sums.all.mean() else { return Part::none(NO_WORDS) };
        let slices = sums.bins.slices();
        Part::of(SentimentCourse {
            weighted_by,
            mean,
            percents: Buckets::from_array(percents(sums.buckets)),
            weights: Buckets::from_array(sums.buckets),
            trend: trend(&slices),
            slices,
            speakers: sums.speakers.into_iter().map(Weighed::mean).collect(),
        })
    }

    fn add_timed(&mut self, speaker: Option<usize>, score: i64, begins: i64, ends: i64) {
        let sums = &mut self.by_time;
        sums.bins.cover(begins, ends);
        if sums.bins.length() > LONGEST_TALK {
            self.untimed = true;
            return;
        }
        sums.add(speaker, score, ends - begins);
        sums.bins.begin(begins);
        sums.bins.spread(begins, ends, score);
    }
}

impl Sums {
    fn add(&mut self, speaker: Option<usize>, score: i64, weight: i64) {
        self.all.add(score, weight);
        self.buckets[BOUNDS.iter().filter(|bound| score >= **bound).count()] += weight;
        if let Some(speaker) = speaker {
            at(&mut self.speakers, speaker).add(score, weight);
        }
    }
}

/// Whole percents by largest remainder, the first of equals first; all zero where nothing weighs anything.
fn percents(weights: [i64; 5]) -> [i64; 5] {
    let all: i128 = weights.iter().copied().map(i128::from).sum();
    if all == 0 {
        return [0; 5];
    }
    let hundredfold = weights.map(|weight| i128::from(weight) * 100);
    let mut percents = hundredfold.map(|of| i64::try_from(of / all).expect("at most 100"));
    let mut by_remainder = [0, 1, 2, 3, 4];
    by_remainder.sort_by_key(|at| std::cmp::Reverse(hundredfold[*at] % all));
    let missing = usize::try_from(100 - percents.iter().sum::<i64>()).expect("each was rounded down");
    for at in by_remainder.into_iter().take(missing) {
        percents[at] += 1;
    }
    percents
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_largest_remainders_are_rounded_up() {
        assert_eq!(percents([1, 1, 1, 0, 0]), [34, 33, 33, 0, 0]);
        assert_eq!(percents([0, 995, 0, 5, 0]), [0, 100, 0, 0, 0]);
        assert_eq!(percents([2, 3, 3, 0, 1]), [22, 34, 33, 0, 11]);
        assert_eq!(percents([0; 5]), [0; 5]);
    }

    #[test]
    fn a_bound_belongs_to_the_bucket_above_it() {
        let mut sums = Sums::default();
        for score in [-10_000, -6_001, -6_000, -2_001, -2_000, 1_999, 2_000, 5_999, 6_000, 10_000] {
            sums.add(None, score, 1);
        }
        assert_eq!(sums.buckets, [2; 5]);
    }

    proptest! {
        #[test]
        fn percents_sum_to_a_hundred(weights in proptest::array::uniform5(0..i64::MAX / 8)) {
            let percents = percents(weights);
            prop_assert_eq!(percents.iter().sum::<i64>(), if weights == [0; 5] { 0 } else { 100 });
            let all: i128 = weights.iter().copied().map(i128::from).sum();
            for (percent, weight) in percents.into_iter().zip(weights) {
                prop_assert!((i128::from(percent) * all - i128::from(weight) * 100).abs() < all.max(1));
            }
        }
    }
}
