//! `POST /v1/behaviors`, field by field.

use model::{Clock as _, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};

use super::BEHAVIORS;
use crate::contract::shapes::{Asked, behaviors_response};
use crate::json::Json;
use crate::reply::{get, post, reply};
use crate::site::{SOON, Site};

/// Utterances that show something, and some that show nothing.
const SAID: &str = "Great job on that! I hear how hard this week was for you. Have you completed the document for our \
    meeting? You never listen, it is always the same with you. The table. I want to kill myself.";

async fn behaviors(site: &Site, request: &Value) -> Json {
    post(&site.client, BEHAVIORS, request.to_string()).await.document()
}

/// All behaviors of all utterances.
fn seen(document: &Json) -> Vec<Vec<Json>> {
    document.at("/detections").list().iter().map(|utterance| utterance.at("/behaviors").list().to_vec()).collect()
}

fn number(behavior: &Json, member: &str) -> f64 {
    behavior.at(member).digits().parse().expect("a number")
}

#[tokio::test]
async fn every_member_is_there_asked_for_or_not() {
    let site = Site::start().await;
    let plain = Asked::default();
    for asked in [
        plain,
        Asked { suggestions: true, ..plain },
        Asked { tips: true, ..plain },
        Asked { definitions: true, ..plain },
        Asked { suggestions: true, tips: true, definitions: true, ..plain },
    ] {
        let document = behaviors(
            &site,
            &json!({
                "input": SAID,
                "include_suggestions": asked.suggestions,
                "include_tips": asked.tips,
                "include_definitions": asked.definitions,
            }),
        )
        .await;
        behaviors_response(asked).check(&document);
        assert!(seen(&document).concat().len() > 3, "there is something to look at");
    }
    let unsaid = behaviors(&site, &json!({ "input": SAID })).await;
    behaviors_response(plain).check(&unsaid);
    let now = u64::try_from(SystemClock.now().unix_seconds()).expect("after 1970");
    assert!(now.abs_diff(unsaid.at("/created_at").count()) < 60, "created_at is in Unix seconds");
    let again = behaviors(&site, &json!({ "input": SAID })).await;
    assert_ne!(unsaid.at("/id"), again.at("/id"), "each answer has a name of its own");
    assert_eq!(unsaid.at("/detections"), again.at("/detections"));
}

#[tokio::test]
async fn an_input_is_cut_into_utterances_and_each_is_there() {
    let site = Site::start().await;
    let document = behaviors(&site, &json!({ "input": "Well done! What a day!" })).await;
    let texts: Vec<&str> = document.at("/detections").list().iter().map(|one| one.at("/text").text()).collect();
    assert_eq!(texts, ["Well done!", "What a day!"]);
    let document = behaviors(&site, &json!({ "input": SAID })).await;
    for (index, utterance) in document.at("/detections").list().iter().enumerate() {
        assert_eq!(utterance.at("/index").digits(), index.to_string());
        assert!(SAID.contains(utterance.at("/text").text()));
        for behavior in utterance.at("/behaviors").list() {
            assert!(utterance.at("/text").text().contains(behavior.at("/evidence").text()));
        }
    }
    assert!(seen(&document).iter().any(Vec::is_empty), "what shows nothing is there too");
    assert!(behaviors(&site, &json!({ "input": " \n" })).await.at("/detections").list().is_empty());
    let nul = behaviors(&site, &json!({ "input": "a\0b." })).await;
    assert_eq!(nul.at("/detections/0/text").text(), "a\u{FFFD}b.");
    // Far more than is analysed on the spot.
    let long = behaviors(&site, &json!({ "input": format!("{SAID} ").repeat(200) })).await;
    assert_eq!(long.at("/detections").list().len(), 200 * document.at("/detections").list().len());
}

#[tokio::test]
async fn options_cut_and_limit_each_utterance() {
    let site = Site::start().await;
    let with = async |options: Value| {
        let mut request = json!({ "input": SAID });
        for (name, value) in options.as_object().expect("options are an object") {
            request[name] = value.clone();
        }
        seen(&behaviors(&site, &request).await)
    };
    let everything = with(json!({ "confidence_threshold": 0 })).await;
    let kept = |keep: &dyn Fn(&Json) -> bool| -> Vec<Vec<Json>> {
        everything.iter().map(|utterance| utterance.iter().filter(|b| keep(b)).cloned().collect()).collect()
    };
    let unsaid = with(json!({})).await;
    assert_eq!(unsaid, kept(&|behavior| number(behavior, "/score") >= 0.5));
    assert_eq!(with(json!({ "confidence_threshold": null, "max_behaviors": null })).await, unsaid);
    for cut in [0.4, 0.8] {
        let above = kept(&|behavior| number(behavior, "/confidence") >= cut);
        assert_ne!(above, everything);
        assert_eq!(with(json!({ "confidence_threshold": cut })).await, above);
    }
    for most in [0, 1, 2] {
        let limited = with(json!({ "confidence_threshold": 0, "max_behaviors": most })).await;
        for (few, all) in limited.iter().zip(&everything) {
            assert_eq!(few.len(), all.len().min(most), "max_behaviors is per utterance");
            assert!(few.iter().all(|behavior| all.contains(behavior)));
        }
    }
}

#[tokio::test]
async fn a_text_is_a_talk_turn_of_nobody() {
    let site = Site::start().await;
    let turn = json!({ "talk_turns": [{ "input": SAID }], "include_conversation": true, "include_tips": true });
    let id = site.client.submit(&turn).await;
    site.client.completed(&id, SOON).await;
    let job = get(&site.client, &format!("/v1/conversations/jobs/{id}")).await.document();
    let document = behaviors(&site, &json!({ "input": SAID, "include_tips": true })).await;
    let seen_in_the_job = job.at("/conversations_response/conversation/talk_turns/0/behavior_detections");
    assert_eq!(document.at("/detections"), seen_in_the_job);
}

#[tokio::test]
async fn what_is_the_clients_own_comes_back_and_a_profile_is_heeded() {
    let site = Site::start().await;
    let client = &site.client;
    for metadata in [r#"{ "a" :  1.00,	"a":2 , "b" : [ ] }"#, r#""\u00e9\uD83D\uDE00\/ é""#, "-0.0", "false", "null"] {
        let body = format!(r#"{{"input":"Hello.", "user_metadata" :  {metadata}  , "conversation_id":"a"}}"#);
        let answer = post(client, BEHAVIORS, body).await;
        answer.document();
        assert!(answer.text.contains(&format!(r#""user_metadata":{metadata},"#)), "{}", answer.text);
    }
    assert!(
        behaviors(&site, &json!({ "input": "Hello.", "conversation_id": null })).await.at("/user_metadata").is_null()
    );

    let by_profile = async |profile: &str| {
        let request = client.request(Method::POST, BEHAVIORS).header("mpathic-profile", profile);
        reply(request.json(&json!({ "input": SAID }))).await
    };
    let whole = by_profile("default").await.document();
    let counted = by_profile("counts").await.document();
    behaviors_response(Asked::default()).check(&counted);
    assert_eq!(seen(&counted).len(), seen(&whole).len());
    assert!(seen(&counted).concat().is_empty() && !seen(&whole).concat().is_empty());
    by_profile("kanarienvogel").await.refused(400, "profile_unknown");
    let foreign = by_profile("0123456789abcdef0123456789abcdef").await.document();
    assert_eq!(foreign.at("/detections"), whole.at("/detections"));
}
