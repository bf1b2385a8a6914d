//! The page for people.

use std::path::Path;

use serde_json::json;

use crate::program::{Folder, analyze, command, golden, is_golden, piped};

#[test]
fn a_small_dialogue() {
    let file = golden("check_in.json");
    let folder = file.parent().expect("a folder");
    let output =
        command().current_dir(folder).args(["check_in.json", "--output", "table"]).output().expect("it starts");
    is_golden("check_in.table.txt", &String::from_utf8(output.stdout).expect("UTF-8"));
}

#[test]
fn safety_stands_before_everything_that_was_counted_with_its_turns() {
    let ran = analyze(&golden("check_in.json"), &["--output", "table"]);
    let page = ran.page();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is not in {page}"));
    assert!(at("Safety") < at("Speakers") && at("Safety") < at("Metrics"));
    let line = page.lines().find(|line| line.contains("suicidal ideation")).expect("it was said");
    assert!(line.contains("! ") && line.contains("severity") && line.contains("turn 3"), "{line}");
}

#[test]
fn what_is_no_terminal_gets_no_escape_codes() {
    for variables in [[("TERM", "xterm-256color"), ("CLICOLOR_FORCE", "1")], [("TERM", "dumb"), ("NO_COLOR", "1")]] {
        let mut command = command();
        command.arg(golden("check_in.json")).args(["--output", "table"]).envs(variables);
        let output = command.output().expect("it starts");
        assert!(!output.stdout.is_empty() && !output.stdout.contains(&0x1b));
    }
}

#[test]
fn names_cannot_escape_or_break_the_lines() {
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\nSafety\r\u{202e}eve\u{200b}";
    let wide = "李小龙".repeat(40);
    let combining = format!("a{}", "\u{301}".repeat(300));
    let said = |id: &str| json!({ "input": "Thank you.", "speaker": { "id": id, "role": id } }).to_string() + "\n";
    let text = [hostile, &wide, &combining].map(said).concat();
    let ran = piped(text.as_bytes(), &["--output", "table"]);
    let page = ran.page();
    assert!(page.contains("]0;owned[2J31m Safety"), "{page}");
    for c in page.chars() {
        assert!(c == '\n' || !c.is_control() && !matches!(c, '\u{200b}' | '\u{202e}'), "{c:?} in {page}");
    }
    assert!(!page.lines().any(|line| line.starts_with("Safety")), "{page}");
    assert!(page.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 96), "{page}");
    assert!(page.matches('\u{301}').count() <= 12, "{page}");
}

#[test]
fn one_empty_turn_is_a_page_too() {
    let folder = Folder::new();
    let ran = analyze(&folder.file("a.jsonl", "{\"input\":\"\"}\n"), &["--output", "table"]);
    let page = ran.page();
    assert!(page.contains("1 turn · 0 utterances · 0 speakers") && page.contains("too few utterances"), "{page}");
}

#[test]
fn a_page_says_where_it_comes_from() {
    let folder = Folder::new();
    let file = folder.file("talk.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hello.\n");
    assert!(
        analyze(&file, &["--output", "table"]).page().lines().next().expect("a line").ends_with("talk.vtt (webvtt)")
    );
    let ran = piped(b"Ada: Hello.\nBen: Hello.\n", &["--output=table"]);
    assert!(ran.page().starts_with("standard input (text)\n"));
    assert!(Path::new(&file).exists());
}
