//! What is remembered of earlier turns while an utterance's features are read.
//!
//! What must stay true: what is remembered of a turn is a function of that turn's own text and speaker, and
//! nothing older than the two turns before is ever asked for; so blocks of turns can be read apart.

use model::Speaker;

use super::words::{Word, Words, hash};
use crate::side::Side;
use crate::taxonomy::Name;

/// A set of behaviors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown(u128);

const _: () = assert!(Name::COUNT <= 128, "a set of behaviors is one number");

impl Shown {
    pub(crate) fn insert(&mut self, behavior: Name) {
        self.0 |= 1 << behavior.index();
    }

    fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The numbers of its behaviors, in order.
    pub(super) fn indices(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = (left != 0).then_some(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(next)
        })
    }
}

/// How many words of a turn are remembered; the last ones.
const REMEMBERED: usize = 40;

/// A turn, as far as it is over.
#[derive(Default)]
pub(super) struct Said<'t> {
    speaker: Option<&'t Speaker>,
    pub(super) side: Side,
    pub(super) words: Vec<u32>,
    /// Where the last utterance begins in `words`.
    pub(super) last_utterance: usize,
    pub(super) content: Vec<u32>,
    /// By rules that look at nothing but the utterance.
    pub(super) shown: Shown,
    pub(super) shown_last: Shown,
    pub(super) utterances: usize,
}

impl<'t> Said<'t> {
    fn begin(&mut self, speaker: Option<&'t Speaker>) {
        self.speaker = speaker;
        self.side = Side::of(speaker);
        self.words.clear();
        self.content.clear();
        (self.shown, self.shown_last) = (Shown::default(), Shown::default());
        (self.utterances, self.last_utterance) = (0, 0);
    }

    fn is_by(&self, other: &Self) -> bool {
        let named = self.speaker.is_some_and(|speaker| speaker.id.is_some() || speaker.role.is_some());
        named && self.speaker == other.speaker
    }
}

/// The turn that is being read, and the two before it.
#[derive(Default)]
pub(crate) struct History<'t> {
    now: Said<'t>,
    before: [Said<'t>; 2],
    /// How many of `before` are there.
    turns: usize,
}

impl<'t> History<'t> {
    /// A turn begins.
    pub(crate) fn begin(&mut self, speaker: Option<&'t Speaker>) {
        self.now.begin(speaker);
    }

    /// An utterance of it is over.
    pub(super) fn add(&mut self, words: &Words, content: &Content, shown: Shown) {
        let spoken = words.all.iter().filter(|word| !word.is_mark()).map(|word: &Word| word.hash);
        self.now.last_utterance = self.now.words.len();
        self.now.words.extend(spoken.clone());
        self.now.content.extend(spoken.filter(|hash| content.holds(*hash)));
        self.now.shown.join(shown);
        self.now.shown_last = shown;
        self.now.utterances += 1;
    }

    /// The turn is over. One without an utterance is as if it had not been.
    pub(crate) fn end(&mut self) {
        let Self { now, before: [last, before_last], turns } = self;
        std::mem::swap(last, before_last);
        std::mem::swap(now, last);
        *turns = (*turns + 1).min(2);
        let too_many = |words: &Vec<u32>| words.len().saturating_sub(REMEMBERED);
        let cut = too_many(&last.words);
        last.words.drain(..cut);
        last.last_utterance = last.last_utterance.saturating_sub(cut);
        last.content.drain(..too_many(&last.content));
    }

    pub(super) fn now(&self) -> &Said<'t> {
        &self.now
    }

    /// The latest turn of somebody else.
    pub(super) fn other(&self) -> Option<&Said<'t>> {
        self.before[..self.turns].iter().find(|said| said.utterances > 0 && !said.is_by(&self.now))
    }

    /// The speaker's own latest turn.
    pub(super) fn own(&self) -> Option<&Said<'t>> {
        self.before[..self.turns].iter().find(|said| said.utterances > 0 && said.is_by(&self.now))
    }
}

/// Tells words with a content from words that only join.
pub(super) struct Content(Vec<u32>);

pub(super) const FUNCTION_WORDS: &str = "a about actually after again all also am an and any anyway are as at back be because been \
    before being but by can cant could couldnt did didnt do does doesnt doing dont down for from get getting go going \
    gonna got gotta had has have havent having he hed hell hello her here hes hey hi him his how i id if ill im in into \
    is isnt it its ive just kind know let lets like ll lot make maybe me mean mm mhm more most much my need no not now \
    of off oh ok okay on one only or other our out over own please put quite re really right s said same say see she \
    shed shes should so some something sort still such sure t than thank thanks that thats the their them then there \
    theres these they theyd theyll theyre theyve thing things think this those though through to too uh um up us ve \
    very want was wasnt way we wed well were weve what whats when where which while who why will with wont would \
    wouldnt yeah yep yes yet you youd youll your youre yours youve 0";

impl Content {
    pub(super) fn new() -> Self {
        let mut words: Vec<u32> = FUNCTION_WORDS.split_whitespace().map(|word| hash(word.as_bytes())).collect();
        words.sort_unstable();
        Self(words)
    }

    pub(super) fn holds(&self, hash: u32) -> bool {
        self.0.binary_search(&hash).is_err()
    }
}
