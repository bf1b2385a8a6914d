//! The words of one turn as a set that can be compared.
//!
//! What must stay true: a bag depends on the turn's words alone. Buffers are used again from turn to turn; nothing
//! is allocated per word.

use super::lexicon::{ACKNOWLEDGES, ASKS, CATEGORY_COUNT, EXPLAIN, FUNCTION, Lexicon, Traits, WE, YOU};
use crate::reduce::Word;

/// The lowest bit of a token: whether the word carries content.
const CONTENT: u32 = 1;

/// Everything the measures want to know of a turn's text.
#[derive(Clone, Default)]
pub(super) struct Bag {
    /// How many words there are, repeated ones included.
    pub(super) words: u32,
    /// How often each function-word category was used.
    pub(super) uses: [u32; CATEGORY_COUNT],
    /// How many words are in any function-word category.
    pub(super) function: u32,
    /// Distinct words in ascending order of their tokens, which looks like any order.
    tokens: Vec<u32>,
    /// Distinct pairs of neighbouring words, in ascending order.
    neighbours: Vec<u32>,
    /// How many of the distinct words carry content.
    pub(super) content: u32,
    /// What its first word is.
    first: Traits,
    /// What any of its words is.
    any: Traits,
    question_mark: bool,
}

/// What two bags share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) words: u32,
    pub(super) content: u32,
    pub(super) neighbours: u32,
}

impl Bag {
    /// Reads another turn into the same buffers.
    pub(super) fn read(&mut self, lexicon: &Lexicon, text: &str, words: &[Word]) {
        let (mut tokens, mut neighbours) = (std::mem::take(&mut self.tokens), std::mem::take(&mut self.neighbours));
        tokens.clear();
        neighbours.clear();
        *self = Self { question_mark: text.contains('?'), ..Self::default() };
        let mut before: Option<u32> = None;
        for word in words {
            let traits = lexicon.of(word.hash);
            let token = token(word.hash, traits);
            self.count(traits);
            tokens.push(token);
            if let Some(before) = before {
                neighbours.push(before.rotate_left(7).wrapping_mul(0x85eb_ca6b) ^ token);
            }
            before = Some(token);
        }
        for list in [&mut tokens, &mut neighbours] {
            list.sort_unstable();
            list.dedup();
        }
        self.content = tokens.iter().map(|token| token & CONTENT).sum();
        (self.tokens, self.neighbours) = (tokens, neighbours);
    }

    fn count(&mut self, traits: Traits) {
        if self.words == 0 {
            self.first = traits;
        }
        self.any |= traits;
        self.words += 1;
        self.function += u32::from(traits & FUNCTION != 0);
        let mut categories = traits & FUNCTION;
        while categories != 0 {
            self.uses[categories.trailing_zeros() as usize] += 1;
            categories &= categories - 1;
        }
    }

    pub(super) fn shared(&self, other: &Self) -> Shared {
        let mut shared = Shared::default();
        common(&self.tokens, &other.tokens, |token| {
            shared.words += 1;
            shared.content += token & CONTENT;
        });
        common(&self.neighbours, &other.neighbours, |_| shared.neighbours += 1);
        shared
    }

    /// The words that carry content, in ascending order of their tokens.
    pub(super) fn content(&self) -> impl Iterator<Item = u32> {
        self.tokens.iter().copied().filter(|token| token & CONTENT != 0)
    }

    /// Whether it is put as a question: by its mark or, where marks may be missing, by its first word.
    pub(super) fn asks(&self) -> bool {
        self.question_mark || self.first & ASKS != 0
    }

    pub(super) fn asks_to_explain(&self) -> bool {
        self.any & EXPLAIN != 0
    }

    /// Whether it opens by showing that the other was heard.
    pub(super) fn acknowledges(&self) -> bool {
        self.first & ACKNOWLEDGES != 0
    }

    pub(super) fn says_you(&self) -> bool {
        self.any & YOU != 0
    }

    pub(super) fn says_we(&self) -> bool {
        self.any & WE != 0
    }
}

/// 31 bits of the word's hash, stirred so that their order has nothing to do with the word, and whether it carries
/// content.
fn token(hash: u64, traits: Traits) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "half of the bits are enough to tell a turn's words apart")]
    let half = (hash ^ (hash >> 32)) as u32;
    let stirred = half.wrapping_mul(0x9e37_79b1);
    let carries = !Lexicon::is_listed(traits);
    (stirred & !CONTENT) | u32::from(carries)
}

/// Calls `each` with everything that is in both of two ascending lists.
fn common(a: &[u32], b: &[u32], mut each: impl FnMut(u32)) {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                each(**left);
                a.next();
                b.next();
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::reduce::words_of;

    pub(in crate::synchrony) fn bag(text: &str) -> Bag {
        let (mut bag, mut words) = (Bag::default(), Vec::new());
        words_of(text, &mut words);
        bag.read(&Lexicon::default(), text, &words);
        bag
    }

    #[test]
    fn words_are_counted_with_and_sets_without_repetition() {
        let bag = bag("The garden, the garden and my Garden");
        assert_eq!((bag.words, bag.function, bag.content, bag.tokens.len()), (7, 4, 1, 4));
        assert_eq!(bag.uses.iter().sum::<u32>(), 4);
    }

    #[test]
    fn what_is_shared_is_found_whatever_the_order_or_case() {
        let shared = bag("I planted the roses with my sister").shared(&bag("Your sister? The ROSES, the roses!"));
        assert_eq!(shared, Shared { words: 3, content: 2, neighbours: 1 });
        assert_eq!(bag("").shared(&bag("roses")), Shared::default());
    }

    #[test]
    fn a_bag_read_again_forgets_what_it_held() {
        let lexicon = Lexicon::default();
        let (mut again, mut words) = (bag("Why would you leave the garden?"), Vec::new());
        words_of("Okay, roses", &mut words);
        again.read(&lexicon, "Okay, roses", &words);
        assert!(again.acknowledges() && !again.asks() && !again.says_you() && !again.asks_to_explain());
        assert_eq!((again.words, again.content, again.neighbours.len()), (2, 1, 1));
    }
}
