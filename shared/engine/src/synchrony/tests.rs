//! What holds for synchrony as a whole, whatever is said.

use model::TalkTurn;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::document::TurnDetections;
use crate::reduce::words_of;
use crate::side::Side;

#[derive(Clone, Debug)]
struct Line {
    speaker: Option<usize>,
    text: String,
    sentiment: Option<i64>,
    times: (Option<i64>, Option<i64>),
}

fn line(speaker: usize, text: &str) -> Line {
    Line { speaker: Some(speaker), text: text.to_owned(), sentiment: Some(0), times: (None, None) }
}

fn hear(synchrony: &mut Synchrony, index: u64, line: &Line) {
    let mut words = Vec::new();
    words_of(&line.text, &mut words);
    let turn = TalkTurn { index, input: line.text.clone(), ..TalkTurn::default() };
    let found = TurnDetections { turn: index, sentiment: line.sentiment, ..TurnDetections::default() };
    let (begins, ends) = line.times;
    let (speaker, side) = (line.speaker, Side::of(None));
    synchrony.add(&Said { turn: &turn, found: &found, speaker, role: None, side, begins, ends, words: &words });
}

fn scores_of(lines: &[Line]) -> Vec<SynchronyScore> {
    let mut synchrony = Synchrony::default();
    for (index, line) in (0..).zip(lines) {
        hear(&mut synchrony, index, line);
    }
    synchrony.finish()
}

/// The only score of this kind; of uptake, that of `one`.
fn score(scores: &[SynchronyScore], kind: &str, one: usize) -> SynchronyScore {
    let mut of_kind = scores.iter().filter(|score| score.calculation_type == kind);
    of_kind
        .find(|score| kind != UPTAKE || score.identifier_one == one)
        .expect("two speakers spoke to each other")
        .clone()
}

fn value(scores: &[SynchronyScore], kind: &str) -> i64 {
    score(scores, kind, 1).score.unwrap_or_else(|| panic!("{:?}", score(scores, kind, 1)))
}

const TOPICS: [&str; 12] = [
    "my sister sold the house by the lake",
    "we planted roses behind the kitchen",
    "the train was late again on monday",
    "her teacher praised the drawing of a horse",
    "the doctor changed my medicine last week",
    "our neighbour repaired the broken fence",
    "the soup needs more pepper and onions",
    "he lost his wallet near the station",
    "the choir sings in the old church",
    "my knee hurts when I climb stairs",
    "the manager cancelled the budget meeting",
    "a storm knocked down two trees",
];

/// Speaker 0 goes through the topics; speaker 1 says what `answer` makes of the topic at hand.
fn dialogue(rounds: usize, mut answer: impl FnMut(usize) -> String) -> Vec<Line> {
    let topic = |at: usize| format!("Today {} number {at}", TOPICS[at % TOPICS.len()]);
    (0..rounds).flat_map(|at| [line(0, &topic(at)), line(1, &answer(at))]).collect()
}

/// Any number below `count`, the same in every run.
fn drawn(at: usize, count: usize) -> usize {
    (at * 7_919 + at * at * 104_729 + 13) % 1_000_003 % count
}

#[test]
fn who_mirrors_is_aligned_and_takes_up_more_than_who_does_not() {
    let mirrors = scores_of(&dialogue(60, |at| format!("So {}? Why was that?", TOPICS[at % TOPICS.len()])));
    let ignores = scores_of(&dialogue(60, |at| format!("Then {}. Go on.", TOPICS[drawn(at, TOPICS.len())])));
    for (kind, least) in [(LEXICAL_ALIGNMENT, 200_000), (UPTAKE, 200_000)] {
        let (more, less) = (value(&mirrors, kind), value(&ignores, kind));
        assert!(more > less + least, "{kind}: {more} against {less}");
    }
}

#[test]
fn a_shuffled_dialogue_is_aligned_by_chance_only() {
    let shuffled = scores_of(&dialogue(2_000, |at| format!("Then {}.", TOPICS[drawn(at, TOPICS.len())])));
    let score = value(&shuffled, LEXICAL_ALIGNMENT);
    assert!((450_000..550_000).contains(&score), "{score}");
}

#[test]
fn uptake_is_told_by_direction() {
    let scores = scores_of(&dialogue(40, |at| format!("Why is it that {}?", TOPICS[at % TOPICS.len()])));
    let (of_one, of_zero) = (score(&scores, UPTAKE, 1), score(&scores, UPTAKE, 0));
    assert_eq!((of_one.identifier_two, of_one.basis, of_zero.identifier_two, of_zero.basis), (0, 40, 1, 39));
    assert!(of_one.score > of_zero.score, "{of_one:?} {of_zero:?}");
}

#[test]
fn who_never_answers_whom_is_no_pair_and_who_says_little_has_reasons() {
    let scores = scores_of(&[line(0, "Hello there"), line(1, "Hello"), line(2, "Hi"), line(1, "")]);
    let pairs: Vec<_> = scores.iter().map(|score| (score.identifier_one, score.identifier_two)).collect();
    let expected = [(0, 1), (0, 1), (1, 0), (0, 1), (0, 1), (0, 1), (0, 1)];
    assert_eq!(pairs[..7], expected);
    assert_eq!(pairs.len(), 14, "the second pair is 1 and 2");
    assert!(scores.iter().all(|score| score.score.is_none()));
    let reasons: Vec<_> = scores[..7].iter().map(|score| &*score.reason).collect();
    let [words, pairs, times] = ["too_few_words", "too_few_pairs", "no_times"];
    assert_eq!(reasons, [words, pairs, pairs, pairs, pairs, times, words]);
}

#[test]
fn a_turn_of_nobody_known_stands_between() {
    let nobody = Line { speaker: None, ..line(0, "Hello?") };
    assert_eq!(scores_of(&[line(0, "Hello"), nobody, line(1, "Hello")]), []);
}

#[test]
fn pairs_are_of_the_twenty_who_say_most() {
    let text = |speaker: usize| "word ".repeat(100 + speaker * 29 % 31);
    let lines: Vec<Line> = (0..31).flat_map(|speaker| [line(speaker, &text(speaker)), line(99, &text(30))]).collect();
    let scores = scores_of(&lines);
    let mut shown: Vec<usize> = scores.iter().map(|score| score.identifier_one.min(score.identifier_two)).collect();
    shown.dedup();
    let mut most: Vec<usize> = (0..31).collect();
    most.sort_by_key(|speaker| std::cmp::Reverse(speaker * 29 % 31));
    most.truncate(MOST_SPEAKERS - 1);
    most.sort_unstable();
    assert_eq!(shown, most);
}

#[test]
fn what_is_kept_does_not_grow_with_the_conversation() {
    let mut synchrony = Synchrony::default();
    for index in 0..40_000 {
        let speaker = drawn(index, 300);
        let text = format!("{} {}", TOPICS[drawn(index, 12)], "garden roses ".repeat(index % 40));
        hear(&mut synchrony, index as u64, &line(speaker, &text));
    }
    assert_eq!(synchrony.speakers.len(), 300);
    assert!(synchrony.speakers.iter().all(|speaker| speaker.earlier.kept() == 8));
    assert!((pairs::MOST / 2..=pairs::MOST).contains(&synchrony.pairs.kept()));
    assert!(synchrony.finish().iter().any(|score| score.reason == TOO_MANY_PAIRS || score.reason == MEASURED_IN_PART));
}

fn word() -> impl Strategy<Value = &'static str> {
    let words = "the garden roses my sister you don't why so mhm yeah house of and never? five Über 東京 it's";
    proptest::sample::select(words.split(' ').collect::<Vec<_>>())
}

fn any_line(speakers: usize) -> impl Strategy<Value = Line> {
    let speaker = prop_oneof![9 => (0..speakers).prop_map(Some), 1 => Just(None)];
    let sentiment = proptest::option::weighted(0.9, -10_000_i64..=10_000);
    let time = || proptest::option::weighted(0.8, 0_i64..1_000_000);
    (speaker, vec(word(), 0..20), sentiment, (time(), time())).prop_map(|(speaker, words, sentiment, times)| Line {
        speaker,
        text: words.join(" "),
        sentiment,
        times,
    })
}

proptest! {
    #[test]
    fn scores_are_within_zero_and_one_or_have_a_reason(lines in vec(any_line(4), 0..80)) {
        for score in scores_of(&lines) {
            prop_assert!(score.score.is_none_or(|score| (0..=1_000_000).contains(&score)), "{:?}", score);
            prop_assert_eq!(score.score.is_some(), score.reason == MEASURED);
            prop_assert!(score.score.is_none() || score.basis > 0);
        }
    }

    #[test]
    fn two_speakers_who_swap_names_keep_their_scores(lines in vec(any_line(2), 0..80)) {
        let swapped: Vec<Line> =
            lines.iter().map(|line| Line { speaker: line.speaker.map(|speaker| 1 - speaker), ..line.clone() }).collect();
        let (mut scores, swapped) = (scores_of(&lines), scores_of(&swapped));
        if !scores.is_empty() {
            scores.swap(1, 2);
        }
        let told = |score: &SynchronyScore| (score.calculation_type.clone(), score.score, score.reason.clone(), score.basis);
        prop_assert_eq!(scores.iter().map(told).collect::<Vec<_>>(), swapped.iter().map(told).collect::<Vec<_>>());
    }
}
