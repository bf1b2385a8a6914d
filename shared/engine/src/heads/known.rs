//! Words whose letters were added up beforehand: of what the letters of talk come to, nearly all.
//!
//! What must stay true: a word has the same sums here as letter by letter.

use super::steps::{Steps, add_letters};
use super::table::{LANES, Table};
use super::words::Words;

/// Known words, by their letters.
pub(super) struct Known {
    /// By hash, or where the next free slot after it was: one more than the word's number. A power of two of them.
    slots: Vec<u32>,
    words: Vec<(u128, usize)>,
    /// By set of weights, then by word, for every head.
    sums: [Vec<[i16; LANES]>; 2],
}

impl Known {
    pub(super) fn new<'w>(sets: &[Table<'_>; 2], texts: impl Iterator<Item = &'w str>) -> Self {
        let mut known = Self { slots: vec![0; 1], words: Vec::new(), sums: [Vec::new(), Vec::new()] };
        let texts: Vec<&str> = texts.collect();
        known.slots = vec![0; (4 * texts.len()).next_power_of_two()];
        let (mut words, mut steps) = (Words::default(), Steps::default());
        for text in texts {
            words.cut(text);
            let [word] = &words.all[..] else { continue };
            let letters = words.letters(word);
            let Some(key) = key(letters) else { continue };
            let slot = known.slot(word.hash, key);
            if known.slots[slot] != 0 {
                continue;
            }
            let mut count = 0;
            for (table, sums) in sets.iter().zip(&mut known.sums) {
                steps.clear();
                count = add_letters(table, letters, &mut steps);
                sums.extend(&steps.few()[..table.lanes()]);
            }
            known.words.push((key, count));
            known.slots[slot] = u32::try_from(known.words.len()).expect("the rules name fewer than 65,536 words");
        }
        known
    }

    /// How many letter features a word has, and what they come to in a set of weights.
    pub(super) fn find(&self, set: usize, hash: u32, letters: &[u8]) -> Option<(usize, &[[i16; LANES]])> {
        let at = self.slots[self.slot(hash, key(letters)?)].checked_sub(1)? as usize;
        let lanes = self.sums[set].len() / self.words.len();
        Some((self.words[at].1, &self.sums[set][at * lanes..][..lanes]))
    }

    /// The slot of a word, or the free one where it would be.
    fn slot(&self, hash: u32, key: u128) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(at) = self.slots[slot].checked_sub(1)
            && self.words[at as usize].0 != key
        {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The letters as one number; `None` for a word too long.
fn key(letters: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..letters.len())?.copy_from_slice(letters);
    Some(u128::from_le_bytes(bytes))
}
