//! Each kind of pattern by itself.

use super::*;

#[test]
fn any_counts_every_utterance_and_some_are_partial() {
    let spec = || Detector { at_least: 3, ..detector(Pattern::Any(vec![behavior(A), behavior(B)])) };
    let enough = told(spec(), &[line(0, &[A, A]), line(1, &[]), line(0, &[B])]);
    assert_eq!(enough, ((status::DETECTED, reason::ENOUGH), vec![0, 2]));
    assert_eq!(told(spec(), &[line(0, &[A]), line(0, &[C])]), ((status::PARTIAL, reason::FEWER), vec![0]));
    assert_eq!(told(spec(), &[line(0, &[C])]), (NONE, vec![]));
    assert_eq!(told(spec(), &[]), ((status::NOT_APPLICABLE, reason::NO_TURNS), vec![]));
}

#[test]
fn what_is_less_severe_than_asked_for_is_partly_there() {
    let spec = || detector(Pattern::Any(vec![Sign::Behavior { name: name::THREAT, severity_at_least: 2 }]));
    let threat = |severity| Line { shows: vec![(name::THREAT, severity)], ..line(0, &[]) };
    assert_eq!(told(spec(), &[threat(0)]).0, NONE);
    assert_eq!(told(spec(), &[threat(0), threat(1)]), ((status::PARTIAL, reason::FAINT), vec![1]));
    assert_eq!(told(spec(), &[threat(1), threat(2)]), ((status::DETECTED, reason::ENOUGH), vec![1]));
}

#[test]
fn all_belong_together_within_a_span() {
    let spec = |within| detector(Pattern::All { signs: vec![behavior(A), behavior(B)], within });
    let lines = [line(0, &[B]), line(1, &[]), line(0, &[A]), line(0, &[A]), line(1, &[B])];
    assert_eq!(told(spec(None), &lines), ((status::DETECTED, reason::ENOUGH), vec![0, 2, 3, 4]));
    assert_eq!(told(spec(Some(Span::Turns(2))), &lines), ((status::DETECTED, reason::ENOUGH), vec![3, 4]));
    assert_eq!(told(spec(Some(Span::Turns(1))), &lines), ((status::PARTIAL, reason::INCOMPLETE), vec![3, 4]));
    assert_eq!(told(spec(None), &lines[2..4]), ((status::PARTIAL, reason::INCOMPLETE), vec![1]));
    assert_eq!(told(spec(None), &[line(0, &[C])]), (NONE, vec![]));
    let times = [timed(line(0, &[A]), 1_000), timed(line(0, &[B]), 3_000)];
    assert_eq!(told(spec(Some(Span::Millis(2_000))), &times).0, (status::DETECTED, reason::ENOUGH));
    assert_eq!(told(spec(Some(Span::Millis(1_999))), &times).0, (status::PARTIAL, reason::INCOMPLETE));
}

#[test]
fn a_sequence_is_in_order_be_it_in_one_turn() {
    let spec = |within| detector(Pattern::Sequence { signs: vec![behavior(A), behavior(B), behavior(A)], within });
    assert_eq!(told(spec(None), &[line(0, &[A, B, A])]), ((status::DETECTED, reason::ENOUGH), vec![0]));
    assert_eq!(told(spec(None), &[line(0, &[A, A, B])]), ((status::PARTIAL, reason::INCOMPLETE), vec![0]));
    let lines = [line(0, &[A]), line(1, &[]), line(0, &[A]), line(0, &[B]), line(0, &[A])];
    assert_eq!(told(spec(Some(Span::Turns(3))), &lines), ((status::DETECTED, reason::ENOUGH), vec![2, 3, 4]));
    assert_eq!(told(spec(Some(Span::Turns(2))), &lines), ((status::PARTIAL, reason::INCOMPLETE), vec![2, 3]));
    assert_eq!(told(spec(None), &[line(0, &[B])]), (NONE, vec![]));
    let twice = Detector { at_least: 2, ..spec(None) };
    assert_eq!(told(twice, &lines).0, (status::PARTIAL, reason::FEWER));
}

#[test]
fn absence_is_detected_without_evidence() {
    let spec = |at_least| Detector { at_least, ..detector(Pattern::Absence(vec![behavior(A)])) };
    assert_eq!(told(spec(1), &[line(0, &[B])]), ((status::DETECTED, reason::ABSENT), vec![]));
    assert_eq!(told(spec(1), &[line(0, &[A])]), ((status::NOT_DETECTED, reason::PRESENT), vec![0]));
    assert_eq!(told(spec(2), &[line(0, &[A])]), ((status::PARTIAL, reason::FEWER), vec![0]));
    assert_eq!(told(spec(2), &[line(0, &[A]), line(0, &[A])]).0, (status::NOT_DETECTED, reason::PRESENT));
}

#[test]
fn a_measure_reaches_nears_or_misses_its_bound() {
    let spec = |bound, nearly| {
        let (group, metric) = (None, "empathy".to_owned());
        detector(Pattern::Measure(Measure { group, metric, reading: Reading::Score, bound, nearly }))
    };
    let told = |spec, metric| {
        let plan = Plan::new(vec![spec], Vec::new()).expect("a plan");
        shown(&run(&plan, &[line(0, &[])], "s", metric).conversation.checklist[0])
    };
    let least = || spec(Bound::AtLeast(600), Some(500));
    assert_eq!(told(least(), Some(600)), (status::DETECTED, reason::REACHED));
    assert_eq!(told(least(), Some(500)), (status::PARTIAL, reason::NEARLY));
    assert_eq!(told(least(), Some(499)), (status::NOT_DETECTED, reason::MISSED));
    assert_eq!(told(least(), None), (status::NOT_APPLICABLE, reason::NO_METRIC));
    let most = || spec(Bound::AtMost(600), Some(700));
    assert_eq!(told(most(), Some(600)), (status::DETECTED, reason::REACHED));
    assert_eq!(told(most(), Some(650)), (status::PARTIAL, reason::NEARLY));
    assert_eq!(told(spec(Bound::AtMost(600), None), Some(601)), (status::NOT_DETECTED, reason::MISSED));
}

#[test]
fn clusters_are_the_richest_stretches() {
    let clusters = |least, keep| {
        let signs = vec![behavior(A), behavior(B)];
        detector(Pattern::Clusters { signs, within: Span::Turns(3), least, keep })
    };
    let mut lines = vec![line(0, &[]); 20];
    for (at, shows) in [(1, &[A, A][..]), (9, &[A]), (10, &[B, A]), (11, &[A]), (18, &[B, B, B])] {
        lines[at] = line(0, shows);
    }
    let found = items(clusters(2, 2), &lines);
    let told: Vec<_> = found.iter().map(|item| (shown(item), at(item), item.display_order)).collect();
    let enough = (status::DETECTED, reason::ENOUGH);
    assert_eq!(told, [(enough, vec![9, 10, 11], 0), (enough, vec![18], 1)]);
    assert_eq!(found[1].behaviors, [B.as_str()]);
    assert_eq!(found[0].behaviors.len(), 2);
    assert_ne!(found[0].id, found[1].id);
    assert_eq!(found[0].pattern_detector_id, found[1].pattern_detector_id);
    let few = items(clusters(9, 2), &lines);
    assert_eq!((shown(&few[0]), at(&few[0])), ((status::PARTIAL, reason::FEWER), vec![1]));
    assert_eq!(shown(&items(clusters(1, 1), &[line(0, &[])])[0]), NONE);
}

#[test]
fn the_first_and_the_last_are_those_of_the_conversation() {
    let spec = |place| Detector { place: Some(place), ..detector(Pattern::Any(vec![behavior(A)])) };
    let lines = [line(0, &[A]), line(1, &[A]), line(0, &[]), line(1, &[A]), line(0, &[A])];
    assert_eq!(told(spec(Place::First(Span::Turns(2))), &lines).1, [0, 1]);
    assert_eq!(told(spec(Place::Last(Span::Turns(2))), &lines).1, [3, 4]);
    assert_eq!(told(spec(Place::Last(Span::Turns(200))), &lines).1, [0, 1, 3, 4]);
    assert_eq!(told(spec(Place::First(Span::Millis(9))), &lines).0, (status::NOT_APPLICABLE, reason::NO_TIMES));
    let lines: Vec<_> = (0..5).map(|at| timed(line(0, &[A]), 10_000 + at * 1_000)).collect();
    assert_eq!(told(spec(Place::First(Span::Millis(2_000))), &lines).1, [0, 1]);
    assert_eq!(told(spec(Place::Last(Span::Millis(2_001))), &lines).1, [2, 3, 4]);
}

#[test]
fn only_those_whose_turns_count_are_looked_at() {
    let by = |by| Detector { by, ..detector(Pattern::Any(vec![behavior(A)])) };
    let lines = [line(0, &[A]), line(1, &[A])];
    assert_eq!(told(by(Whose::Side(Side::Client)), &lines).1, [1]);
    assert_eq!(told(by(Whose::Role("Coach".into())), &lines).1, [0]);
    assert_eq!(told(by(Whose::Role("chef".into())), &lines).0, (status::NOT_APPLICABLE, reason::NO_TURNS));
}

#[test]
fn phrases_are_signs_too() {
    let unless_negated = Phrase { unless_negated: true, by: Whose::Side(Side::Client), ..phrase("cancel*") };
    let spec = detector(Pattern::Any(vec![Sign::Phrase(unless_negated)]));
    let lines = [says(0, "cancel?"), says(1, "I won't cancel."), says(1, "Not that. Cancelling now, cancel it")];
    assert_eq!(told(spec, &lines), ((status::DETECTED, reason::ENOUGH), vec![2]));
}
