//! What holds for every document, checked on its serialized form: every object of it, wherever it stands.
//!
//! An object is known by its members, so that nothing has to be listed here when a part moves.

use engine::{Analytics, TurnDetections};
use model::TalkTurn;
use serde_json::{Map, Value};

/// What a number of JSON can hold exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

const MILLION: i64 = 1_000_000;

/// Every rule below, for the whole document; and that it survives storage, which no infinity and no NaN does.
#[track_caller]
pub(crate) fn makes_sense(analytics: &Analytics) {
    let text = serde_json::to_string(analytics).expect("documents are plain data");
    let read: Analytics = serde_json::from_str(&text).expect("no number is missing, as NaN and infinity would be");
    assert_eq!(&read, analytics);
    walk("", &serde_json::from_str(&text).expect("it was just read"));
}

/// The same for what was seen in one turn.
#[track_caller]
pub(crate) fn is_seen_in(turn: &TalkTurn, found: &TurnDetections) {
    assert_eq!(found.turn, turn.index);
    assert_eq!(found.sentiment.is_some(), !found.utterances.is_empty());
    assert!(found.sentiment.is_none_or(|sentiment| (-10_000..=10_000).contains(&sentiment)));
    let mut done = 0;
    for utterance in &found.utterances {
        assert!(done <= utterance.start && utterance.start < utterance.end);
        done = utterance.end;
        assert!(turn.input.get(utterance.start as usize..utterance.end as usize).is_some());
        assert!((-1.0..=1.0).contains(&utterance.sentiment));
        for detection in &utterance.detections {
            assert!(utterance.start <= detection.start && detection.end <= utterance.end);
            assert!(turn.input.get(detection.start as usize..detection.end as usize).is_some_and(|e| !e.is_empty()));
            assert!((0.0..=1.0).contains(&detection.score) && (0.0..=1.0).contains(&detection.confidence));
            assert!(detection.severity <= 4);
        }
    }
}

fn walk(path: &str, value: &Value) {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().expect("a number");
            assert!(number.is_finite() && number.abs() <= EXACT, "{path}: {number}");
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| walk(&format!("{path}/{at}"), value)),
        Value::Object(object) => {
            check(path, object);
            object.iter().for_each(|(name, value)| walk(&format!("{path}/{name}"), value));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => (),
    }
}

fn check(path: &str, object: &Map<String, Value>) {
    let has = |names: &[&str]| names.iter().all(|name| object.contains_key(*name));
    if has(&["utterance_count", "frequencies"]) {
        group(path, object);
    }
    if has(&["contributions", "score"]) {
        metric(path, object);
    }
    if has(&["calculation_type"]) {
        synchrony(path, object);
    }
    if object.len() == 2 && has(&["value", "reason"]) {
        assert!(object["value"].is_null() != object["reason"].is_null(), "{path}: either a value or why there is none");
    }
    if has(&["percents", "slices"]) {
        sentiment(path, object);
    }
    if has(&["duration", "silence"]) {
        time(path, object);
    }
    if has(&["undetermined_words"]) {
        assert!(object["language"].is_null() != object["reason"].is_null(), "{path}: a language or why there is none");
        assert_eq!(object["language"].is_null(), object["share"].is_null(), "{path}");
        assert!(within(&object["share"], MILLION / 2, MILLION), "{path}: half of the words at least");
    }
    if has(&["mentions", "score"]) {
        assert!(within(&object["score"], 0, MILLION), "{path}");
        assert!(whole(&object["turns"]) > 0 && whole(&object["mentions"]) >= whole(&object["turns"]), "{path}");
    }
    if has(&["status", "talk_turns"]) {
        item(path, object);
    }
}

fn group(path: &str, group: &Map<String, Value>) {
    let (counts, frequencies) = (table(&group["behavior_counts"]), table(&group["frequencies"]));
    assert!(counts.keys().eq(frequencies.keys()), "{path}");
    for (behavior, frequency) in frequencies {
        let frequency = frequency.as_f64().expect("a frequency");
        assert!(frequency > 0.0 && frequency <= 1.0, "{path}: {behavior} {frequency}");
    }
    let utterances = whole(&group["utterance_count"]);
    let felt = table_or_none(&group["sentiment"]);
    assert_eq!(felt.is_none(), utterances == 0, "{path}: sentiment of something that was said");
    if let Some(felt) = felt {
        assert_eq!(sum(felt, &["positive", "neutral", "negative"]), utterances, "{path}");
        assert!(within(&felt["mean"], -10_000, 10_000), "{path}");
    }
}

fn metric(path: &str, metric: &Map<String, Value>) {
    let contributions = metric["contributions"].as_array().expect("a list");
    let weights: i64 = contributions.iter().map(|part| whole(&part["weight"])).sum();
    if let Some(score) = metric["score"].as_i64() {
        assert_eq!(score, MILLION / 2 + weights, "{path}: contributions sum to score − .5");
        assert!((0..=MILLION).contains(&score), "{path}: {score}");
    } else {
        let has_reason = metric["reason"].as_str().is_some_and(|reason| !reason.is_empty());
        assert!(has_reason && contributions.is_empty(), "{path}: no score has a reason, and no parts");
    }
    let unit = metric.get("unit").and_then(Value::as_str);
    let value = metric.get("value").and_then(Value::as_i64);
    assert_eq!(unit.is_some(), value.is_some(), "{path}: a value has a unit");
    let (least, most) = match unit {
        Some("share" | "share_of_time" | "share_of_words") => (0, MILLION),
        Some("one_to_five") => (MILLION, 5 * MILLION),
        _ => (0, i64::MAX),
    };
    assert!(value.is_none_or(|value| (least..=most).contains(&value)), "{path}: {value:?}");
}

fn synchrony(path: &str, score: &Map<String, Value>) {
    assert!(within(&score["score"], 0, MILLION), "{path}");
    let measured = ["measured", "measured_in_part"].map(Value::from).contains(&score["reason"]);
    assert_eq!(measured, !score["score"].is_null(), "{path}: a score or why there is none");
    assert_ne!(score["identifier_one"], score["identifier_two"], "{path}: nobody goes together with themselves");
}

fn sentiment(path: &str, course: &Map<String, Value>) {
    const BUCKETS: [&str; 5] = ["very_negative", "negative", "neutral", "positive", "very_positive"];
    assert_eq!(sum(table(&course["percents"]), &BUCKETS), 100, "{path}");
    assert!(sum(table(&course["weights"]), &BUCKETS) > 0, "{path}");
    assert!(within(&course["mean"], -10_000, 10_000), "{path}");
    let slices = course["slices"].as_array().expect("a list");
    assert_eq!(slices.len(), 10, "{path}");
    assert!(slices.windows(2).all(|two| two[0]["end"] == two[1]["start"]), "{path}: slices cover the whole");
    assert!(slices.iter().all(|slice| within(&slice["score"], -10_000, 10_000)), "{path}");
    let speakers = course["speakers"].as_array().expect("a list");
    assert!(speakers.iter().all(|mean| within(mean, -10_000, 10_000)), "{path}");
}

fn time(path: &str, time: &Map<String, Value>) {
    let parts = ["agent", "customer", "other", "silence", "cross_talk"];
    assert_eq!(sum(time, &parts), whole(&time["duration"]), "{path}: parts sum to the duration");
    assert!(parts.iter().all(|part| whole(&time[*part]) >= 0), "{path}");
    let speakers = time["speakers"].as_array().expect("a list");
    let spoken: i64 = speakers.iter().chain([&time["unnamed"]]).map(whole).sum();
    assert_eq!(sum(table(&time["sides"]), &["agent", "customer", "other"]), spoken, "{path}: sides are their people");
    assert!(speakers.iter().all(|spoken| within(spoken, 0, whole(&time["duration"]))), "{path}");
}

fn item(path: &str, item: &Map<String, Value>) {
    assert!(within(&item["status"], 0, 3) && within(&item["reason"], 1, 14), "{path}");
    let turns = item["talk_turns"].as_array().expect("a list");
    assert!((turns.len() as u64) <= item["talk_turns_total"].as_u64().expect("a number").min(50), "{path}");
    for id in ["id", "detection_id", "pattern_detector_id"] {
        let id = item[id].as_str().expect("an id");
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {id}");
    }
}

fn table(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn table_or_none(value: &Value) -> Option<&Map<String, Value>> {
    (!value.is_null()).then(|| table(value))
}

fn whole(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

/// Null, or a whole number from `least` to `most`.
fn within(value: &Value, least: i64, most: i64) -> bool {
    value.is_null() || (least..=most).contains(&whole(value))
}

fn sum(of: &Map<String, Value>, members: &[&str]) -> i64 {
    members.iter().map(|member| whole(&of[*member])).sum()
}
