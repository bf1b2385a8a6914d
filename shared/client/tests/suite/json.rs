//! The document is the contract's, byte for byte.

use std::sync::Arc;

use contract::{API_VERSION, Diagnostics, Head, Options, Response};
use engine::{Analysis, BuiltIn, Engine};
use model::TalkTurn;
use serde_json::Value;

use crate::program::{Folder, analyze, golden, is_golden, piped, turns};
use crate::writers;

/// What the contract says of these turns.
fn response(turns: Vec<TalkTurn>, head: &Head<'_>, options: &Options) -> String {
    let (count, engine) = (turns.len() as u64, Arc::new(Engine::new()));
    let profile = engine.built_in(BuiltIn::Default);
    let mut analysis = Analysis::new(Arc::clone(&engine), options.engine(Arc::clone(&profile)));
    let mut read = Vec::new();
    for turn in turns {
        if analysis.push(turn) {
            read.extend(analysis.read().expect("few speakers"));
        }
    }
    read.extend(analysis.read().expect("few speakers"));
    let analytics = analysis.finish();
    let utterances = analytics.conversation.utterance_count;
    let mut response = Response::begin(head, options).expect("a head can be written");
    for record in analytics.into_records() {
        response.record(record).expect("a record can be written");
    }
    if options.include_conversation {
        for (turn, found) in read {
            response.turn(turn, found).expect("a turn can be written");
        }
    }
    let diagnostics = options.include_diagnostics.then(|| Diagnostics {
        engine_version: Engine::version(),
        profile: "default",
        profile_version: None,
        profile_digest: Some(profile.version()),
        input_format: Some("ndjson"),
        talk_turns: count,
        utterances,
    });
    let document = response.end(options.include_conversation, diagnostics.as_ref()).expect("an end can be written");
    String::from_utf8(document).expect("JSON is UTF-8") + "\n"
}

fn created_at(document: &str) -> i64 {
    let document: Value = serde_json::from_str(document).expect("JSON");
    document["created_at"].as_i64().expect("Unix seconds")
}

fn head(created_at: i64) -> Head<'static> {
    Head { id: None, user_metadata: None, api_version: API_VERSION, conversation_id: None, created_at }
}

/// Of several blocks.
fn long() -> Vec<TalkTurn> {
    let said = ["How did that feel?", "I am so sorry. Thank you!", "We could call them tomorrow.", "", "No, I won't."];
    turns((0..2_500).map(|n| (["a", "b", "c"][n % 3], said[n % 5])))
}

#[test]
fn it_is_what_the_contract_writes() {
    let folder = Folder::new();
    let file = folder.file("a.jsonl", (writers::ALL[2].write)(&long()));
    let ran = analyze(&file, &[]);
    assert!(ran.code == Some(0) && ran.out == response(long(), &head(created_at(&ran.out)), &Options::default()));
    let options = Options {
        include_conversation: true,
        include_tips: true,
        include_suggestions: true,
        include_definitions: true,
        include_diagnostics: true,
        confidence_threshold: Some(0.4),
        max_behaviors: Some(2),
        ..Options::default()
    };
    let mut line: Vec<_> = ["conversation", "tips", "suggestions", "definitions", "diagnostics"]
        .iter()
        .map(|what| format!("--include-{what}"))
        .collect();
    line.extend(["--confidence-threshold=0.4".to_owned(), "--max-behaviors=2".to_owned(), "--output=json".to_owned()]);
    let line: Vec<_> = line.iter().map(String::as_str).collect();
    let ran = analyze(&file, &line);
    assert!(ran.code == Some(0) && ran.out == response(long(), &head(created_at(&ran.out)), &options));
}

#[test]
fn a_request_has_its_own_id_metadata_and_options() {
    let document = br#"{"talk_turns":[{"input":"Hello. How are you? Thank you."}],"user_metadata":{"a" :1.00},
        "conversation_id":"x","include_conversation":true,"max_behaviors":0}"#;
    let ran = piped(document, &[]);
    assert!(ran.out.starts_with(r#"{"id":null,"user_metadata":{"a" :1.00},"api_version":"v1","conversation_id":"x","#));
    assert_eq!(ran.json()["analytics"]["conversation_analytics"]["behavior_counts"], serde_json::json!({}));
    let overruled = piped(document, &["--max-behaviors", "9"]).json();
    assert_ne!(overruled["analytics"]["conversation_analytics"]["behavior_counts"], serde_json::json!({}));
    assert_eq!(overruled["conversation"]["talk_turns"].as_array().map(Vec::len), Some(1));
}

#[test]
fn other_formats_have_neither_id_nor_metadata() {
    let document = piped(b"Ada: Hello.\nBen: Hello.\n", &[]).json();
    for absent in ["id", "user_metadata", "conversation_id", "conversation"] {
        assert!(
            document.as_object().expect("an object").contains_key(absent) && document[absent].is_null(),
            "{absent}"
        );
    }
}

#[test]
fn the_profile_decides_what_is_looked_for() {
    let document = piped(b"Ada: Thank you.\nBen: You are welcome.\n", &["--profile", "counts"]).json();
    let whole = &document["analytics"]["conversation_analytics"];
    assert_eq!(whole["behavior_counts"], serde_json::json!({}));
    assert_eq!(whole["metrics"]["empathy"]["reason"], "not_in_profile");
    assert_eq!(whole["talk_turn_count"], 2);
}

#[test]
fn a_profile_of_ones_own_is_a_file() {
    let folder = Folder::new();
    let profile = folder.file(
        "mine.toml",
        "name = \"mine\"\nextends = \"default\"\nallow_tips = false\n\n[behaviors]\ndeactivate = [\"gratitude\"]\n",
    );
    let line = ["--profile", profile.to_str().expect("UTF-8"), "--include-conversation", "--include-tips"];
    let document = piped(b"Ada: Good morning. Thank you.\nBen: You are welcome.\n", &line).json();
    let counts = &document["analytics"]["conversation_analytics"]["behavior_counts"];
    assert!(counts["gratitude"].is_null() && !counts["greeting"].is_null(), "{counts}");
    let behaviors = &document["conversation"]["talk_turns"][0]["behavior_detections"][0]["behaviors"];
    assert!(behaviors[0]["name"].is_string() && behaviors[0]["tip"].is_null(), "{behaviors}");
}

#[test]
fn pretty_is_the_same_document() {
    let file = golden("check_in.json");
    let (plain, pretty) =
        (analyze(&file, &["--include-conversation"]), analyze(&file, &["--include-conversation", "--pretty"]));
    let without_time = |mut document: Value| {
        document["created_at"] = Value::Null;
        document
    };
    assert_eq!(without_time(plain.json()), without_time(pretty.json()));
    assert!(plain.out.lines().count() == 1 && pretty.out.lines().count() > 100);
}

#[test]
fn the_smallest_document_as_it_is_laid_out() {
    let folder = Folder::new();
    let profile = folder.file("few.toml", "name = \"few\"\n\n[behaviors]\nactivate = [\"courtesy and style\"]\n");
    let profile = profile.to_str().expect("UTF-8");
    let line = ["--pretty", "--include-conversation", "--format", "text", "--profile", profile];
    let ran = piped(b"Good morning. How are you?\nFine, thank you.\n", &line);
    let found = ran.out.replace(&format!("\"created_at\": {}", created_at(&ran.out)), "\"created_at\": 0");
    is_golden("nobody.document.json", &found);
}
