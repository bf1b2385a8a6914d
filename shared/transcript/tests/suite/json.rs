//! Native JSON: requests and arrays of talk turns.

use model::limits::{MAX_MEMBERS_BYTES, MAX_NAME_BYTES};
use model::{Speaker, TalkTurn};
use transcript::{Format, Hint, Problem, Reader, Sink};

use crate::reading::{Outcome, inputs, problem, read, read_every_way, read_with};

fn code(json: &str) -> &'static str {
    let outcome = read_every_way(Hint { content_type: Some("application/json"), file_name: None }, json.as_bytes());
    outcome.problem.unwrap_or_else(|| panic!("no problem in {json}")).code
}

#[test]
fn a_turn_keeps_every_field_as_it_came() {
    let outcome = read(
        r#"[{"input":"Hi \ud83d\ude00\n","talk_turn_id":"t-1","speaker":{"id":"s","role":"agent"},
            "start_time":"00:00:01.50","end_time":2.50},
            {"start_time":"yesterday","end_time":"","speaker":null,"talk_turn_id":null,"input":"","x":[{"y":null}]},
            {"input":"a","speaker":{}}]"#,
    );
    assert_eq!(outcome.problem, None);
    assert_eq!(outcome.format, Some(Format::TurnArray));
    let first = TalkTurn {
        index: 0,
        input: "Hi 😀\n".into(),
        talk_turn_id: Some("t-1".into()),
        speaker: Some(Speaker { id: Some("s".into()), role: Some("agent".into()) }),
        start_time: Some("00:00:01.50".into()),
        end_time: Some("2.50".into()),
    };
    let second = TalkTurn {
        index: 1,
        start_time: Some("yesterday".into()),
        end_time: Some(String::new()),
        ..TalkTurn::default()
    };
    let third = TalkTurn { index: 2, input: "a".into(), speaker: Some(Speaker::default()), ..TalkTurn::default() };
    assert_eq!(outcome.turns, [first, second, third]);
}

#[test]
fn a_requests_members_come_as_their_exact_bytes_wherever_they_stand() {
    let outcome = read_every_way(
        Hint::default(),
        br#" {"user_metadata" : { "a" : [1.0, 1e2 ,"\u00e9 \/"] } ,"n":-0.50,"b":true,
            "talk\u005fturns":[{"input":"x"}], "z":null , "s":"\"" ,"a":[ ]} "#,
    );
    assert_eq!(inputs(&outcome), ["x"]);
    let members: Vec<_> = outcome.members.iter().map(|(name, json)| (name.as_str(), json.as_str())).collect();
    assert_eq!(
        members,
        [
            ("user_metadata", r#"{ "a" : [1.0, 1e2 ,"\u00e9 \/"] }"#),
            ("n", "-0.50"),
            ("b", "true"),
            ("z", "null"),
            ("s", r#""\"""#),
            ("a", "[ ]"),
        ]
    );
}

#[test]
fn a_pass_for_members_sees_them_and_no_turn() {
    let hint = Hint { content_type: Some("application/json"), file_name: None };
    let json = br#"{"a":1,"talk_turns":[{"input":"x"},{"no":"input"}],"b":[2]}"#;
    for size in [1, 7, 1_000] {
        let outcome = read_with(Reader::members_only(hint).expect("JSON"), json, &[size]);
        assert_eq!(outcome.problem, None);
        assert_eq!(outcome.turns, []);
        assert_eq!(outcome.members, [("a".into(), "1".into()), ("b".into(), "[2]".into())]);
    }
    let broken = read_with(Reader::members_only(hint).expect("JSON"), br#"{"talk_turns":[{},{"a":}]}"#, &[usize::MAX]);
    assert_eq!(problem(&broken).2, Some("/talk_turns/1"));
}

#[test]
fn a_pass_for_members_is_done_when_no_more_can_come() {
    let mut none = Outcome::default();
    let mut reader = Reader::members_only(Hint::default()).expect("anything");
    reader.push(br#"{"a":1,"talk_turns":[{"input":"x"}]"#, &mut none).expect("a request");
    assert!(!reader.done(), "members may follow");
    for other in [&b"[{\"input\":"[..], b"{\"input\":\"x\"}\n", b"WEBVTT\n"] {
        let mut reader = Reader::members_only(Hint::default()).expect("anything");
        reader.push(other, &mut none).expect("fine so far");
        assert!(reader.done(), "no format but a request has members");
        reader.push(b"\xff", &mut none).expect("nobody looks any more");
        reader.finish(&mut none).expect("nobody looks any more");
    }
}

#[test]
fn wrong_types_are_named_by_pointer_line_and_turn() {
    let outcome = read("{\"talk_turns\":[{\"input\":\"a\"},\n{\"talk_turn_id\":\"x\",\"input\":17}]}");
    assert_eq!(problem(&outcome), ("wrong_type", Some(2), Some("/talk_turns/1/input"), Some(1)));
    assert_eq!(outcome.turns.len(), 1, "the turns before it have come");
    assert_eq!(outcome.problem.expect("a problem").detail, "expected a string");

    for (element, pointer) in [
        (r#"{"input":null}"#, "/0/input"),
        (r#"{"input":["a"]}"#, "/0/input"),
        (r#"{"input":"a","talk_turn_id":1}"#, "/0/talk_turn_id"),
        (r#"{"input":"a","speaker":"Ana"}"#, "/0/speaker"),
        (r#"{"input":"a","speaker":{"id":1}}"#, "/0/speaker/id"),
        (r#"{"input":"a","speaker":{"id":"i","role":{}}}"#, "/0/speaker/role"),
        (r#"{"input":"a","start_time":true}"#, "/0/start_time"),
        (r#"{"input":"a","end_time":[]}"#, "/0/end_time"),
        ("[]", "/0"),
        ("\"a\"", "/0"),
        ("null", "/0"),
    ] {
        let outcome = read(format!("[{element}]"));
        assert_eq!((problem(&outcome).0, problem(&outcome).2), ("wrong_type", Some(pointer)), "{element}");
    }
    assert_eq!(code(r#"{"talk_turns":null}"#), "wrong_type");
    assert_eq!(code(r#"{"talk_turns":{}}"#), "wrong_type");
    assert_eq!(code("17"), "wrong_type");
}

#[test]
fn what_is_missing_or_doubled_is_said() {
    let missing = read(r#"{"talk_turns":[{"input":"a"},{"inputs":"a"}]}"#);
    assert_eq!(problem(&missing), ("input_missing", Some(1), Some("/talk_turns/1"), Some(1)));
    assert_eq!(code("{}"), "talk_turns_missing");
    assert_eq!(code(r#"{"a":1}"#), "talk_turns_missing");
    assert_eq!(code(r#"{"talk_turns":[],"a":1}"#), "talk_turns_empty");
    assert_eq!(code(r#"{"talk_turns":[{"input":""}],"talk_turns":[]}"#), "talk_turns_doubled");
    assert_eq!(code(r#"[{"input":"a","input":"b"}]"#), "member_doubled");
    assert_eq!(code(r#"[{"input":"a","speaker":{"id":null,"id":"b"}}]"#), "member_doubled");
    assert_eq!(code("[]"), "no_turns");
    assert_eq!(code(""), "no_turns");
    assert_eq!(code(" \r\n\t "), "no_turns");
}

#[test]
fn broken_json_is_told_apart() {
    for (json, expected) in [
        (r#"[{"input":"a"}"#, "json_truncated"),
        (r#"[{"input":"a"#, "json_truncated"),
        (r#"[{"input":"a","x":12"#, "json_truncated"),
        (r#"[{"input":"a","x":tru"#, "json_truncated"),
        (r#"[{"input":"a"}]x"#, "json_trailing"),
        (r#"[{"input":"a"}][]"#, "json_trailing"),
        (r#"[{"input":"a"},]"#, "json_syntax"),
        (r#"[{"input":"a",}]"#, "json_syntax"),
        (r#"[{"input" "a"}]"#, "json_syntax"),
        (r#"[{"input":"a"]]"#, "json_syntax"),
        (r#"[{"input":"a"}}"#, "json_syntax"),
        (r#"[{input:"a"}]"#, "json_syntax"),
        (r#"[{'input':"a"}]"#, "json_syntax"),
        (r#"[{"input":"a","x":nulL}]"#, "json_syntax"),
        (r#"[{"input":"a","x":01}]"#, "json_syntax"),
        (r#"[{"input":"a","x":NaN}]"#, "json_syntax"),
        (r#"[{"input":"a","x":1e999}]"#, "number_out_of_range"),
        (r#"[{"input":"a","start_time":-1e999}]"#, "number_out_of_range"),
        ("[{\"input\":\"a\nb\"}]", "json_syntax"),
        (r#"[{"input":"\q"}]"#, "json_escape"),
        (r#"[{"input":"\u00zz"}]"#, "json_escape"),
        (r#"[{"input":"\ud800"}]"#, "json_surrogate"),
        (r#"[{"input":"\ud800\ud800"}]"#, "json_surrogate"),
        (r#"[{"input":"a","x":"\udfff"}]"#, "json_surrogate"),
    ] {
        assert_eq!(code(json), expected, "{json}");
    }
    let invalid = read(b"[{\"input\":\"caf\xe9\"}]");
    assert_eq!(problem(&invalid), ("utf8_invalid", Some(1), Some("/0/input"), Some(0)));
}

#[test]
fn nothing_of_the_input_is_quoted() {
    let secret = "ssecrett";
    for json in [
        format!(r#"[{{"{secret}":{{"{secret}":["{secret}" {secret}]}}}}]"#),
        format!(r#"{{"{secret}":["{secret}" {secret}]}}"#),
        format!(r#"[{{"input":{{"{secret}":1}}}}]"#),
        format!(r#"[{{"input":"{secret}\q"}}]"#),
        format!(r#"[{{"input":"","start_time":1{}}}]"#, "2".repeat(400)),
        format!("WEBVTT\n\n{secret}\n{secret}\n"),
        format!("WEBVTT\n\n{secret} --> {secret}\n"),
        format!("{{\"input\":\"{secret}\"}} {secret}\n"),
        secret.to_owned(),
    ] {
        let problem = read(&json).problem.expect("a problem");
        let told = format!("{problem:?} {problem}");
        assert!(!told.contains(secret) && !told.contains("222"), "{told}");
    }
}

#[test]
fn nul_becomes_a_replacement_character_in_text_only() {
    assert_eq!(inputs(&read(r#"[{"input":"a\u0000b"}]"#)), ["a\u{FFFD}b"]);
    assert_eq!(code(r#"[{"input":"","talk_turn_id":"a\u0000"}]"#), "nul_in_name");
    assert_eq!(code(r#"[{"input":"","speaker":{"role":"\u0000"}}]"#), "nul_in_name");
    assert_eq!(code(r#"[{"input":"","end_time":"\u0000"}]"#), "nul_in_name");
}

#[test]
fn names_and_members_have_their_limits() {
    let name = "n".repeat(MAX_NAME_BYTES);
    assert_eq!(inputs(&read(format!(r#"[{{"input":"","talk_turn_id":"{name}","speaker":{{"id":"{name}"}}}}]"#))), [""]);
    assert_eq!(code(&format!(r#"[{{"input":"","speaker":{{"id":"{name}x"}}}}]"#)), "name_too_long");
    assert_eq!(code(&format!(r#"[{{"input":"","{name}x":1}}]"#)), "key_too_long");

    let fits = "v".repeat(MAX_MEMBERS_BYTES - "m".len() - "\"\"".len() - "mm".len() - "1".len());
    let turns = r#""talk_turns":[{"input":""}]"#;
    let request = |extra: &str| read(format!(r#"{{"m":"{fits}",{turns},"mm":1{extra}}}"#));
    assert_eq!(request("").problem, None);
    assert_eq!(problem(&request("0")).0, "members_too_large");
    assert_eq!(problem(&request(r#","x":0"#)).0, "members_too_large");
}

#[test]
fn a_sink_that_refuses_stops_the_reader() {
    struct Full;
    impl Sink for Full {
        fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
            if turn.index < 2 { Ok(()) } else { Err(Problem::new("too_many_turns", "expected two turns")) }
        }
        fn member(&mut self, _: &str, _: &[u8]) -> Result<(), Problem> {
            Err(Problem::new("no_members", "expected no members"))
        }
    }
    let mut reader = Reader::new(Hint::default()).expect("anything");
    let refused = reader.push(br#"[{"input":""},{"input":""},{"input":""},"#, &mut Full).expect_err("the third turn");
    assert_eq!(refused, Problem::new("too_many_turns", "expected two turns"));
    assert_eq!(reader.finish(&mut Full), Err(refused));
    let mut reader = Reader::new(Hint::default()).expect("anything");
    let refused = reader.push(br#"{"a":1,"talk_turns":"#, &mut Full).expect_err("a member");
    assert_eq!(refused.code, "no_members");
}
