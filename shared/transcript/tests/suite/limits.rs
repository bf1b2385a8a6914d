//! Hostile sizes: each is a clear problem.

use model::limits::{MAX_MEMBERS_BYTES, MAX_NESTING, MAX_TURN_BYTES};
use transcript::{Format, Hint, Reader};

use crate::reading::{inputs, problem, read, read_with, unsettled};

#[test]
fn a_turn_may_have_exactly_the_limit_however_it_is_written() {
    for (unit, per_unit) in [("x", 1), ("é", 2), ("\\u00e9", 2), ("\\n", 1), ("\\ud83d\\ude00", 4)] {
        let text = unit.repeat(MAX_TURN_BYTES / per_unit);
        for size in [1_000, usize::MAX] {
            let read = |text: &str| {
                read_with(Reader::of(Format::TurnArray), format!(r#"[{{"input":"{text}"}}]"#).as_bytes(), &[size])
            };
            assert_eq!(inputs(&read(&text))[0].len(), MAX_TURN_BYTES, "{unit}");
            assert_eq!(problem(&read(&format!("{text}x"))).0, "turn_too_long", "{unit}");
        }
    }
}

/// Where two faults are close, the one that is found must not depend on the cut.
#[test]
fn at_the_edge_of_a_limit_every_cut_finds_the_same_fault() {
    let tails: [&[u8]; 9] =
        [b"\xff", b"\xe2\x82\xff", b"\xc3\xa9", b"\n", b"\\q", b"\\ud800x", b"\\u00e9", b"\"x", b"\"}"];
    for (head, limit) in [("[{\"input\":\"", MAX_TURN_BYTES), ("{\"m\":\"", MAX_MEMBERS_BYTES - 1)] {
        for before in limit - 5..=limit + 1 {
            for tail in tails {
                let filler = vec![b'x'; before];
                let bytes = [head.as_bytes(), &filler, tail, b"\"}]"].concat();
                let read = |sizes: &[usize]| read_with(Reader::new(Hint::default()).expect("no hint"), &bytes, sizes);
                let whole = unsettled(read(&[usize::MAX]));
                assert!(whole.problem.is_some() || tail == b"\xc3\xa9" || tail == b"\\u00e9", "{tail:?}");
                for second in [1, 3] {
                    let sizes: Vec<_> = [bytes.len() - 20].into_iter().chain([second; 20]).collect();
                    assert_eq!(unsettled(read(&sizes)), whole, "{tail:?} after {before} in pieces of {second}");
                }
            }
        }
    }
}

#[test]
fn nesting_has_a_limit_and_a_million_brackets_are_no_danger() {
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        read(format!(r#"[{{"input":"","x":{open}{close}}}]"#))
    };
    assert_eq!(nested(MAX_NESTING - 2).problem, None);
    assert_eq!(problem(&nested(MAX_NESTING - 1)).0, "json_nesting");
    assert_eq!(problem(&read("[".repeat(1_000_000))).0, "wrong_type");
    assert_eq!(problem(&nested(1_000_000)).0, "json_nesting");
    assert_eq!(problem(&read(format!(r#"{{"a":{}"#, "{\"a\":".repeat(1_000_000)))).0, "json_nesting");
}

#[test]
fn long_tokens_end_early_unless_they_are_passed_over() {
    let filler = "7".repeat(5 << 20);
    assert_eq!(problem(&read(format!(r#"[{{"input":"{filler}"}}]"#))).0, "turn_too_long");
    assert_eq!(problem(&read(format!(r#"[{{"{filler}":1}}]"#))).0, "key_too_long");
    assert_eq!(problem(&read(format!(r#"[{{"input":"","x":{filler}}}]"#))).0, "number_too_long");
    assert_eq!(problem(&read(format!(r#"{{"input":"{filler}"}}"#))).0, "turn_too_long");
    assert_eq!(inputs(&read(format!(r#"[{{"x":"{filler}","input":"a"}}]"#))), ["a"]);
    assert_eq!(problem(&read(format!(r#"{{"x":"{filler}","talk_turns":[{{"input":"a"}}]}}"#))).0, "members_too_large");
}
