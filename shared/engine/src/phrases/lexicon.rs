//! The words that expressions name, by hash.
//!
//! What must stay true: a word that no expression names costs one look at a filter, and words are compared by hash, so
//! nothing is lower-cased or allocated.

use std::collections::BTreeMap;
use std::hash::Hasher as _;

use super::expression::Choice;
use crate::fnv::Fnv;
use crate::reduce::{Word, add_lower, hash_of};

/// A set of words that expressions name together.
pub(super) type Symbol = u32;

const FILTER_BITS: usize = 1 << 14;

#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    /// By hash, each pair once.
    words: Vec<(u64, Symbol)>,
    /// By hash of the beginning.
    prefixes: Vec<(u64, Symbol)>,
    /// Bits of the words' hashes.
    filter: Vec<u64>,
    /// Bits of the prefixes' lengths in bytes.
    lengths: u128,
    /// Bits of the first bytes of prefixes.
    begins: [u64; 4],
}

impl Lexicon {
    pub(super) fn new(classes: &BTreeMap<Vec<Choice>, Symbol>) -> Self {
        let mut lexicon = Self { filter: vec![0; FILTER_BITS / 64], ..Self::default() };
        for (choice, symbol) in classes.iter().flat_map(|(choices, symbol)| choices.iter().map(|c| (c, *symbol))) {
            match choice {
                Choice::Word(word) => {
                    let hash = hash_of(word);
                    lexicon.words.push((hash, symbol));
                    let (at, bit) = place(hash);
                    lexicon.filter[at] |= bit;
                }
                Choice::Prefix(word) => {
                    lexicon.prefixes.push((hash_of(word), symbol));
                    lexicon.lengths |= 1 << word.len();
                    let first = word.as_bytes()[0];
                    lexicon.begins[usize::from(first / 64)] |= 1 << (first % 64);
                }
            }
        }
        for pairs in [&mut lexicon.words, &mut lexicon.prefixes] {
            pairs.sort_unstable();
            pairs.dedup();
        }
        lexicon
    }

    /// Adds the symbols of a word, each once.
    pub(super) fn look_up(&self, text: &str, word: Word, symbols: &mut Vec<Symbol>) {
        let (at, bit) = place(word.hash);
        if self.filter.get(at).is_some_and(|bits| bits & bit != 0) {
            symbols.extend(of_hash(&self.words, word.hash));
        }
        if self.lengths != 0 {
            self.begins_of(&text[word.start as usize..word.end as usize], symbols);
        }
    }

    fn begins_of(&self, word: &str, symbols: &mut Vec<Symbol>) {
        let (before, mut hash, mut length) = (symbols.len(), Fnv::default(), 0);
        for (at, c) in word.chars().enumerate() {
            let bytes = add_lower(&mut hash, c);
            if at == 0 && !self.may_begin(c) {
                return;
            }
            length += bytes;
            if length > 100 {
                break;
            }
            if self.lengths & (1 << length) != 0 {
                symbols.extend(of_hash(&self.prefixes, hash.finish()));
            }
        }
        if symbols.len() > before {
            symbols.sort_unstable();
            symbols.dedup();
        }
    }

    fn may_begin(&self, c: char) -> bool {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let mut bytes = [0; 4];
        let first = lower.encode_utf8(&mut bytes).as_bytes()[0];
        self.begins[usize::from(first / 64)] & (1 << (first % 64)) != 0
    }
}

/// A hash's place in the filter.
fn place(hash: u64) -> (usize, u64) {
    #[expect(clippy::cast_possible_truncation, reason = "some bits of a hash are as good as others")]
    let bit = (hash ^ (hash >> 32)) as usize % FILTER_BITS;
    (bit / 64, 1 << (bit % 64))
}

fn of_hash(pairs: &[(u64, Symbol)], hash: u64) -> impl Iterator<Item = Symbol> {
    let first = pairs.partition_point(|(other, _)| *other < hash);
    pairs[first..].iter().take_while(move |(other, _)| *other == hash).map(|(_, symbol)| *symbol)
}
