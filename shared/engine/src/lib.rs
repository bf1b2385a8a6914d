//! Talk turns to analytics: pure, synchronous, deterministic.
//!
//! What must stay true: the same turns, options and engine version give the same bytes, whatever the
//! chunking, the number of blocks worked on at once or the machine. No clock, no randomness, no files, no
//! iteration over unordered maps; exp and ln come from `libm`.
//! Deliberately absent: tips and texts in results (they are looked up by behavior when a document is
//! rendered), anything about jobs or HTTP.

use std::sync::Arc;

mod actions;
mod analysis;
mod categories;
mod clock;
mod course;
mod decide;
pub mod detectors;
mod document;
mod engine;
mod fnv;
pub mod heads;
mod keyed;
mod language;
mod lexicon;
mod metrics;
pub mod phrases;
mod place;
mod profile;
mod reduce;
mod rules;
mod side;
mod split;
mod synchrony;
mod taxonomy;
mod tone;
pub mod topics;
pub mod vader;
mod version;
mod whose;
mod words;

pub use analysis::Analysis;
pub use document::extended::{
    Buckets, Direction, Extended, Interrupted, Interrupter, Interruptions, LanguageShare, Languages, Part,
    SentimentCourse, Slice, SpokenBySide, TimeBreakdown, Trend, Weighting,
};
pub use document::{
    Analytics, BehaviorName, BySide, CategoryCount, Contribution, Detection, Group, Influence, Item, Lists, Metric,
    MetricGroup, MetricGroups, Metrics, Owner, Record, RoleAnalytics, Sentiment, Source, SpeakerAnalytics,
    SynchronyScore, Topic, Topics, TurnDetections, TurnRef, Utterance, reason, status,
};
pub use engine::{CONTEXT_TURNS, Engine, SCORE_THRESHOLD};
pub use language::{Language, resolve as resolve_language};
pub use place::{Place, Span};
pub use profile::{BuiltIn, Fault, MAX_FAULTS, MAX_PROFILE_BYTES, Profile};
pub use reduce::{Reducer, TooManySpeakers};
pub use side::Side;
pub use synchrony::uptake;
pub use taxonomy::{
    Behavior, By, GRADED, Name, Suggestion, SuggestionType, Tip, TipType, behavior, behaviors, categories,
};
pub use whose::Whose;

/// What a caller may choose about an analysis.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `None`: detections with score ≥ 0.5; otherwise this cut on confidence instead.
    pub confidence_threshold: Option<f64>,
    /// The most behaviors kept per utterance: those with a severity, then the best scores; `None` keeps all.
    pub max_behaviors: Option<u32>,
    pub profile: Arc<Profile>,
    /// What is known of the conversation, by which a profile may decide what it looks for.
    pub metadata: Vec<(String, String)>,
}
