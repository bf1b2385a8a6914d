//! Each behavior by examples, and by near misses that are not it.

mod business;
mod client_talk;
mod collaboration;
mod courtesy;
mod direction;
mod friction;
mod listening;
mod questions;
mod safety;
#[path = "../spoken/mod.rs"]
mod spoken;
mod support;

use std::collections::BTreeSet;

use engine::{Engine, Options, behaviors};
use model::TalkTurn;

/// What `speakers` show by saying `texts` in turn: the behaviors of the last turn.
fn shown(engine: &Engine, said: &[(&str, &str)]) -> BTreeSet<String> {
    let read = engine.map(&Options::default(), &[], &spoken::turns(said));
    let last = read.last().expect("something was said");
    last.utterances.iter().flat_map(|utterance| &utterance.detections).map(|d| d.behavior.to_string()).collect()
}

/// A behavior, what shows it, and what is near it and does not.
type Example = (&'static str, &'static [&'static str], &'static [&'static str]);

fn examples() -> impl Iterator<Item = &'static Example> {
    let categories = [
        questions::EXAMPLES,
        listening::EXAMPLES,
        support::EXAMPLES,
        collaboration::EXAMPLES,
        direction::EXAMPLES,
        friction::EXAMPLES,
        client_talk::EXAMPLES,
        courtesy::EXAMPLES,
        business::EXAMPLES,
        safety::EXAMPLES,
    ];
    categories.into_iter().flatten()
}

#[test]
fn every_behavior_has_examples() {
    let named: BTreeSet<_> = examples().map(|(behavior, ..)| *behavior).collect();
    let known: BTreeSet<_> = behaviors().map(|behavior| behavior.name.as_str()).collect();
    // Each of these takes several turns; tests/exchange.rs covers them.
    let of_several_turns = ["conflict", "interrupting"].into();
    assert_eq!(named, known.difference(&of_several_turns).copied().collect());
}

#[test]
fn examples_show_their_behavior_and_near_misses_do_not() {
    let engine = Engine::of_rules();
    let mut wrong = Vec::new();
    for (behavior, examples, near_misses) in examples() {
        let shows = |text: &str| shown(&engine, &[("a", text)]).contains(*behavior);
        wrong.extend(examples.iter().filter(|text| !shows(text)).map(|text| format!("missed {behavior}: {text}")));
        wrong.extend(near_misses.iter().filter(|text| shows(text)).map(|text| format!("not {behavior}: {text}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_yes_and_no_do_depends_on_what_came_before() {
    let engine = Engine::of_rules();
    let last = |said: &[(&str, &str)]| shown(&engine, said).into_iter().collect::<Vec<_>>();
    assert_eq!(last(&[("a", "It is late."), ("b", "Yes.")]), ["agreement"]);
    assert_eq!(last(&[("a", "It is late."), ("b", "No.")]), ["disagreement"]);
    assert_eq!(last(&[("a", "Is it late?"), ("b", "Yes.")]), [""; 0]);
    assert_eq!(last(&[("a", "Is it late?"), ("b", ""), ("b", "No.")]), [""; 0]);
    assert_eq!(last(&[("a", "Shall we start?"), ("b", "Yes.")]), ["agreement"]);
    assert_eq!(last(&[("a", "It is late."), ("a", "Yes.")]), [""; 0]);
    assert_eq!(last(&[("b", "Yes.")]), [""; 0]);
}

#[test]
fn questions_stack_over_turns_of_one_speaker_only() {
    let engine = Engine::of_rules();
    let stacked = |said: &[(&str, &str)]| shown(&engine, said).contains("stacked questions");
    assert!(stacked(&[("a", "Do you smoke?"), ("a", "How much?")]));
    assert!(stacked(&[("a", "Do you smoke?"), ("b", " "), ("a", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "Yes."), ("a", "How much?")]));
}

#[test]
fn nobody_in_particular_is_not_one_speaker() {
    let turn = |index, input: &str| TalkTurn { index, input: input.to_owned(), ..TalkTurn::default() };
    let read = Engine::of_rules().map(&Options::default(), &[], &[turn(0, "Do you smoke?"), turn(1, "How much?")]);
    assert!(read[1].utterances[0].detections.iter().all(|d| d.behavior != "stacked questions"));
}
