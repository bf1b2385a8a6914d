//! Long conversations and many people.

use std::fmt::Write as _;

use crate::program::{Folder, analyze, piped};

fn ndjson(turns: usize, speakers: usize) -> String {
    let mut text = String::new();
    for n in 0..turns {
        let speaker = n % speakers;
        writeln!(text, r#"{{"input":"Thank you, that was number {n}.","speaker":{{"id":"Speaker {speaker}"}}}}"#)
            .expect("a String takes everything");
    }
    text
}

#[test]
fn ten_thousand_turns_are_given_and_one_more_is_not() {
    let folder = Folder::new();
    let line = ["--include-conversation", "--profile", "counts"];
    let given = analyze(&folder.file("a.jsonl", ndjson(10_000, 2)), &line).json();
    let turns = given["conversation"]["talk_turns"].as_array().expect("a list");
    assert_eq!((turns.len(), &turns[9_999]["index"]), (10_000, &9_999.into()));
    let not_given = analyze(&folder.file("b.jsonl", ndjson(10_001, 2)), &line).json();
    assert!(not_given["conversation"].is_null());
    assert_eq!(not_given["analytics"]["conversation_analytics"]["talk_turn_count"], 10_001);
}

#[test]
fn ten_thousand_speakers() {
    let text = ndjson(12_000, 10_000);
    let document = piped(text.as_bytes(), &["--profile", "counts"]).json();
    assert_eq!(document["analytics"]["speaker_analytics"].as_array().map(Vec::len), Some(10_000));
    let ran = piped(text.as_bytes(), &["--profile", "counts", "--output", "table"]);
    let page = ran.page();
    assert!(page.contains("10,000 speakers") && page.contains("and 9,988 more"), "{page}");
    assert!(page.lines().count() < 50, "{page}");
}
