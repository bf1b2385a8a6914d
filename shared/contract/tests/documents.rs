//! Whole documents of short transcripts, as files to be read in review; `WRITE_GOLDENS=1` writes them anew.
//!
//! What must stay true of each: what is printed adds up as it is printed. Members stand in the order in which they are
//! written, several on a line where they fit.

#[path = "documents/layout.rs"]
mod layout;
#[path = "documents/transcripts.rs"]
mod transcripts;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use contract::{API_VERSION, Diagnostics, Head, Options, Response, raw};
use engine::{Analysis, Engine, Profile};
use model::TalkTurn;
use serde_json::{Map, Value};

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| Arc::new(Engine::new()));

struct Case {
    name: &'static str,
    turns: Vec<TalkTurn>,
    profile: &'static str,
    options: Options,
    user_metadata: Option<&'static str>,
}

/// A session with roles and times, in which somebody is cut short and somebody may be in danger.
fn coaching() -> Case {
    Case {
        name: "coaching",
        turns: transcripts::coaching(),
        profile: transcripts::COACHING_PROFILE,
        options: Options::default(),
        user_metadata: Some(r#"{"session":3}"#),
    }
}

/// A call with roles and cues' times, by a profile with categories and a topic of its own.
fn support_call() -> Case {
    let (turns, profile) = (transcripts::support_call(), transcripts::SUPPORT_PROFILE);
    Case { name: "support_call", turns, profile, options: Options::default(), user_metadata: None }
}

/// Three people without roles and without times; the turns are shown.
fn meeting() -> Case {
    let (turns, profile) = (transcripts::meeting(), transcripts::MEETING_PROFILE);
    let options = Options { include_conversation: true, include_diagnostics: true, ..Options::default() };
    Case { name: "meeting", turns, profile, options, user_metadata: None }
}

/// The document as it is sent.
fn written(case: &Case) -> String {
    let profile = Arc::new(Profile::parse("test.toml", case.profile).expect("a sound profile"));
    let read = engine::Options { profile: Arc::clone(&profile), ..engine::Options::default() };
    let mut analysis = Analysis::new(Arc::clone(&ENGINE), read);
    for turn in &case.turns {
        assert!(!analysis.push(turn.clone()), "a few turns are no block");
    }
    let found = analysis.read().expect("few speakers");
    let user_metadata = case.user_metadata.and_then(|metadata| raw(metadata.as_bytes()));
    let head = Head {
        id: Some("00000000-0000-7000-8000-000000000001"),
        user_metadata: user_metadata.as_deref(),
        api_version: API_VERSION,
        conversation_id: Some(case.name),
        created_at: 1_767_225_600,
    };
    let mut response = Response::begin(&head, &case.options).expect("plain data");
    for record in analysis.finish().into_records() {
        response.record(record).expect("plain data");
    }
    let utterances = found.iter().map(|(_, found)| found.utterances.len() as u64).sum();
    let diagnostics = Diagnostics {
        // The engine's own changes with every rule.
        engine_version: "fixed",
        profile: profile.name(),
        profile_version: Some(1),
        // As the default profile's.
        profile_digest: Some("fixed"),
        input_format: Some("test"),
        talk_turns: found.len() as u64,
        utterances,
    };
    if case.options.include_conversation {
        for (turn, found) in found {
            response.turn(turn, found).expect("plain data");
        }
    }
    let diagnostics = case.options.include_diagnostics.then_some(&diagnostics);
    let bytes = response.end(case.options.include_conversation, diagnostics).expect("plain data");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

#[track_caller]
fn is_golden(case: &Case) {
    let document = written(case);
    let laid_out = layout::lay_out(&document);
    assert_eq!(parsed(&laid_out), parsed(&document), "laying it out changes nothing");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(case.name).with_extension("json");
    if std::env::var_os("WRITE_GOLDENS").is_some() {
        return std::fs::write(path, laid_out).expect("a golden file can be written");
    }
    let expected = std::fs::read_to_string(path).expect("a golden file");
    for (line, (expected, found)) in expected.lines().zip(laid_out.lines()).enumerate() {
        assert_eq!(found, expected, "{}, line {}", case.name, line + 1);
    }
    assert_eq!(laid_out, expected, "{}", case.name);
}

fn parsed(document: &str) -> Value {
    serde_json::from_str(document).expect("a document is JSON")
}

#[test]
fn a_coaching_session() {
    is_golden(&coaching());
}

#[test]
fn a_support_call() {
    is_golden(&support_call());
}

#[test]
fn a_meeting() {
    is_golden(&meeting());
}

#[test]
fn what_is_printed_adds_up_as_it_is_printed() {
    for case in [coaching(), support_call(), meeting()] {
        let mut sums = Sums::default();
        sums.walk(&parsed(&written(&case)));
        assert!(sums.scores >= 6, "{}: {sums:?}", case.name);
        assert_eq!(sums.times, u32::from(case.name != "meeting"), "{}", case.name);
        assert_eq!(sums.percents, 1, "{}", case.name);
    }
}

/// How many sums were seen to be right.
#[derive(Debug, Default)]
struct Sums {
    /// With contributions.
    scores: u32,
    times: u32,
    percents: u32,
}

impl Sums {
    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| self.walk(value)),
            Value::Object(object) => {
                self.check(object);
                object.values().for_each(|value| self.walk(value));
            }
            _ => (),
        }
    }

    fn check(&mut self, object: &Map<String, Value>) {
        if let Some(contributing) = object.get("contributing_behaviors").and_then(Value::as_array) {
            let parts = contributing.iter().map(|part| decimal(&part["weight_on_score"]));
            let sum: i64 = parts.sum();
            let score = &object["score"];
            assert_eq!(if score.is_null() { 0 } else { decimal(score) - 500_000 }, sum, "{object:?}");
            self.scores += u32::from(!contributing.is_empty());
        }
        if let Some(duration) = object.get("duration_ms") {
            let parts = ["agent_ms", "customer_ms", "other_ms", "silence_ms", "cross_talk_ms"];
            assert_eq!(sum(object, &parts), decimal(duration));
            self.times += 1;
        }
        if let Some(percent) = object.get("percent").and_then(Value::as_object) {
            let buckets = ["very_negative", "negative", "neutral", "positive", "very_positive"];
            assert_eq!(sum(percent, &buckets), 100_000_000);
            self.percents += 1;
        }
    }
}

fn sum(object: &Map<String, Value>, members: &[&str]) -> i64 {
    members.iter().map(|member| decimal(&object[*member])).sum()
}

/// A number's digits in millionths: what a reader with pencil and paper would add.
fn decimal(number: &Value) -> i64 {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 6, "{text} has more than six decimals");
    let millionths = format!("{whole}{fraction:0<6}");
    sign * millionths.parse::<i64>().expect("digits")
}
