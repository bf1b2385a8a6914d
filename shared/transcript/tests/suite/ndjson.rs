//! NDJSON: a talk turn per line.

use transcript::{Format, Hint};

use crate::reading::{Outcome, inputs, problem, read, read_every_way};

fn read_lines(text: &str) -> Outcome {
    read_every_way(Hint { content_type: Some("application/x-ndjson"), file_name: None }, text.as_bytes())
}

#[test]
fn a_line_is_a_turn_and_a_blank_line_nothing() {
    let outcome = read_lines("\n{\"input\":\"a\"}\r\n  \r\n\t{ \"input\" : \"b\" } \n\n{\"input\":\"c\"}");
    assert_eq!(inputs(&outcome), ["a", "b", "c"]);
    assert_eq!(outcome.format, Some(Format::Ndjson));
}

#[test]
fn a_problem_names_its_line_and_turn() {
    let cases = [
        ("{\"input\":\"a\"}\n\n{\"input\":1}\n", ("wrong_type", Some(3), Some("/input"), Some(1))),
        ("{\"input\":\"a\"}\n{\"talk_turn_id\":\"b\"}\n", ("input_missing", Some(2), None, Some(1))),
        ("{\"input\":\"a\"}\n[]\n", ("wrong_type", Some(2), None, Some(1))),
        ("{\"input\":\"a\"}\n12", ("wrong_type", Some(2), None, Some(1))),
        ("{\"input\":\"a\"} {\"input\":\"b\"}\n", ("json_trailing", Some(1), None, Some(1))),
        ("{\"input\":\n\"a\"}\n", ("line_incomplete", Some(1), Some("/input"), Some(0))),
        ("{\"input\":\"a\"}\n{\"input\":\"a", ("json_truncated", Some(2), Some("/input"), Some(1))),
        ("{\"input\":\"a\n{\"input\":\"b\"}\n", ("json_syntax", Some(1), Some("/input"), Some(0))),
        ("{\"talk_turns\":[]}\n", ("input_missing", Some(1), None, Some(0))),
    ];
    for (text, expected) in cases {
        assert_eq!(problem(&read_lines(text)), expected, "{text}");
    }
    assert_eq!(problem(&read_lines("\n \n")).0, "no_turns");
}

#[test]
fn turns_before_a_broken_line_have_come() {
    let outcome = read("{\"input\":\"a\"}\n{\"input\":\"b\"}\nnonsense\n");
    assert_eq!(outcome.turns.len(), 2);
    assert_eq!(problem(&outcome).1, Some(3));
}
