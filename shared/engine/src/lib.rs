//! Talk turns to analytics: pure, synchronous, deterministic.
//!
//! What must stay true: the same turns, options and engine version give the same bytes, whatever the
//! chunking, the number of blocks worked on at once or the machine. No clock, no randomness, no files, no
//! iteration over unordered maps; exp and ln come from `libm`.
//! Deliberately absent: tips and texts in results (they are looked up by behavior when a document is
//! rendered), anything about jobs or HTTP.

use std::sync::Arc;

mod analysis;
mod clock;
mod decide;
mod document;
mod engine;
mod fnv;
pub mod heads;
mod lexicon;
mod metrics;
mod profile;
mod reduce;
mod rules;
mod side;
mod split;
mod taxonomy;
pub mod vader;
mod version;
mod words;

pub use analysis::Analysis;
pub use document::{
    Analytics, BehaviorName, Contribution, Detection, Group, Influence, Metric, MetricGroup, MetricGroups, Metrics,
    Record, RoleAnalytics, Sentiment, Source, SpeakerAnalytics, TurnDetections, Utterance,
};
pub use engine::{CONTEXT_TURNS, Engine, SCORE_THRESHOLD};
pub use profile::{BuiltIn, Profile};
pub use reduce::{Reducer, TooManySpeakers};
pub use side::Side;
pub use taxonomy::{Behavior, By, GRADED, Name, Suggestion, SuggestionType, Tip, TipType, behavior, behaviors};

/// What a caller may choose about an analysis.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `None`: detections with score ≥ 0.5; otherwise this cut on confidence instead.
    pub confidence_threshold: Option<f64>,
    /// The most behaviors kept per utterance, best score first; `None` keeps all.
    pub max_behaviors: Option<u32>,
    pub profile: Arc<Profile>,
}
