//! What is added up of one speaker, whoever listens.

use super::alignment::Earlier;
use super::bag::Bag;
use super::lexicon::CATEGORY_COUNT;
use crate::clock::LONGEST_TURN;
use crate::reduce::Said;

#[derive(Clone, Debug, Default)]
pub(super) struct Speaker {
    pub(super) words: u64,
    /// How many of them are in a function-word category.
    pub(super) function: u64,
    pub(super) uses: [u64; CATEGORY_COUNT],
    /// Words in turns that say when they begin and end, and how long these turns are.
    pub(super) timed_words: u64,
    pub(super) timed_millis: u64,
    pub(super) earlier: Earlier,
}

impl Speaker {
    pub(super) fn add(&mut self, said: &Said<'_>, bag: &Bag) {
        self.words += u64::from(bag.words);
        self.function += u64::from(bag.function);
        for (sum, uses) in self.uses.iter_mut().zip(bag.uses) {
            *sum += u64::from(uses);
        }
        let times = said.begins.zip(said.ends);
        let lasts = times.map(|(begins, ends)| ends - begins);
        if let Some(millis) = lasts.filter(|millis| (1..=LONGEST_TURN).contains(millis)) {
            self.timed_words += u64::from(bag.words);
            self.timed_millis += millis.unsigned_abs();
        }
    }
}
