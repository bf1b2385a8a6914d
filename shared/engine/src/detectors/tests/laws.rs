//! What holds whatever is said.

use proptest::prelude::*;

use super::*;

fn any_line() -> impl Strategy<Value = Line> {
    let shows = prop::sample::select(vec![A, B, C, name::THREAT, name::CLOSING, name::GREETING, name::CONFRONT]);
    let text = prop::sample::select(vec!["", "cancel it", "please cancel my plan", "not cancel", "hello there"]);
    (prop::option::of(0..3_usize), prop::option::of(0..60_000_i64), text, prop::collection::vec((shows, 0..5_u8), 0..4))
        .prop_map(|(speaker, begins, text, shows)| Line { speaker, begins, text: text.to_owned(), shows })
}

/// One of every kind, and the standard ones.
fn every_kind() -> Plan {
    let signs = || vec![behavior(A), Sign::Phrase(phrase("cancel* ~2 plan|it")), behavior(B)];
    let spans = [None, Some(Span::Turns(3)), Some(Span::Millis(9_000))];
    let mut patterns = vec![Pattern::Any(signs()), Pattern::Absence(signs())];
    for within in spans {
        patterns.push(Pattern::All { signs: signs(), within });
        patterns.push(Pattern::Sequence { signs: signs(), within });
        patterns.extend(within.map(|within| Pattern::Clusters { signs: signs(), within, least: 2, keep: 2 }));
    }
    let places = [
        None,
        Some(Place::First(Span::Turns(4))),
        Some(Place::Last(Span::Turns(4))),
        Some(Place::Last(Span::Millis(20_000))),
    ];
    let mut detectors: Vec<Detector> = Vec::new();
    for (pattern, place) in patterns.iter().flat_map(|pattern| places.map(|place| (pattern, place))) {
        let name = DetectorName::new(&format!("d{}", detectors.len())).expect("a name");
        if detectors.iter().filter(|d| matches!(d.pattern, Pattern::Clusters { .. })).count() < Plan::MOST_CLUSTERS
            || !matches!(pattern, Pattern::Clusters { .. })
        {
            detectors.push(Detector { name, place, at_least: 2, ..detector(pattern.clone()) });
        }
    }
    let category = Category {
        name: CategoryPath::new("a/b").expect("a path"),
        phrases: vec![phrase("cancel")],
        by: Whose::Anyone,
        place: None,
    };
    Plan::new(detectors, vec![category]).expect("a plan")
}

fn all_lists(found: &Detected) -> Vec<&Lists> {
    found.roles.iter().chain(&found.speakers).chain([&found.conversation]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn items_are_sound(lines in prop::collection::vec(any_line(), 0..24)) {
        let plan = every_kind();
        let found = run(&plan, &lines, "s", Some(1));
        for lists in all_lists(&found) {
            let items = &lists.checklist;
            for (at, item) in items.iter().enumerate() {
                prop_assert!(item.status <= 3 && (1..=14).contains(&item.reason));
                prop_assert_eq!(item.display_order as usize, at);
                prop_assert!(item.talk_turns.is_sorted_by_key(|turn| turn.index));
                prop_assert!(item.talk_turns.windows(2).all(|pair| pair[0].index < pair[1].index));
                prop_assert!(item.talk_turns_total >= item.talk_turns.len() as u64);
                let bare = item.status == status::NOT_APPLICABLE
                    || matches!(item.reason, reason::NOTHING | reason::ABSENT | reason::MISSED | reason::REACHED | reason::NEARLY);
                prop_assert_eq!(item.talk_turns.is_empty(), bare);
            }
            let mut ids: Vec<_> = items.iter().map(|item| &item.id).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), items.len());
        }
        prop_assert!(found.conversation.checklist.len() >= plan.detectors().len());
        let mut of_roles = found.roles.iter().flat_map(|lists| &lists.checklist);
        prop_assert!(of_roles.all(|item| item.status != status::NOT_APPLICABLE));
        let mut of_speakers = found.speakers.iter().flat_map(|lists| &lists.checklist);
        prop_assert!(of_speakers.all(|item| matches!(item.status, status::DETECTED | status::PARTIAL)));
        for detector in plan.detectors().iter().filter(|d| matches!(d.pattern, Pattern::Any(_))) {
            let id = id::of_detector(detector.name.as_str());
            let item = found.conversation.checklist.iter().find(|item| item.pattern_detector_id == id);
            let turns = at(item.expect("every detector has an item"));
            let count = lines.len() as u64;
            let latest = lines.iter().filter_map(|line| line.begins).max();
            let is_within = |turn: &u64| match detector.place {
                None => true,
                Some(Place::First(Span::Turns(turns))) => *turn < u64::from(turns),
                Some(Place::Last(Span::Turns(turns))) => *turn + u64::from(turns) >= count,
                Some(Place::First(Span::Millis(_))) => false,
                Some(Place::Last(Span::Millis(millis))) => {
                    lines[usize::try_from(*turn).expect("small")].begins.zip(latest).is_some_and(|(b, l)| l - b < millis)
                }
            };
            prop_assert!(turns.iter().all(is_within));
        }
    }

    #[test]
    fn names_of_speakers_change_nothing(lines in prop::collection::vec(any_line(), 0..16)) {
        let plan = every_kind();
        let (one, other) = (run(&plan, &lines, "anna", None), run(&plan, &lines, "z", None));
        let pairs = all_lists(&one).into_iter().zip(all_lists(&other));
        prop_assert!(pairs.into_iter().all(|(one, other)| one == other));
        prop_assert_eq!(one.categories, other.categories);
    }

    #[test]
    fn a_turn_that_shows_nothing_moves_no_evidence(lines in prop::collection::vec(any_line(), 0..16)) {
        let spec = detector(Pattern::Any(vec![behavior(A)]));
        let plan = Plan::new(vec![spec], Vec::new()).expect("a plan");
        let mut longer = lines.clone();
        longer.push(line(0, &[]));
        let (one, other) = (run(&plan, &lines, "s", None), run(&plan, &longer, "s", None));
        prop_assert_eq!(at(&one.conversation.checklist[0]), at(&other.conversation.checklist[0]));
    }
}
