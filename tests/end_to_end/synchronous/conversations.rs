//! `POST /v1/conversations`: what a job would say, at once.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Dialogue, request};

use super::CONVERSATIONS;
use crate::contract::shapes::{Asked, conversations_response};
use crate::reply::{get, post, reply};
use crate::shape::{Id, Text, Whole, each, object};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// The analysis as it stands in a finished job's document.
async fn as_a_job(client: &Client, profile: &str, body: &Value) -> String {
    let request = client.request(Method::POST, JOBS).header("mpathic-profile", profile).json(body);
    let id = reply(request).await.id();
    client.completed(&id, SOON).await;
    let document = get(client, &format!("{JOBS}/{id}")).await.text;
    let (_, response) = document.split_once(r#","conversations_response":"#).expect("it is there");
    response.strip_suffix(r#","upload":null}"#).expect("and the upload after it").to_owned()
}

async fn at_once(client: &Client, profile: &str, body: &Value) -> String {
    let request = client.request(Method::POST, CONVERSATIONS).header("mpathic-profile", profile).json(body);
    let answer = reply(request).await;
    answer.document();
    answer.text
}

/// Without the answer's own id and time, which stand at its beginning.
fn timeless(response: &str) -> String {
    let (id, rest) = response.split_at(r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057""#.len());
    assert!(id.starts_with(r#"{"id":""#) && id.ends_with('"'), "{id}");
    let (before, after) = rest.split_once(r#","created_at":"#).expect("it was made at some time");
    let (time, after) = after.split_once(',').expect("something follows");
    assert!(time.parse::<u64>().is_ok_and(|time| time > 1_700_000_000), "{time}");
    format!("{before},{after}")
}

#[tokio::test]
async fn a_request_gives_the_same_bytes_at_once_and_as_a_job() {
    let site = Site::start().await;
    let client = &site.client;
    let everything = json!({
        "include_conversation": true, "include_suggestions": true, "include_tips": true, "include_definitions": true,
        "include_diagnostics": true, "user_metadata": { "b": [1.5, null], "a": "x" },
    });
    // Two turns are analysed on the spot; three hundred in several blocks.
    for (turns, options) in [
        (2, json!({})),
        (2, everything.clone()),
        (300, json!({})),
        (300, everything),
        (150, json!({ "confidence_threshold": 0.3, "max_behaviors": 1, "include_conversation": true })),
        (150, json!({ "max_behaviors": 0, "on_error": "report", "include_diagnostics": true })),
    ] {
        for profile in ["default", "counts"] {
            let mut body = request(Dialogue { turns, seed: 7 });
            body["conversation_id"] = "session 7".into();
            for (name, value) in options.as_object().expect("options are an object") {
                body[name] = value.clone();
            }
            let (job, at_once) = (as_a_job(client, profile, &body).await, at_once(client, profile, &body).await);
            assert!(job.len() > 1_000);
            assert_eq!(timeless(&job), timeless(&at_once), "{turns} turns by {profile} with {options}");
        }
    }
}

#[tokio::test]
async fn every_member_is_there_asked_for_or_not() {
    let site = Site::start().await;
    let plain = Asked::default();
    for asked in [
        plain,
        Asked { conversation: true, ..plain },
        Asked { diagnostics: true, ..plain },
        Asked { conversation: true, suggestions: true, tips: true, definitions: true, diagnostics: true },
    ] {
        let mut body = request(Dialogue { turns: 60, seed: 3 });
        for (name, asked) in [
            ("include_conversation", asked.conversation),
            ("include_suggestions", asked.suggestions),
            ("include_tips", asked.tips),
            ("include_definitions", asked.definitions),
            ("include_diagnostics", asked.diagnostics),
        ] {
            body[name] = asked.into();
        }
        let answer = post(&site.client, CONVERSATIONS, body.to_string()).await.document();
        conversations_response(asked).check(&answer);
        Id.check(answer.at("/id"));
        assert_eq!(answer.at("/analytics/conversation_analytics/talk_turn_count").count(), 60);
    }
}

#[tokio::test]
async fn ids_are_kept_or_made_and_metadata_keeps_its_bytes() {
    let site = Site::start().await;
    let client = &site.client;
    let body = |more: &str| format!(r#"{{"talk_turns":[{{"input":"Hello."}}]{more}}}"#);
    let (one, other) = (
        post(client, CONVERSATIONS, body("")).await.document(),
        post(client, CONVERSATIONS, body("")).await.document(),
    );
    for made in ["/id", "/conversation_id"] {
        Id.check(one.at(made));
        assert_ne!(one.at(made), other.at(made));
    }
    assert_ne!(one.at("/id"), one.at("/conversation_id"));
    assert!(one.at("/user_metadata").is_null());
    let own = post(client, CONVERSATIONS, body(r#","conversation_id":"ä 7","user_metadata": { "a" : 1.00 } "#)).await;
    assert_eq!(own.document().at("/conversation_id").text(), "ä 7");
    assert!(own.text.contains(r#""user_metadata":{ "a" : 1.00 },"#));
    // Nothing is kept, so a key binds nobody.
    let again = |body: String| {
        let request = client.request(Method::POST, CONVERSATIONS).header("idempotency-key", "k");
        reply(request.header("content-type", "application/json").body(body))
    };
    again(body("")).await.document();
    again(body(r#","include_tips":true"#)).await.document();
}

#[tokio::test]
async fn turns_that_are_passed_over_are_listed() {
    let site = Site::start().await;
    let client = &site.client;
    let good = r#"{"input":"Hello."}"#;
    let body = format!(r#"{{"talk_turns":[{good},{{"input":7}},{good}],"on_error":"report"}}"#);
    let answer = post(client, CONVERSATIONS, body.clone()).await.document();
    let error = object([("code", Text), ("detail", Text)])
        .ours_sometimes("line", Whole)
        .ours_sometimes("pointer", Text)
        .ours_sometimes("turn", Whole);
    let listed = conversations_response(Asked::default());
    listed.ours("input_errors", each(error)).ours("input_error_count", Whole).check(&answer);
    assert_eq!(answer.at("/input_errors/0/pointer").text(), "/talk_turns/1/input");
    assert_eq!((answer.at("/input_errors").list().len(), answer.at("/input_error_count").count()), (1, 1));
    assert_eq!(answer.at("/analytics/conversation_analytics/talk_turn_count").count(), 2);
    // A job says the same.
    let job = client.submit(&serde_json::from_str(&body).expect("JSON")).await;
    let job = client.completed(&job, SOON).await;
    assert_eq!(job["input_errors"][0]["pointer"], "/talk_turns/1/input");
    // At most a hundred, and how many.
    let many = format!(r#"{{"talk_turns":[{good}{}],"on_error":"report"}}"#, ",7".repeat(150));
    let answer = post(client, CONVERSATIONS, many.replace(",7", r#",{"input":7}"#)).await.document();
    assert_eq!((answer.at("/input_errors").list().len(), answer.at("/input_error_count").count()), (100, 150));
}
