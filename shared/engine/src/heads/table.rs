//! A set of weights as it is looked things up in.
//!
//! Sums are taken for all heads side by side, sixteen in one go. A row of few weights stays in the file, as pairs of
//! head and weight; a row of many is unfolded to a weight for every head, which adds up faster.
//!
//! What must stay true: for every head the same numbers are added in the same order as if it stood alone.

use super::MAX_HEADS;
use super::features::{NUMBERED, ROWS};
use super::model::Calibration;

/// Heads that are summed up together.
pub(super) const LANES: usize = 16;

/// A row of at least so many weights is unfolded.
const MANY: u32 = 24;

pub(super) struct Table<'m> {
    pub(super) calibrations: Vec<Calibration>,
    /// By head; 0 behind the last one.
    scales: Vec<[f32; LANES]>,
    /// By numbered feature, then by head.
    numbered: Vec<[f32; LANES]>,
    /// By row.
    places: Vec<Place>,
    unfolded: Vec<[i8; LANES]>,
    file: &'m [u8],
}

/// Where the weights of a row are, as one number, so that one look at memory tells: first where in the file, or
/// which of those unfolded, then in [`COUNT_BITS`] how many they are, or [`UNFOLDED`]; 0 where there are none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place(u32);

const COUNT_BITS: u32 = 5;
const UNFOLDED: u32 = (1 << COUNT_BITS) - 1;

impl Place {
    fn new(first: usize, count: u32) -> Option<Self> {
        let first = u32::try_from(first).ok().filter(|first| first.leading_zeros() >= COUNT_BITS)?;
        Some(Self(first << COUNT_BITS | count))
    }

    const fn first(self) -> usize {
        (self.0 >> COUNT_BITS) as usize
    }

    const fn count(self) -> u32 {
        self.0 & UNFOLDED
    }
}

/// The weights of a row.
#[derive(Clone)]
pub(super) enum Weights<'t> {
    /// Pairs of a head and the bits of a weight.
    Few(&'t [[u8; 2]]),
    /// By head.
    All(&'t [[i8; LANES]]),
}

impl<'m> Table<'m> {
    /// A table without rows.
    pub(super) fn new(file: &'m [u8], calibrations: Vec<Calibration>, scales: &[f32], numbered: &[f32]) -> Self {
        let heads = calibrations.len();
        assert!(heads <= MAX_HEADS && numbered.len() == NUMBERED * heads, "the reader of the file took care of that");
        Self {
            scales: in_lanes(scales),
            numbered: numbered.chunks(heads.max(1)).flat_map(in_lanes).collect(),
            calibrations,
            places: vec![Place::default(); ROWS],
            unfolded: Vec::new(),
            file,
        }
    }

    /// Gives a row `count` weights, pairs of a head and a weight that begin at `start` in the file; `None` if there is
    /// no such row, or no such place can be told.
    pub(super) fn set(&mut self, row: usize, start: usize, count: u8) -> Option<()> {
        let place = self.places.get_mut(row)?;
        if u32::from(count) < MANY {
            *place = Place::new(start, count.into())?;
            return Some(());
        }
        *place = Place::new(self.unfolded.len(), UNFOLDED)?;
        let mut all = [0; MAX_HEADS];
        for [head, weight] in self.file[start..start + 2 * usize::from(count)].as_chunks().0 {
            all[usize::from(*head)] = weight.cast_signed();
        }
        self.unfolded.extend(&all.as_chunks().0[..self.scales.len()]);
        Some(())
    }

    /// How often [`LANES`] heads there are.
    pub(super) fn lanes(&self) -> usize {
        self.scales.len()
    }

    pub(super) fn place(&self, row: u32) -> Place {
        self.places[row as usize]
    }

    /// Looks at every one of these rows once. Rows lie far apart in memory, and looks that nothing waits for are many
    /// at a time; adding up rows that were looked at waits no more.
    pub(super) fn fetch(&self, places: &[Place]) {
        let look = |place: &Place| match self.weights(*place) {
            Weights::Few(pairs) => pairs.first().map_or(0, |[head, _]| *head),
            Weights::All(weights) => weights.first().map_or(0, |lanes| lanes[0].cast_unsigned()),
        };
        std::hint::black_box(places.iter().map(look).fold(0, std::ops::BitXor::bitxor));
    }

    pub(super) fn weights(&self, place: Place) -> Weights<'_> {
        let (first, count) = (place.first(), place.count());
        if count == UNFOLDED {
            return Weights::All(&self.unfolded[first..first + self.scales.len()]);
        }
        Weights::Few(self.file[first..first + 2 * count as usize].as_chunks().0)
    }

    /// What a row has for a head.
    pub(super) fn weight(&self, row: u32, head: usize) -> i8 {
        match self.weights(self.place(row)) {
            Weights::Few(pairs) => {
                let pair = pairs.iter().find(|[other, _]| usize::from(*other) == head);
                pair.map_or(0, |[_, weight]| weight.cast_signed())
            }
            Weights::All(weights) => weights[head / LANES][head % LANES],
        }
    }

    /// Adds to every head's sum its steps, each of the size `value` in units of its scale.
    pub(super) fn add_steps(&self, value: f32, steps: &[[i32; LANES]], sums: &mut [[f32; LANES]]) {
        for ((sums, steps), scales) in sums.iter_mut().zip(steps).zip(&self.scales) {
            for ((sum, steps), scale) in sums.iter_mut().zip(steps).zip(scales) {
                *sum += value * scale * single(*steps);
            }
        }
    }

    /// Adds numbered features to every head's sum.
    pub(super) fn add_numbered(&self, features: &[(u16, f32)], sums: &mut [[f32; LANES]]) {
        for (at, sums) in sums.iter_mut().enumerate().take(self.scales.len()) {
            let mut own = *sums;
            for (number, value) in features {
                let weights = &self.numbered[usize::from(*number) * self.scales.len() + at];
                for (sum, weight) in own.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
            *sums = own;
        }
    }
}

fn in_lanes(numbers: &[f32]) -> Vec<[f32; LANES]> {
    let lanes = numbers.chunks(LANES).map(|chunk| std::array::from_fn(|at| chunk.get(at).copied().unwrap_or(0.0)));
    lanes.collect()
}

#[expect(clippy::cast_precision_loss, reason = "an utterance has too few features for more than 24 bits")]
fn single(steps: i32) -> f32 {
    steps as f32
}
