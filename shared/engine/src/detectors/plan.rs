//! A profile's detectors and categories, checked and ready to be used.
//!
//! What must stay true: a plan that was made can be carried out in the memory the engine promises, so every limit is
//! checked here and nowhere later.

use std::fmt;
use std::sync::Arc;

use super::lookout::Lookout;
use super::spec::{Detector, Pattern, Sign};
use crate::phrases::{Category, MOST_PHRASES, Phrase};
use crate::place::{Place, Span};
use crate::whose::Whose;

/// What to look for in a conversation. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Plan(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    detectors: Vec<Detector>,
    categories: Vec<Category>,
    lookout: Lookout,
}

/// What cannot be looked for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub piece: Piece,
    /// Says what is allowed.
    pub problem: String,
}

/// Where the problem is: positions in what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Detector(usize),
    Category(usize),
    All,
}

impl Plan {
    pub const MOST_DETECTORS: usize = 64;
    pub const MOST_CATEGORIES: usize = 1_000;
    /// Different sides and roles in all.
    pub const MOST_AUDIENCES: usize = 64;
    /// Signs of [`Pattern::All`], of [`Pattern::Sequence`], and of [`Pattern::Clusters`].
    pub const MOST_SIGNS: (usize, usize, usize) = (16, 8, 32);
    /// Stretches that [`Pattern::Clusters`] keeps.
    pub const MOST_KEPT: u32 = 10;
    /// Detectors that are [`Pattern::Clusters`].
    pub const MOST_CLUSTERS: usize = 8;

    /// Detectors in the order in which they are shown.
    pub fn new(detectors: Vec<Detector>, categories: Vec<Category>) -> Result<Self, Unfit> {
        let all = |problem: String| Err(Unfit { piece: Piece::All, problem });
        if detectors.len() > Self::MOST_DETECTORS || categories.len() > Self::MOST_CATEGORIES {
            return all("there are at most 64 detectors and 1,000 categories".into());
        }
        for (at, detector) in detectors.iter().enumerate() {
            let unfit = |problem| Unfit { piece: Piece::Detector(at), problem };
            check(detector).map_err(unfit)?;
            if detectors[..at].iter().any(|other| other.name == detector.name) {
                return Err(unfit(format!("another detector is called `{}` already", detector.name.as_str())));
            }
        }
        if detectors.iter().filter(|d| matches!(d.pattern, Pattern::Clusters { .. })).count() > Self::MOST_CLUSTERS {
            return all("at most 8 detectors look for stretches".into());
        }
        for (at, category) in categories.iter().enumerate() {
            let unfit = |problem| Unfit { piece: Piece::Category(at), problem };
            check_place(category.place).map_err(unfit)?;
            if category.phrases.is_empty() {
                return Err(unfit("a category has at least one phrase".into()));
            }
            if categories[..at].iter().any(|other| other.name == category.name) {
                return Err(unfit(format!("another category is called `{}` already", category.name.as_str())));
            }
        }
        if phrases(&detectors).count() + categories.iter().map(|c| c.phrases.len()).sum::<usize>() > MOST_PHRASES {
            return all("there are at most 10,000 phrases in all".into());
        }
        if audiences(&detectors, &categories).len() > Self::MOST_AUDIENCES {
            return all("phrases, detectors and categories name at most 64 different sides and roles".into());
        }
        match Lookout::new(&detectors, &categories) {
            Ok(lookout) => Ok(Self(Arc::new(Inner { detectors, categories, lookout }))),
            Err(_) => all("the phrases are too large together: use fewer `{}` and shorter phrases".into()),
        }
    }

    pub fn detectors(&self) -> &[Detector] {
        &self.0.detectors
    }

    pub fn categories(&self) -> &[Category] {
        &self.0.categories
    }

    pub(super) fn lookout(&self) -> &Lookout {
        &self.0.lookout
    }
}

impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        self.detectors() == other.detectors() && self.categories() == other.categories()
    }
}

impl Eq for Plan {}

fn phrases(detectors: &[Detector]) -> impl Iterator<Item = &Phrase> {
    detectors.iter().flat_map(|detector| detector.pattern.signs()).filter_map(|sign| match sign {
        Sign::Phrase(phrase) => Some(phrase),
        Sign::Behavior { .. } => None,
    })
}

/// All whose turns somebody looks at, each once.
pub(super) fn audiences(detectors: &[Detector], categories: &[Category]) -> Vec<Whose> {
    let mut all = vec![Whose::Anyone];
    let named = detectors.iter().map(|d| &d.by).chain(categories.iter().map(|c| &c.by));
    let phrases = phrases(detectors).chain(categories.iter().flat_map(|category| &category.phrases));
    for whose in named.chain(phrases.map(|phrase| &phrase.by)) {
        if !all.contains(whose) {
            all.push(whose.clone());
            if all.len() > Plan::MOST_AUDIENCES {
                break;
            }
        }
    }
    all
}

fn check(detector: &Detector) -> Result<(), String> {
    let Detector { pattern, at_least, place, .. } = detector;
    check_place(*place)?;
    let (all, sequence, clusters) = Plan::MOST_SIGNS;
    let signs = pattern.signs().len();
    let (most, within) = match pattern {
        Pattern::Measure(_) => return Ok(()),
        Pattern::Any(_) | Pattern::Absence(_) => (MOST_PHRASES, None),
        Pattern::All { within, .. } => (all, *within),
        Pattern::Sequence { within, .. } => (sequence, *within),
        Pattern::Clusters { within, least, keep, .. } => {
            if *least == 0 || !(1..=Plan::MOST_KEPT).contains(keep) {
                return Err("a stretch has at least 1 sign, and 1 to 10 stretches are kept".into());
            }
            (clusters, Some(*within))
        }
    };
    match () {
        () if signs == 0 => Err("a pattern has at least one behavior or phrase".into()),
        () if signs > most => Err(format!("this kind of pattern has at most {most} behaviors and phrases")),
        () if *at_least == 0 => Err("`at_least` is 1 or more".into()),
        () if !within.is_none_or(Span::is_bounded) => Err(SPAN.into()),
        () => Ok(()),
    }
}

const SPAN: &str = "a span is 1 to 200 turns, or at most 600 seconds";

fn check_place(place: Option<Place>) -> Result<(), String> {
    if place.is_none_or(|place| place.span().is_bounded()) { Ok(()) } else { Err(SPAN.into()) }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.piece {
            Piece::Detector(at) => write!(f, "detector {}: {}", at + 1, self.problem),
            Piece::Category(at) => write!(f, "category {}: {}", at + 1, self.problem),
            Piece::All => f.write_str(&self.problem),
        }
    }
}

impl std::error::Error for Unfit {}
