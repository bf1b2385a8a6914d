//! Ours, beside the contract's analytics: how the conversation went along, and what it was about.
//!
//! What must stay true: a member is whole or null, and `reasons` says why it is null.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::{Buckets, BySide, Direction, Language, Part, SentimentCourse, SpokenBySide, TimeBreakdown, Weighting};
use schemars::JsonSchema;
use serde::Serialize;

use super::decimal::{millionths, ten_thousandths};
use super::items;
use super::people::{People, Person};

/// Of an analysis that was made before there was such a thing.
const NOT_COMPUTED: &str = "not_computed";

/// By sentiment, as the engine counts them.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only what it looks like matters")]
#[schemars(rename = "SentimentBuckets")]
struct ByFeeling {
    very_negative: u64,
    negative: u64,
    neutral: u64,
    positive: u64,
    very_positive: u64,
}

/// By the side that speaks, as the engine counts it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only what it looks like matters")]
#[schemars(rename = "BySide")]
struct Sides {
    agent: u64,
    customer: u64,
    other: u64,
}

type Reasons = BTreeMap<&'static str, Cow<'static, str>>;

#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "ExtendedAnalytics")]
pub(super) struct Extended {
    sentiment: Option<Sentiment>,
    time: Option<Time>,
    interruptions: Option<Interruptions>,
    categories: Option<Vec<Category>>,
    topics: Option<Topics>,
    language: Option<Languages>,
    /// By member, or `sentiment.trend`: why it is null.
    reasons: Reasons,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SentimentCourse")]
struct Sentiment {
    /// −1 to 1, as all scores here.
    #[schemars(range(min = -1.0, max = 1.0))]
    mean: f64,
    /// `duration` or `words`.
    #[schemars(extend("enum" = ["duration", "words"]))]
    weighted_by: &'static str,
    /// Whole percents of the weight, summing to 100.
    #[schemars(with = "ByFeeling")]
    percent: Buckets,
    /// Milliseconds or words.
    #[schemars(with = "ByFeeling")]
    weight: Buckets,
    /// Ten spans that cover the whole.
    slices: Vec<Slice>,
    /// `up`, `flat` or `down`; null with fewer than five slices that have a score.
    #[schemars(extend("enum" = ["up", "flat", "down", null]))]
    trend: Option<&'static str>,
    /// Change of the score from one slice to the next.
    slope_per_slice: Option<f64>,
    speakers: Vec<SpeakerSentiment>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SentimentSlice")]
struct Slice {
    #[schemars(range(min = -1.0, max = 1.0))]
    score: Option<f64>,
    span: Span,
    talk_turns: u64,
}

/// Milliseconds, or positions of turns where there are no times; the end is not part of it.
#[derive(Serialize, JsonSchema)]
struct Span {
    start: i64,
    end: i64,
}

#[derive(Serialize, JsonSchema)]
struct SpeakerSentiment {
    speaker: Person,
    #[schemars(range(min = -1.0, max = 1.0))]
    mean: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SpeakingTime")]
struct Time {
    duration_ms: i64,
    agent_ms: i64,
    customer_ms: i64,
    other_ms: i64,
    silence_ms: i64,
    cross_talk_ms: i64,
    /// What each side spoke, alone or not.
    #[schemars(with = "Sides")]
    spoken_ms: SpokenBySide,
    speakers: Vec<SpeakerTime>,
    estimated_turns: u64,
    clipped_turns: u64,
    untimed_turns: u64,
}

#[derive(Serialize, JsonSchema)]
struct SpeakerTime {
    /// Null: turns that name nobody.
    speaker: Option<Person>,
    spoken_ms: i64,
}

#[derive(Serialize, JsonSchema)]
struct Interruptions {
    count: u64,
    overlap_ms: Option<i64>,
    speakers: Vec<Interrupter>,
    /// Positions of the first 50 of these turns.
    talk_turns: Vec<u64>,
}

#[derive(Serialize, JsonSchema)]
struct Interrupter {
    speaker: Option<Person>,
    count: u64,
    overlap_ms: Option<i64>,
    interrupted: Vec<Interrupted>,
}

#[derive(Serialize, JsonSchema)]
struct Interrupted {
    speaker: Option<Person>,
    count: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PhraseCategory")]
struct Category {
    name: String,
    matches: u64,
    talk_turn_count: u64,
    #[schemars(with = "Sides")]
    matches_by_side: BySide,
    /// The first turns with a match, at most ten.
    talk_turns: Vec<items::Turn>,
}

#[derive(Serialize, JsonSchema)]
struct Topics {
    suggested: Vec<Topic>,
    user: Vec<Topic>,
    /// Why nothing is suggested.
    reason: Option<Cow<'static, str>>,
}

#[derive(Serialize, JsonSchema)]
struct Topic {
    id: String,
    name: String,
    mentions: u64,
    talk_turn_count: u64,
    /// 0 to 1: of the best topic's.
    #[schemars(range(min = 0.0, max = 1.0))]
    score: f64,
    /// Positions of the first turns it was said in, at most ten.
    talk_turns: Vec<u64>,
}

#[expect(clippy::struct_field_names, reason = "the member is called like what it lists")]
#[derive(Serialize, JsonSchema)]
struct Languages {
    /// ISO 639-1, or `und`.
    language: String,
    /// Of all words.
    #[schemars(range(min = 0.0, max = 1.0))]
    share: Option<f64>,
    languages: Vec<Share>,
    undetermined_talk_turns: u64,
    undetermined_words: u64,
    speakers: Vec<SpeakerLanguage>,
    /// Why it is `und`.
    reason: Option<Cow<'static, str>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LanguageShare")]
struct Share {
    language: String,
    talk_turn_count: u64,
    words: u64,
}

#[derive(Serialize, JsonSchema)]
struct SpeakerLanguage {
    speaker: Person,
    language: String,
}

pub(super) fn code(language: Option<Language>) -> String {
    language.map_or_else(|| "und".to_owned(), |language| language.code().to_owned())
}

/// Of an analysis that was made before there was such a thing.
pub(super) fn absent() -> Extended {
    let members = ["sentiment", "time", "interruptions", "categories", "topics", "language"];
    Extended { reasons: members.map(|member| (member, NOT_COMPUTED.into())).into(), ..Extended::default() }
}

pub(super) fn extended(extended: engine::Extended, people: &People) -> Extended {
    let mut reasons = BTreeMap::new();
    let engine::Extended { sentiment, time, interruptions, language, categories, topics } = extended;
    Extended {
        sentiment: part("sentiment", sentiment, &mut reasons)
            .map(|course| self::sentiment(course, people, &mut reasons)),
        time: part("time", time, &mut reasons).map(|time| self::time(&time, people)),
        interruptions: part("interruptions", interruptions, &mut reasons).map(|i| self::interruptions(i, people)),
        categories: Some(categories.into_iter().map(category).collect()),
        topics: part("topics", topics, &mut reasons).map(self::topics),
        language: Some(languages(language, people)),
        reasons,
    }
}

fn part<T>(member: &'static str, part: Part<T>, reasons: &mut Reasons) -> Option<T> {
    if part.value.is_none() {
        reasons.insert(member, part.reason.unwrap_or(Cow::Borrowed(NOT_COMPUTED)));
    }
    part.value
}

fn sentiment(course: SentimentCourse, people: &People, reasons: &mut Reasons) -> Sentiment {
    let trend = part("sentiment.trend", course.trend, reasons);
    let slice = |slice: engine::Slice| Slice {
        score: slice.score.map(ten_thousandths),
        span: Span { start: slice.start, end: slice.end },
        talk_turns: slice.turns,
    };
    let speakers = course.speakers.into_iter().enumerate();
    Sentiment {
        mean: ten_thousandths(course.mean),
        weighted_by: match course.weighted_by {
            Weighting::Duration => "duration",
            Weighting::Words => "words",
        },
        percent: course.percents,
        weight: course.weights,
        slices: course.slices.into_iter().map(slice).collect(),
        trend: trend.map(|trend| match trend.direction {
            Direction::Up => "up",
            Direction::Flat => "flat",
            Direction::Down => "down",
        }),
        slope_per_slice: trend.map(|trend| millionths(trend.slope)),
        speakers: speakers
            .map(|(at, mean)| SpeakerSentiment { speaker: people.at(at), mean: mean.map(ten_thousandths) })
            .collect(),
    }
}

fn time(time: &TimeBreakdown, people: &People) -> Time {
    let named = time.speakers.iter().enumerate();
    let named = named.map(|(at, spoken)| SpeakerTime { speaker: Some(people.at(at)), spoken_ms: *spoken });
    let unnamed = (time.unnamed > 0).then_some(SpeakerTime { speaker: None, spoken_ms: time.unnamed });
    Time {
        duration_ms: time.duration,
        agent_ms: time.agent,
        customer_ms: time.customer,
        other_ms: time.other,
        silence_ms: time.silence,
        cross_talk_ms: time.cross_talk,
        spoken_ms: time.sides,
        speakers: named.chain(unnamed).collect(),
        estimated_turns: time.estimated_turns,
        clipped_turns: time.clipped_turns,
        untimed_turns: time.untimed_turns,
    }
}

fn interruptions(interruptions: engine::Interruptions, people: &People) -> Interruptions {
    let person = |at: Option<usize>| at.map(|at| people.at(at));
    let interrupted = |i: engine::Interrupted| Interrupted { speaker: person(i.speaker), count: i.count };
    let interrupter = |i: engine::Interrupter| Interrupter {
        speaker: person(i.speaker),
        count: i.count,
        overlap_ms: i.overlap,
        interrupted: i.interrupted.into_iter().map(interrupted).collect(),
    };
    Interruptions {
        count: interruptions.count,
        overlap_ms: interruptions.overlap,
        speakers: interruptions.speakers.into_iter().map(interrupter).collect(),
        talk_turns: interruptions.turns,
    }
}

fn category(category: engine::CategoryCount) -> Category {
    Category {
        name: category.name,
        matches: category.matches,
        talk_turn_count: category.turns,
        matches_by_side: category.by_side,
        talk_turns: category.evidence.into_iter().map(items::turn).collect(),
    }
}

fn topics(topics: engine::Topics) -> Topics {
    let topic = |topic: engine::Topic| Topic {
        id: topic.id,
        name: topic.name,
        mentions: topic.mentions,
        talk_turn_count: topic.turns,
        score: millionths(topic.score),
        talk_turns: topic.evidence,
    };
    Topics {
        suggested: topics.suggested.into_iter().map(topic).collect(),
        user: topics.user.into_iter().map(topic).collect(),
        reason: topics.reason,
    }
}

fn languages(languages: engine::Languages, people: &People) -> Languages {
    let share = |share: engine::LanguageShare| Share {
        language: code(Some(share.code)),
        talk_turn_count: share.turns,
        words: share.words,
    };
    let speakers = languages.speakers.iter().enumerate();
    Languages {
        language: code(languages.language),
        share: languages.share.map(millionths),
        languages: languages.languages.into_iter().map(share).collect(),
        undetermined_talk_turns: languages.undetermined_turns,
        undetermined_words: languages.undetermined_words,
        speakers: speakers
            .map(|(at, language)| SpeakerLanguage { speaker: people.at(at), language: code(*language) })
            .collect(),
        reason: languages.reason,
    }
}
