//! `update-conversation-metadata`: what is known of a conversation, and what follows from it.

use reqwest::Method;
use serde_json::{Value, json};
use tests::Client;

use super::{DESK, analysed_by, announced_by, document, kept, questions, talk, uploaded};
use crate::json::Json;
use crate::reply::{CANARY, Reply, reply};
use crate::shape::{Id, Text, map, object, or_null};
use crate::site::Site;

const UPDATE: &str = "/v1/conversations/update-conversation-metadata";

async fn update(client: &Client, body: &Value) -> Reply {
    reply(client.request(Method::POST, UPDATE).body(body.to_string())).await
}

fn saying(conversation: &str, metadata: &Value, merge: bool) -> Value {
    json!({ "conversation_id": conversation, "metadata": metadata, "merge_existing": merge })
}

/// What is known now, and the job that follows.
fn described(answer: &Reply) -> (Value, Option<String>) {
    let told = answer.document();
    let reanalysis = object([("id", Id), ("links", object([("self", Text)]))]);
    object([("conversation_id", Text), ("metadata", map(Text))]).ours("reanalysis", or_null(reanalysis)).check(&told);
    let told: Value = serde_json::from_str(&answer.text).expect("JSON");
    (told["metadata"].clone(), told["reanalysis"]["id"].as_str().map(str::to_owned))
}

async fn of_conversation(client: &Client, profile: &str, conversation: &str) -> Json {
    let mut body = talk();
    body["conversation_id"] = conversation.into();
    analysed_by(client, profile, &body).await
}

#[tokio::test]
async fn what_is_known_is_merged_replaced_or_cleared() {
    let site = Site::start().await;
    let client = &site.client;
    of_conversation(client, "default", "c").await;
    for (metadata, merge, known) in [
        (json!({ "a": "1", "b": "2" }), false, json!({ "a": "1", "b": "2" })),
        (json!({ "b": null, "c": "3" }), true, json!({ "a": "1", "c": "3" })),
        (json!(null), true, json!({ "a": "1", "c": "3" })),
        (json!({}), true, json!({ "a": "1", "c": "3" })),
        (json!({ "d": "ü \u{0} \"" }), false, json!({ "d": "ü \u{0} \"" })),
        (json!(null), false, json!({})),
    ] {
        let answer = update(client, &saying("c", &metadata, merge)).await;
        assert_eq!(described(&answer), (known, None), "{metadata} {merge}");
    }
    // By its alias, by PATCH, and without the header that other operations require.
    for (method, path) in [(Method::PATCH, UPDATE), (Method::POST, "/v1/update-conversation-metadata")] {
        let url = format!("{}{path}", client.url);
        let request = client.http.request(method, url).bearer_auth(&client.token);
        let answer = reply(request.body(json!({ "conversation_id": "c", "metadata": { "e": "5" } }).to_string())).await;
        assert_eq!(described(&answer).0, json!({ "e": "5" }));
    }
    let many = |from: usize, count: usize| (from..from + count).map(|n| (n.to_string(), json!("x"))).collect::<Value>();
    for (body, code, pointer) in [
        (json!({ "metadata": {} }), "required", "/conversation_id"),
        (json!({ "conversation_id": 7 }), "wrong_type", "/conversation_id"),
        (json!({ "conversation_id": "c", "merge_existing": "yes" }), "wrong_type", "/merge_existing"),
        (saying("c", &json!([CANARY]), true), "wrong_type", "/metadata"),
        (saying("c", &json!({ "a": 7 }), true), "wrong_type", "/metadata/a"),
        (saying("c", &json!({ "a": CANARY.repeat(100) }), true), "too_long", "/metadata/a"),
        (saying("c", &json!({ "": CANARY }), true), "key_illegal", "/metadata"),
        (saying("c", &many(0, 65), false), "too_many_entries", "/metadata"),
        (saying("c", &many(0, 64), true), "too_many_entries", "/metadata"),
    ] {
        update(client, &body).await.invalid(code, pointer);
    }
    assert_eq!(described(&update(client, &saying("c", &json!({}), true)).await).0, json!({ "e": "5" }));
    site.unharmed().await;
}

#[tokio::test]
async fn what_changes_what_is_looked_for_is_analysed_again_once() {
    let site = Site::start().await;
    let client = &site.client;
    kept(client, DESK).await;
    let first = of_conversation(client, "support desk", "c").await;
    assert_eq!(questions(&first), 0);
    let irrelevant = update(client, &saying("c", &json!({ "region": "eu" }), true)).await;
    assert_eq!(described(&irrelevant).1, None, "no rule asks for it");
    let billing = saying("c", &json!({ "line": "billing" }), true);
    let (known, job) = described(&update(client, &billing).await);
    assert_eq!(known, json!({ "line": "billing", "region": "eu" }));
    let again = document(client, job.as_deref().expect("a job follows")).await;
    assert!(questions(&again) > 0);
    assert_eq!((again.at("/redrive_of"), again.at("/profile_version").count()), (first.at("/id"), 1));
    assert_eq!(described(&update(client, &billing).await).1, None, "that has been done");
    // Later jobs of the conversation go by it, and others do not.
    assert!(questions(&of_conversation(client, "support desk", "c").await) > 0);
    assert_eq!(questions(&of_conversation(client, "support desk", "another").await), 0);
    let (known, job) = described(&update(client, &saying("c", &json!(null), false)).await);
    assert_eq!(known, json!({}));
    assert_eq!(questions(&document(client, &job.expect("a job follows")).await), 0);
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_known_before_the_upload_is_complete_counts() {
    let site = Site::start().await;
    let client = &site.client;
    kept(client, DESK).await;
    let (started, file) = announced_by(client, "support desk").await;
    let conversation = started["conversation_id"].as_str().expect("an id");
    let billing = saying(conversation, &json!({ "line": "billing" }), false);
    assert_eq!(described(&update(client, &billing).await).1, None);
    assert!(questions(&uploaded(client, &started, file).await) > 0);
}

#[tokio::test]
async fn what_is_known_goes_with_the_conversation() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = &site.client;
    of_conversation(client, "default", "mine").await;
    let known = saying("mine", &json!({ CANARY: CANARY }), true);
    assert_eq!(described(&update(client, &known).await).0, json!({ CANARY: CANARY }));
    for id in ["mine", "nobody's", "a\0b", &"7".repeat(3_000)] {
        update(&neighbour, &saying(id, &json!({ "a": "b" }), true)).await.refused(404, "not_found");
    }
    let gone = reply(client.request(Method::DELETE, "/v1/conversations/mine")).await;
    assert_eq!(gone.status, 204);
    update(client, &known).await.refused(404, "not_found");
    of_conversation(client, "default", "mine").await;
    assert_eq!(described(&update(client, &saying("mine", &json!({}), true)).await).0, json!({}));
    site.unharmed().await;
}
