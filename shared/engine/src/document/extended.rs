//! What is said of a conversation beyond its behaviors: how it went along, and in which language.
//!
//! What must stay true: whole numbers only, and where there is too little to say, nothing and why. Speakers stand by
//! their position in [`super::Analytics::speakers`]; a list of them ends with the last who has anything in it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{CategoryCount, Topics};
use crate::language::Language;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extended {
    /// Reason: `no_words`.
    pub sentiment: Part<SentimentCourse>,
    /// Reasons: `no_times`, where no turn says when it begins; `implausible_times`, where they span more than 30 days.
    pub time: Part<TimeBreakdown>,
    /// Reason: `not_in_profile`, where no behaviors were looked for.
    pub interruptions: Part<Interruptions>,
    pub language: Languages,
    /// Of the profile's categories, spoken of or not.
    pub categories: Vec<CategoryCount>,
    /// Reason: `not_in_profile`.
    pub topics: Part<Topics>,
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part<T> {
    pub value: Option<T>,
    pub reason: Option<Cow<'static, str>>,
}

impl<T> Part<T> {
    pub(crate) const fn of(value: T) -> Self {
        Self { value: Some(value), reason: None }
    }

    pub(crate) const fn none(reason: &'static str) -> Self {
        Self { value: None, reason: Some(Cow::Borrowed(reason)) }
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { value: None, reason: None }
    }
}

/// How sentiment went. A turn counts by the time it took where every turn has both times, else by its words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SentimentCourse {
    pub weighted_by: Weighting,
    /// Weighted mean of the turns, in ten-thousandths.
    pub mean: i64,
    /// Whole percents of the weight, which sum to 100 (largest remainder).
    pub percents: Buckets,
    /// The weights behind them.
    pub weights: Buckets,
    /// Ten, as long as each other but for rounding, which cover the whole.
    pub slices: Vec<Slice>,
    /// Reason: `too_few_slices`, with fewer than five that have a score.
    pub trend: Part<Trend>,
    /// Weighted means by speaker, in ten-thousandths; `None` where all they say has no words.
    pub speakers: Vec<Option<i64>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// Milliseconds; slices are of time.
    Duration,
    /// Words; slices are of turns.
    #[default]
    Words,
}

/// By sentiment: −1 ≤ very negative < −.6 ≤ negative < −.2 ≤ neutral < .2 ≤ positive < .6 ≤ very positive ≤ 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buckets {
    pub very_negative: i64,
    pub negative: i64,
    pub neutral: i64,
    pub positive: i64,
    pub very_positive: i64,
}

impl Buckets {
    pub(crate) const fn from_array(of: [i64; 5]) -> Self {
        let [very_negative, negative, neutral, positive, very_positive] = of;
        Self { very_negative, negative, neutral, positive, very_positive }
    }
}

/// A tenth of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Weighted mean in ten-thousandths; `None` where nothing was said.
    pub score: Option<i64>,
    /// Included: milliseconds on the conversation's own clock, or positions of turns.
    pub start: i64,
    /// Excluded.
    pub end: i64,
    /// Turns with words that begin in it, estimated where a conversation is so long that some share a bin of 1,024.
    pub turns: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    pub direction: Direction,
    /// Millionths of the score per slice: the Theil–Sen estimate.
    pub slope: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Flat,
    Down,
}

/// Who spoke when: five parts in milliseconds, which sum to the duration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeBreakdown {
    /// From the first beginning to the last end.
    pub duration: i64,
    /// One professional speaks and nobody else.
    pub agent: i64,
    /// One client speaks and nobody else.
    pub customer: i64,
    /// One person of unknown side speaks and nobody else.
    pub other: i64,
    pub silence: i64,
    /// Two people or more speak at once.
    pub cross_talk: i64,
    /// What each speaker spoke, alone or not.
    pub speakers: Vec<i64>,
    /// What was spoken in turns that name nobody; they count as one person.
    pub unnamed: i64,
    /// What the people of a side spoke, alone or not, added up.
    pub sides: SpokenBySide,
    /// Turns that do not say when they end: as long as their words take at 2.6 a second, or to the next turn's
    /// beginning.
    pub estimated_turns: u64,
    /// Turns that came more than 4,096 turns too late to be put in order, and lost what lay before.
    pub clipped_turns: u64,
    /// Turns that do not say when they begin, and are left out.
    pub untimed_turns: u64,
}

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenBySide {
    pub agent: i64,
    pub customer: i64,
    pub other: i64,
}

/// Turns in which somebody interrupts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interruptions {
    pub count: u64,
    /// Milliseconds that both spoke, over the interruptions whose times say so; `None` where none does.
    pub overlap: Option<i64>,
    /// Those who interrupt, by position.
    pub speakers: Vec<Interrupter>,
    /// Positions of the turns in the input: the first 50.
    pub turns: Vec<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupter {
    /// `None`: the turns that name nobody.
    pub speaker: Option<usize>,
    pub count: u64,
    /// As in [`Interruptions::overlap`].
    pub overlap: Option<i64>,
    /// Whose turns were cut into: the first 20 people, by first interruption.
    pub interrupted: Vec<Interrupted>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// `None`: somebody whom the turn does not name.
    pub speaker: Option<usize>,
    pub count: u64,
}

/// Which languages were spoken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages {
    /// The one that turns with at least half of all words show.
    pub language: Option<Language>,
    /// Its share of all words, in millionths.
    pub share: Option<i64>,
    /// Those that turns show by themselves, most words first.
    pub languages: Vec<LanguageShare>,
    /// Of turns that show no language by themselves.
    pub undetermined_turns: u64,
    pub undetermined_words: u64,
    /// Each speaker's, found like the conversation's.
    pub speakers: Vec<Option<Language>>,
    /// Why there is no language: `no_words`, or `undetermined` where none has half of the words.
    pub reason: Option<Cow<'static, str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageShare {
    pub code: Language,
    pub turns: u64,
    pub words: u64,
}
