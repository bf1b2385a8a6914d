//! Numbers that can be counted again: from the conversation itself, and from the decimals as written.

use std::collections::BTreeMap;

use serde_json::json;
use tests::{Dialogue, request};

use crate::json::Json;
use crate::reply::get;
use crate::site::{SOON, Site};

/// A conversation of two people with roles, one without, a role without a person, nobody, and silence.
async fn analysed() -> Json {
    let site = Site::start().await;
    let mut body = request(Dialogue { turns: 240, seed: 9 });
    let turns = body["talk_turns"].as_array_mut().expect("a request has turns");
    turns[10]["speaker"] = json!({ "id": "Cleo" });
    turns[11]["speaker"] = json!({ "role": "observer" });
    turns[12]["speaker"] = json!(null);
    turns[13]["input"] = json!("");
    turns[14]["input"] = json!("  \n ");
    turns[15] = json!({ "input": "How are you? What do you think about it?" });
    body["include_conversation"] = true.into();
    let id = site.client.submit(&body).await;
    site.client.completed(&id, SOON).await;
    get(&site.client, &format!("/v1/conversations/jobs/{id}")).await.document().at("/conversations_response").clone()
}

/// What a part of the conversation comes to, counted here.
#[derive(Debug, Default, PartialEq)]
struct Counted {
    turns: u64,
    utterances: u64,
    behaviors: BTreeMap<String, u64>,
}

impl Counted {
    fn over<'a>(turns: impl Iterator<Item = &'a Json>) -> Self {
        let mut counted = Self::default();
        for turn in turns {
            counted.turns += 1;
            for utterance in turn.at("/behavior_detections").list() {
                counted.utterances += 1;
                for behavior in utterance.at("/behaviors").list() {
                    *counted.behaviors.entry(behavior.at("/name").text().to_owned()).or_default() += 1;
                }
            }
        }
        counted
    }

    fn as_stated(analytics: &Json) -> Self {
        let behaviors = analytics.at("/behavior_counts").members().iter();
        Self {
            turns: analytics.at("/talk_turn_count").count(),
            utterances: analytics.at("/utterance_count").count(),
            behaviors: behaviors.map(|(name, count)| (name.clone(), count.count())).collect(),
        }
    }
}

fn turns(response: &Json) -> impl Iterator<Item = &Json> {
    response.at("/conversation/talk_turns").list().iter()
}

fn of_speaker(turn: &Json, member: &str) -> Json {
    if turn.at("/speaker").is_null() { Json::Null } else { turn.at("/speaker").at(member).clone() }
}

/// The conversation's, each speaker's and each role's.
fn every_group(response: &Json) -> Vec<&Json> {
    let analytics = response.at("/analytics");
    let lists = ["/speaker_analytics", "/role_analytics"].into_iter().flat_map(|list| analytics.at(list).list());
    lists.map(|entry| entry.at("/analytics")).chain([analytics.at("/conversation_analytics")]).collect()
}

#[tokio::test]
async fn counts_are_those_of_the_conversation_its_speakers_and_its_roles() {
    let response = analysed().await;
    let analytics = response.at("/analytics");
    let whole = Counted::as_stated(analytics.at("/conversation_analytics"));
    assert_eq!(whole, Counted::over(turns(&response)));
    assert_eq!(whole.turns, 240);
    assert!(whole.behaviors.len() > 5, "{whole:?}");

    let speakers = analytics.at("/speaker_analytics").list();
    let known: Vec<_> =
        speakers.iter().map(|speaker| (speaker.at("/id").clone(), speaker.at("/role").clone())).collect();
    let text = |text: &str| Json::Text(text.to_owned());
    let expected = [
        (text("Ada"), text("coach")),
        (text("Ben"), text("client")),
        (text("Cleo"), Json::Null),
        (Json::Null, text("observer")),
    ];
    assert_eq!(known, expected);
    for (speaker, known) in speakers.iter().zip(known) {
        let theirs = turns(&response).filter(|turn| (of_speaker(turn, "/id"), of_speaker(turn, "/role")) == known);
        assert_eq!(Counted::as_stated(speaker.at("/analytics")), Counted::over(theirs), "{known:?}");
    }

    let roles = analytics.at("/role_analytics").list();
    let names: Vec<&str> = roles.iter().map(|role| role.at("/role").text()).collect();
    assert_eq!(names, ["coach", "client", "observer"]);
    for (role, name) in roles.iter().zip(names) {
        let theirs = turns(&response).filter(|turn| of_speaker(turn, "/role") == text(name));
        assert_eq!(Counted::as_stated(role.at("/analytics")), Counted::over(theirs), "{name}");
    }
}

#[tokio::test]
async fn a_frequency_is_its_count_over_the_utterances() {
    let response = analysed().await;
    for group in every_group(&response) {
        let stated = Counted::as_stated(group);
        let frequencies = group.at("/frequencies").members();
        assert!(frequencies.iter().map(|(name, _)| name).eq(stated.behaviors.keys()));
        for (name, frequency) in frequencies {
            #[expect(clippy::cast_precision_loss, reason = "a test's conversation is short")]
            let expected = stated.behaviors[name] as f64 / stated.utterances as f64;
            let found: f64 = frequency.digits().parse().expect("a frequency is a number");
            assert_eq!(found.to_bits(), expected.to_bits(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_score_is_one_half_and_its_weights_to_the_last_decimal() {
    let response = analysed().await;
    let (mut scores, mut weights) = (0, 0);
    for group in every_group(&response) {
        let (grouped, metrics): (Vec<_>, Vec<_>) =
            group.at("/metrics").members().iter().partition(|(name, _)| name == "metric_groups");
        let groups = grouped.into_iter().flat_map(|(_, groups)| groups.members());
        let groups: Vec<_> = groups.flat_map(|(_, metrics)| metrics.members()).collect();
        assert_eq!(groups.len(), 14, "eight of motivational interviewing and six of how the talk went");
        for (name, metric) in metrics.into_iter().chain(groups) {
            let contributions = metric.at("/contributing_behaviors").list();
            if metric.at("/score").is_null() {
                assert!(contributions.is_empty() && !metric.at("/reason").text().is_empty(), "{name}");
                continue;
            }
            // Beside a score there may stand what to bear in mind.
            let reasons = ["low_reliability", "no_questions", "proxy"];
            assert!(metric.at("/reason").is_null() || reasons.contains(&metric.at("/reason").text()), "{name}");
            let mut sum = 500_000;
            for contribution in contributions {
                let weight = millionths(contribution.at("/weight_on_score").digits());
                let influence = match weight.signum() {
                    1 => "positive",
                    -1 => "negative",
                    _ => "neutral",
                };
                assert_eq!(contribution.at("/influence_on_score").text(), influence);
                let count = group.at("/behavior_counts").at(&format!("/{}", contribution.at("/behavior").text()));
                assert_eq!(contribution.at("/count"), count);
                sum += weight;
                weights += 1;
            }
            assert_eq!(millionths(metric.at("/score").digits()), sum, "{name} in {group:?}");
            scores += 1;
        }
    }
    assert!(scores > 3 && weights > 3, "{scores} scores of {weights} weights");
}

#[tokio::test]
async fn times_make_the_duration_and_percents_a_hundred() {
    let site = Site::start().await;
    let mut body = request(Dialogue { turns: 60, seed: 4 });
    for (at, turn) in body["talk_turns"].as_array_mut().expect("a request has turns").iter_mut().enumerate() {
        turn["start_time"] = json!(format!("{}", at * 3));
        turn["end_time"] = json!(format!("{}.5", at * 3 + at % 5));
    }
    let id = site.client.submit(&body).await;
    site.client.completed(&id, SOON).await;
    let document = get(&site.client, &format!("/v1/conversations/jobs/{id}")).await.document();
    let extended = document.at("/conversations_response/analytics/extended");
    let parts = ["agent_ms", "customer_ms", "other_ms", "silence_ms", "cross_talk_ms"];
    let parts: u64 = parts.iter().map(|part| extended.at(&format!("/time/{part}")).count()).sum();
    let duration = extended.at("/time/duration_ms").count();
    assert_eq!(parts, duration);
    assert_eq!(duration, (59 * 3 + 59 % 5) * 1000 + 500, "from the first beginning to the last end");
    let sentiment = extended.at("/sentiment");
    let percents: u64 = sentiment.at("/percent").members().iter().map(|(_, percent)| percent.count()).sum();
    assert_eq!((percents, sentiment.at("/slices").list().len()), (100, 10));
    let spans = sentiment.at("/slices").list();
    for (before, after) in spans.iter().zip(&spans[1..]) {
        assert_eq!(before.at("/span/end"), after.at("/span/start"));
    }
}

/// A decimal with at most six places, exactly.
fn millionths(text: &str) -> i64 {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let places =
        exponent.parse::<i32>().expect("an exponent is whole") + 6 - i32::try_from(fraction.len()).expect("few places");
    let digits: i64 = format!("{whole}{fraction}").parse().expect("a number has digits");
    let power = 10_i64.pow(places.unsigned_abs());
    if places >= 0 {
        return digits * power;
    }
    assert_eq!(digits % power, 0, "{text} has more than six places");
    digits / power
}

#[test]
fn decimals_are_read_exactly() {
    for (text, expected) in
        [("0.5", 500_000), ("-0.25", -250_000), ("1", 1_000_000), ("1e-6", 1), ("0.1000000", 100_000)]
    {
        assert_eq!(millionths(text), expected, "{text}");
    }
}

#[test]
#[should_panic(expected = "more than six places")]
fn a_seventh_place_is_seen() {
    millionths("0.30000000000000004");
}
