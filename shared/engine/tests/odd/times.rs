//! No times, some, and times that cannot be.

use engine::{Analytics, TimeBreakdown};
use model::TalkTurn;

use crate::talk::{CLIENT, COACH, TALK, at, both, dynamic, read, synchrony, turn};

fn talk(times: impl Fn(usize) -> (String, String)) -> Vec<TalkTurn> {
    at(both(&TALK), times)
}

fn seconds(start: usize, end: usize) -> (String, String) {
    (start.to_string(), end.to_string())
}

fn clock(analytics: &Analytics) -> &TimeBreakdown {
    analytics.extended.time.value.as_ref().expect("there are times")
}

fn why(analytics: &Analytics) -> Option<&str> {
    analytics.extended.time.reason.as_deref()
}

/// `words` or `duration`.
fn weighted_by(analytics: &Analytics) -> String {
    let course = analytics.extended.sentiment.value.as_ref().expect("something was said");
    serde_json::to_string(&course.weighted_by).expect("a name").replace('"', "")
}

/// What is said of talk that says nothing of when.
#[track_caller]
fn is_untimed(analytics: &Analytics) {
    let own = &analytics.speakers[0].group;
    assert!(dynamic(own, "talk_share").is_ok_and(|(_, unit)| unit == "share_of_words"));
    assert!(dynamic(own, "longest_monologue").is_ok_and(|(_, unit)| unit == "words"));
    assert!(dynamic(own, "interactivity").is_ok_and(|(_, unit)| unit == "per_100_turns"));
    assert!(dynamic(own, "question_rate").is_ok_and(|(_, unit)| unit == "per_100_utterances"));
    assert_eq!(dynamic(own, "pace"), Err("no_times"));
    assert_eq!(dynamic(own, "patience"), Err("no_times"));
    assert_eq!(synchrony(analytics, "pace"), Err("no_times"));
    assert_eq!(weighted_by(analytics), "words");
}

#[test]
fn without_times_nothing_is_said_in_time() {
    let untimed = read(&both(&TALK));
    is_untimed(&untimed);
    assert_eq!(why(&untimed), Some("no_times"));
}

#[test]
fn what_is_no_time_is_no_time() {
    let garbage = ["-5", "soon", "NaN", "inf", "1e12", "99999999999999999999", "2024-13-40T00:00:00Z", ":", "12:", "é"];
    let odd = read(&talk(|at| (garbage[at % garbage.len()].to_owned(), garbage[(at + 3) % garbage.len()].to_owned())));
    is_untimed(&odd);
    assert_eq!(why(&odd), Some("no_times"));
    assert_eq!(odd.extended, read(&both(&TALK)).extended);
}

#[test]
fn a_clock_of_too_many_parts_is_no_time() {
    let far = ["999999999999"; 9].join(":");
    let odd = read(&talk(|_| (far.clone(), format!("2024-05-01T{far}+{far}"))));
    is_untimed(&odd);
    assert_eq!(why(&odd), Some("no_times"));
}

#[test]
fn some_times_are_used_and_the_others_counted() {
    let some = read(&talk(|at| if at % 3 == 0 { seconds(at * 10, at * 10 + 8) } else { Default::default() }));
    let own = &some.speakers[0].group;
    assert!(dynamic(own, "talk_share").is_ok_and(|(_, unit)| unit == "share_of_words"));
    assert!(dynamic(own, "pace").is_ok_and(|(pace, _)| pace > 0), "over the turns that have times");
    assert_eq!(dynamic(own, "patience"), Err("too_few_gaps"));
    assert_eq!(weighted_by(&some), "words");
    assert_eq!((clock(&some).untimed_turns, clock(&some).duration), (8, 98_000));
}

#[test]
fn beginnings_alone_are_enough_to_estimate_ends() {
    let begun = read(&talk(|at| (format!("{}", at * 10), String::new())));
    let time = clock(&begun);
    assert_eq!((time.estimated_turns, time.untimed_turns, time.cross_talk), (12, 0, 0));
    assert!(time.agent > 0 && time.customer > 0);
    assert_eq!(dynamic(&begun.speakers[0].group, "pace"), Err("no_times"), "estimates are not measurements");
    assert_eq!(weighted_by(&begun), "words");
}

#[test]
fn times_that_go_backwards_are_put_in_order() {
    let forth = read(&talk(|at| seconds(at * 10, at * 10 + 8)));
    let back = read(&talk(|at| seconds((11 - at) * 10, (11 - at) * 10 + 8)));
    let (there, here) = (clock(&forth), clock(&back));
    assert_eq!((here.duration, here.silence, here.cross_talk), (118_000, 22_000, 0));
    assert_eq!((here.agent, here.customer), (there.agent, there.customer));
    assert_eq!(here.clipped_turns, 0);
    assert_eq!(
        dynamic(&forth.speakers[1].group, "patience"),
        Ok((2_035_000, "seconds")),
        "two seconds, as pauses are binned"
    );
    assert_eq!(dynamic(&back.speakers[1].group, "patience"), Err("too_few_gaps"), "nobody answers before it is said");
    assert_eq!(back.conversation.behavior_counts, forth.conversation.behavior_counts);
}

#[test]
fn ends_before_beginnings_are_no_ends() {
    let odd = read(&talk(|at| seconds(at * 10 + 8, at * 10)));
    let begun = read(&talk(|at| ((at * 10 + 8).to_string(), String::new())));
    assert_eq!(odd.extended, begun.extended);
    assert_eq!(clock(&odd).estimated_turns, 12);
}

#[test]
fn overlaps_are_cross_talk() {
    let over = read(&talk(|at| seconds(at * 10, at * 10 + 15)));
    let time = clock(&over);
    assert_eq!((time.duration, time.silence), (125_000, 0));
    assert_eq!(time.cross_talk, 11 * 5_000);
    assert_eq!(time.agent + time.customer, 70_000);
    assert_eq!(dynamic(&over.speakers[0].group, "patience"), Err("too_few_gaps"));
}

#[test]
fn identical_times_take_no_time() {
    let still = read(&talk(|_| seconds(7, 7)));
    let own = &still.speakers[0].group;
    assert_eq!(clock(&still).duration, 0);
    assert_eq!(dynamic(own, "pace"), Err("no_times"));
    assert!(dynamic(own, "interactivity").is_ok_and(|(_, unit)| unit == "per_100_turns"));
    assert!(dynamic(own, "talk_share").is_ok_and(|(_, unit)| unit == "share_of_words"));
    assert_eq!(synchrony(&still, "pace"), Err("no_times"));
    assert_eq!(weighted_by(&still), "words");

    let together = read(&talk(|_| seconds(0, 10)));
    let time = clock(&together);
    assert_eq!((time.duration, time.cross_talk, time.silence), (10_000, 10_000, 0));
    assert_eq!(time.speakers, [10_000, 10_000]);
}

#[test]
fn years_apart_is_no_conversation() {
    let instants = ["2024-05-01T10:00:00Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"];
    let apart = |at: usize| (instants[at % 3].to_owned(), instants[at % 3].replace(":00Z", ":05Z"));
    let odd = read(&talk(apart));
    assert_eq!(why(&odd), Some("implausible_times"));
    assert_eq!(weighted_by(&odd), "words");
    let own = &odd.speakers[0].group;
    assert!(dynamic(own, "interactivity").is_ok_and(|(_, unit)| unit == "per_100_turns"), "not per minute of ages");
    assert!(dynamic(own, "question_rate").is_ok_and(|(_, unit)| unit == "per_100_utterances"));
}

#[test]
fn a_turn_of_ages_has_no_pace() {
    let ages = read(&talk(|_| ("0".to_owned(), "999999999999".to_owned())));
    is_untimed(&ages);
    assert_eq!(why(&ages), Some("implausible_times"));
}

#[test]
fn ages_again_and_again_are_not_added_up() {
    let turns: Vec<_> = (0..20_000).map(|at| turn(at, if at % 2 == 0 { COACH } else { CLIENT }, "Yes.")).collect();
    let ages = read(&at(turns, |_| ("0".to_owned(), "999999999999".to_owned())));
    assert_eq!(why(&ages), Some("implausible_times"));
    assert_eq!(synchrony(&ages, "pace"), Err("no_times"));
    assert_eq!(dynamic(&ages.conversation, "pace"), Err("no_times"));
}

#[test]
fn who_cuts_in_overlaps_with_what_they_cut() {
    let cut = ["So when I came home I told him that the --", "Wait, let me stop you there."];
    let cuts = |times: [(&str, &str); 2]| {
        let read = read(&at(both(&cut), |at| (times[at].0.to_owned(), times[at].1.to_owned())));
        let interruptions = read.extended.interruptions.value.expect("they were looked for");
        (interruptions.count, interruptions.overlap)
    };
    assert_eq!(cuts([("10", "20"), ("18", "30")]), (1, Some(2_000)));
    assert_eq!(cuts([("10", "20"), ("0", "4")]), (0, None), "they did not meet");
    assert_eq!(cuts([("10", "20"), ("5", "30")]), (0, None), "whoever speaks already cuts nobody short");
    assert_eq!(cuts([("10", "999999999999"), ("18", "")]), (1, None), "nobody speaks for ages");
    assert_eq!(cuts([("", "20"), ("18", "30")]), (1, None), "who knows when it began");
}
