//! Lexical alignment: do two speakers use each other's content words more than by chance?
//!
//! Every turn's overlap with the other's last turn (Jaccard, content words) is compared with its overlaps with
//! earlier turns of the other, sampled evenly from all of them. The score is Φ((m₁ − m₂) / √(v₁ + v₂)) of means and
//! variances of the two kinds of overlap: were they normally distributed, the chance that a turn shares more with the
//! last turn than with an earlier one (McGraw & Wong, A common language effect size, 1992). .5 is no alignment. It is
//! the size of the difference and not how sure one may be of it, so that a long conversation does not come out as 0
//! or 1 for its length alone.
//!
//! What must stay true: of every speaker at most [`SAMPLES`] earlier turns are kept, of every turn at most
//! [`SKETCH`] words. These are the lowest by a stirred hash, and the lowest of a union are in one of the two
//! sketches, so that overlaps of longer turns are estimated without bias (bottom-k sketches, Broder 1997).
//! Which turns are kept is chosen by a hash of their position: the same in every run.

use super::bag::Bag;
use super::score::{FEWEST_PAIRS, Measured, part};
use crate::document::synchrony::{CONSTANT, TOO_FEW_PAIRS};

/// Turns of fewer different content words are not compared: their overlap is nearly always nothing.
const FEWEST_CONTENT: u32 = 2;
const SAMPLES: usize = 8;
const SKETCH: usize = 24;

/// The content words of a turn, or as many of them as are kept.
#[derive(Clone, Copy, Debug, Default)]
struct Sketch {
    /// How many of `tokens` are in use.
    length: usize,
    /// Ascending.
    tokens: [u32; SKETCH],
}

impl Sketch {
    fn of(bag: &Bag) -> Self {
        let mut sketch = Self::default();
        for (place, token) in sketch.tokens.iter_mut().zip(bag.content()) {
            *place = token;
            sketch.length += 1;
        }
        sketch
    }

    fn tokens(&self) -> &[u32] {
        &self.tokens[..self.length]
    }

    /// The share of the lowest words of the union that are in both, in millionths.
    fn overlap(&self, other: &Self) -> i64 {
        let (a, b) = (self.tokens(), other.tokens());
        let (mut i, mut j, mut union, mut both) = (0, 0, 0, 0);
        while i + j < a.len() + b.len() && union < SKETCH {
            let left = a.get(i).copied().unwrap_or(u32::MAX);
            let right = b.get(j).copied().unwrap_or(u32::MAX);
            union += 1;
            both += usize::from(left == right);
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        i64::try_from(both * 1_000_000 / union.max(1)).expect("at most a million")
    }
}

/// An even sample of what one speaker has said so far, the last turn left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    seen: u64,
    samples: Vec<Sketch>,
}

impl Earlier {
    /// Takes a turn once it is no longer the last one; `position` is any number of its own.
    pub(super) fn take(&mut self, bag: &Bag, position: u64) {
        if bag.content < FEWEST_CONTENT {
            return;
        }
        self.seen += 1;
        if self.samples.len() < SAMPLES {
            self.samples.reserve_exact(SAMPLES - self.samples.len());
            return self.samples.push(Sketch::of(bag));
        }
        let place = usize::try_from(stirred(position) % self.seen).unwrap_or(usize::MAX);
        if let Some(sample) = self.samples.get_mut(place) {
            *sample = Sketch::of(bag);
        }
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.samples.len()
    }
}

/// The finishing steps of splitmix64 (Steele, Lea, Flood 2014).
const fn stirred(position: u64) -> u64 {
    let mut z = position.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Overlaps of two speakers' turns with the last turn and with earlier ones, added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    pairs: u64,
    /// With the last turn, in millionths.
    last: i128,
    /// With earlier turns, the mean of them for each turn.
    earlier: i128,
    /// Of both.
    squares: i128,
}

impl Alignment {
    /// `earlier` are the earlier turns of who said `heard`.
    pub(super) fn add(&mut self, heard: &Bag, own: &Bag, earlier: &Earlier) {
        if heard.content < FEWEST_CONTENT || own.content < FEWEST_CONTENT || earlier.samples.is_empty() {
            return;
        }
        let own = Sketch::of(own);
        let last = own.overlap(&Sketch::of(heard));
        let (mut sum, mut squares, mut samples) = (0, 0, 0);
        for sample in &earlier.samples {
            let overlap = own.overlap(sample);
            sum += overlap;
            squares += overlap * overlap;
            samples += 1;
        }
        self.pairs += 1;
        self.last += i128::from(last);
        self.earlier += i128::from(sum / samples);
        self.squares += i128::from(last * last + squares / samples);
    }

    pub(super) fn finish(&self) -> Measured {
        if self.pairs < FEWEST_PAIRS {
            return Measured::none(TOO_FEW_PAIRS, self.pairs);
        }
        let pairs = i128::from(self.pairs);
        let variance = pairs * self.squares - self.last * self.last - self.earlier * self.earlier;
        if variance <= 0 {
            return Measured::none(CONSTANT, self.pairs);
        }
        #[expect(clippy::cast_precision_loss, reason = "six digits are wanted")]
        let z = (self.last - self.earlier) as f64 / libm::sqrt(variance as f64);
        Measured::of(part(phi(z)), self.pairs)
    }
}

/// The normal distribution function.
fn phi(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::super::bag::tests::bag;
    use super::*;

    fn sketch(tokens: impl IntoIterator<Item = u32>) -> Sketch {
        let mut sketch = Sketch::default();
        for (place, token) in sketch.tokens.iter_mut().zip(tokens) {
            *place = token;
            sketch.length += 1;
        }
        sketch
    }

    #[test]
    fn overlap_is_jaccards_for_short_turns_and_an_estimate_for_long_ones() {
        assert_eq!(sketch([1, 3, 5]).overlap(&sketch([3, 5, 7])), 500_000);
        assert_eq!(sketch([]).overlap(&sketch([])), 0);
        assert_eq!(sketch([1]).overlap(&sketch([2])), 0);
        let long = sketch((0..100).map(|token| token * 2));
        assert_eq!(long.overlap(&long), 1_000_000);
        assert_eq!(long.overlap(&sketch((0..100).map(|token| token * 4))), 500_000);
    }

    #[test]
    fn samples_are_few_and_taken_evenly() {
        let plain = bag("roses garden");
        let mut taken = [0; 4];
        for round in 0..200 {
            let (mut earlier, mut newest) = (Earlier::default(), [0; SAMPLES]);
            for position in 0..400 {
                earlier.take(&plain, round * 400 + position);
                for (newest, sample) in newest.iter_mut().zip(&mut earlier.samples) {
                    if sample.length != 0 {
                        (*newest, *sample) = (position, Sketch::default());
                    }
                }
            }
            assert_eq!(earlier.samples.len(), SAMPLES);
            for position in newest {
                taken[usize::try_from(position / 100).expect("below 4")] += 1;
            }
        }
        assert!(taken.iter().all(|quarter| (320..480).contains(quarter)), "{taken:?}");
    }

    #[test]
    fn the_distribution_function_has_its_known_values() {
        for (z, expected) in [(0.0, 0.5), (1.0, 0.841_345), (-1.959_964, 0.025)] {
            assert!((phi(z) - expected).abs() < 1e-6, "{z}");
        }
    }
}
