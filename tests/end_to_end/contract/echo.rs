//! What is the client's own comes back as it was sent.

use serde_json::json;
use tests::{Client, Dialogue, request};

use crate::reply::{get, post};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// Each a JSON text whose bytes say more than its value.
const METADATA: &[&str] = &[
    r#"{ "a" :  1.00,	"a":2 , "b" : [ ] }"#,
    r#""\u00e9\uD83D\uDE00\/ é""#,
    "-0.0",
    "12345678901234567890.123456789012345678901234567890",
    r#"[1E+2, 1e-7, true , null, {"": {}}]"#,
    "false",
    r#""""#,
    "{}",
];

/// How often the text appears as a value of `user_metadata`, with nothing around it.
fn echoes(text: &str, metadata: &str) -> usize {
    let (member, rest) = (format!(r#""user_metadata":{metadata},"#), r#""user_metadata":"#);
    assert_eq!(text.matches(&member).count(), text.matches(rest).count(), "{text}");
    text.matches(&member).count()
}

async fn finished(client: &Client, id: &str) -> String {
    client.completed(id, SOON).await;
    get(client, &format!("{JOBS}/{id}")).await.text
}

#[tokio::test]
async fn user_metadata_comes_back_byte_for_byte() {
    let site = Site::start().await;
    let client = &site.client;
    let mut asked_for_token = client.token_request().to_string();
    asked_for_token.pop();
    for metadata in METADATA {
        let answer =
            post(client, "/v1/token", format!(r#"{asked_for_token}, "user_metadata" :  {metadata}  }}"#)).await;
        assert_eq!(echoes(&answer.text, metadata), 1);

        let body = format!(r#"{{"talk_turns":[{{"input":"Hello."}}], "user_metadata" :  {metadata}  }}"#);
        let started = post(client, JOBS, body).await;
        assert!(echoes(&started.text, metadata) >= 1);
        assert_eq!(echoes(&finished(client, &started.id()).await, metadata), 2);

        let file = r#"[{"input":"Hello."}]"#;
        let announced = format!(
            r#"{{"file_name":"a.json","file_size_bytes":{},"content_type":"application/json","user_metadata":
            {metadata} }}"#,
            file.len()
        );
        let started = post(client, &format!("{JOBS}/start-multipart"), announced).await;
        assert_eq!(echoes(&started.text, metadata), 1);
        let url = started.document().at("/upload/parts/0/url").text().to_owned();
        client.put_part(&url, file.into()).await;
        let completed = post(client, &format!("{JOBS}/{}/complete-multipart", started.id()), "{}").await;
        assert!(echoes(&completed.text, metadata) >= 1);
        assert_eq!(echoes(&finished(client, &started.id()).await, metadata), 2);
    }
    // Null is the same as absent.
    for body in [r#"{"talk_turns":[{"input":"a"}],"user_metadata":null}"#, r#"{"talk_turns":[{"input":"a"}]}"#] {
        let id = post(client, JOBS, body).await.id();
        assert_eq!(echoes(&finished(client, &id).await, "null"), 2);
    }
}

#[tokio::test]
async fn a_conversations_id_is_kept_or_made() {
    let site = Site::start().await;
    let client = &site.client;
    let mut made = Vec::new();
    for id in [json!(null), json!(null), json!("session 7/ä\u{1F600}"), json!("session 7/ä\u{1F600}")] {
        let mut body = request(Dialogue { turns: 5, seed: 1 });
        body["conversation_id"] = id.clone();
        let job = client.submit(&body).await;
        let document = client.completed(&job, SOON).await;
        assert_eq!(document["conversation_id"], document["conversations_response"]["conversation_id"]);
        if !id.is_null() {
            assert_eq!(document["conversation_id"], id);
        }
        made.push((document["id"].clone(), document["conversation_id"].clone()));
    }
    assert_ne!(made[0].1, made[1].1, "each conversation without an id gets its own");
    assert_ne!(made[0].0, made[0].1, "a job is not its conversation");
    assert_ne!(made[2].0, made[3].0, "another analysis of a conversation is another job");
}

#[tokio::test]
async fn turns_come_back_as_they_were_sent() {
    let site = Site::start().await;
    let client = &site.client;
    let sent = json!([
        { "input": "Hello.", "talk_turn_id": "t-1", "speaker": { "id": "Ädä", "role": "coach" },
          "start_time": "2024-05-01T09:00:00.250Z", "end_time": "2024-05-01T09:00:02Z" },
        { "input": " \u{202e}Yes?\n\nNo! ", "speaker": { "id": "B" }, "start_time": "12.50", "end_time": "00:00:14.000" },
        { "input": "", "speaker": { "role": "client" } },
        { "input": "So.", "speaker": {} },
        { "input": "Well.", "speaker": null, "talk_turn_id": null, "start_time": null },
    ]);
    let body = json!({ "talk_turns": sent, "include_conversation": true });
    let id = client.submit(&body).await;
    let document = client.completed(&id, SOON).await;
    let turns = document["conversations_response"]["conversation"]["talk_turns"].as_array().unwrap();
    assert_eq!(turns.len(), 5);
    for (sent, turn) in sent.as_array().unwrap().iter().zip(turns) {
        for member in ["input", "talk_turn_id", "start_time", "end_time"] {
            assert_eq!(turn[member], sent[member], "{member}");
        }
        for member in ["id", "role"] {
            assert_eq!(turn["speaker"][member], sent["speaker"][member], "{member}");
        }
        assert_eq!(turn["speaker"].is_object(), sent["speaker"].is_object());
    }
    // A number is a time too, and keeps its digits.
    let id = post(client, JOBS, r#"{"include_conversation":true,"talk_turns":[{"input":"a","start_time":7.50}]}"#)
        .await
        .id();
    let document = client.completed(&id, SOON).await;
    assert_eq!(document["conversations_response"]["conversation"]["talk_turns"][0]["start_time"], "7.50");
}

#[tokio::test]
async fn u_0000_in_a_turn_becomes_the_replacement_character() {
    let site = Site::start().await;
    let client = &site.client;
    let id = post(client, JOBS, r#"{"include_conversation":true,"talk_turns":[{"input":"a\u0000b."}]}"#).await.id();
    let document = client.completed(&id, SOON).await;
    assert_eq!(document["conversations_response"]["conversation"]["talk_turns"][0]["input"], "a\u{FFFD}b.");
}
