//! From a turn to what detectors and categories see in it.
//!
//! What must stay true: a turn's phrases are found in one walk, and a behavior costs one look at a table, however many
//! detectors there are.

use super::plan::audiences;
use super::spec::{Detector, Pattern, Sign};
use crate::phrases::{Automaton, Category, Phrase, TooLarge, Walk, is_negated};
use crate::reduce::Said;
use crate::taxonomy::Name;
use crate::whose::Whose;

/// Everything that is looked for, by what shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookout {
    automaton: Automaton,
    /// By phrase.
    phrases: Vec<Use>,
    behaviors: Vec<Vec<Wanted>>,
    audiences: Vec<Whose>,
    /// By detector: a bit of the audiences.
    detectors: Vec<u64>,
    categories: Vec<u64>,
}

/// A behavior as a detector's sign.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    detector: u8,
    sign: u16,
    severity_at_least: u8,
    /// Less severe, it is told all the same: where each sign is a match by itself.
    tells_faint: bool,
}

#[derive(Clone, Copy, Debug)]
struct Use {
    target: Target,
    /// A bit of the audiences.
    by: u64,
    unless_negated: bool,
}

/// Whose sign it is, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Detector { detector: u8, sign: u16 },
    Category(u16),
}

/// A sign where it stands. In the order of detectors, of the text and of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    pub(super) detector: u8,
    /// Where it begins in the turn's text.
    pub(super) at: u32,
    pub(super) sign: u16,
}

impl Sighting {
    /// In place of a sign: it was there, and less severe than asked for.
    const FAINT: u16 = u16::MAX;

    pub(super) fn is_faint(self) -> bool {
        self.sign == Self::FAINT
    }
}

/// What was seen in one turn.
#[derive(Debug, Default)]
pub(super) struct Seen {
    walk: Walk,
    /// Bits of the audiences that the turn belongs to.
    pub(super) audiences: u64,
    pub(super) sightings: Vec<Sighting>,
    /// The category of every match, in order.
    pub(super) categories: Vec<u16>,
}

impl Lookout {
    pub(super) fn new(detectors: &[Detector], categories: &[Category]) -> Result<Self, TooLarge> {
        let audiences = audiences(detectors, categories);
        let bit = |whose: &Whose| {
            let at = audiences.iter().position(|other| other == whose);
            1_u64 << at.expect("every side and role is among the audiences")
        };
        let number = |at: usize| u16::try_from(at).expect("a plan's limits are below 2¹⁶");
        let mut behaviors = vec![Vec::new(); Name::COUNT];
        let mut expressions = Vec::new();
        let mut phrases = Vec::new();
        let mut add = |phrase: &'_ Phrase, target| {
            phrases.push(Use { target, by: bit(&phrase.by), unless_negated: phrase.unless_negated });
        };
        for (detector, spec) in (0..).zip(detectors) {
            for (sign, wanted) in spec.pattern.signs().iter().enumerate() {
                match wanted {
                    Sign::Behavior { name, severity_at_least } => {
                        let (severity_at_least, sign) = (*severity_at_least, number(sign));
                        let tells_faint = matches!(spec.pattern, Pattern::Any(_));
                        behaviors[name.index()].push(Wanted { detector, sign, severity_at_least, tells_faint });
                    }
                    Sign::Phrase(phrase) => {
                        expressions.push(&phrase.expression);
                        add(phrase, Target::Detector { detector, sign: number(sign) });
                    }
                }
            }
        }
        for (category, spec) in categories.iter().enumerate() {
            for phrase in &spec.phrases {
                expressions.push(&phrase.expression);
                add(phrase, Target::Category(number(category)));
            }
        }
        Ok(Self {
            automaton: Automaton::new(expressions.into_iter())?,
            phrases,
            behaviors,
            detectors: detectors.iter().map(|detector| bit(&detector.by)).collect(),
            categories: categories.iter().map(|category| bit(&category.by)).collect(),
            audiences,
        })
    }

    /// The audience of a detector, as its bit.
    pub(super) fn audience(&self, detector: usize) -> u64 {
        self.detectors[detector]
    }

    /// Replaces what was seen by what this turn shows to those who look at it.
    pub(super) fn look(&self, said: &Said<'_>, seen: &mut Seen) {
        let Seen { walk, audiences, sightings, categories } = seen;
        sightings.clear();
        categories.clear();
        let speaker = said.turn.speaker.as_ref();
        let includes = |whose: &Whose| u64::from(whose.includes(speaker, said.side));
        *audiences = (0..).zip(&self.audiences).map(|(at, whose)| includes(whose) << at).sum();
        for detection in said.found.utterances.iter().flat_map(|utterance| &utterance.detections) {
            let Some(name) = Name::of(&detection.behavior) else { continue };
            let Some(wanted) = self.behaviors.get(name.index()) else { continue };
            for Wanted { detector, sign, severity_at_least, tells_faint } in wanted.iter().copied() {
                let sign = match detection.severity {
                    severity if severity >= severity_at_least => sign,
                    1.. if tells_faint => Sighting::FAINT,
                    _ => continue,
                };
                if self.detectors[usize::from(detector)] & *audiences != 0 {
                    sightings.push(Sighting { detector, at: detection.start, sign });
                }
            }
        }
        self.automaton.find(&said.turn.input, said.words, walk, |(number, first, _)| {
            let Use { target, by, unless_negated } = self.phrases[number as usize];
            let looks = match target {
                Target::Detector { detector, .. } => self.detectors[usize::from(detector)],
                Target::Category(category) => self.categories[usize::from(category)],
            };
            let counts = by & *audiences != 0
                && looks & *audiences != 0
                && !(unless_negated && is_negated(&said.turn.input, said.words, first));
            if counts {
                match target {
                    Target::Detector { detector, sign } => {
                        sightings.push(Sighting { detector, at: said.words[first].start, sign });
                    }
                    Target::Category(category) => categories.push(category),
                }
            }
            counts
        });
        if sightings.len() > 1 {
            sightings.sort_unstable();
        }
    }
}
