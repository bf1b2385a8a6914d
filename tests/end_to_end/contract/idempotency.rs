//! `Idempotency-Key`: a request that is sent again is done once.

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request};

use crate::reply::{Reply, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";
const REPLAYED: &str = "idempotent-replayed";

async fn keyed(client: &Client, path: &str, key: &str, body: &str) -> Reply {
    reply(client.request(Method::POST, path).header("idempotency-key", key).body(body.to_owned())).await
}

#[tokio::test]
async fn the_same_request_is_the_same_job() {
    let mut site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let body = request(Dialogue { turns: 5, seed: 1 }).to_string();

    let first = keyed(&client, JOBS, "\"key 1\"", &body).await;
    assert_eq!(first.header(REPLAYED), None);
    // A structured-field string is its content; an alias is the same operation.
    for (path, key) in [(JOBS, "\"key 1\""), (JOBS, "key 1"), ("/v1/conversations/jobs/start", "key 1")] {
        let again = keyed(&client, path, key, &body).await;
        assert_eq!((again.id(), again.header(REPLAYED)), (first.id(), Some("true")), "{path} {key}");
    }
    let other_key = keyed(&client, JOBS, "key 2", &body).await;
    assert_ne!(other_key.id(), first.id());
    let theirs = keyed(&neighbour, JOBS, "key 1", &body).await;
    assert_ne!(theirs.id(), first.id());
    assert_eq!(theirs.header(REPLAYED), None);

    client.completed(&first.id(), SOON).await;
    site.server.kill();
    site.server.restart();
    let after = keyed(&client, JOBS, "key 1", &body).await;
    assert_eq!((after.id(), after.header(REPLAYED)), (first.id(), Some("true")));
    assert_eq!(after.document().at("/status").text(), "completed");
}

#[tokio::test]
async fn one_key_means_one_request() {
    let site = Site::start().await;
    let client = &site.client;
    let body = request(Dialogue { turns: 5, seed: 1 }).to_string();
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" }).to_string();
    keyed(client, JOBS, "k", &body).await.document();
    keyed(client, JOBS, "k", &format!("{body} ")).await.refused(422, "idempotency_key_reused");
    let upload = format!("{JOBS}/start-multipart");
    keyed(client, &upload, "k", &announced).await.refused(422, "idempotency_key_reused");
    for illegal in ["", "\"\"", &"k".repeat(256), "\u{e9}"] {
        keyed(client, JOBS, illegal, &body).await.refused(400, "idempotency_key_illegal");
        keyed(client, &upload, illegal, &announced).await.refused(400, "idempotency_key_illegal");
    }
    // A request that is refused takes no key.
    keyed(client, JOBS, "k 2", "{}").await.refused(400, "talk_turns_missing");
    assert_eq!(keyed(client, JOBS, "k 2", &body).await.header(REPLAYED), None);
}

#[tokio::test]
async fn requests_at_the_same_time_make_one_job() {
    let site = Site::start().await;
    let body = request(Dialogue { turns: 5, seed: 1 }).to_string();
    let sent: Vec<_> = (0..16)
        .map(|_| {
            let (client, body) = (site.client.clone(), body.clone());
            tokio::spawn(async move { keyed(&client, JOBS, "at once", &body).await })
        })
        .collect();
    let mut answers = Vec::new();
    for sent in sent {
        answers.push(sent.await.expect("the request was made"));
    }
    assert!(answers.iter().all(|answer| answer.id() == answers[0].id()));
    assert_eq!(answers.iter().filter(|answer| answer.header(REPLAYED).is_none()).count(), 1);
}

#[tokio::test]
async fn an_announcement_sent_again_is_the_same_upload() {
    let site = Site::start().await;
    let client = &site.client;
    let path = format!("{JOBS}/start-multipart");
    let announced = json!({
        "file_name": "long.ndjson",
        "file_size_bytes": 12 << 20,
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": 5 << 20,
    })
    .to_string();
    let first = keyed(client, &path, "u", &announced).await;
    let again = keyed(client, &path, "u", &announced).await;
    assert_eq!((again.id(), again.header(REPLAYED)), (first.id(), Some("true")));
    assert_eq!(again.document().at("/upload/parts").list().len(), 3);
    // What is over has nowhere to put parts.
    reply(client.request(Method::POST, &format!("{JOBS}/{}/cancel-multipart", first.id()))).await.document();
    let late = keyed(client, &path, "u", &announced).await.document();
    assert_eq!(late.at("/status").text(), "cancelled");
    assert!(late.at("/upload").is_null());
}
