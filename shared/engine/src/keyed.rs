//! A quick hash for lookups by numbers that follow from what clients say.
//!
//! A number is multiplied with a key to twice its length, and both halves are taken together. The key is another one
//! in every table, so nobody can choose words that fall into one place.
//! What must stay true: these tables are never iterated, so that the key changes no result.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// By a number that is a hash already.
pub(crate) type ByHash<V> = HashMap<u64, V, Keyed>;

#[derive(Clone)]
pub(crate) struct Keyed([u64; 2]);

/// The hash so far, and what it is multiplied with.
pub(crate) struct Product(u64, u64);

impl Default for Keyed {
    fn default() -> Self {
        let source = RandomState::new();
        Self([source.hash_one(0), source.hash_one(1) | 1])
    }
}

impl BuildHasher for Keyed {
    type Hasher = Product;

    #[inline]
    fn build_hasher(&self) -> Product {
        Product(self.0[0], self.0[1])
    }
}

impl Hasher for Product {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * u128::from(self.1);
        #[expect(clippy::cast_possible_truncation, reason = "each half by itself")]
        let halves = [product as u64, (product >> 64) as u64];
        self.0 = halves[0] ^ halves[1];
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_differ_in_any_bit_are_spread_over_all_places() {
        let keyed = Keyed::default();
        for low in [0, 20, 48] {
            let mut places = [0; 64];
            for number in 0..4_096_u64 {
                places[usize::try_from(keyed.hash_one(number << low) % 64).expect("below 64")] += 1;
            }
            assert!(places.iter().all(|count| (16..=200).contains(count)), "{low}: {places:?}");
        }
    }
}
