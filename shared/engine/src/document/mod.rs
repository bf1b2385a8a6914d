//! What an analysis comes to. These types are also the stored result, so they carry serde; what a
//! vendor's API shows is converted from them at its edge.

pub(crate) mod extended;
mod items;
mod metric;
pub(crate) mod synchrony;
mod topics;

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::TalkTurn;
use serde::{Deserialize, Serialize};

pub(crate) use extended::{
    Buckets, Direction, Extended, Interrupted, Interrupter, Interruptions, LanguageShare, Languages, Part,
    SentimentCourse, Slice, TimeBreakdown, Trend, Weighting,
};
pub use items::{BySide, CategoryCount, Item, Lists, Owner, TurnRef, reason, status};
pub use metric::{Contribution, Influence, Metric, MetricGroup, MetricGroups, Metrics};
pub use synchrony::SynchronyScore;
pub use topics::{Topic, Topics};

use crate::language::Language;

/// A behavior's name, exactly as in the taxonomy.
pub type BehaviorName = Cow<'static, str>;

/// One talk turn's part of the result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TurnDetections {
    /// Position of the turn in the input, from 0.
    pub turn: u64,
    /// Mean of the utterances' sentiment, weighted by words, in ten-thousandths; `None` without words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<i64>,
    /// What the turn shows by itself; where it shows none, [`crate::resolve_language`] says whose holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    pub utterances: Vec<Utterance>,
}

impl TurnDetections {
    pub(crate) fn new(turn: &TalkTurn, language: Option<Language>, utterances: Vec<Utterance>) -> Self {
        let (mut words, mut sum) = (0, 0);
        for utterance in &utterances {
            let text = &turn.input[utterance.start as usize..utterance.end as usize];
            let weight = text.split_whitespace().map(|_| 1).sum::<i64>();
            words += weight;
            sum += weight * utterance.ten_thousandths();
        }
        let sentiment = (words > 0).then(|| rounded(sum, words));
        Self { turn: turn.index, sentiment, language, utterances }
    }
}

impl Utterance {
    /// Its sentiment.
    pub(crate) fn ten_thousandths(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "sentiment is between −1 and 1")]
        let ten_thousandths = (self.sentiment * 10_000.0).round() as i64;
        ten_thousandths
    }
}

/// The nearest whole quotient, halves away from zero.
pub(crate) fn rounded(sum: i64, count: i64) -> i64 {
    (sum.abs() + count / 2) / count * sum.signum()
}

/// Roughly one sentence or clause of a turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    /// Byte range in the turn's `input`; always on character boundaries.
    pub start: u32,
    pub end: u32,
    /// −1 to 1: half VADER's compound score, half what the emotions' heads say, less for questions and formulas of
    /// politeness. Where no behaviors are looked for, VADER's compound score takes the place of both halves.
    pub sentiment: f64,
    /// Best score first, then by name.
    pub detections: Vec<Detection>,
}

/// One behavior seen in one utterance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    pub behavior: BehaviorName,
    /// Decision score, 0 to 1, where 0.5 is the threshold.
    pub score: f64,
    /// Calibrated probability, 0 to 1.
    pub confidence: f64,
    /// 0 none; 1 to 4 for safety behaviors only.
    pub severity: u8,
    /// The evidence: byte range in the turn's `input`.
    pub start: u32,
    pub end: u32,
    pub source: Source,
}

/// What a detection rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Rule,
    Head,
}

/// The whole analysis but for the turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analytics {
    /// By first appearance.
    pub speakers: Vec<SpeakerAnalytics>,
    /// By first appearance.
    pub roles: Vec<RoleAnalytics>,
    pub conversation: Group,
    /// Of the most talkative speakers, pair by pair. Empty in what was stored before there was any, as the next.
    #[serde(default)]
    pub synchrony: Vec<SynchronyScore>,
    #[serde(default)]
    pub extended: Extended,
}

/// A piece of an [`Analytics`], small enough to be written and read by itself: speakers, then roles, then the
/// conversation, then the rest. A stored result of before there was any more ends with the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    Speaker(SpeakerAnalytics),
    Role(RoleAnalytics),
    Conversation(Group),
    Synchrony(Vec<SynchronyScore>),
    Extended(Box<Extended>),
}

impl Analytics {
    pub fn into_records(self) -> impl Iterator<Item = Record> {
        let Self { speakers, roles, conversation, synchrony, extended } = self;
        let speakers = speakers.into_iter().map(Record::Speaker);
        let roles = roles.into_iter().map(Record::Role);
        let whole = [Record::Conversation(conversation), Record::Synchrony(synchrony)];
        speakers.chain(roles).chain(whole).chain([Record::Extended(Box::new(extended))])
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpeakerAnalytics {
    pub id: Option<String>,
    pub role: Option<String>,
    pub group: Group,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleAnalytics {
    pub role: String,
    pub group: Group,
}

/// What is counted alike for a speaker, a role and the conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub utterance_count: u64,
    pub talk_turn_count: u64,
    /// Detections by behavior; a behavior never seen has no entry.
    pub behavior_counts: BTreeMap<BehaviorName, u64>,
    /// Count over utterances of this group; the same keys.
    pub frequencies: BTreeMap<BehaviorName, f64>,
    pub metrics: Metrics,
    /// `None` without utterances.
    pub sentiment: Option<Sentiment>,
    /// Empty in what was stored before there were any.
    #[serde(default)]
    pub lists: Lists,
}

/// Sentiment over a group's utterances, positive from 0.2 on and negative below −0.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentiment {
    /// Mean over utterances, in ten-thousandths.
    pub mean: i64,
    pub positive: u64,
    pub neutral: u64,
    pub negative: u64,
}
