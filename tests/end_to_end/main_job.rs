//! Token → start-multipart → parts → complete-multipart → analysis → document.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Dialogue, Server, ndjson, request, webvtt};

use crate::API;

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_server_on_an_empty_directory_is_ready_within_two_seconds() {
    let server = Server::start(API, &[]);
    assert!(server.ready_after < Duration::from_secs(2), "ready after {:?}", server.ready_after);
    let ready = reqwest::get(format!("{}/healthz/ready", server.url())).await.unwrap();
    assert_eq!(ready.status(), 200);
}

#[tokio::test]
async fn an_uploaded_transcript_becomes_a_document() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let file = webvtt(Dialogue { turns: 300, seed: 1 });
    let announced = json!({
        "file_name": "session.vtt",
        "file_size_bytes": file.len(),
        "content_type": "text/vtt",
        "user_metadata": { "study": 7 },
        "options": { "include_conversation": true, "include_tips": true },
    });
    let job = client.upload(&announced, &file).await;
    let document = client.completed(&job, SOON).await;
    let response = &document["conversations_response"];
    assert_eq!(response["user_metadata"], json!({ "study": 7 }));
    assert_eq!(response["analytics"]["conversation_analytics"]["talk_turn_count"], 300);
    let turns = response["conversation"]["talk_turns"].as_array().unwrap();
    assert_eq!(turns.len(), 300);
    assert_eq!(turns[1]["start_time"], "00:00:04.000");
    assert_eq!(turns[1]["speaker"]["id"], "Ben");
}

#[tokio::test]
async fn the_same_turns_give_the_same_analytics_in_every_format_and_way_in() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let dialogue = Dialogue { turns: 2_500, seed: 3 };
    let inline = client.submit(&request(dialogue)).await;
    let lines = ndjson(dialogue);
    let uploaded = json!({
        "file_name": "turns.ndjson",
        "file_size_bytes": lines.len(),
        "content_type": "application/x-ndjson",
    });
    let uploaded = client.upload(&uploaded, &lines).await;
    let (inline, uploaded) = (client.completed(&inline, SOON).await, client.completed(&uploaded, SOON).await);
    let analytics = |document: &Value| document["conversations_response"]["analytics"].clone();
    assert_eq!(analytics(&inline), analytics(&uploaded));
    assert_eq!(analytics(&inline)["conversation_analytics"]["talk_turn_count"], 2_500);
}

#[tokio::test]
async fn several_parts_are_put_together_in_order() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let file = ndjson(Dialogue { turns: 150_000, seed: 5 });
    assert!(file.len() > 12 << 20, "{}", file.len());
    let announced = json!({
        "file_name": "long.ndjson",
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": 5 << 20,
    });
    let job = client.upload(&announced, &file).await;
    let document = client.completed(&job, Duration::from_mins(2)).await;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 150_000);
    assert_eq!(document["progress"]["done"], 150_000);
}

#[tokio::test]
async fn sigterm_drains_and_the_next_start_goes_on() {
    let mut server = Server::start(API, &[]);
    let client = server.client().await;
    let mut jobs = Vec::new();
    for seed in 0..20 {
        jobs.push(client.submit(&request(Dialogue { turns: 400, seed })).await);
    }
    assert!(server.terminate(), "a drained server exits with success");
    server.restart();
    for job in jobs {
        client.completed(&job, SOON).await;
    }
}

#[tokio::test]
async fn malformed_turns_are_listed_when_asked_and_the_rest_is_analysed() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let mut lines = ndjson(Dialogue { turns: 50, seed: 2 });
    lines.extend_from_slice(b"{\"input\": 7}\n{\"input\": \"One more.\"}\n");
    let announced = |options: Value| {
        json!({
            "file_name": "turns.ndjson",
            "file_size_bytes": lines.len(),
            "content_type": "application/x-ndjson",
            "options": options,
        })
    };
    let strict = client.upload(&announced(json!({})), &lines).await;
    let failed = client.finished(&strict, SOON).await;
    assert_eq!((&failed["status"], &failed["error"]["line"]), (&json!("failed"), &json!(51)));
    let lenient = client.upload(&announced(json!({ "on_error": "report" })), &lines).await;
    let document = client.completed(&lenient, SOON).await;
    assert_eq!((&document["input_error_count"], &document["input_errors"][0]["line"]), (&json!(1), &json!(51)));
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 51);
}

#[tokio::test]
async fn an_inline_request_may_say_after_its_turns_that_malformed_ones_are_listed() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let turns = r#""talk_turns": [{"input": "Hello."}, {"input": 7}, {"input": "Thank you."}]"#;
    let send = async |body: String| {
        let request = client.request(reqwest::Method::POST, "/v1/conversations/jobs");
        tests::Client::send(request.header("content-type", "application/json").body(body)).await
    };
    let refused = send(format!("{{{turns}}}")).await;
    assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["pointer"]), (400, &json!("/talk_turns/1/input")));
    let accepted = send(format!("{{{turns}, \"on_error\": \"report\"}}")).await;
    assert_eq!(accepted.status, 200, "{:?}", accepted.body);
    let document = client.completed(accepted.body["id"].as_str().unwrap(), SOON).await;
    assert_eq!(document["input_errors"][0]["pointer"], "/talk_turns/1/input");
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 2);
}

#[tokio::test]
async fn a_request_is_read_as_one_whatever_its_other_members_are_called() {
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let body = r#"{"messages": [{"role": "user", "content": "no"}], "results": {"items": []},
        "talk_turns": [{"input": "What brings you here?"}, {"input": "Thank you."}]}"#;
    let request = client.request(reqwest::Method::POST, "/v1/conversations/jobs");
    let accepted = tests::Client::send(request.header("content-type", "application/json").body(body)).await;
    assert_eq!(accepted.status, 200, "{:?}", accepted.body);
    let document = client.completed(accepted.body["id"].as_str().unwrap(), SOON).await;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!((&whole["talk_turn_count"], &whole["behavior_counts"]["open question"]), (&json!(2), &json!(1)));
}
