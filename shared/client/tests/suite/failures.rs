//! What goes wrong is said once, to people and to scripts, and quotes nobody.

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use crate::program::{Folder, Ran, analyze, command, piped};

#[track_caller]
fn fails(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word:?} is not in {:?}", ran.err);
    }
}

#[test]
fn what_cannot_be_opened_is_an_error() {
    let folder = Folder::new();
    fails(&analyze(&folder.path().join("none.vtt"), &[]), 1, &["cannot read", "none.vtt", "No such file"]);
    fails(&analyze(folder.path(), &[]), 1, &["it is a folder"]);
}

#[test]
fn wrong_usage_names_what_is_allowed() {
    let file = Path::new("none.vtt");
    fails(&analyze(file, &["--profile", "everything"]), 2, &["no profile everything", "default, counts", "as a file"]);
    fails(&analyze(file, &["--metadata", "site"]), 2, &["KEY=VALUE"]);
    fails(&analyze(file, &["--output", "yaml"]), 2, &["--output", "table, json"]);
    fails(&analyze(file, &["--format", "docx"]), 2, &["json_request", "webvtt"]);
    fails(&analyze(file, &["--confidence-threshold", "2"]), 2, &["from 0 to 1"]);
    fails(&analyze(file, &["--on-error", "ignore"]), 2, &["fail, report"]);
}

#[test]
fn a_profile_that_cannot_be_used_names_every_fault() {
    let folder = Folder::new();
    let profile = folder.file("mine.toml", "name = \"mine\"\nextends = \"nothing\"\nbehaviour = 1\n");
    let profile = profile.to_str().expect("UTF-8");
    let ran = analyze(&folder.file("a.txt", "Hello."), &["--profile", profile]);
    fails(&ran, 1, &["the profile cannot be used", "mine.toml:2:", "mine.toml:3:", "extends", "behaviour"]);
}

#[test]
fn a_malformed_transcript_is_told_by_place_and_never_quoted() {
    let folder = Folder::new();
    let cases: [(&str, &str, &[&str]); 5] = [
        (
            "a.jsonl",
            "{\"input\":\"fine\"}\n{\"input\":7,\"secret\":\"quoted\"}\n",
            &["line 2", "turn 1", "/input", "(wrong_type)"],
        ),
        ("a.json", r#"[{"input":"secret"},{"speaker":{}}]"#, &["/1", "turn 1"]),
        (
            "b.json",
            r#"{"talk_turns":[{"input":"secret"}],"include_tips":"secret"}"#,
            &["/include_tips", "(wrong_type)"],
        ),
        ("a.vtt", "WEBVTT\n\n00:00:01.000 --> soon\nsecret\n", &["line 3"]),
        ("c.json", r#"{"talk_turns":["#, &["(", ")"]),
    ];
    for (name, text, words) in cases {
        let ran = analyze(&folder.file(name, text), &[]);
        fails(&ran, 3, words);
        fails(&ran, 3, &["cannot analyse", name]);
        assert!(!ran.err.contains("secret") && !ran.err.contains("quoted"), "{}", ran.err);
    }
}

#[test]
fn an_empty_input_is_no_transcript() {
    let folder = Folder::new();
    for name in ["a.json", "a.jsonl", "a.vtt", "a.srt", "a.csv", "a.txt", "a"] {
        let ran = analyze(&folder.file(name, ""), &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{name}: {}", ran.err);
    }
    fails(&piped(b"", &[]), 3, &["standard input"]);
    fails(&piped(b"Just so.\n", &[]), 3, &["(format_unknown)", "--format"]);
    fails(&piped(b"{\"talk_turns\":[]}", &[]), 3, &["/talk_turns"]);
}

#[test]
fn a_turn_that_cannot_be_read_ends_it_or_is_reported() {
    let text = b"{\"input\":\"Hello there.\"}\n{\"input\":7}\n{\"input\":\"Goodbye.\"}\n";
    fails(&piped(text, &[]), 3, &["line 2", "--on-error report"]);
    let ran = piped(text, &["--on-error", "report", "--include-diagnostics"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("left out of standard input: line 2, turn 1"), "{}", ran.err);
    assert!(ran.out.contains(r#""talk_turns":2"#), "{}", ran.out);
}

#[test]
fn many_turns_that_cannot_be_read_are_told_up_to_a_number() {
    let ran = piped("{\"input\":7}\n".repeat(50).as_bytes(), &["--on-error", "report", "--output", "json"]);
    assert_eq!(ran.err.lines().filter(|line| line.contains("left out of standard input")).count(), 20);
    assert!(ran.err.contains("30 more turns"), "{}", ran.err);
}

#[test]
fn more_speakers_than_can_be_told_apart_is_said() {
    let turns: Vec<_> =
        (0..10_001).map(|n| format!("{{\"input\":\"Hi.\",\"speaker\":{{\"id\":\"{n}\"}}}}\n")).collect();
    fails(&piped(turns.concat().as_bytes(), &["--profile", "counts"]), 3, &["(too_many_speakers)", "10000"]);
}

#[test]
fn a_pipe_that_is_too_long_says_what_to_do() {
    let ran = piped(&vec![b'a'; (64 << 20) + 1], &[]);
    fails(&ran, 1, &["standard input can be read only once", "64 MiB", "save it as a file"]);
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let folder = Folder::new();
    let long = "{\"input\":\"Thank you very much for that.\",\"speaker\":{\"id\":\"a\"}}\n".repeat(4_000);
    let mut command = command();
    command.arg(folder.file("a.jsonl", long)).args(["--include-conversation", "--profile", "counts"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 10]).expect("it writes something");
    drop(out);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_file_name_cannot_reach_the_terminal_as_a_control_sequence() {
    let ran = analyze(Path::new("no\u{1b}[31m\u{202e}such.vtt"), &[]);
    fails(&ran, 1, &["no[31msuch.vtt"]);
}
