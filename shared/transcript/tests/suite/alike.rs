//! The same turns in any format are read alike, ids and times aside.

use model::{Speaker, TalkTurn};
use proptest::collection::vec;
use proptest::prelude::*;
use transcript::Hint;

use crate::reading::{read_as, read_every_way};
use crate::writers;

/// What people say, on one line.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[A-Za-z']{1,9}[,.?!;]?",
        1 => "[0-9]{1,2}:[0-9]{2}",
        1 => Just("well: no".to_owned()),
        1 => Just("\"so\" R&D &amp; <3 a < b [x] (y) -- | \\ \t{z}".to_owned()),
        1 => Just("déjà 😀 \u{4F60}\u{597D}".to_owned()),
    ];
    vec(word, 0..9).prop_map(|words| words.join(" ").trim().to_owned())
}

fn turns() -> impl Strategy<Value = Vec<TalkTurn>> {
    let speaker = ("[A-Z][a-zé]{0,8}( [A-Z][a-z']{1,9})?", "agent|client");
    let turn = (text(), speaker).prop_map(|(input, (id, role))| TalkTurn {
        input,
        speaker: Some(Speaker { id: Some(id), role: Some(role) }),
        ..TalkTurn::default()
    });
    vec(turn, 1..9).prop_map(|mut turns| {
        for (index, turn) in (0..).zip(&mut turns) {
            turn.index = index;
        }
        turns
    })
}

fn said(turns: &[TalkTurn]) -> Vec<(u64, Option<String>, String)> {
    let id = |turn: &TalkTurn| turn.speaker.as_ref().and_then(|speaker| speaker.id.clone());
    // Captions do not tell a tab from a space at the end of nothing; all else is as it was.
    turns.iter().map(|turn| (turn.index, id(turn), turn.input.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_format_says_the_same(turns in turns()) {
        for writer in writers::ALL {
            let text = (writer.write)(&turns);
            let (content_type, file_name) = (Some(writer.content_type), Some(writer.file_name));
            let hints = [Hint { content_type, file_name: None }, Hint { content_type: None, file_name }];
            for hint in hints.into_iter().chain([Hint::default()]) {
                let outcome = read_as(hint, text.as_bytes());
                prop_assert_eq!(outcome.problem, None, "{:?}", writer);
                prop_assert_eq!(said(&outcome.turns), said(&turns), "{:?} of\n{}", writer, text);
            }
        }
    }
}

#[test]
fn every_writer_is_told_from_the_others_however_it_is_cut() {
    let speaker = |id: &str| Some(Speaker { id: Some(id.to_owned()), role: Some("agent".to_owned()) });
    let turns: Vec<_> = (0..3)
        .map(|index| TalkTurn {
            index,
            input: "Hi: there, you".to_owned(),
            speaker: speaker("Ana"),
            ..TalkTurn::default()
        })
        .collect();
    for writer in writers::ALL {
        let outcome = read_every_way(Hint::default(), (writer.write)(&turns).as_bytes());
        assert_eq!(said(&outcome.turns), said(&turns), "{writer:?}: {:?}", outcome.problem);
    }
}
