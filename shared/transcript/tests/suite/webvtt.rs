//! WebVTT.

use model::limits::MAX_TURN_BYTES;
use model::{Speaker, TalkTurn};
use transcript::{Format, Hint};

use crate::reading::{Outcome, inputs, problem, read_every_way};

fn read_vtt(text: &str) -> Outcome {
    read_every_way(Hint { content_type: Some("text/vtt"), file_name: None }, text.as_bytes())
}

#[test]
fn a_cue_is_a_turn() {
    let outcome = read_vtt("WEBVTT\n\nid 7\n01:00.000 --> 00:01:02.500 align:start\n<v Ana>one\ntwo</v>\n");
    assert_eq!(outcome.problem, None);
    assert_eq!(outcome.format, Some(Format::WebVtt));
    let turn = TalkTurn {
        index: 0,
        input: "one two".into(),
        talk_turn_id: Some("id 7".into()),
        speaker: Some(Speaker { id: Some("Ana".into()), role: None }),
        start_time: Some("01:00.000".into()),
        end_time: Some("00:01:02.500".into()),
    };
    assert_eq!(outcome.turns, [turn]);
}

#[test]
fn line_ends_and_a_missing_last_one_change_nothing() {
    let text =
        "WEBVTT - title\nKind: captions\n\n00:01.000 --> 00:02.000\none\ntwo\n\n\n00:02.000 --> 00:03.000\nthree";
    let expected = read_vtt(text);
    assert_eq!(inputs(&expected), ["one two", "three"]);
    for ends in ["\r\n", "\r"] {
        assert_eq!(read_vtt(&text.replace('\n', ends)), expected);
    }
    assert_eq!(read_vtt(&format!("\u{FEFF}{text}\n\n\n")), expected);
}

#[test]
fn blocks_that_say_nothing_are_passed_over_and_no_others() {
    let outcome = read_vtt(
        "WEBVTT\n\nNOTE one line\n\nNOTE\nseveral\nlines, a --> b\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:r\n\n\
         NOTE\n00:01.000 --> 00:02.000\nan id is no comment\n\n00:02.000 --> 00:03.000\n00:03.000 --> 00:04.000\nx",
    );
    assert_eq!(inputs(&outcome), ["an id is no comment", "", "x"]);
    assert_eq!(outcome.turns[0].talk_turn_id.as_deref(), Some("NOTE"));
    let stray = read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n\nwhat is this\n\n00:02.000 --> 00:03.000\ny\n");
    assert_eq!(problem(&stray), ("vtt_timing", Some(6), None, Some(1)));
    assert_eq!(stray.turns.len(), 1);
    assert_eq!(problem(&read_vtt("WEBVTT\n\nNOTES\n")), ("vtt_timing", Some(3), None, Some(0)));
}

#[test]
fn a_broken_timing_names_its_line() {
    let cases = ["00:01.000 --> later", "1 --> 2", "00:01.000 -->"];
    for timing in cases {
        let outcome = read_vtt(&format!("WEBVTT\n\n00:00.000 --> 00:01.000\nx\n\n2\n{timing}\ny\n"));
        assert_eq!(problem(&outcome), ("vtt_timing", Some(7), None, Some(1)), "{timing}");
    }
}

#[test]
fn an_empty_cue_is_an_empty_turn() {
    let outcome = read_vtt("WEBVTT\n\n1\n00:01.000 --> 00:02.000\n\n2\n00:02.000 --> 00:03.000\n<v Ana></v>\n");
    assert_eq!(inputs(&outcome), ["", ""]);
    assert_eq!(outcome.turns[0].speaker, None);
    assert!(outcome.turns[1].speaker.is_some());
}

#[test]
fn several_voices_in_a_cue_are_several_turns_with_its_times() {
    let outcome = read_vtt("WEBVTT\n\nc\n00:01.000 --> 00:02.000\n<v Ana>Well?</v>\n<v Ben>Yes &amp; no.</v>\n");
    assert_eq!(inputs(&outcome), ["Well?", "Yes & no."]);
    for (index, turn) in (0..).zip(&outcome.turns) {
        assert_eq!(turn.index, index);
        assert_eq!(turn.talk_turn_id.as_deref(), Some("c"));
        assert_eq!(turn.start_time.as_deref(), Some("00:01.000"));
    }
}

#[test]
fn signature_and_cues_must_be_there() {
    assert_eq!(problem(&read_vtt("WEBVTTX\n")), ("vtt_signature", Some(1), None, None));
    assert_eq!(problem(&read_vtt("1\n00:01.000 --> 00:02.000\nx\n")).0, "vtt_signature");
    assert_eq!(problem(&read_vtt("WEBVTT")).0, "no_turns");
    assert_eq!(problem(&read_vtt("")).0, "no_turns");
}

#[test]
fn nul_and_limits_hold_as_in_json() {
    assert_eq!(inputs(&read_vtt("WEBVTT\n\n00:01.0 --> 00:02.0\na\0b\n")), ["a\u{FFFD}b"]);
    assert_eq!(problem(&read_vtt("WEBVTT\n\n00:01.0 --> 00:02.0\n<v A\0>b\n")).0, "nul_in_name");
    assert_eq!(
        problem(&read_vtt(&format!("WEBVTT\n\n{}\n00:01.0 --> 00:02.0\nb\n", "i".repeat(1_025)))).0,
        "name_too_long"
    );
    let cue = |payload: &str| read_vtt(&format!("WEBVTT\n\n00:01.0 --> 00:02.0\n{payload}\n"));
    let half = "h".repeat(MAX_TURN_BYTES / 2);
    assert_eq!(problem(&cue(&format!("{half}\n{half}"))), ("turn_too_long", Some(5), None, Some(0)));
    assert_eq!(problem(&cue(&format!("{half}{half}h"))), ("turn_too_long", Some(4), None, Some(0)));
    let header = format!("WEBVTT\n{half}{half}h\n");
    assert_eq!(problem(&read_vtt(&header)), ("line_too_long", Some(2), None, None));
}

#[test]
fn invalid_utf8_names_its_line() {
    let hint = Hint { content_type: Some("text/vtt"), file_name: None };
    let outcome = read_every_way(hint, b"WEBVTT\n\n00:01.0 --> 00:02.0\ncaf\xe9\n");
    assert_eq!(problem(&outcome), ("utf8_invalid", Some(4), None, None));
}
