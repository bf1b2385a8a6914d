//! What an utterance does by what was said before it: examples and near misses over several turns.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use engine::{CONTEXT_TURNS, Engine, Options};
use model::{Speaker, TalkTurn};

/// By rules alone, so that no weight can stand in for them.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::of_rules);

fn turn(index: u64, name: &str, text: &str) -> TalkTurn {
    let speaker = Some(Speaker { id: Some(name.to_owned()), role: None });
    TalkTurn { index, input: text.to_owned(), speaker, ..TalkTurn::default() }
}

/// `times` are seconds: when the turn begins and ends.
fn timed(index: u64, name: &str, text: &str, times: (&str, &str)) -> TalkTurn {
    let (start, end) = times;
    TalkTurn { start_time: Some(start.to_owned()), end_time: Some(end.to_owned()), ..turn(index, name, text) }
}

/// The behaviors of the last turn.
fn last(turns: &[TalkTurn]) -> BTreeSet<String> {
    let read = ENGINE.map(&Options::default(), &[], turns);
    let last = read.last().expect("something was said");
    last.utterances.iter().flat_map(|utterance| &utterance.detections).map(|d| d.behavior.to_string()).collect()
}

fn shows(behavior: &str, said: &[(&str, &str)]) -> bool {
    let turns: Vec<_> = (0..).zip(said).map(|(index, (name, text))| turn(index, name, text)).collect();
    last(&turns).contains(behavior)
}

#[test]
fn a_second_question_stacks_before_the_first_is_answered() {
    let stacks = |said: &[(&str, &str)]| shows("stacked questions", said);
    assert!(stacks(&[("a", "Do you smoke? How many a day?")]));
    assert!(stacks(&[("a", "How long ago was it, and did you see what he took?")]));
    assert!(stacks(&[("a", "who shoots it and when do we need it by")]));
    assert!(stacks(&[("a", "What colour is the case, and any marks on it?")]));
    assert!(!stacks(&[("a", "Do you smoke?"), ("b", "Yes."), ("a", "How many a day?")]));
    assert!(!stacks(&[("a", "Is it long, or is it short?")]));
    assert!(!stacks(&[("a", "What helps, do you think?")]));
    assert!(!stacks(&[("a", "What's the state of the hall? I mean, how does it look from the door?")]));
    assert!(!stacks(&[("a", "Could you take the minutes, and would you send them round?")]));
    assert!(!stacks(&[("a", "Weddings? Any numbness?")]), "a tone is no question to be answered");
}

#[test]
fn a_short_yes_consents_agrees_or_only_listens() {
    let said = |before: &str, reply: &str| {
        let shown = last(&[turn(0, "a", before), turn(1, "b", reply)]);
        ["agreement", "disagreement", "backchannel"].into_iter().filter(|b| shown.contains(*b)).collect::<Vec<_>>()
    };
    assert_eq!(said("The bus was late again.", "Mm-hm."), ["backchannel"]);
    assert_eq!(said("The bus was late again.", "Okay."), ["backchannel"]);
    assert_eq!(said("The bus was late again.", "Yeah."), ["backchannel"]);
    assert_eq!(said("The bus was late again.", "Yeah. It always is on Mondays."), ["agreement"]);
    assert_eq!(said("The bus was late again.", "It was."), ["agreement"]);
    assert_eq!(said("Was the bus late again?", "Yeah."), [""; 0]);
    assert_eq!(said("Was the bus late again?", "Right."), [""; 0]);
    assert_eq!(said("Was the bus late again?", "It was."), [""; 0]);
    assert_eq!(said("Shall we start?", "Okay."), ["agreement"]);
    assert_eq!(said("Shall we start?", "Go ahead."), ["agreement"]);
    assert_eq!(said("Shall we start?", "Nope."), ["disagreement"]);
    assert_eq!(said("The bus was late again.", "Go ahead."), [""; 0]);
}

#[test]
fn only_a_reply_listens() {
    let listens = |said: &[(&str, &str)]| shows("backchannel", said);
    assert!(!listens(&[("a", "The bus was late."), ("b", "We waited an hour. Okay. Where were you?")]));
    assert!(listens(&[("a", "The bus was late."), ("b", "Okay. Where were you?")]));
}

#[test]
fn advice_is_with_permission_when_it_was_asked_for_and_given() {
    let advice =
        |said: &[(&str, &str)]| (shows("advice with permission", said), shows("advice without permission", said));
    let (with, without, none) = ((true, false), (false, true), (false, false));
    let (asks, advises) = (("a", "Would it be okay if I made a suggestion?"), ("a", "You should ring the clinic."));
    assert_eq!(advice(&[asks, ("b", "Go on."), advises]), with);
    assert_eq!(advice(&[asks, ("b", "Please."), ("a", "Take it at bedtime, and start on half.")]), with);
    assert_eq!(advice(&[asks, ("b", "Go on."), ("a", "It's late."), ("b", "It is."), advises]), with);
    assert_eq!(advice(&[("b", "What would you do about it?"), advises]), with);
    assert_eq!(advice(&[asks, ("b", "No, thanks."), advises]), without);
    assert_eq!(advice(&[asks, advises]), without, "nobody answered");
    assert_eq!(advice(&[("b", "It hurts."), advises]), without);
    assert_eq!(
        advice(&[("b", "Would it be okay if I made a suggestion?"), ("a", "Go on."), ("a", "It is late.")]),
        none
    );
    assert_eq!(advice(&[asks, ("b", "Go on."), ("a", "How late is it?")]), none);
    let far = [asks, ("b", "Go on."), ("a", "Hm."), ("b", "Yes."), ("a", "Hm."), ("b", "Yes."), advises];
    assert_eq!(advice(&far), without);
}

#[test]
fn times_tell_an_interruption() {
    let interrupts = |reply: &str, times| {
        let said = [timed(0, "a", "I thought I might go and", ("10", "15.0")), timed(1, "b", reply, times)];
        last(&said).contains("interrupting")
    };
    assert!(interrupts("You can't go there.", ("14.5", "18")));
    assert!(interrupts("You can't go there.", ("00:00:14.5", "00:00:18")));
    assert!(!interrupts("You can't go there.", ("14.95", "18")), "no more than recognisers' times are off");
    assert!(!interrupts("You can't go there.", ("15.2", "18")));
    assert!(!interrupts("You don't say so.", ("12", "13")), "the turn is not taken");
    assert!(!interrupts("Oh really?", ("14.5", "18")));
}

#[test]
fn a_dash_tells_an_interruption_where_times_do_not() {
    let interrupts = |said: &[(&str, &str)]| shows("interrupting", said);
    assert!(interrupts(&[("a", "I thought I might --"), ("b", "You can't go there.")]));
    assert!(interrupts(&[("a", "I thought I might—"), ("b", "You can't go there.")]));
    assert!(!interrupts(&[("a", "I thought I might --"), ("a", "I might go there.")]));
    assert!(!interrupts(&[("a", "I thought I might."), ("b", "You can't go there.")]));
    assert!(!interrupts(&[("a", "I thought I might --"), ("b", "Uh-huh.")]));
    let cut = timed(0, "a", "I thought I might --", ("10", "15"));
    assert!(
        !last(&[cut, timed(1, "b", "You can't go there.", ("17", "19"))]).contains("interrupting"),
        "after a pause"
    );
}

#[test]
fn friction_from_both_sides_is_conflict() {
    let conflict = |said: &[(&str, &str)]| shows("conflict", said);
    let (first, second) = (("a", "You're an idiot."), ("b", "No, you're an idiot."));
    assert!(conflict(&[first, second]));
    assert!(conflict(&[first, ("b", "I see."), ("a", "It is late."), second]));
    assert!(!conflict(&[first, ("a", "You're an idiot.")]), "one side only");
    assert!(!conflict(&[first, ("b", "I see.")]));
    assert!(!conflict(&[second]));
    let calm = ("a", "It is late.");
    assert!(!conflict(&[first, calm, calm, calm, calm, calm, second]), "more than six turns");
}

#[test]
fn an_open_question_takes_up_a_word() {
    let takes_up = |said: &[(&str, &str)]| shows("uptake", said);
    assert!(takes_up(&[("b", "I burnt the potatoes."), ("a", "What did you do after the potatoes?")]));
    assert!(takes_up(&[("b", "Four, maybe."), ("a", "What would lift the four to a five?")]));
    assert!(!takes_up(&[("b", "I burnt the potatoes."), ("a", "What did you do then?")]));
    assert!(!takes_up(&[("b", "I burnt the potatoes."), ("a", "The potatoes were burnt.")]));
    assert!(!takes_up(&[("a", "I burnt the potatoes."), ("a", "What should I do with potatoes?")]));
}

#[test]
fn nothing_older_than_the_context_is_remembered() {
    let permission = turn(0, "a", "Would it be okay if I made a suggestion?");
    let mut turns = vec![permission, turn(1, "b", "Go on.")];
    let between = u64::try_from(CONTEXT_TURNS).expect("a few turns");
    turns.extend((2..2 + between).map(|index| turn(index, "c", "It is late.")));
    turns.push(turn(2 + between, "a", "Take it at bedtime."));
    let whole = ENGINE.map(&Options::default(), &[], &turns);
    let alone = ENGINE.map(&Options::default(), &turns[2..turns.len() - 1], &turns[turns.len() - 1..]);
    assert_eq!(whole.last(), alone.last());
}
