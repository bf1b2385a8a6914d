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
pub mod model;
mod words;

pub(crate) use features::{Findings, Standing};
pub(crate) use history::{History, Shown};

use std::ops::Range;

use features::{Features, Origin, extract};
use history::Content;
use model::{Calibration, Table, Unfit};
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
}

/// The weights that come with this program.
const SHIPPED: &[u8] = include_bytes!("../../model/heads.bin");

/// SHA-256 of the shipped weights, in hexadecimal.
pub(crate) const HASH: [u8; 64] = model::hash(SHIPPED);

impl Heads {
    pub(crate) fn shipped() -> Self {
        Self::load(SHIPPED).expect("the trainer wrote the shipped weights for these features, and a test loads them")
    }

    pub(crate) fn load(file: &'static [u8]) -> Result<Self, Unfit> {
        let loaded = model::load(file)?;
        let names = loaded.behaviors.iter().map(|name| Name::of(name).ok_or(Unfit::UnknownName));
        Ok(Self { behaviors: names.collect::<Result<_, _>>()?, signals: loaded.signals, sets: loaded.sets })
    }

    pub(crate) fn signals(&self) -> &[&'static str] {
        &self.signals
    }

    /// The behaviors that have a head, in the order of [`Sums::behavior`].
    pub(crate) fn behaviors(&self) -> &[Name] {
        &self.behaviors
    }

    /// Sums up `features` and adds the signals to them.
    pub(crate) fn weigh(&self, style: Style, features: &mut Features, sums: &mut Sums) {
        let table = &self.sets[style as usize];
        let Sums { all: sums, steps, places } = sums;
        let sums = &mut sums[..table.scales.len()];
        sums.fill(0.0);
        // Rows lie far apart in memory: looking all of them up first lets the machine fetch many at once.
        places.clear();
        places.extend(features.hashed.iter().map(|feature| table.place(feature.row)));
        let mut places = places.iter();
        // Features of one origin have one value, so their weights can be added up as the whole numbers they are.
        for group in features.hashed.chunk_by(|a, b| a.origin == b.origin) {
            steps.fill(0);
            for place in places.by_ref().take(group.len()) {
                for [head, weight] in table.at(place) {
                    let steps = &mut steps[usize::from(*head)];
                    *steps = steps.wrapping_add(i32::from(weight.cast_signed()));
                }
            }
            for ((sum, steps), scale) in sums.iter_mut().zip(&*steps).zip(&table.scales) {
                *sum += group[0].value * scale * single(*steps);
            }
        }
        let known = features.numbered.len();
        for (number, value) in &features.numbered {
            add_numbered(table, *number, *value, sums);
        }
        let signals = sums.iter().zip(&table.calibrations).take(self.signals.len());
        for (signal, (sum, Calibration { slope, bias, .. })) in signals.enumerate() {
            features.add_signal(signal, slope * sum + bias);
        }
        for (number, value) in &features.numbered[known..] {
            add_numbered(table, *number, *value, sums);
        }
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
        (f64::from(slope) * f64::from(sums.all[head]) + f64::from(bias), f64::from(cut))
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
            let table = &self.sets[style as usize];
            let row = table.at(&table.place(feature.row));
            let Some([_, weight]) = row.iter().find(|[other, _]| usize::from(*other) == head) else { continue };
            let Some(shares) = shares.get_mut(usize::from(feature.first)..=usize::from(feature.last)) else { continue };
            let share = feature.value * f32::from(weight.cast_signed()) / features::real(shares.len());
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

fn add_numbered(table: &Table<'_>, number: u16, value: f32, sums: &mut [f32]) {
    let heads = sums.len();
    let weights = &table.numbered[usize::from(number) * heads..][..heads];
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += value * weight;
    }
}

/// A sum for every head.
pub(crate) struct Sums {
    all: [f32; MAX_HEADS],
    /// By head, as a byte that needs no check.
    steps: [i32; 256],
    /// By hashed feature: where its weights are.
    places: Vec<Range<u32>>,
}

impl Default for Sums {
    fn default() -> Self {
        Self { all: [0.0; MAX_HEADS], steps: [0; 256], places: Vec::new() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an utterance has too few features for more than 24 bits")]
fn single(steps: i32) -> f32 {
    steps as f32
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
