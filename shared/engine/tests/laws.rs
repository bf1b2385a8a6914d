//! What must hold for every conversation, tried on random ones.

mod dialogue;

use std::cmp::Ordering;
use std::sync::LazyLock;

use dialogue::{anything, conversation, speech, words};
use engine::{
    Analytics, BuiltIn, CONTEXT_TURNS, Detection, Engine, GRADED, Group, Lists, Metric, Options, Reducer,
    SpeakerAnalytics, TurnDetections, Utterance,
};
use model::{Speaker, TalkTurn};
use proptest::prelude::*;

/// Made once: compiling the rules takes longer than reading a small conversation.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

fn map_in_blocks(options: &Options, turns: &[TalkTurn], size: usize) -> Vec<TurnDetections> {
    let blocks = (0..turns.len()).step_by(size).flat_map(|start| {
        let before = &turns[start.saturating_sub(CONTEXT_TURNS)..start];
        ENGINE.map(options, before, &turns[start..turns.len().min(start + size)])
    });
    blocks.collect()
}

fn by(profile: BuiltIn) -> Options {
    Options { profile: ENGINE.built_in(profile), ..Options::default() }
}

fn reduce_in_blocks(profile: BuiltIn, turns: &[TalkTurn], detections: &[TurnDetections], size: usize) -> Analytics {
    let mut reducer = Reducer::of(&by(profile));
    for (turns, detections) in turns.chunks(size).zip(detections.chunks(size)) {
        reducer.add(turns, detections).expect("few speakers");
    }
    reducer.finish()
}

fn analyse(turns: &[TalkTurn]) -> (Vec<TurnDetections>, Analytics) {
    analyse_by(BuiltIn::Default, turns)
}

fn analyse_by(profile: BuiltIn, turns: &[TalkTurn]) -> (Vec<TurnDetections>, Analytics) {
    let detections = ENGINE.map(&by(profile), &[], turns);
    let analytics = reduce_in_blocks(profile, turns, &detections, 1024);
    (detections, analytics)
}

fn bytes<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("documents are plain data")
}

/// What a reader cannot see.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn groups(analytics: &Analytics) -> Vec<&Group> {
    let speakers = analytics.speakers.iter().map(|s| &s.group);
    speakers.chain(analytics.roles.iter().map(|r| &r.group)).chain([&analytics.conversation]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn utterances_cover_the_text_in_order(text in prop_oneof![anything(), words(), speech()]) {
        let turn = TalkTurn { input: text.clone(), ..TalkTurn::default() };
        let read = ENGINE.map(&Options { confidence_threshold: Some(0.0), ..Options::default() }, &[], &[turn]);
        let mut done = 0;
        for utterance in &read[0].utterances {
            let (start, end) = (utterance.start as usize, utterance.end as usize);
            prop_assert!(done <= start && start < end);
            prop_assert!(text[done..start].chars().all(is_blank));
            prop_assert!(!text[start..end].starts_with(is_blank) && !text[start..end].ends_with(is_blank));
            for detection in &utterance.detections {
                let (first, last) = (detection.start as usize, detection.end as usize);
                prop_assert!(start <= first && first < last && last <= end);
                prop_assert!(text.is_char_boundary(first) && text.is_char_boundary(last));
                prop_assert!((0.0..=1.0).contains(&detection.score) && (0.0..=1.0).contains(&detection.confidence));
            }
            prop_assert!((-1.0..=1.0).contains(&utterance.sentiment));
            done = end;
        }
        prop_assert!(text[done..].chars().all(is_blank));
    }

    #[test]
    fn recognised_speech_is_cut_between_its_words(text in speech()) {
        let turn = TalkTurn { input: text.clone(), ..TalkTurn::default() };
        let counts = by(BuiltIn::Counts);
        let read = ENGINE.map(&counts, &[], &[turn]);
        let pieces = read[0].utterances.iter().map(|utterance| &text[utterance.start as usize..utterance.end as usize]);
        let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
        let but_the_last = read[0].utterances.len().saturating_sub(1);
        prop_assert!(pieces.clone().take(but_the_last).all(|piece| words(piece).len() > 3));
        prop_assert_eq!(pieces.flat_map(words).collect::<Vec<_>>(), words(&text));
    }

    #[test]
    fn blocks_change_no_byte(
        turns in conversation(),
        confidence in proptest::option::of(0.0..1.0),
        most in proptest::option::of(0_u32..4),
        profile in proptest::sample::select(&BuiltIn::ALL),
    ) {
        let options = Options { confidence_threshold: confidence, max_behaviors: most, ..by(profile) };
        let whole = ENGINE.map(&options, &[], &turns);
        let analytics = bytes(&reduce_in_blocks(profile, &turns, &whole, turns.len().max(1)));
        for size in [1, 2, 7, 1024] {
            prop_assert_eq!(bytes(&map_in_blocks(&options, &turns, size)), bytes(&whole));
            prop_assert_eq!(&bytes(&reduce_in_blocks(profile, &turns, &whole, size)), &analytics);
        }
    }

    #[test]
    fn options_only_ever_drop_detections(turns in conversation(), confidence in 0.0..1.0_f64, most in 0_u32..4) {
        let all = ENGINE.map(&Options { confidence_threshold: Some(0.0), ..Options::default() }, &[], &turns);
        let options = Options { confidence_threshold: Some(confidence), max_behaviors: Some(most), ..Options::default() };
        let cut = ENGINE.map(&options, &[], &turns);
        for (all, cut) in all.iter().flat_map(|t| &t.utterances).zip(cut.iter().flat_map(|t| &t.utterances)) {
            let sure = || all.detections.iter().filter(|d| d.confidence >= confidence);
            let (grave, other) = (sure().filter(|d| d.severity > 0), sure().filter(|d| d.severity == 0));
            let kept: Vec<_> = grave.chain(other).take(most as usize).collect();
            let expected: Vec<_> = sure().filter(|d| kept.contains(d)).cloned().collect();
            prop_assert_eq!(&cut.detections, &expected, "harm is not what is left out");
            let best_first = |a: &Detection, b: &Detection| match b.score.total_cmp(&a.score) {
                Ordering::Equal => a.behavior < b.behavior,
                order => order.is_lt(),
            };
            prop_assert!(all.detections.is_sorted_by(best_first));
        }
    }

    #[test]
    fn counts_and_scores_add_up(turns in conversation()) {
        let (detections, analytics) = analyse(&turns);
        let utterances: usize = detections.iter().map(|turn| turn.utterances.len()).sum();
        let found: usize = detections.iter().flat_map(|turn| &turn.utterances).map(|u| u.detections.len()).sum();
        let whole = &analytics.conversation;
        prop_assert_eq!(whole.utterance_count, utterances as u64);
        prop_assert_eq!(whole.talk_turn_count, turns.len() as u64);
        prop_assert_eq!(whole.behavior_counts.values().sum::<u64>(), found as u64);
        for group in groups(&analytics) {
            prop_assert!(group.behavior_counts.keys().eq(group.frequencies.keys()));
            let metrics = &group.metrics;
            for metric in [&metrics.collaboration, &metrics.curiosity, &metrics.empathy] {
                prop_assert_eq!(metric.score.is_none(), metric.reason.is_some());
                adds_up(metric, group)?;
            }
            for metric in metrics.metric_groups.values().flat_map(|group| group.values()) {
                adds_up(metric, group)?;
                is_measured(metric)?;
            }
            prop_assert!(metrics.metric_groups.keys().eq(["conversation_dynamics", "motivational_interviewing"]));
            if let Some(sentiment) = group.sentiment {
                prop_assert_eq!(sentiment.positive + sentiment.neutral + sentiment.negative, group.utterance_count);
            }
            prop_assert_eq!(group.sentiment.is_none(), group.utterance_count == 0);
        }
        let named: u64 = analytics.speakers.iter().map(|s| s.group.talk_turn_count).sum();
        let speaking = turns.iter().filter(|t| t.speaker.as_ref().is_some_and(|s| s.id.is_some() || s.role.is_some()));
        prop_assert_eq!(named, speaking.count() as u64);
    }

    #[test]
    fn an_utterance_without_behaviors_changes_no_count(mut turns in conversation()) {
        let (mut detections, before) = analyse(&turns);
        let index = turns.len() as u64;
        turns.push(TalkTurn {
            index,
            input: "The table stands in the room.".to_owned(),
            speaker: Some(Speaker { id: Some("a new one".to_owned()), role: None }),
            ..TalkTurn::default()
        });
        let utterance = Utterance { start: 0, end: 29, sentiment: 0.0, detections: Vec::new() };
        detections.push(TurnDetections { turn: index, utterances: vec![utterance], ..TurnDetections::default() });
        let after = reduce_in_blocks(BuiltIn::Default, &turns, &detections, 1024);
        prop_assert_eq!(&after.conversation.behavior_counts, &before.conversation.behavior_counts);
        prop_assert_eq!(after.conversation.utterance_count, before.conversation.utterance_count + 1);
        prop_assert_eq!(by_themselves(&after.speakers[..before.speakers.len()]), by_themselves(&before.speakers));
    }

    #[test]
    fn what_speakers_have_of_a_conversation_makes_the_whole(mut turns in conversation(), timed in any::<bool>()) {
        for turn in &mut turns {
            turn.speaker = Some(turn.speaker.take().unwrap_or_default());
            turn.speaker.as_mut().expect("just given").id.get_or_insert_default();
            if timed {
                turn.start_time = Some((turn.index * 7).to_string());
                turn.end_time = Some((turn.index * 7 + turn.index % 5).to_string());
            }
        }
        let (_, analytics) = analyse(&turns);
        let of = |group: &Group, metric: &str| group.metrics.metric_groups["conversation_dynamics"][metric].value;
        let together = |metric| -> Option<i64> { analytics.speakers.iter().map(|s| of(&s.group, metric)).sum() };
        let rounded = i64::try_from(analytics.speakers.len()).expect("few speakers");
        if let Some(shares) = together("talk_share").filter(|_| !analytics.speakers.is_empty()) {
            prop_assert!((shares - 1_000_000).abs() <= rounded, "{shares}");
        }
        if let Some(all) = of(&analytics.conversation, "interactivity") {
            let changes = together("interactivity").expect("who has the whole has its parts");
            prop_assert!((changes - all).abs() <= rounded, "{changes} of {all}");
        }
        let longest = analytics.speakers.iter().filter_map(|s| of(&s.group, "longest_monologue")).max();
        prop_assert_eq!(of(&analytics.conversation, "longest_monologue"), longest);
    }

    #[test]
    fn items_point_at_turns_that_were_there(turns in conversation()) {
        let (_, analytics) = analyse(&turns);
        prop_assert_eq!(analytics.conversation.lists.safety.len(), GRADED.len());
        for group in groups(&analytics) {
            let Lists { action_items, fidelity, checklist, highlights, lowlights, safety, actions_total } = &group.lists;
            prop_assert!(action_items.len() as u64 <= *actions_total);
            prop_assert!(safety.len() <= GRADED.len());
            for item in [action_items, fidelity, checklist, highlights, lowlights, safety].into_iter().flatten() {
                prop_assert!(item.status <= 3);
                prop_assert!(item.talk_turns.len() as u64 <= item.talk_turns_total);
                prop_assert!(item.talk_turns.is_sorted_by(|a, b| a.index < b.index));
                for turn in &item.talk_turns {
                    let there = turns.iter().find(|there| there.index == turn.index);
                    let there = there.expect("a turn that is pointed at was there");
                    prop_assert_eq!(&turn.talk_turn_id, &there.talk_turn_id);
                    if let Some(quote) = &item.quote {
                        prop_assert!(there.input.contains(quote.trim_end_matches('…')));
                    }
                }
            }
        }
    }

    #[test]
    fn renaming_speakers_changes_only_names(turns in conversation()) {
        let (detections, analytics) = analyse(&turns);
        let renamed = |name: &String| format!("{name} by another name");
        let rename = |turn: &TalkTurn| {
            let speaker = turn.speaker.as_ref();
            let speaker = speaker.map(|s| Speaker { id: s.id.as_ref().map(renamed), role: s.role.as_ref().map(renamed) });
            TalkTurn { speaker, ..turn.clone() }
        };
        let (other_detections, other) = analyse(&turns.iter().map(rename).collect::<Vec<_>>());
        let mut expected = analytics;
        for speaker in &mut expected.speakers {
            speaker.id = speaker.id.as_ref().map(renamed);
            speaker.role = speaker.role.as_ref().map(renamed);
        }
        for role in &mut expected.roles {
            role.role = renamed(&role.role);
        }
        prop_assert_eq!(bytes(&other_detections), bytes(&detections));
        prop_assert_eq!(bytes(&other), bytes(&expected));
    }

    #[test]
    fn counts_are_the_whole_analysis_without_its_behaviors(turns in conversation()) {
        let (detections, analytics) = analyse(&turns);
        let (counted, counts) = analyse_by(BuiltIn::Counts, &turns);
        let cut = |read: &[TurnDetections]| -> Vec<Vec<_>> {
            read.iter().map(|turn| turn.utterances.iter().map(|u| (u.start, u.end)).collect()).collect()
        };
        prop_assert_eq!(cut(&counted), cut(&detections));
        prop_assert!(counted.iter().flat_map(|turn| &turn.utterances).all(|utterance| utterance.detections.is_empty()));
        for (whole, counted) in groups(&analytics).into_iter().zip(groups(&counts)) {
            prop_assert_eq!(counted.utterance_count, whole.utterance_count);
            prop_assert_eq!(counted.talk_turn_count, whole.talk_turn_count);
            prop_assert_eq!(counted.sentiment.is_some(), whole.sentiment.is_some());
            prop_assert!(counted.behavior_counts.is_empty() && counted.frequencies.is_empty());
            for metric in [&counted.metrics.collaboration, &counted.metrics.curiosity, &counted.metrics.empathy] {
                prop_assert_eq!((metric.score, metric.reason.as_deref()), (None, Some("not_in_profile")));
                prop_assert!(metric.contributions.is_empty());
            }
        }
        prop_assert_eq!(counts.speakers.len(), analytics.speakers.len());
        prop_assert_eq!(counts.roles.len(), analytics.roles.len());
    }

    #[test]
    fn results_survive_storage(turns in conversation()) {
        let (detections, analytics) = analyse(&turns);
        let stored: Vec<TurnDetections> = serde_json::from_str(&bytes(&detections)).expect("what was written is read");
        prop_assert_eq!(&stored, &detections);
        let read: Analytics = serde_json::from_str(&bytes(&analytics)).expect("what was written is read");
        prop_assert_eq!(&read, &analytics);
        prop_assert_eq!(bytes(&reduce_in_blocks(BuiltIn::Default, &turns, &stored, 3)), bytes(&analytics));
    }
}

fn adds_up(metric: &Metric, group: &Group) -> Result<(), TestCaseError> {
    prop_assert!(metric.score.is_some() || metric.reason.is_some());
    let sum: i64 = metric.contributions.iter().map(|part| part.weight).sum();
    prop_assert_eq!(metric.score.unwrap_or(500_000), 500_000 + sum);
    prop_assert!((0..=1_000_000).contains(&(500_000 + sum)));
    for part in &metric.contributions {
        prop_assert_eq!(group.behavior_counts.get(&part.behavior), Some(&part.count));
    }
    Ok(())
}

/// A value has a unit and is never negative, a share is never more than one, and nothing is missing without a reason.
fn is_measured(metric: &Metric) -> Result<(), TestCaseError> {
    prop_assert_eq!(metric.value.is_some(), metric.unit.is_some());
    prop_assert!(metric.value.is_some() || metric.score.is_some() || metric.reason.is_some());
    let most = match metric.unit.as_deref() {
        Some("share" | "share_of_time" | "share_of_words") => 1_000_000,
        Some("one_to_five") => 5_000_000,
        _ => i64::MAX,
    };
    let least = if metric.unit.as_deref() == Some("one_to_five") { 1_000_000 } else { 0 };
    prop_assert!(metric.value.is_none_or(|value| (least..=most).contains(&value)));
    Ok(())
}

/// What is said of a speaker without comparing it with others.
fn by_themselves(speakers: &[SpeakerAnalytics]) -> String {
    let mut speakers = speakers.to_vec();
    for speaker in &mut speakers {
        speaker.group.metrics.metric_groups.remove("conversation_dynamics");
        // What lies in the last turns of a conversation is further from its end now.
        speaker.group.lists = Lists::default();
    }
    bytes(&speakers)
}

#[test]
fn one_engine_serves_all_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&*ENGINE);
}
