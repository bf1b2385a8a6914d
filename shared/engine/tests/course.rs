//! Sentiment over the course of a conversation, who spoke when and who cut in, on turns made by hand.

use engine::{Buckets, Direction, Extended, Interrupted, TimeBreakdown, Weighting};
use engine::{BuiltIn, Detection, Engine, Options, Reducer, Source, TurnDetections, Utterance};
use model::{Speaker, TalkTurn};
use proptest::prelude::*;

/// Who, from and to in milliseconds, sentiment in ten-thousandths.
#[derive(Clone, Debug, Default)]
struct Said {
    role: Option<&'static str>,
    begins: Option<i64>,
    ends: Option<i64>,
    words: usize,
    sentiment: Option<i64>,
    interrupts: bool,
}

fn said(role: &'static str, begins: i64, ends: i64) -> Said {
    Said { role: Some(role), begins: Some(begins), ends: Some(ends), words: 1, ..Said::default() }
}

fn felt(sentiment: i64, words: usize) -> Said {
    Said { sentiment: Some(sentiment), words, ..Said::default() }
}

fn conversation(turns: &[Said]) -> (Vec<TalkTurn>, Vec<TurnDetections>) {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1_000, ms % 1_000);
    let pairs = (0..).zip(turns).map(|(index, said)| {
        let turn = TalkTurn {
            index,
            input: "word ".repeat(said.words),
            speaker: said.role.map(|role| Speaker { id: None, role: Some(role.to_owned()) }),
            start_time: said.begins.map(seconds),
            end_time: said.ends.map(seconds),
            ..TalkTurn::default()
        };
        let detection = Detection {
            behavior: "interrupting".into(),
            score: 0.9,
            confidence: 0.9,
            severity: 0,
            start: 0,
            end: 1,
            source: Source::Rule,
        };
        let detections = if said.interrupts { vec![detection] } else { Vec::new() };
        let utterances = vec![Utterance { start: 0, end: 1, sentiment: 0.0, detections }];
        (turn, TurnDetections { turn: index, sentiment: said.sentiment, utterances, ..TurnDetections::default() })
    });
    pairs.unzip()
}

fn extended(turns: &[Said]) -> Extended {
    let (turns, found) = conversation(turns);
    let mut reducer = Reducer::new();
    for (turns, found) in turns.chunks(3).zip(found.chunks(3)) {
        reducer.add(turns, found).expect("few speakers");
    }
    reducer.finish().extended
}

fn time(turns: &[Said]) -> TimeBreakdown {
    extended(turns).time.value.expect("there are times")
}

fn parts(time: &TimeBreakdown) -> [i64; 5] {
    [time.agent, time.customer, time.other, time.silence, time.cross_talk]
}

#[test]
fn time_is_shared_out_among_those_who_speak() {
    let turns = [
        said("agent", 1_000, 5_000),
        said("client", 4_000, 7_000),
        said("agent", 9_000, 10_000),
        Said { role: None, ..said("", 10_000, 10_500) },
        said("somebody", 10_200, 11_000),
    ];
    let time = time(&turns);
    assert_eq!(parts(&time), [4_000, 2_000, 700, 2_000, 1_300]);
    assert_eq!(time.duration, 10_000);
    assert_eq!((time.speakers, time.unnamed), (vec![5_000, 3_000, 800], 500));
    assert_eq!((time.sides.agent, time.sides.customer, time.sides.other), (5_000, 3_000, 1_300));
}

#[test]
fn a_turn_without_an_end_lasts_as_its_words_do_or_to_the_next() {
    let open = |role, begins, words| Said { ends: None, words, ..said(role, begins, 0) };
    let time = time(&[open("agent", 0, 13), open("client", 3_000, 13), open("agent", 60_000, 26)]);
    assert_eq!(parts(&time), [13_000, 5_000, 0, 52_000, 0]);
    assert_eq!((time.duration, time.estimated_turns), (70_000, 3));
}

#[test]
fn turns_that_come_in_another_order_are_put_in_theirs() {
    let mut turns = vec![said("agent", 0, 1_000), said("client", 2_000, 4_000), said("agent", 3_000, 9_000)];
    let forwards = time(&turns);
    turns.reverse();
    let backwards = time(&turns);
    assert_eq!(parts(&forwards), parts(&backwards));
    assert_eq!(backwards.clipped_turns, 0);
}

#[test]
fn a_turn_that_comes_much_too_late_loses_what_has_passed() {
    let mut turns: Vec<_> = (0..6_000).map(|second| said("agent", second * 1_000, second * 1_000 + 1_000)).collect();
    turns.push(said("client", 0, 6_001_000));
    let time = time(&turns);
    assert_eq!((time.clipped_turns, time.duration), (1, 6_001_000));
    // 1,904 turns had left when it came, and the line stood where the last of them begins.
    assert_eq!(parts(&time), [1_903_000, 1_000, 0, 0, 4_097_000]);
}

#[test]
fn without_times_or_with_absurd_ones_nothing_is_said() {
    let reason = |turns: &[Said]| extended(turns).time.reason.map(std::borrow::Cow::into_owned);
    assert_eq!(reason(&[]).as_deref(), Some("no_times"));
    assert_eq!(reason(&[felt(0, 3)]).as_deref(), Some("no_times"));
    let month = 30 * 86_400_000;
    assert_eq!(reason(&[said("agent", 0, 1), said("agent", month - 1, month)]), None);
    assert_eq!(reason(&[said("agent", 0, 1), said("agent", month, month + 1)]).as_deref(), Some("implausible_times"));
    assert_eq!(reason(&[said("agent", 0, 999_999_999_999_999)]).as_deref(), Some("implausible_times"));
}

#[test]
fn a_turn_without_a_beginning_is_left_out_and_one_without_length_is_not() {
    let time = time(&[said("agent", 5, 5), Said { begins: None, ..said("client", 0, 9) }]);
    assert_eq!((time.duration, time.untimed_turns, parts(&time)), (0, 1, [0; 5]));
}

#[test]
fn sentiment_weighs_time_where_there_is_all_of_it_else_words() {
    let timed = |sentiment, begins, ends| Said { sentiment: Some(sentiment), ..said("agent", begins, ends) };
    let mut turns = vec![timed(8_000, 0, 3_000), timed(-4_000, 3_000, 4_000)];
    let course = extended(&turns).sentiment.value.expect("words were said");
    assert_eq!((course.weighted_by, course.mean), (Weighting::Duration, 5_000));
    assert_eq!(course.percents, Buckets { very_positive: 75, negative: 25, ..Buckets::default() });
    assert_eq!(course.speakers, [Some(5_000)]);
    turns.push(felt(-7_000, 2));
    let course = extended(&turns).sentiment.value.expect("words were said");
    assert_eq!((course.weighted_by, course.mean), (Weighting::Words, -2_500));
    assert_eq!(course.weights, Buckets { very_positive: 1, negative: 1, very_negative: 2, ..Buckets::default() });
}

#[test]
fn sentiment_that_rises_goes_up_and_a_short_talk_says_too_little() {
    let rising: Vec<_> = (0..2_000).map(|turn| felt(turn * 5 - 5_000, 4)).collect();
    let course = extended(&rising).sentiment.value.expect("words were said");
    let trend = course.trend.value.expect("ten slices");
    assert_eq!(trend.direction, Direction::Up);
    assert!((99_000..=101_000).contains(&trend.slope), "{}", trend.slope);
    let spans: Vec<_> = course.slices.iter().map(|slice| (slice.start, slice.end, slice.turns)).collect();
    assert_eq!(spans, (0..10).map(|at| (at * 200, at * 200 + 200, 200)).collect::<Vec<_>>());
    let course = extended(&rising[..3]).sentiment.value.expect("words were said");
    assert_eq!(course.trend.reason.as_deref(), Some("too_few_slices"));
    assert_eq!(extended(&[Said::default()]).sentiment.reason.as_deref(), Some("no_words"));
}

#[test]
fn interruptions_are_counted_by_whom_and_on_whom() {
    let cut = |role, begins, ends| Said { interrupts: true, ..said(role, begins, ends) };
    let turns = [
        said("client", 0, 5_000),
        cut("agent", 4_000, 9_000),
        cut("agent", 9_000, 9_500),
        cut("client", 9_200, 12_000),
        Said { begins: None, ends: None, ..cut("agent", 0, 0) },
    ];
    let found = extended(&turns).interruptions.value.expect("behaviors were looked for");
    assert_eq!((found.count, found.overlap, found.turns), (4, Some(1_300), vec![1, 2, 3, 4]));
    let by: Vec<_> = found.speakers.iter().map(|by| (by.speaker, by.count, by.overlap)).collect();
    assert_eq!(by, [(Some(0), 1, Some(300)), (Some(1), 3, Some(1_000))]);
    assert_eq!(found.speakers[1].interrupted, [Interrupted { speaker: Some(0), count: 3 }]);

    let none = Reducer::of(&Options { profile: Engine::of_rules().built_in(BuiltIn::Counts), ..Options::default() })
        .finish()
        .extended
        .interruptions;
    assert_eq!((none.value, none.reason.as_deref()), (None, Some("not_in_profile")));
}

#[test]
fn evidence_is_bounded() {
    let turns: Vec<_> = (0..80).map(|at| Said { interrupts: true, ..said(["a", "b"][at % 2], 0, 0) }).collect();
    let found = extended(&turns).interruptions.value.expect("behaviors were looked for");
    assert_eq!((found.count, found.turns.len(), found.overlap), (80, 50, None));
}

fn anyone() -> impl Strategy<Value = Option<&'static str>> {
    proptest::option::weighted(0.9, proptest::sample::select(&["agent", "coach", "client", "caller", "x"][..]))
}

fn any_turn() -> impl Strategy<Value = Said> {
    let at = || proptest::option::weighted(0.8, 0_i64..400);
    let sentiment = proptest::option::weighted(0.9, -10_000_i64..=10_000);
    (anyone(), at(), at(), 0_usize..4, sentiment, any::<bool>()).prop_map(
        |(role, begins, ends, words, sentiment, interrupts)| Said { role, begins, ends, words, sentiment, interrupts },
    )
}

/// What each millisecond is, looked at one by one.
fn by_the_millisecond(turns: &[Said]) -> [i64; 5] {
    let end = turns.iter().filter_map(|turn| turn.ends).max().unwrap_or(0);
    let start = turns.iter().filter_map(|turn| turn.begins).min().unwrap_or(end);
    let mut parts = [0; 5];
    for now in start..end {
        let mut speaking: Vec<_> =
            turns.iter().filter(|t| t.begins <= Some(now) && Some(now) < t.ends).map(|turn| turn.role).collect();
        speaking.sort_unstable();
        speaking.dedup();
        parts[match speaking[..] {
            [] => 3,
            [Some("agent" | "coach")] => 0,
            [Some("client")] => 1,
            [_] => 2,
            _ => 4,
        }] += 1;
    }
    parts
}

proptest! {
    #[test]
    fn time_is_what_each_millisecond_says(
        turns in proptest::collection::vec((anyone(), 0_i64..300, 0_i64..90), 1..30),
    ) {
        let turn = |(role, begins, length): &(Option<&'static str>, i64, i64)| {
            Said { role: role.filter(|role| *role != "caller"), ..said("", *begins, begins + length) }
        };
        let turns: Vec<_> = turns.iter().map(turn).collect();
        prop_assert_eq!(parts(&time(&turns)), by_the_millisecond(&turns));
    }

    #[test]
    fn whatever_comes_parts_sum_to_the_whole(turns in proptest::collection::vec(any_turn(), 0..40)) {
        let extended = extended(&turns);
        let begins: Vec<_> = turns.iter().filter_map(|turn| turn.begins).collect();
        prop_assert_eq!(extended.time.value.is_some(), !begins.is_empty());
        if let Some(time) = extended.time.value {
            prop_assert_eq!(parts(&time).iter().sum::<i64>(), time.duration);
            prop_assert!(parts(&time).iter().all(|part| (0..=time.duration).contains(part)));
            let spoken = time.sides.agent + time.sides.customer + time.sides.other;
            prop_assert_eq!(time.speakers.iter().sum::<i64>() + time.unnamed, spoken);
            prop_assert!(time.speakers.iter().all(|spoken| *spoken <= time.duration));
        }
        prop_assert_eq!(extended.sentiment.value.is_some(), turns.iter().any(|turn| turn.sentiment.is_some()));
        if let Some(course) = extended.sentiment.value {
            let Buckets { very_negative, negative, neutral, positive, very_positive } = course.percents;
            prop_assert_eq!(very_negative + negative + neutral + positive + very_positive, 100);
            prop_assert_eq!(course.slices.len(), 10);
            prop_assert!(course.slices.windows(2).all(|pair| pair[0].end == pair[1].start));
            let counted = turns.iter().filter(|turn| turn.sentiment.is_some()).count();
            prop_assert_eq!(course.slices.iter().map(|slice| slice.turns).sum::<u64>(), counted as u64);
            prop_assert!((-10_000..=10_000).contains(&course.mean));
        }
        let interruptions = extended.interruptions.value.expect("behaviors were looked for");
        prop_assert_eq!(interruptions.count, turns.iter().filter(|turn| turn.interrupts).count() as u64);
        prop_assert_eq!(interruptions.speakers.iter().map(|by| by.count).sum::<u64>(), interruptions.count);
    }
}
