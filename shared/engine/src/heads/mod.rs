//! Linear heads: what weights learned from labelled text make of an utterance.
//!
//! Two stages. *Signals* are heads learned on large public sets (emotions, abuse, politeness) and look at the
//! utterance alone; *behaviors* are heads learned on our own corpus and look at everything in [`features`], the
//! rules' scores and the signals among it. There are two sets of weights, one for text with capitals or marks and
//! one for text without, as speech recognisers write it; a turn's own text decides.
//!
//! What must stay true: sums are taken in the order of the features, so that the same text gives the same bits on
//! every machine; every outcome is a sum of weights, and the words that carried it can be shown.
//! Deliberately absent: learning. The trainer does that with [`features`] and [`model`] of this module.

pub mod features;
mod history;
mod known;
pub mod model;
mod steps;
mod table;
mod words;

pub(crate) use features::{Findings, Standing};
pub(crate) use history::{History, Shown};

use features::{Features, Origin, extract};
use history::{Content, FUNCTION_WORDS};
use known::Known;
use model::{Calibration, Unfit};
use steps::Steps;
use table::{LANES, Place, Table};
use words::Words;

use crate::taxonomy::Name;

/// The most heads of both stages together.
pub const MAX_HEADS: usize = 128;

/// Which weights fit a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Punctuated,
    /// Without capitals and marks.
    Recognised,
}

impl Style {
    pub const ALL: [Self; 2] = [Self::Punctuated, Self::Recognised];

    /// How a turn's text is written.
    pub fn of(text: &str) -> Self {
        let is_written = |c: char| c.is_uppercase() || matches!(c, '.' | ',' | '?' | '!' | ';' | ':');
        if text.contains(is_written) { Self::Punctuated } else { Self::Recognised }
    }
}

/// What a head makes of an utterance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// 0 to 1, where 0.5 is the threshold that was best in cross-validation.
    pub score: f64,
    /// Calibrated probability, 0 to 1.
    pub confidence: f64,
}

/// 1 / (1 + e^−x).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// The weights, ready to use.
pub(crate) struct Heads {
    signals: Vec<&'static str>,
    behaviors: Vec<Name>,
    sets: [Table<'static>; 2],
    known: Known,
}

/// The weights that come with this program.
const SHIPPED: &[u8] = include_bytes!("../../model/heads.bin");

/// SHA-256 of the shipped weights, in hexadecimal.
pub(crate) const HASH: [u8; 64] = model::hash(SHIPPED);

impl Heads {
    /// `vocabulary` is what words are usual; any other word only takes longer.
    pub(crate) fn shipped(vocabulary: &[&str]) -> Self {
        let loaded = Self::load(SHIPPED, vocabulary);
        loaded.expect("the trainer wrote the shipped weights for these features, and a test loads them")
    }

    pub(crate) fn load(file: &'static [u8], vocabulary: &[&str]) -> Result<Self, Unfit> {
        let model::Loaded { signals, behaviors, sets } = model::load(file)?;
        let names = behaviors.iter().map(|name| Name::of(name).ok_or(Unfit::UnknownName));
        let behaviors = names.collect::<Result<_, _>>()?;
        let known = Known::new(&sets, vocabulary.iter().copied().chain(FUNCTION_WORDS.split_whitespace()));
        Ok(Self { signals, behaviors, sets, known })
    }

    pub(crate) fn signals(&self) -> &[&'static str] {
        &self.signals
    }

    /// The behaviors that have a head, in the order of [`Sums::behavior`].
    pub(crate) fn behaviors(&self) -> &[Name] {
        &self.behaviors
    }

    /// Sums up `features`, and the letters of the words they were read from, and adds the signals to them.
    pub(crate) fn weigh(&self, style: Style, features: &mut Features, scratch: &mut Scratch) {
        let table = &self.sets[style as usize];
        let Scratch { words, sums: Sums { all: sums, steps, places, letters }, .. } = scratch;
        *sums = Default::default();
        // Rows lie far apart in memory: looking all of them up first lets the machine fetch many at once.
        places.clear();
        places.extend(features.hashed.iter().map(|feature| table.place(feature.row)));
        table.fetch(places);
        let mut places = places.iter();
        // Features of one origin have one value, so their weights can be added up as the whole numbers they are.
        for group in features.hashed.chunk_by(|a, b| a.origin == b.origin) {
            steps.clear();
            for place in places.by_ref().take(group.len()) {
                steps.add(&table.weights(*place));
            }
            table.add_steps(group[0].value, steps.total(), sums);
            if group[0].origin == Origin::Words {
                self.add_letters(style, words, steps, sums, letters);
            }
        }
        let known = features.numbered.len();
        table.add_numbered(&features.numbered, sums);
        let signals = sums.as_flattened().iter().zip(&table.calibrations).take(self.signals.len());
        for (signal, (sum, Calibration { slope, bias, .. })) in signals.enumerate() {
            features.add_signal(signal, slope * sum + bias);
        }
        table.add_numbered(&features.numbered[known..], sums);
    }

    fn add_letters(
        &self,
        style: Style,
        words: &Words,
        steps: &mut Steps,
        sums: &mut [[f32; LANES]],
        places: &mut Vec<Place>,
    ) {
        let table = &self.sets[style as usize];
        let mut count = 0;
        steps.clear();
        places.clear();
        for word in words.all.iter().filter(|word| !word.is_mark()) {
            let letters = words.letters(word);
            if let Some((known, sum)) = self.known.find(style as usize, word.hash, letters) {
                steps.add_sum(known, sum);
                count += known;
            } else {
                features::letters(letters, |row| places.push(table.place(row)));
            }
        }
        table.fetch(places);
        for place in &*places {
            steps.add(&table.weights(*place));
        }
        count += places.len();
        table.add_steps(features::letters_value(count), steps.total(), sums);
    }

    pub(crate) fn signal(&self, style: Style, sums: &Sums, signal: usize) -> Outcome {
        let (logit, cut) = self.logit(style, sums, signal);
        Outcome { score: logistic(logit - cut), confidence: logistic(logit) }
    }

    /// By position in [`Self::behaviors`].
    pub(crate) fn behavior(&self, style: Style, sums: &Sums, behavior: usize) -> Outcome {
        self.signal(style, sums, self.signals.len() + behavior)
    }

    /// Whether a behavior's score is clearly below the threshold; far cheaper than its outcome.
    pub(crate) fn is_out(&self, style: Style, sums: &Sums, behavior: usize) -> bool {
        let (logit, cut) = self.logit(style, sums, self.signals.len() + behavior);
        logit < cut - 1e-6
    }

    /// The calibrated logit of a head, and where its threshold is.
    fn logit(&self, style: Style, sums: &Sums, head: usize) -> (f64, f64) {
        let Calibration { slope, bias, cut } = self.sets[style as usize].calibrations[head];
        (f64::from(slope) * f64::from(sums.all[head / LANES][head % LANES]) + f64::from(bias), f64::from(cut))
    }

    /// The words that say most for a behavior: the row of words with the greatest sum of weights, as byte range;
    /// `None` where no word says anything for it.
    pub(crate) fn evidence(
        &self,
        style: Style,
        behavior: usize,
        features: &Features,
        scratch: &mut Scratch,
    ) -> Option<(usize, usize)> {
        let head = self.signals.len() + behavior;
        let Scratch { words, shares, .. } = scratch;
        shares.clear();
        shares.resize(words.all.len(), 0.0);
        for feature in features.hashed.iter().filter(|f| matches!(f.origin, Origin::Words | Origin::Sided)) {
            let weight = self.sets[style as usize].weight(feature.row, head);
            let Some(shares) = shares.get_mut(usize::from(feature.first)..=usize::from(feature.last)) else { continue };
            let share = feature.value * f32::from(weight) / features::real(shares.len());
            for sum in shares {
                *sum += share;
            }
        }
        let (first, last) = richest(shares)?;
        Some((words.all[first].start as usize, words.all[last].end as usize))
    }
}

/// The row of neighbours with the greatest sum (Kadane); `None` where nothing is above 0.
fn richest(shares: &[f32]) -> Option<(usize, usize)> {
    let (mut best, mut found) = (0.0, None);
    let (mut sum, mut first) = (0.0, 0);
    for (at, share) in shares.iter().enumerate() {
        if sum <= 0.0 {
            (sum, first) = (0.0, at);
        }
        sum += share;
        if sum > best {
            (best, found) = (sum, Some((first, at)));
        }
    }
    found
}

/// A sum for every head.
#[derive(Default)]
pub(crate) struct Sums {
    all: [[f32; LANES]; MAX_HEADS / LANES],
    steps: Steps,
    /// By hashed feature.
    places: Vec<Place>,
    /// By letters of words that are not known.
    letters: Vec<Place>,
}

/// Reads features; needs no weights.
pub(crate) struct Reader {
    content: Content,
}

/// Buffers that one thread keeps from utterance to utterance.
#[derive(Default)]
pub(crate) struct Scratch {
    words: Words,
    shares: Vec<f32>,
    pub(crate) sums: Sums,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { content: Content::new() }
    }

    /// Replaces `out` by the features of an utterance.
    pub(crate) fn read(
        &self,
        text: &str,
        standing: Standing,
        history: &History<'_>,
        findings: &Findings<'_>,
        scratch: &mut Scratch,
        out: &mut Features,
    ) {
        scratch.words.cut(text);
        extract(&scratch.words, &self.content, standing, history, findings, out);
    }

    /// Adds to the features of the utterance that was read last its letters, one by one.
    pub(crate) fn spell(scratch: &Scratch, features: &mut Features) {
        features.spell(&scratch.words);
    }

    /// Remembers the utterance that was read last.
    pub(crate) fn remember(&self, history: &mut History<'_>, shown: Shown, scratch: &Scratch) {
        history.add(&scratch.words, &self.content, shown);
    }

    /// Remembers an utterance of an earlier turn.
    pub(crate) fn pass(&self, text: &str, history: &mut History<'_>, shown: Shown, scratch: &mut Scratch) {
        scratch.words.cut(text);
        self.remember(history, shown, scratch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_without_capital_and_mark_is_recognised_speech() {
        assert_eq!(Style::of("so it's what it is"), Style::Recognised);
        assert_eq!(Style::of("so it's what i want?"), Style::Punctuated);
        assert_eq!(Style::of("so I do"), Style::Punctuated);
    }

    #[test]
    fn evidence_is_the_richest_row_of_words() {
        assert_eq!(richest(&[-1.0, 2.0, -1.0, 3.0, -2.0, 1.0]), Some((1, 3)));
        assert_eq!(richest(&[-1.0, 0.0]), None);
        assert_eq!(richest(&[]), None);
    }
}
