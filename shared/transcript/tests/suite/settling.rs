//! Which format an input is taken for.

use transcript::{Format, Hint, Reader, Unsupported};

use crate::reading::{Outcome, inputs, problem, read, read_as, read_every_way, read_with};

/// A reader may be handed to another thread.
const fn is_send<T: Send>() {}
const _: () = is_send::<Reader>();

const TURN: &str = r#"{"input":"a"}"#;

fn settled(content_type: &str, file_name: &str, bytes: &[u8]) -> Outcome {
    read_every_way(Hint { content_type: Some(content_type), file_name: Some(file_name) }, bytes)
}

#[test]
fn content_decides_where_the_hint_says_nothing() {
    let pretty = "{\n  \"talk_turns\": [\n    {\"input\": \"a\"}\n  ]\n}\n";
    for (text, format) in [
        (format!("[{TURN}]"), Format::TurnArray),
        (format!(" \n[{TURN}]"), Format::TurnArray),
        (format!("{TURN}\n{TURN}\n"), Format::Ndjson),
        (format!("\n\n{TURN}\n"), Format::Ndjson),
        (TURN.to_owned(), Format::Ndjson),
        (format!("{{\"talk_turns\":[{TURN}]}}"), Format::Request),
        (format!("{{\"input\":\"behind\",\"talk_turns\":[{TURN}]}}"), Format::Request),
        (pretty.to_owned(), Format::Request),
        ("WEBVTT\n\n00:01.0 --> 00:02.0\na\n".to_owned(), Format::WebVtt),
    ] {
        for (content_type, name) in [("application/octet-stream", "upload"), ("", ""), ("text/plain", "notes.txt")] {
            for text in [text.clone(), format!("\u{FEFF}{text}")] {
                let outcome = settled(content_type, name, text.as_bytes());
                assert_eq!(outcome.problem, None, "{text}");
                assert!(!outcome.turns.is_empty(), "{text}");
                if text.len() > 16 {
                    assert_eq!(outcome.format, Some(format), "{text}");
                }
            }
        }
    }
}

#[test]
fn json_may_be_any_of_its_formats_but_lines_only_if_the_first_is_a_turn() {
    let json = |text: &str| settled("application/json", "", text.as_bytes());
    assert_eq!(inputs(&json(&format!("{TURN}\n{TURN}"))), ["a", "a"]);
    assert_eq!(problem(&json("{\"a\":1}\n{\"a\":2}")).0, "talk_turns_missing");
    assert_eq!(problem(&json("{\"input\":\"a\",\n\"b\":1}\n")).0, "talk_turns_missing");
    assert_eq!(problem(&json("WEBVTT\n")).0, "json_syntax");
}

#[test]
fn a_settled_format_is_not_second_guessed() {
    let bytes = format!("[{TURN}]");
    assert_eq!(problem(&settled("text/vtt", "a.json", bytes.as_bytes())).0, "vtt_signature");
    assert_eq!(problem(&settled("", "a.jsonl", bytes.as_bytes())).0, "wrong_type");
    let request = read_with(Reader::of(Format::Request), TURN.as_bytes(), &[3]);
    assert_eq!(problem(&request).0, "talk_turns_missing");
    assert_eq!(problem(&read_with(Reader::of(Format::Request), bytes.as_bytes(), &[3])).0, "wrong_type");
    assert_eq!(problem(&read_with(Reader::of(Format::TurnArray), TURN.as_bytes(), &[3])).0, "wrong_type");
}

#[test]
fn what_nobody_can_read_is_refused() {
    for text in ["hello there, how are you", "WEB", "<html>", "a", "\u{0}\u{1}\u{2}\u{3}", "%PDF-1.7"] {
        assert_eq!(problem(&settled("", "", text.as_bytes())).0, "format_unknown", "{text}");
    }
    assert_eq!(problem(&read(b"\xff\xfeW\0E\0B\0")).0, "format_unknown");
    assert_eq!(problem(&read(b"\xff\xfe\0\0W\0\0\0")).0, "encoding_unsupported");
    let hint = Hint { content_type: Some("audio/wav"), file_name: None };
    assert_eq!(Reader::new(hint).err(), Some(Unsupported::Audio));
    assert_eq!(Reader::members_only(hint).err(), Some(Unsupported::Audio));
}

#[test]
fn an_object_too_long_to_look_through_is_still_settled() {
    let filler = "x".repeat(9 << 20);
    let lines = format!("{{\"input\":\"a\",\"filler\":\"{filler}\"}}\n{TURN}\n");
    assert_eq!(inputs(&read_as(Hint::default(), lines.as_bytes())), ["a", "a"]);
    let request = format!("{{\"filler\":[\"{filler}\"],\"talk_turns\":[{TURN}]}}");
    assert_eq!(problem(&read(request)).0, "members_too_large");
}
