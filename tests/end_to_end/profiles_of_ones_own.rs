//! Profiles that a tenant makes: kept, chosen, shown; and conversations that are analysed again because of them.

mod again;
mod choosing;
mod describing;
mod keeping;
mod showing;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Dialogue, request};

use crate::json::Json;
use crate::reply::{Reply, get, reply};
use crate::site::SOON;

const JOBS: &str = "/v1/conversations/jobs";
const PROFILES: &str = "/v1/profiles";
/// Nobody's, whatever is asked for.
const UNKNOWN: &str = "0123456789abcdef0123456789abcdef";

/// Everything but questions, and those where the line is that of bills.
const DESK: &str = r#"
name = "support desk"
extends = "default"
allow_tips = false

[behaviors]
deactivate = ["questions"]

[[behaviors.when]]
metadata = { line = "billing" }
activate = ["questions"]
"#;

async fn send(client: &Client, text: impl Into<reqwest::Body>) -> Reply {
    reply(client.request(Method::POST, PROFILES).header("content-type", "application/toml").body(text)).await
}

/// Its id; it must be a version of its own.
async fn kept(client: &Client, text: &str) -> String {
    let answer = send(client, text.to_owned()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    Json::parse(&answer.text).at("/profile_id").text().to_owned()
}

async fn retired(client: &Client, id: &str) {
    assert_eq!(reply(client.request(Method::DELETE, &format!("{PROFILES}/{id}"))).await.status, 204);
}

/// Talk in which there are questions.
fn talk() -> Value {
    let mut body = request(Dialogue { turns: 40, seed: 3 });
    body["include_conversation"] = true.into();
    body["include_tips"] = true.into();
    body["include_diagnostics"] = true.into();
    body
}

async fn started_by(client: &Client, profile: &str, body: &Value) -> Reply {
    reply(client.request(Method::POST, JOBS).header("mpathic-profile", profile).body(body.to_string())).await
}

/// The document of a job that was made by this profile and is completed.
async fn analysed_by(client: &Client, profile: &str, body: &Value) -> Json {
    document(client, &started_by(client, profile, body).await.id()).await
}

async fn document(client: &Client, job: &str) -> Json {
    client.completed(job, SOON).await;
    get(client, &format!("{JOBS}/{job}")).await.document()
}

/// Started by this profile and awaiting its file, which is returned with it.
async fn announced_by(client: &Client, profile: &str) -> (Value, Vec<u8>) {
    let file = tests::ndjson(Dialogue { turns: 40, seed: 3 });
    let announced =
        json!({ "file_name": "a.ndjson", "file_size_bytes": file.len(), "content_type": "application/x-ndjson" });
    let request = client.request(Method::POST, &format!("{JOBS}/start-multipart"));
    let started = reply(request.header("mpathic-profile", profile).body(announced.to_string())).await;
    assert_eq!(started.status, 200, "{}", started.text);
    (serde_json::from_str(&started.text).expect("a document"), file)
}

/// Sends the one part and completes.
async fn uploaded(client: &Client, started: &Value, file: Vec<u8>) -> Json {
    client.put_part(started["upload"]["parts"][0]["url"].as_str().expect("one part"), file).await;
    let id = started["id"].as_str().expect("an id");
    let completed = client.post(&format!("{JOBS}/{id}/complete-multipart"), &json!({})).await;
    assert_eq!(completed.status, 200, "{}", completed.body);
    document(client, id).await
}

/// How many open questions were counted.
fn questions(document: &Json) -> u64 {
    let counts = document.at("/conversations_response/analytics/conversation_analytics/behavior_counts");
    let found = counts.members().iter().find(|(name, _)| name == "open question");
    found.map_or(0, |(_, count)| count.count())
}
