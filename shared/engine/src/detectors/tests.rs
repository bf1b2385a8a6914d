//! Every kind of pattern, and what must hold for all of them.

use model::{Speaker, TalkTurn};
use proptest::prelude::*;

use super::*;
use crate::document::{Detection, Item, Source, TurnDetections, Utterance, reason, status};
use crate::phrases::{Category, CategoryPath, Expression, Phrase};
use crate::place::Span;
use crate::reduce::{times, words_of};
use crate::side::Side;
use crate::taxonomy::{Name, name};
use crate::whose::Whose;

const NONE: (u8, u8) = (status::NOT_DETECTED, reason::NOTHING);

/// A turn: who, when, text, and behaviors with their severities, one utterance each.
#[derive(Clone, Debug, Default)]
struct Line {
    speaker: Option<usize>,
    begins: Option<i64>,
    text: String,
    shows: Vec<(Name, u8)>,
}

const ROLES: [&str; 3] = ["coach", "client", "guide dog"];

fn line(speaker: usize, shows: &[Name]) -> Line {
    Line { speaker: Some(speaker), shows: shows.iter().map(|name| (*name, 0)).collect(), ..Line::default() }
}

fn says(speaker: usize, text: &str) -> Line {
    Line { speaker: Some(speaker), text: text.to_owned(), ..Line::default() }
}

/// Runs a plan over turns by three speakers, a role each; renaming is somebody else's name.
fn run(plan: &Plan, lines: &[Line], renaming: &str, metric: Option<i64>) -> Detected {
    let mut detectors = Detectors::new(plan.clone(), |_| true);
    let (mut known, mut words) = (Vec::new(), Vec::new());
    for (index, line) in (0..).zip(lines) {
        let role = line.speaker.map(|at| ROLES[at].to_owned());
        let speaker = line.speaker.map(|at| Speaker { id: Some(format!("{renaming}{at}")), role });
        // Room for every utterance's place.
        let input = format!("{}{}", line.text, " ".repeat(line.shows.len() + 1));
        let seconds = |millis: i64| format!("{}.{:03}", millis / 1000, millis % 1000);
        let turn = TalkTurn { index, input, speaker, start_time: line.begins.map(seconds), ..TalkTurn::default() };
        let utterances = (0..).zip(&line.shows).map(|(at, (behavior, severity))| Utterance {
            start: at,
            end: at + 1,
            sentiment: 0.0,
            detections: vec![Detection {
                behavior: behavior.as_str().into(),
                score: 1.0,
                confidence: 1.0,
                severity: *severity,
                start: at,
                end: at + 1,
                source: Source::Rule,
            }],
        });
        let found = TurnDetections { turn: index, utterances: utterances.collect(), ..TurnDetections::default() };
        let ordinal = line.speaker.map(|speaker| {
            known.iter().position(|other| *other == speaker).unwrap_or_else(|| {
                known.push(speaker);
                known.len() - 1
            })
        });
        words_of(&turn.input, &mut words);
        let (begins, ends) = times(&turn);
        let side = Side::of(turn.speaker.as_ref());
        detectors.add(&Said {
            turn: &turn,
            found: &found,
            speaker: ordinal,
            role: ordinal,
            side,
            begins,
            ends,
            words: &words,
        });
    }
    detectors.finish(|_, _| metric)
}

fn behavior(name: Name) -> Sign {
    Sign::Behavior { name, severity_at_least: 0 }
}

fn phrase(text: &str) -> Phrase {
    Phrase::new(Expression::parse(text).expect("well formed"))
}

fn detector(pattern: Pattern) -> Detector {
    Detector {
        name: DetectorName::new("it").expect("a name"),
        list: List::Checklist,
        title: "It".into(),
        definition: "It is there.".into(),
        tip: None,
        example: None,
        by: Whose::Anyone,
        pattern,
        at_least: 1,
        place: None,
    }
}

fn items(spec: Detector, lines: &[Line]) -> Vec<Item> {
    let plan = Plan::new(vec![spec], Vec::new()).expect("a plan");
    run(&plan, lines, "s", None).conversation.checklist
}

/// The only item's status, reason, and turns.
fn told(spec: Detector, lines: &[Line]) -> ((u8, u8), Vec<u64>) {
    let items = items(spec, lines);
    assert_eq!(items.len(), 1);
    (shown(&items[0]), at(&items[0]))
}

fn shown(item: &Item) -> (u8, u8) {
    (item.status, item.reason)
}

fn at(item: &Item) -> Vec<u64> {
    item.talk_turns.iter().map(|turn| turn.index).collect()
}

const A: Name = name::OPEN_QUESTION;
const B: Name = name::SUMMARY;
const C: Name = name::PLANNING;

fn timed(line: Line, begins: i64) -> Line {
    Line { begins: Some(begins), ..line }
}

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
    let found = TurnDetections::default();
    let said = Said {
        turn: &turn,
        found: &found,
        speaker: None,
        role: None,
        side: Side::Unknown,
        begins: None,
        ends: None,
        words: &words,
    };
    detectors.add(&said);
    let found = detectors.finish(|_, _| None).conversation.checklist;
    assert_eq!(shown(&found[0]), (status::DETECTED, reason::ENOUGH));
    assert_eq!(shown(&found[1]), (status::NOT_APPLICABLE, reason::NO_BEHAVIORS));
}

#[test]
fn phrases_are_signs_too() {
    let unless_negated = Phrase { unless_negated: true, by: Whose::Side(Side::Client), ..phrase("cancel*") };
    let spec = detector(Pattern::Any(vec![Sign::Phrase(unless_negated)]));
    let lines = [says(0, "cancel?"), says(1, "I won't cancel."), says(1, "Not that. Cancelling now, cancel it")];
    assert_eq!(told(spec, &lines), ((status::DETECTED, reason::ENOUGH), vec![2]));
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
    let detection = |behavior: Name| Detection {
        behavior: behavior.as_str().into(),
        score: 1.0,
        confidence: 1.0,
        severity: 2,
        start: 0,
        end: 1,
        source: Source::Rule,
    };
    let utterance = Utterance { start: 0, end: 1, sentiment: 0.0, detections: Name::all().map(detection).collect() };
    let found = TurnDetections { utterances: vec![utterance], ..TurnDetections::default() };
    for at in 0..20_000 {
        let ordinal = Some(at % 10_000);
        let turn = TalkTurn { index: at as u64, ..turn.clone() };
        let side = Side::Unknown;
        let (begins, ends) = (None, None);
        detectors.add(&Said {
            turn: &turn,
            found: &found,
            speaker: ordinal,
            role: ordinal,
            side,
            begins,
            ends,
            words: &[],
        });
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
