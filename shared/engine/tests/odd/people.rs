//! Nobody, one alone, without roles, and ten thousand.

use engine::TooManySpeakers;
use model::limits::MAX_SPEAKERS;

use crate::talk::{TALK, both, dynamic, read, synchrony, try_read, turn};

#[test]
fn nobody_says_nothing() {
    let nothing = read(&[]);
    assert!(nothing.speakers.is_empty() && nothing.roles.is_empty() && nothing.synchrony.is_empty());
    let whole = &nothing.conversation;
    assert_eq!((whole.utterance_count, whole.talk_turn_count, whole.sentiment), (0, 0, None));
    assert_eq!(whole.metrics.empathy.reason.as_deref(), Some("too_few_utterances"));
    assert_eq!(nothing.extended.sentiment.reason.as_deref(), Some("no_words"));
    assert_eq!(nothing.extended.time.reason.as_deref(), Some("no_times"));
    assert_eq!(nothing.extended.language.reason.as_deref(), Some("no_words"));
    let topics = nothing.extended.topics.value.expect("the profile looks for topics");
    assert_eq!(topics.reason.as_deref(), Some("too_few_words"));
    assert_eq!(nothing.extended.interruptions.value.expect("they were looked for").count, 0);
}

#[test]
fn one_turn_is_counted_and_not_judged() {
    let one = read(&both(&["What would you like to change?"]));
    assert_eq!(one.speakers.len(), 1);
    assert_eq!(one.conversation.behavior_counts["open question"], 1);
    for group in [&one.speakers[0].group, &one.roles[0].group, &one.conversation] {
        assert_eq!((group.talk_turn_count, group.utterance_count), (1, 1));
        for metric in [&group.metrics.collaboration, &group.metrics.curiosity, &group.metrics.empathy] {
            assert_eq!((metric.score, metric.reason.as_deref()), (None, Some("too_few_utterances")));
        }
    }
    assert_eq!(dynamic(&one.speakers[0].group, "talk_share"), Err("one_speaker"));
    assert!(one.synchrony.is_empty());
    let course = one.extended.sentiment.value.expect("something was said");
    assert_eq!(course.trend.reason.as_deref(), Some("too_few_slices"));
}

#[test]
fn one_speaker_is_compared_with_nobody() {
    let turns: Vec<_> = TALK.iter().enumerate().map(|(at, said)| turn(at, Some(("a", "coach")), said)).collect();
    let alone = read(&turns);
    assert_eq!((alone.speakers.len(), alone.roles.len()), (1, 1));
    let own = &alone.speakers[0].group;
    for metric in ["talk_share", "interactivity", "patience"] {
        assert_eq!(dynamic(own, metric), Err("one_speaker"), "{metric}");
    }
    assert!(dynamic(own, "longest_monologue").is_ok_and(|(_, unit)| unit == "words"));
    assert!(own.metrics.curiosity.score.is_some());
    assert!(alone.synchrony.is_empty());
    assert_eq!(alone.extended.interruptions.value.expect("they were looked for").count, 0);
    assert_eq!(alone.conversation.behavior_counts, own.behavior_counts);
}

#[test]
fn without_roles_there_are_speakers_and_no_sides() {
    let turns: Vec<_> =
        TALK.iter().enumerate().map(|(at, said)| turn(at, Some((["a", "b"][at % 2], "")), said)).collect();
    let talk = read(&turns);
    assert_eq!((talk.speakers.len(), talk.roles.len()), (2, 0));
    assert!(talk.speakers.iter().all(|speaker| speaker.role.is_none()));
    assert!(talk.speakers.iter().all(|speaker| speaker.group.metrics.empathy.score.is_some()));
    assert!(synchrony(&talk, "balance").is_ok());
    assert!(dynamic(&talk.speakers[0].group, "talk_share").is_ok());
}

#[test]
fn without_speakers_there_is_a_conversation_of_nobody() {
    let turns: Vec<_> = TALK.iter().enumerate().map(|(at, said)| turn(at, None, said)).collect();
    let nobody = read(&turns);
    assert!(nobody.speakers.is_empty() && nobody.roles.is_empty() && nobody.synchrony.is_empty());
    let whole = &nobody.conversation;
    assert_eq!(whole.talk_turn_count, 12);
    assert!(whole.metrics.curiosity.score.is_some());
    for metric in ["longest_monologue", "interactivity", "patience"] {
        assert_eq!(dynamic(whole, metric), Err("no_speakers"), "{metric}");
    }
    assert!(nobody.extended.sentiment.value.as_ref().is_some_and(|course| course.speakers.is_empty()));
    // Neither an id nor a role is as good as no speaker.
    let unnamed: Vec<_> = TALK.iter().enumerate().map(|(at, said)| turn(at, Some(("", "")), said)).collect();
    assert_eq!(read(&unnamed), nobody);
}

#[test]
fn ten_thousand_speakers_and_as_many_roles_each_have_their_place() {
    let people = |at: usize| (at.to_string(), format!("role {at}"));
    let mut turns: Vec<_> = (0..MAX_SPEAKERS)
        .map(|at| {
            let (id, role) = people(at);
            turn(at, Some((&id, &role)), TALK[at % TALK.len()])
        })
        .collect();
    let crowd = read(&turns);
    assert_eq!((crowd.speakers.len(), crowd.roles.len()), (MAX_SPEAKERS, MAX_SPEAKERS));
    let last = crowd.speakers.last().expect("there are many");
    assert_eq!((last.id.as_deref(), last.role.as_deref()), (Some("9999"), Some("role 9999")));
    assert_eq!(last.group.talk_turn_count, 1);
    assert!(crowd.synchrony.iter().all(|score| score.score.is_none()), "each spoke once");
    assert!(crowd.conversation.metrics.curiosity.score.is_some());
    let spoken: u64 = crowd.speakers.iter().map(|speaker| speaker.group.utterance_count).sum();
    assert_eq!(spoken, crowd.conversation.utterance_count);

    let (id, role) = people(3);
    turns.push(turn(MAX_SPEAKERS, Some((&id, &role)), "Yes."));
    assert!(try_read(&turns).is_ok(), "an old acquaintance is not one more");
    turns.push(turn(MAX_SPEAKERS + 1, Some((&id, "another role")), "Yes."));
    assert_eq!(try_read(&turns).err(), Some(TooManySpeakers));
}
