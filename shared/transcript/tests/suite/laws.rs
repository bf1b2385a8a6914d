//! Laws that hold for every input.

use model::{Speaker, TalkTurn};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};
use transcript::{Format, Hint, Reader};

use crate::gzip::zip;
use crate::reading::{Outcome, read, read_into, read_with, unsettled};
use crate::writers::{self, turn_json};
use crate::zstandard::squeeze;

/// Text with what parsers trip over: quotes, line ends, surrogates' neighbours, markup.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{0,12}",
        1 => any::<char>().prop_map(String::from),
        1 => Just("\"\\/\u{8}\r\n\t\u{1}".to_owned()),
        1 => Just("\u{FFFF}\u{10000}é\u{D7FF}\u{E000}".to_owned()),
        1 => Just("<v Ana>&amp;</v> -->".to_owned()),
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace('\0', ""))
}

prop_compose! {
    fn turn()(
        input in text(),
        talk_turn_id in option::of(name()),
        speaker in option::of((option::of(name()), option::of(name()))),
        start_time in option::of(name()),
        end_time in option::of(name()),
    ) -> TalkTurn {
        let speaker = speaker.map(|(id, role)| Speaker { id, role });
        TalkTurn { index: 0, input, talk_turn_id, speaker, start_time, end_time }
    }
}

fn turns() -> impl Strategy<Value = Vec<TalkTurn>> {
    vec(turn(), 1..6).prop_map(|mut turns| {
        for (index, turn) in (0..).zip(&mut turns) {
            turn.index = index;
        }
        turns
    })
}

/// What a reader makes of them.
fn kept(turns: &[TalkTurn]) -> Vec<TalkTurn> {
    turns.iter().map(|turn| TalkTurn { input: turn.input.replace('\0', "\u{FFFD}"), ..turn.clone() }).collect()
}

fn elements(turns: &[TalkTurn]) -> Vec<Value> {
    turns.iter().map(turn_json).collect()
}

fn lines(turns: &[TalkTurn]) -> String {
    elements(turns).iter().map(|turn| format!("{turn}\n")).collect::<Vec<_>>().concat()
}

fn webvtt(turns: &[TalkTurn]) -> String {
    let cue = |turn: &TalkTurn| {
        let voice = turn.speaker.as_ref().and_then(|speaker| speaker.id.clone()).unwrap_or_default();
        let lines = format!("{voice}\u{0}{}", turn.input);
        let lines = lines
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('-', "&#45;")
            .replace(['\n', '\r'], " ");
        let (voice, input) = lines.split_once('\0').unwrap_or_default();
        format!("{}\n00:01.000 --> 00:02.000\n<v by {voice}>{input}</v>\n\n", turn.index)
    };
    format!("WEBVTT\n\n{}", turns.iter().map(cue).collect::<String>())
}

/// Turns in any format and any encoding.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let written = (turns(), prop::sample::select(writers::ALL)).prop_map(|(turns, writer)| (writer.write)(&turns));
    let native = turns().prop_map(|turns| format!("{:#}", Value::from(elements(&turns))));
    (prop_oneof![4 => written, 1 => native, 1 => turns().prop_map(|turns| webvtt(&turns))], 0..12_u8).prop_map(
        |(text, encoding)| match encoding {
            0 => [b"\xFF\xFE".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            1 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            2 => text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect(),
            _ => text.into_bytes(),
        },
    )
}

/// A change to some bytes of an input.
#[derive(Clone, Debug)]
enum Change {
    Set(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Cut,
    Double(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop::sample::select(vec![
        &b"\""[..],
        b"\\",
        b"\\u",
        b"\\ud83d",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\n",
        b"\r",
        b"-->",
        b"<v ",
        b">",
        b"&#0;",
        b"1e999",
        b"-",
        b"nul",
        b"true",
        b"\xff",
        b"\xe2\x82",
        b"\0",
        b"\n\n",
        b"{\"talk_turns\":",
        b"\"input\":",
        b"\x1f\x8b",
        b"\xFF\xFE",
        b": ",
        b"\t",
        b";",
        b"\"results\":",
        b"\"messages\":[",
        b"00:01 --> 00:02",
        b"Ana  0:03",
    ]);
    prop_oneof![
        any::<u8>().prop_map(Change::Set),
        piece.prop_map(|piece| Change::Insert(piece.to_vec())),
        (1..20_usize).prop_map(Change::Remove),
        Just(Change::Cut),
        (1..40_usize).prop_map(Change::Double),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, Change)]) -> Vec<u8> {
    for (at, change) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        let end = |length: usize| (at + length).min(bytes.len());
        match change {
            Change::Set(byte) => bytes[at] = *byte,
            Change::Insert(piece) => drop(bytes.splice(at..at, piece.iter().copied())),
            Change::Remove(length) => drop(bytes.drain(at..end(*length))),
            Change::Cut => bytes.truncate(at),
            Change::Double(length) => {
                let piece = bytes[at..end(*length)].to_vec();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}

fn broken() -> impl Strategy<Value = Vec<u8>> {
    let changes = || vec((any::<prop::sample::Index>(), change()), 0..4);
    (input(), changes(), 0..4_u8, changes()).prop_map(|(bytes, inside, container, outside)| {
        let bytes = changed(bytes, &inside);
        match container {
            0 => changed(zip(&bytes), &outside),
            1 => changed(squeeze(&bytes), &outside),
            _ => bytes,
        }
    })
}

fn hint() -> impl Strategy<Value = Hint<'static>> {
    let types = writers::ALL.iter().map(|writer| Some(writer.content_type));
    let types = types.chain([None, None, None, Some("text/plain; charset=iso-8859-1")]).collect::<Vec<_>>();
    prop::sample::select(types).prop_map(|content_type| Hint { content_type, file_name: None })
}

fn whole(reader: Reader, bytes: &[u8]) -> Outcome {
    read_with(reader, bytes, &[usize::MAX])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn turns_survive_every_native_rendering(turns in turns(), pretty in any::<bool>(), members in any::<bool>()) {
        let array = Value::from(elements(&turns));
        let request = if members {
            json!({ "a": [{ "input": 1 }], "talk_turns": array, "z": { "talk_turns": [] } })
        } else {
            json!({ "talk_turns": array })
        };
        let render = |value: &Value| if pretty { format!("{value:#}") } else { value.to_string() };
        for (text, format) in [
            (render(&array), Format::TurnArray),
            (render(&request), Format::Request),
            (lines(&turns), Format::Ndjson),
        ] {
            let outcome = read(&text);
            prop_assert_eq!(&outcome.problem, &None);
            prop_assert_eq!(outcome.turns, kept(&turns));
            prop_assert_eq!(read_with(Reader::of(format), text.as_bytes(), &[5]).turns, kept(&turns));
        }
    }

    #[test]
    fn members_are_echoed_byte_for_byte(turns in turns(), text in text(), number in any::<f64>()) {
        let values = [json!({ "text": text, "number": number }), json!(text), json!(number), json!([[], {}])];
        let members = values.iter().map(|value| format!("\"m\" : {value:#} ,\n")).collect::<Vec<_>>().concat();
        let outcome = read(format!("{{{members}\"talk_turns\":{}}}", Value::from(elements(&turns))));
        prop_assert_eq!(outcome.problem, None);
        let echoed: Vec<_> = outcome.members.into_iter().map(|(_, json)| json).collect();
        prop_assert_eq!(echoed, values.map(|value| format!("{value:#}")));
    }

    #[test]
    fn a_cue_per_turn_survives_webvtt(turns in turns()) {
        let outcome = read(webvtt(&turns));
        prop_assert_eq!(&outcome.problem, &None);
        prop_assert_eq!(outcome.turns.len(), turns.len());
        for (found, turn) in outcome.turns.iter().zip(kept(&turns)) {
            let line = turn.input.replace(['\n', '\r'], " ");
            prop_assert_eq!(&found.input, line.trim());
            prop_assert_eq!(found.talk_turn_id.clone(), Some(turn.index.to_string()));
        }
    }

    #[test]
    fn nothing_depends_on_how_the_input_is_cut(
        bytes in broken(),
        hint in hint(),
        sizes in vec(prop_oneof![3 => 1..8_usize, 1 => 1..400_usize], 1..6),
    ) {
        let reader = || Reader::new(hint).expect("readable types only");
        let expected = unsettled(whole(reader(), &bytes));
        let tolerant = |sizes: &[usize]| unsettled(read_into(Outcome::tolerant(), reader(), &bytes, sizes));
        let tolerated = tolerant(&[usize::MAX]);
        for sizes in [&sizes[..], &[1]] {
            prop_assert_eq!(unsettled(read_with(reader(), &bytes, sizes)), expected.clone());
            prop_assert_eq!(tolerant(sizes), tolerated.clone());
        }
        let members = || Reader::members_only(hint).expect("readable types only");
        let expected = unsettled(whole(members(), &bytes));
        prop_assert_eq!(unsettled(read_with(members(), &bytes, &sizes)), expected);
    }

    #[test]
    fn a_pass_for_members_agrees_with_the_whole_reading(bytes in broken(), hint in hint()) {
        let all = whole(Reader::new(hint).expect("readable types only"), &bytes);
        let first = whole(Reader::members_only(hint).expect("readable types only"), &bytes);
        prop_assert!(first.turns.is_empty());
        if all.problem.is_none() {
            prop_assert_eq!(first.problem, None);
            prop_assert_eq!(first.members, all.members);
        }
    }

    #[test]
    fn what_comes_out_is_no_more_than_what_went_in(bytes in broken(), hint in hint()) {
        let outcome = whole(Reader::new(hint).expect("readable types only"), &bytes);
        if !bytes.starts_with(b"\x1f\x8b") && !bytes.starts_with(b"\x28\xb5\x2f\xfd") {
            // A replacement character has three bytes for the one of a NUL, and so have some of Windows-1252.
            let text: usize = outcome.turns.iter().map(|turn| turn.input.len()).sum();
            prop_assert!(text <= 3 * bytes.len());
            prop_assert!(outcome.turns.len() <= bytes.len());
        }
        prop_assert_eq!(outcome.problem.is_none() && outcome.turns.is_empty(), false, "a transcript has turns");
    }

    #[test]
    fn turns_that_are_left_out_leave_their_index(bytes in broken(), hint in hint()) {
        let reader = || Reader::new(hint).expect("readable types only");
        let strict = whole(reader(), &bytes);
        let tolerant = read_into(Outcome::tolerant(), reader(), &bytes, &[usize::MAX]);
        let indices = tolerant.turns.iter().map(|turn| turn.index);
        let left_out = tolerant.broken.iter().map(|problem| problem.turn.expect("a broken turn has an index"));
        let mut all: Vec<_> = indices.chain(left_out).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..(tolerant.turns.len() + tolerant.broken.len()) as u64).collect::<Vec<_>>());
        let first = tolerant.broken.first().or(tolerant.problem.as_ref());
        prop_assert_eq!(strict.problem.as_ref(), first, "the strict reading ends with the first problem");
    }

    #[test]
    fn json_is_what_an_established_parser_takes_for_json(
        value in broken_json(),
        sizes in vec(1..10_usize, 1..4),
    ) {
        let request = [br#"{"talk_turns":[{"input":""}],"m":"#, value.as_slice(), b"}"].concat();
        let outcome = read_with(Reader::of(Format::Request), &request, &sizes);
        let parsed = serde_json::from_slice::<Value>(&request);
        prop_assert_eq!(outcome.problem.is_none(), parsed.is_ok(), "{:?} {:?}", outcome.problem, parsed);
    }
}

/// Values that are JSON, or nearly.
fn broken_json() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "1",
        "-0.5e+3",
        "0",
        "1E400",
        "true",
        "false",
        "null",
        " ",
        "\n",
        "{\"a\":",
        "[1,",
        "-",
        ".",
        "e",
        "\\",
        "\"",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((text(), inner), 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    });
    let changes = vec((any::<prop::sample::Index>(), change()), 0..3);
    prop_oneof![
        1 => vec(token, 1..8).prop_map(|tokens| tokens.concat().into_bytes()),
        3 => (tree, any::<bool>(), changes).prop_map(|(tree, pretty, changes)| {
            let text = if pretty { format!("{tree:#}") } else { tree.to_string() };
            changed(text.into_bytes(), &changes)
        }),
    ]
}
