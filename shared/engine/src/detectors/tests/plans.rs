//! Plans of several detectors and categories: whose turns count where, what is refused, how much is kept.

use super::*;

#[test]
fn every_group_has_its_own_turns() {
    let plan = Plan::new(vec![detector(Pattern::Any(vec![behavior(A)]))], Vec::new()).expect("a plan");
    let found = run(&plan, &[line(0, &[A]), line(1, &[]), line(0, &[]), line(2, &[A])], "s", None);
    let told = |lists: &[Lists]| lists.iter().map(|lists| lists.checklist.first().map(at)).collect::<Vec<_>>();
    assert_eq!(told(&found.roles), [Some(vec![0]), Some(vec![]), Some(vec![3])]);
    assert_eq!(told(&found.speakers), [Some(vec![0]), None, Some(vec![3])], "of a speaker only what was shown");
    assert_eq!(at(&found.conversation.checklist[0]), [0, 3]);
}

#[test]
fn without_behaviors_only_phrases_are_looked_for() {
    let by_phrase = detector(Pattern::Any(vec![Sign::Phrase(phrase("hello"))]));
    let by_behavior =
        Detector { name: DetectorName::new("other").expect("a name"), ..detector(Pattern::Any(vec![behavior(A)])) };
    let plan = Plan::new(vec![by_phrase, by_behavior], Vec::new()).expect("a plan");
    let mut detectors = Detectors::new(plan, |_| false);
    let turn = TalkTurn { input: "Hello".into(), ..TalkTurn::default() };
    let mut words = Vec::new();
    words_of(&turn.input, &mut words);
    detectors.add(&said(&turn, &TurnDetections::default(), None, &words));
    let found = detectors.finish(|_, _| None).conversation.checklist;
    assert_eq!(shown(&found[0]), (status::DETECTED, reason::ENOUGH));
    assert_eq!(shown(&found[1]), (status::NOT_APPLICABLE, reason::NO_BEHAVIORS));
}

#[test]
fn categories_count_what_belongs_to_them() {
    let category = |name: &str, text: &str, place| Category {
        name: CategoryPath::new(name).expect("a path"),
        phrases: vec![phrase(text)],
        by: Whose::Anyone,
        place,
    };
    let categories = vec![
        category("pricing/discount", "discount", None),
        category("pricing", "price|discount", None),
        category("late", "price", Some(Place::Last(Span::Turns(1)))),
        category("early", "price", Some(Place::First(Span::Turns(1)))),
    ];
    let plan = Plan::new(Vec::new(), categories).expect("a plan");
    let lines = [says(0, "The price, the discount price"), says(1, "price?"), says(2, "no price")];
    let counts = run(&plan, &lines, "s", None).categories;
    let told: Vec<_> = counts
        .iter()
        .map(|count| {
            (
                count.name.as_str(),
                count.matches,
                count.turns,
                count.by_side.agent,
                count.by_side.customer,
                count.by_side.other,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("early", 2, 1, 2, 0, 0),
            ("late", 1, 1, 0, 0, 1),
            ("pricing", 6, 3, 4, 1, 1),
            ("pricing/discount", 1, 1, 1, 0, 0)
        ]
    );
    assert_eq!(counts[2].evidence.iter().map(|turn| turn.index).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn what_cannot_be_carried_out_is_refused() {
    let refused = |spec: Detector| Plan::new(vec![spec], Vec::new()).expect_err("it is refused").piece;
    let any = || detector(Pattern::Any(vec![behavior(A)]));
    assert_eq!(refused(Detector { at_least: 0, ..any() }), Piece::Detector(0));
    assert_eq!(refused(detector(Pattern::Any(Vec::new()))), Piece::Detector(0));
    assert_eq!(refused(Detector { place: Some(Place::Last(Span::Turns(201))), ..any() }), Piece::Detector(0));
    let long = Pattern::Sequence { signs: vec![behavior(A); 9], within: None };
    assert_eq!(refused(detector(long)), Piece::Detector(0));
    let twice = Plan::new(vec![any(), any()], Vec::new()).expect_err("the same name twice");
    assert_eq!(twice.to_string(), "detector 2: another detector is called `it` already");
    let many = (0..65).map(|at| Detector { name: DetectorName::new(&format!("d{at}")).expect("a name"), ..any() });
    assert_eq!(Plan::new(many.collect(), Vec::new()).expect_err("too many").piece, Piece::All);
}

#[test]
fn ten_thousand_speakers_keep_little() {
    let plan = crate::Profile::default().plan().clone();
    let mut detectors = Detectors::new(plan, |_| true);
    let turn = TalkTurn { input: " ".into(), ..TalkTurn::default() };
    let all = Name::all().map(|behavior| detection(behavior, 2)).collect();
    let utterance = Utterance { start: 0, end: 1, sentiment: 0.0, detections: all };
    let found = TurnDetections { utterances: vec![utterance], ..TurnDetections::default() };
    for at in 0..20_000 {
        let turn = TalkTurn { index: at as u64, ..turn.clone() };
        detectors.add(&said(&turn, &found, Some(at % 10_000), &[]));
    }
    let found = detectors.finish(|_, _| None);
    let items = |lists: &[Lists]| lists.iter().flat_map(Lists::each).map(Vec::len).sum::<usize>();
    let turns =
        |lists: &[Lists]| lists.iter().flat_map(Lists::each).flatten().map(|item| item.talk_turns.len()).sum::<usize>();
    let all = items(&found.roles) + items(&found.speakers);
    assert!(all < 25_000, "{all}");
    let all = turns(&found.roles) + turns(&found.speakers);
    assert!(all < 100_000, "{all}");
    assert!(found.conversation.each().into_iter().flatten().all(|item| item.talk_turns.len() <= 50));
}
