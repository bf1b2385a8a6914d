//! A turn that cannot be read, in an input that can be read on.

use transcript::{Hint, Reader};

use crate::reading::{Outcome, read_into};

/// What is left, by index, and what is left out: code, line, pointer, turn.
type Found = (Vec<(u64, String)>, Vec<(&'static str, Option<u64>, Option<String>, Option<u64>)>);

fn tolerate(file_name: &str, text: &str) -> Found {
    let hint = Hint { content_type: None, file_name: Some(file_name) };
    let read = |size| read_into(Outcome::tolerant(), Reader::new(hint).expect("readable"), text.as_bytes(), &[size]);
    let whole = read(usize::MAX);
    for size in [1, 2, 7] {
        let pieces = read(size);
        assert_eq!((&pieces.turns, &pieces.broken), (&whole.turns, &whole.broken), "in pieces of {size}");
    }
    assert_eq!(whole.problem, None, "{text}");
    let turns = whole.turns.into_iter().map(|turn| (turn.index, turn.input)).collect();
    let broken = whole.broken.into_iter().map(|problem| (problem.code, problem.line, problem.pointer, problem.turn));
    (turns, broken.collect())
}

fn left(turns: &[(u64, &str)]) -> Vec<(u64, String)> {
    turns.iter().map(|(index, text)| (*index, (*text).to_owned())).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "compared with a problem's pointer")]
fn at(pointer: &str) -> Option<String> {
    Some(pointer.to_owned())
}

#[test]
fn a_bad_line_of_ndjson_ends_with_its_line() {
    let text = "{\"input\":\"a\"}\n{\"input\":1}\n{\"input\":\"b\nnonsense ] } \"\n[1]\n{\"x\":[{\"input\":\n\n{\"input\":\"c\"}\r\n{\"input\":\"cut";
    let (turns, broken) = tolerate("a.jsonl", text);
    assert_eq!(turns, left(&[(0, "a"), (6, "c")]));
    assert_eq!(
        broken,
        [
            ("wrong_type", Some(2), at("/input"), Some(1)),
            ("json_syntax", Some(3), at("/input"), Some(2)),
            ("json_syntax", Some(4), None, Some(3)),
            ("wrong_type", Some(5), None, Some(4)),
            ("line_incomplete", Some(6), None, Some(5)),
            ("json_truncated", Some(9), at("/input"), Some(7)),
        ]
    );
}

#[test]
fn a_line_of_any_length_is_passed_over() {
    let text = format!("{{\"input\":\"a\"}}\n{{\"input\":\"{}\"}}\n{{\"input\":\"b\"}}\n", "x".repeat(5 << 20));
    let hint = Hint { content_type: None, file_name: Some("a.ndjson") };
    let reader = Reader::new(hint).expect("readable");
    let outcome = read_into(Outcome::tolerant(), reader, text.as_bytes(), &[65_536]);
    assert_eq!(outcome.problem, None);
    assert_eq!(outcome.turns.iter().map(|turn| turn.index).collect::<Vec<_>>(), [0, 2]);
    assert_eq!((outcome.broken[0].code, outcome.broken[0].line), ("turn_too_long", Some(2)));
}

#[test]
fn a_bad_element_ends_with_itself() {
    let bad = r#"17,{"input":{"a":[{}]},"x":1},{"x":[{"input":"no"}]},["a"],null,{"input":"d","input":"e","speaker":{"id":[]}}"#;
    for (text, before) in [
        (format!(r#"[{{"input":"a"}},{bad},{{"input":"b"}}]"#), ""),
        (format!(r#"{{"m":[1],"talk_turns":[{{"input":"a"}},{bad},{{"input":"b"}}],"z":1}}"#), "/talk_turns"),
    ] {
        let (turns, broken) = tolerate("a.json", &text);
        assert_eq!(turns, left(&[(0, "a"), (7, "b")]));
        let expected = [
            ("wrong_type", "/1", 1),
            ("wrong_type", "/2/input", 2),
            ("input_missing", "/3", 3),
            ("wrong_type", "/4", 4),
            ("wrong_type", "/5", 5),
            ("member_doubled", "/6/input", 6),
        ];
        let expected =
            expected.map(|(code, pointer, turn)| (code, Some(1), at(&format!("{before}{pointer}")), Some(turn)));
        assert_eq!(broken, expected);
    }
}

#[test]
fn a_bad_element_of_a_service_ends_with_itself() {
    let bad = r#"{"start":[],"text":"x"},null,7,{"start":1,"words":[{"text":{}}]}"#;
    let text = format!(r#"{{"utterances":[{{"text":"a"}},{bad},{{"text":"b","start":9,"speaker":"A"}}],"words":[]}}"#);
    let (turns, broken) = tolerate("a.json", &text);
    assert_eq!(turns, left(&[(0, "a"), (5, "b")]));
    let codes: Vec<_> = broken.iter().map(|broken| (broken.0, broken.2.as_deref(), broken.3)).collect();
    assert_eq!(
        codes,
        [
            ("wrong_type", Some("/utterances/1/start"), Some(1)),
            ("wrong_type", Some("/utterances/2"), Some(2)),
            ("wrong_type", Some("/utterances/3"), Some(3)),
            ("input_missing", Some("/utterances/4"), Some(4)),
        ]
    );
    let text = r#"{"callTranscripts":[{"transcript":[{"sentences":[{"text":"a"},{"text":1},{"text":"b"}],"speakerId":"s"}]}]}"#;
    let (turns, broken) = tolerate("a.json", text);
    assert_eq!(turns, left(&[(0, "a"), (2, "b")]));
    assert_eq!(broken, [("wrong_type", Some(1), at("/callTranscripts/0/transcript/0/sentences/1/text"), Some(1))]);
}

#[test]
fn a_bad_cue_ends_with_its_block() {
    let cues = "1\n00:01.000 --> 00:02.000\nMira: a\n\n2\n00:02.000 -> 00:03.000\nx\ny\n\n3\n00:0x.0 --> 00:05.0\nz\n\n\
                4\n00:05.000 --> 00:06.000\nMira: b\n";
    for (name, head, code) in [("a.vtt", "WEBVTT\n\n", "vtt_timing"), ("a.srt", "", "srt_timing")] {
        let (turns, broken) = tolerate(name, &format!("{head}{cues}"));
        assert_eq!(turns, left(&[(0, "a"), (3, "b")]), "{name}");
        let above = head.lines().count() as u64;
        assert_eq!(broken, [(code, Some(above + 6), None, Some(1)), (code, Some(above + 11), None, Some(2))], "{name}");
    }
}

#[test]
fn a_bad_row_ends_with_itself() {
    let (turns, broken) = tolerate("a.csv", "start_ms,text\n1,a\n2,b,c\nsoon,d\n\"3\"x,e\n4\n5,\"f\ng\"\n");
    assert_eq!(turns, left(&[(0, "a"), (5, "f\ng")]));
    let codes: Vec<_> = broken.iter().map(|broken| (broken.0, broken.1, broken.3)).collect();
    assert_eq!(
        codes,
        [
            ("csv_columns", Some(3), Some(1)),
            ("wrong_time", Some(4), Some(2)),
            ("csv_quote", Some(5), Some(3)),
            ("csv_columns", Some(6), Some(4)),
        ]
    );
}

#[test]
fn structure_that_is_broken_ends_the_reading() {
    for (name, text, code) in [
        ("a.json", r#"[{"input":"a"},{"input":1},{"input" "b"}]"#, "json_syntax"),
        ("a.json", r#"{"talk_turns":[{"input":1}"#, "json_truncated"),
        ("a.json", r#"{"talk_turns":[]}"#, "talk_turns_empty"),
        ("a.vtt", "WEBVTTX", "vtt_signature"),
        ("a.csv", "text\n\"a", "csv_quote"),
        ("a.csv", "a,b\n1,2\n", "csv_header"),
    ] {
        let hint = Hint { content_type: None, file_name: Some(name) };
        let reader = Reader::new(hint).expect("readable");
        let outcome = read_into(Outcome::tolerant(), reader, text.as_bytes(), &[usize::MAX]);
        assert_eq!(outcome.problem.map(|problem| problem.code), Some(code), "{text}");
    }
}
