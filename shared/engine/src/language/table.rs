//! Which languages have a word, by its hash.
//!
//! A table of its own, because it is asked for every word that is said, and the hash is there already.

/// A power of two, and twice as many as there are words.
const SLOTS: usize = 4_096;

pub(super) struct Table {
    /// A word's hash and the bits of its languages; without bits, free.
    slots: Vec<(u64, u32)>,
}

impl Default for Table {
    fn default() -> Self {
        Self { slots: vec![(0, 0); SLOTS] }
    }
}

impl Table {
    pub(super) fn insert(&mut self, hash: u64, languages: u32) {
        let at = self.find(hash);
        self.slots[at] = (hash, self.slots[at].1 | languages);
    }

    /// Bits of the languages that have the word; none for a word that is not known.
    pub(super) fn get(&self, hash: u64) -> u32 {
        self.slots[self.find(hash)].1
    }

    /// Where the hash stands, or would.
    fn find(&self, hash: u64) -> usize {
        let mut at = home(hash);
        while self.slots[at].1 != 0 && self.slots[at].0 != hash {
            at = (at + 1) % SLOTS;
        }
        at
    }
}

fn home(hash: u64) -> usize {
    usize::try_from(hash % SLOTS as u64).expect("it is below the number of slots")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_want_one_slot_are_told_apart() {
        let mut table = Table::default();
        let last = SLOTS as u64 - 1;
        for (hash, languages) in [(last, 1), (last + SLOTS as u64, 2), (last, 4)] {
            table.insert(hash, languages);
        }
        assert_eq!((table.get(last), table.get(last + SLOTS as u64), table.get(0)), (5, 2, 0));
    }

    #[test]
    fn at_most_half_the_slots_are_taken() {
        let words: std::collections::BTreeSet<_> =
            super::super::WORDS.iter().flat_map(|(_, list)| list.split_whitespace()).collect();
        assert!(words.len() * 2 <= SLOTS, "{}", words.len());
    }
}
