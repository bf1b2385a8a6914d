//! Limits of CSV and of the formats that hold turns back.

use model::limits::MAX_TURN_BYTES;
use transcript::{Format, Hint, Reader};

use crate::reading::{inputs, problem, read_with};

fn read(format: Format, text: &str) -> crate::reading::Outcome {
    read_with(Reader::of(format), text.as_bytes(), &[65_536])
}

#[test]
fn a_turn_has_the_same_limit_in_every_format() {
    let fits = "x".repeat(MAX_TURN_BYTES);
    for (format, head, tail) in [
        (Format::Csv, "text\n\"", "\"\n"),
        (Format::Tsv, "text\n", "\n"),
        (Format::Text, "", "\n"),
        (Format::Srt, "1\n00:00:01,0 --> 00:00:02,0\n", "\n"),
        (Format::Otter, "Ana  0:01\n", "\n"),
        (Format::Chat, "[{\"content\":\"", "\"}]"),
        (Format::Whisper, "{\"segments\":[{\"text\":\"", "\"}]}"),
    ] {
        let outcome = read(format, &format!("{head}{fits}{tail}"));
        assert_eq!((outcome.problem, outcome.turns[0].input.len()), (None, MAX_TURN_BYTES), "{format}");
        let outcome = read(format, &format!("{head}{fits}x{tail}"));
        assert_eq!((problem(&outcome).0, problem(&outcome).3), ("turn_too_long", Some(0)), "{format}");
    }
    let open = format!("text\n\"{fits}{fits}{fits}");
    assert_eq!((problem(&read(Format::Csv, &open)).0, problem(&read(Format::Csv, &open)).1), ("row_too_long", Some(2)));
}

#[test]
fn names_in_front_must_be_four_fifths() {
    let text = |named: usize| {
        let lines = (0..10).map(|line| if line < named { "Ana: yes\n" } else { "and so on\n" });
        lines.collect::<String>()
    };
    assert_eq!(inputs(&read(Format::Text, &text(8)))[0], "yes");
    assert_eq!(inputs(&read(Format::Text, &text(7)))[0], "Ana: yes");
}

#[test]
fn what_comes_after_the_decision_does_not_change_it() {
    let lines = |line: &str, count: usize| format!("{line}\n").repeat(count);
    let text = lines("Ana: yes", 20_000) + &lines("and so on", 100_000);
    let hint = Hint { content_type: Some("text/plain"), file_name: None };
    let outcome = read_with(Reader::new(hint).expect("text"), text.as_bytes(), &[1_000]);
    assert_eq!((outcome.turns.len(), outcome.turns[19_999].input.as_str()), (120_000, "yes"));
    assert!(outcome.turns[119_999].speaker.is_some(), "a line without a name goes on with the last");
}
