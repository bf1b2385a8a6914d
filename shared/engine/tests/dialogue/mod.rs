//! Random conversations: partly any text at all, partly words that the rules know.

use model::{Speaker, TalkTurn};
use proptest::prelude::*;

/// Any Unicode, with marks and line ends in unlikely places.
pub(crate) fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ .,!?…\"'()\n\r\t\u{200b}-]{0,6}",
        "[a-zA-Z0-9İßﬁK’']{0,8}",
        Just("e.g. Dr. 3.5 U.S. etc.".to_owned()),
        Just("。？！".to_owned()),
        Just("👍🏽 😀 ❤️".to_owned()),
        Just("don’t DONT n't 's".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Sentences of sorts, from words that mean something to a rule.
pub(crate) fn words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(WORDS);
    let mark = proptest::sample::select(&["", "", ".", "?", "!", ",", "...", "\n", "?!"][..]);
    proptest::collection::vec((word, mark), 0..14)
        .prop_map(|words| words.iter().flat_map(|(word, mark)| [*word, *mark, " "]).collect())
}

/// Words without any mark, as recognised speech is written.
pub(crate) fn speech() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(WORDS).prop_map(str::to_lowercase);
    let begins = proptest::sample::select(&["i'm", "so the", "he was", "okay", "what would", "thank you"][..]);
    let word = prop_oneof![3 => word, 1 => begins.prop_map(ToOwned::to_owned)];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.join(" ").replace('.', ""))
}

const WORDS: &[&str] = &[
    "what",
    "how",
    "why",
    "do",
    "you",
    "think",
    "is",
    "that",
    "right",
    "okay",
    "yes",
    "no",
    "yeah",
    "but",
    "I",
    "agree",
    "don't",
    "thanks",
    "thank",
    "sorry",
    "please",
    "could",
    "maybe",
    "um",
    "uh huh",
    "you know",
    "hello",
    "bye",
    "what do you mean",
    "does that make sense",
    "on a scale of one to ten",
    "don't you think",
    "would that work for you",
    "good",
    "bad",
    "not",
    "table",
    "never so",
    "I'm wondering if",
    "tell me about it",
    "least",
    "very",
    "GREAT",
    "Dr.",
    "would it be okay if I made a suggestion",
    "you should try",
    "what would you do",
    "this is all your fault",
    "you're an idiot",
    "go on",
    "--",
];

fn speaker() -> impl Strategy<Value = Option<Speaker>> {
    let name = |names: &'static [&'static str]| {
        proptest::option::of(proptest::sample::select(names).prop_map(ToOwned::to_owned))
    };
    proptest::option::weighted(0.9, (name(&["a", "b", "é"]), name(&["agent", "client"])))
        .prop_map(|speaker| speaker.map(|(id, role)| Speaker { id, role }))
}

pub(crate) fn conversation() -> impl Strategy<Value = Vec<TalkTurn>> {
    let input = prop_oneof![4 => words(), 1 => speech(), 1 => anything(), 1 => Just(String::new())];
    let seconds = || proptest::option::of((0..60_u32).prop_map(|seconds| seconds.to_string()));
    proptest::collection::vec((input, speaker(), seconds(), seconds()), 0..24).prop_map(|turns| {
        let turn = |(index, (input, speaker, start_time, end_time))| TalkTurn {
            index,
            input,
            speaker,
            start_time,
            end_time,
            ..TalkTurn::default()
        };
        (0..).zip(turns).map(turn).collect()
    })
}
