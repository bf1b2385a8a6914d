//! What a profile's detectors look for: plain data.
//!
//! What must stay true: names never change once published, since ids are made from them; texts are about conduct, not
//! persons. What construction does not rule out, [`super::Plan::new`] refuses.

use crate::document::Metrics;
use crate::phrases::Phrase;
use crate::place::{Place, Span};
use crate::taxonomy::Name;
use crate::whose::Whose;

/// Something that a conversation, a role or a speaker shows or does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detector {
    pub name: DetectorName,
    pub list: List,
    pub title: String,
    pub definition: String,
    pub tip: Option<String>,
    pub example: Option<String>,
    pub by: Whose,
    pub pattern: Pattern,
    /// Matches from which on it is detected, at least 1; fewer, but some, is partly. With [`Pattern::Absence`], matches
    /// from which on it is not detected. Of no meaning to [`Pattern::Measure`] and [`Pattern::Clusters`].
    pub at_least: u32,
    /// `None`: anywhere. Of no meaning to [`Pattern::Measure`].
    pub place: Option<Place>,
}

/// A detector's name: lower-case words of letters and digits with hyphens between them, at most 64 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DetectorName(String);

/// Not a detector's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAName;

/// Where a detector is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    ActionItems,
    Fidelity,
    Checklist,
    Highlights,
    Lowlights,
    Safety,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Each sign is a match.
    Any(Vec<Sign>),
    /// A match has them all, in any order. Some of them are part of it.
    All { signs: Vec<Sign>, within: Option<Span> },
    /// A match has them all, in this order. The first of them are part of it.
    Sequence { signs: Vec<Sign>, within: Option<Span> },
    /// Detected when none is there.
    Absence(Vec<Sign>),
    /// A number of the document against a bound.
    Measure(Measure),
    /// Stretches of `within` that have at least `least` signs: the `keep` richest, none of which overlap, each an item of
    /// its own. At most 10 are kept.
    Clusters { signs: Vec<Sign>, within: Span, least: u32, keep: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// An utterance in which the behavior was seen; 0 for any severity.
    Behavior {
        name: Name,
        severity_at_least: u8,
    },
    Phrase(Phrase),
}

/// A metric, and how good is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The metric's group; `None` for `collaboration`, `curiosity` and `empathy`, which are in none.
    pub group: Option<String>,
    pub metric: String,
    pub reading: Reading,
    pub bound: Bound,
    /// From here to the bound it is partly there. Millionths.
    pub nearly: Option<i64>,
}

/// Which of a metric's two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// In its own unit.
    Value,
    /// From 0 to 1.
    Score,
}

/// Millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    AtLeast(i64),
    AtMost(i64),
}

impl DetectorName {
    pub fn new(name: &str) -> Result<Self, NotAName> {
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if name.len() <= 64 && name.split('-').all(word) { Ok(Self(name.to_owned())) } else { Err(NotAName) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NotAName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a detector's name is lower-case words with hyphens between them, as in `checks-understanding`, of 64 bytes")
    }
}

impl std::error::Error for NotAName {}

impl Measure {
    /// The number in a group's metrics.
    pub(crate) fn read(&self, metrics: &Metrics) -> Option<i64> {
        let metric = match (self.group.as_deref(), self.metric.as_str()) {
            (None, "collaboration") => &metrics.collaboration,
            (None, "curiosity") => &metrics.curiosity,
            (None, "empathy") => &metrics.empathy,
            (None, _) => return None,
            (Some(group), name) => metrics.metric_groups.get(group)?.get(name)?,
        };
        match self.reading {
            Reading::Score => metric.score,
            Reading::Value => metric.value,
        }
    }
}

impl List {
    pub const ALL: [Self; 6] =
        [Self::ActionItems, Self::Fidelity, Self::Checklist, Self::Highlights, Self::Lowlights, Self::Safety];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActionItems => "action_items",
            Self::Fidelity => "fidelity",
            Self::Checklist => "checklist",
            Self::Highlights => "highlights",
            Self::Lowlights => "lowlights",
            Self::Safety => "safety",
        }
    }
}

impl Pattern {
    /// What it looks for in turns; nothing where it looks at a metric.
    pub fn signs(&self) -> &[Sign] {
        match self {
            Self::Any(signs)
            | Self::Absence(signs)
            | Self::All { signs, .. }
            | Self::Sequence { signs, .. }
            | Self::Clusters { signs, .. } => signs,
            Self::Measure(_) => &[],
        }
    }
}
