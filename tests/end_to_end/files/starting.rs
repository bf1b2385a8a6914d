//! Jobs that are started from a file.

use serde_json::{Value, json};
use tests::{Dialogue, Form, ndjson, request};

use super::{JOBS, UNKNOWN, delete, keep, start, vtt};
use crate::reply::{get, post};
use crate::site::{SOON, Site};

fn told(document: &Value) -> (Value, Value) {
    let response = &document["conversations_response"];
    (response["analytics"].clone(), response["conversation"].clone())
}

#[tokio::test]
async fn a_file_comes_to_the_same_by_every_road() {
    let site = Site::start().await;
    let client = &site.client;
    let dialogue = Dialogue { turns: 300, seed: 4 };
    let bytes = ndjson(dialogue);
    let options = json!({ "include_conversation": true, "include_tips": true });
    let announced = json!({
        "file_name": "a.ndjson",
        "file_size_bytes": bytes.len(),
        "content_type": "application/x-ndjson",
        "options": options,
    });
    let uploaded = client.completed(&client.upload(&announced, &bytes).await, SOON).await;
    let file = keep(client, Form::of("a.ndjson", "application/x-ndjson", &bytes).text("user_metadata", "1")).await;
    let mut asked = options;
    asked["file_id"] = file.to_uppercase().into();
    asked["conversation_id"] = "from a file".into();
    asked["user_metadata"] = json!({ "of": "the job" });
    asked["talk_turns_of_another_kind"] = "ignored".into();
    for _ in 0..2 {
        let job = client.completed(&client.submit(&asked).await, SOON).await;
        assert!(told(&job) == told(&uploaded), "another result than of an upload");
        assert_eq!(
            (&job["conversation_id"], &job["user_metadata"]),
            (&asked["conversation_id"], &asked["user_metadata"])
        );
        assert_eq!(job["upload"], Value::Null);
    }
    // Options of the request, where the file has none; those of a file that is a request come first.
    let plain = client.completed(&client.submit(&json!({ "file_id": file })).await, SOON).await;
    assert_eq!(plain["conversations_response"]["conversation"], Value::Null);
    let mut inside = request(dialogue);
    inside["include_conversation"] = true.into();
    let inside = Form::of("r.json", "application/json", inside.to_string().as_bytes());
    let file = keep(client, inside).await;
    let job = client.completed(&client.submit(&json!({ "file_id": file })).await, SOON).await;
    assert_eq!(job["conversations_response"]["conversation"]["talk_turns"].as_array().map(Vec::len), Some(300));
    site.unharmed().await;
}

#[tokio::test]
async fn a_request_names_turns_or_a_file() {
    let site = Site::start().await;
    let client = &site.client;
    let file = keep(client, vtt()).await;
    let turns = request(Dialogue { turns: 2, seed: 1 })["talk_turns"].clone();
    for both in [
        json!({ "file_id": file, "talk_turns": turns }).to_string(),
        json!({ "file_id": file, "talk_turns": [] }).to_string(),
        format!(r#"{{"talk_turns": {turns}, "file_id": "{file}"}}"#),
    ] {
        post(client, JOBS, both).await.invalid("talk_turns_and_file", "/file_id");
    }
    for (wrong, code) in
        [("7", "wrong_type"), (r#"["x"]"#, "wrong_type"), (r#""""#, "uuid_illegal"), (r#""x""#, "uuid_illegal")]
    {
        post(client, JOBS, format!(r#"{{"file_id": {wrong}}}"#)).await.invalid(code, "/file_id");
    }
    let broken = post(client, JOBS, format!(r#"{{"file_id": "{file}", "include_tips": 7}}"#)).await;
    broken.invalid("wrong_type", "/include_tips");
    post(client, JOBS, format!(r#"{{"file_id": "{file}"}} x"#)).await.refused(400, "invalid_json");
    post(client, JOBS, r#"{"file_id": null}"#).await.refused(400, "talk_turns_missing");
    post(client, JOBS, json!({ "file_id": null, "talk_turns": turns }).to_string()).await.document();
    start(client, UNKNOWN).await.refused(404, "file_unknown");
    site.unharmed().await;
}

#[tokio::test]
async fn a_job_of_a_file_is_a_job_like_any() {
    let site = Site::start().await;
    let client = &site.client;
    let unreadable = keep(client, Form::of("a.vtt", "text/vtt", b"WEBVTT\n\nx\n")).await;
    let job = client.submit(&json!({ "file_id": unreadable })).await;
    let failed = client.finished(&job, SOON).await;
    assert_eq!((&failed["status"], failed["error"]["code"].is_string()), (&json!("failed"), true));
    for operation in ["complete-multipart", "cancel-multipart"] {
        post(client, &format!("{JOBS}/{job}/{operation}"), "{}").await.refused(409, "no_upload");
    }
    assert_eq!(delete(client, &unreadable).await.status, 204);
    let again = post(client, &format!("{JOBS}/{job}/redrive"), "").await;
    assert_eq!(again.status, 201, "its input is still there: {}", again.text);
    let again: Value = serde_json::from_str(&again.text).expect("JSON");
    let again = client.finished(again["id"].as_str().expect("an id"), SOON).await;
    assert_eq!(again["error"], failed["error"]);

    let file = keep(client, vtt()).await;
    let keyed = async |key: &str| {
        let body = json!({ "file_id": file });
        let request = client.request(reqwest::Method::POST, JOBS).header("idempotency-key", key).json(&body);
        crate::reply::reply(request).await
    };
    let first = keyed("one").await.id();
    assert_eq!(delete(client, &file).await.status, 204);
    let replayed = keyed("one").await;
    assert_eq!((replayed.id(), replayed.header("idempotent-replayed")), (first.clone(), Some("true")));
    keyed("two").await.refused(404, "file_unknown");
    client.completed(&first, SOON).await;
    assert!(get(client, "/metrics").await.text.contains("colloquy_"));
    site.unharmed().await;
}
