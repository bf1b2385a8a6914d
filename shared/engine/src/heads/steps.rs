//! Weights of hashed features, added up as the whole numbers they are.
//!
//! What must stay true: the sum does not depend on the order, so parts of it may be taken beforehand; nothing
//! overflows, however long the utterance.

use super::table::{LANES, Weights};
use super::{MAX_HEADS, table::Table};

/// So many weights of eight bits fit sixteen bits together.
const ROOM: usize = 256;

/// A sum for every head.
pub(super) struct Steps {
    all: [[i32; LANES]; MAX_HEADS / LANES],
    /// What is not in `all` yet.
    recent: [i16; MAX_HEADS],
    /// How many more weights `recent` has room for.
    room: usize,
}

impl Default for Steps {
    fn default() -> Self {
        Self { all: [[0; LANES]; MAX_HEADS / LANES], recent: [0; MAX_HEADS], room: ROOM }
    }
}

impl Steps {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Adds the weights of one feature.
    pub(super) fn add(&mut self, weights: &Weights<'_>) {
        self.take_room(1);
        match weights {
            Weights::Few(pairs) => {
                for [head, weight] in *pairs {
                    let sum = &mut self.recent[usize::from(*head) % MAX_HEADS];
                    *sum = sum.wrapping_add(i16::from(weight.cast_signed()));
                }
            }
            Weights::All(weights) => {
                for (sums, weights) in self.recent.as_chunks_mut::<LANES>().0.iter_mut().zip(*weights) {
                    *sums = std::array::from_fn(|at| sums[at].wrapping_add(weights[at].into()));
                }
            }
        }
    }

    /// Adds what `count` features, no more than [`ROOM`], were found to come to.
    pub(super) fn add_sum(&mut self, count: usize, sum: &[[i16; LANES]]) {
        self.take_room(count);
        for (sums, more) in self.recent.as_chunks_mut::<LANES>().0.iter_mut().zip(sum) {
            for (sum, more) in sums.iter_mut().zip(more) {
                *sum = sum.wrapping_add(*more);
            }
        }
    }

    /// The sums of up to [`ROOM`] features since the last [`Self::clear`].
    pub(super) fn few(&self) -> &[[i16; LANES]] {
        self.recent.as_chunks().0
    }

    /// The sums since the last [`Self::clear`].
    pub(super) fn total(&mut self) -> &[[i32; LANES]] {
        self.take_room(ROOM);
        self.room = ROOM;
        &self.all
    }

    fn take_room(&mut self, count: usize) {
        if self.room < count {
            for (all, recent) in self.all.iter_mut().zip(self.recent.as_chunks::<LANES>().0) {
                for (all, recent) in all.iter_mut().zip(recent) {
                    *all = all.wrapping_add(i32::from(*recent));
                }
            }
            self.recent = [0; MAX_HEADS];
            self.room = ROOM;
        }
        self.room -= count;
    }
}

/// Adds up the letters of a word; gives how many features they are.
pub(super) fn add_letters(table: &Table<'_>, word: &[u8], steps: &mut Steps) -> usize {
    let mut count = 0;
    super::features::letters(word, |row| {
        steps.add(&table.weights(table.place(row)));
        count += 1;
    });
    count
}
