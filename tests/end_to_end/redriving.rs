//! A failed or cancelled job's input once more, as a new job.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, ndjson, request};

use crate::busy::Busy;
use crate::contract::shapes::{self, Asked};
use crate::reply::{Reply, get, reply};
use crate::shape::{Null, or_null};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

pub(crate) async fn redrive(client: &Client, job: &str, key: Option<&str>) -> Reply {
    let mut request = client.request(Method::POST, &format!("{JOBS}/{job}/redrive"));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    reply(request).await
}

/// The document of a 201.
pub(crate) fn created(answer: &Reply) -> crate::json::Json {
    assert_eq!((answer.status, answer.header("content-type")), (201, Some("application/json")), "{}", answer.text);
    let document = crate::json::Json::parse(&answer.text);
    shapes::job(or_null(shapes::conversations_response(Asked::default())), Null).check(&document);
    let place = format!("{JOBS}/{}", document.at("/id").text());
    assert_eq!(answer.header("location"), Some(place.as_str()));
    document
}

/// A job with so many turns that failed: its one malformed turn is the last, and only found by the worker.
pub(crate) async fn failed(client: &Client, turns: usize) -> String {
    let mut lines = ndjson(Dialogue { turns, seed: 1 });
    lines.extend_from_slice(b"{\"input\": 7}\n");
    let announced = json!({
        "file_name": "turns.ndjson",
        "file_size_bytes": lines.len(),
        "content_type": "application/x-ndjson",
        "user_metadata": { "study": 7 },
    });
    let job = client.upload(&announced, &lines).await;
    assert_eq!(client.finished(&job, SOON).await["status"], "failed");
    job
}

#[tokio::test]
async fn what_failed_is_tried_again_with_the_same_input() {
    let site = Site::start().await;
    let client = &site.client;
    let job = failed(client, 20).await;
    let before = get(client, &format!("{JOBS}/{job}")).await.text;
    let again = created(&redrive(client, &job, None).await);
    assert_eq!(again.at("/redrive_of").text(), job);
    assert_eq!(again.at("/user_metadata/study").digits(), "7");
    assert!(again.at("/upload").is_null());
    let id = again.at("/id").text();
    assert_ne!(id, job);
    let end = client.finished(id, SOON).await;
    assert_eq!((&end["status"], &end["error"]["line"]), (&json!("failed"), &json!(21)), "the input is what it was");
    // The old one stays as it ended, and so does its input: again, of either.
    assert_eq!(get(client, &format!("{JOBS}/{job}")).await.text, before);
    for of in [&job, id] {
        let once_more = created(&redrive(client, of, None).await);
        assert_eq!(once_more.at("/redrive_of").text(), of);
        let end = client.finished(once_more.at("/id").text(), SOON).await;
        assert_eq!(end["error"]["line"], 21, "{}", end["error"]);
    }
    site.unharmed().await;
}

#[tokio::test]
async fn the_same_redrive_is_the_same_job() {
    let site = Site::start().await;
    let client = &site.client;
    let (job, other) = (failed(client, 20).await, failed(client, 20).await);
    let first = redrive(client, &job, Some("again")).await;
    assert_eq!(first.header("idempotent-replayed"), None);
    let second = redrive(client, &job, Some("again")).await;
    assert_eq!(created(&second).at("/id"), created(&first).at("/id"));
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    redrive(client, &other, Some("again")).await.refused(422, "idempotency_key_reused");
    assert_ne!(created(&redrive(client, &job, None).await).at("/id"), created(&first).at("/id"));
}

#[tokio::test]
async fn what_is_not_over_or_went_well_is_not_done_again() {
    let site = Site::start().await;
    let client = &site.client;
    let completed = client.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    client.completed(&completed, SOON).await;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let awaiting = client.start_upload(&announced).await.job;
    for (job, status) in [(&completed, "completed"), (&awaiting, "awaiting_upload")] {
        let problem = redrive(client, job, None).await.refused(409, "not_redrivable");
        assert!(problem.at("/detail").text().contains(status));
    }
    // An upload that was given up has nothing to redrive.
    reply(client.request(Method::POST, &format!("{JOBS}/{awaiting}/cancel"))).await.document();
    redrive(client, &awaiting, None).await.refused(409, "input_gone");
}

#[tokio::test]
async fn what_was_cancelled_runs_after_all() {
    let busy = Busy::start(&[]).await;
    let client = &busy.site.client;
    let queued = client.submit(&request(Dialogue { turns: 800, seed: 2 })).await;
    let running = busy.waiting[0].clone();
    redrive(client, &running, None).await.refused(409, "not_redrivable");
    redrive(client, &queued, None).await.refused(409, "not_redrivable");
    let mut redriven = Vec::new();
    for (job, turns) in [(queued, 800), (running, 20)] {
        reply(client.request(Method::POST, &format!("{JOBS}/{job}/cancel"))).await.document();
        assert_eq!(client.finished(&job, Duration::from_mins(1)).await["status"], "cancelled");
        let again = created(&redrive(client, &job, None).await);
        redriven.push((again.at("/id").text().to_owned(), job, turns));
    }
    busy.free().await;
    for (id, of, turns) in redriven {
        // Behind all that waited longer.
        let end = client.completed(&id, Duration::from_mins(5)).await;
        assert_eq!(end["redrive_of"], of);
        assert_eq!(end["conversations_response"]["analytics"]["conversation_analytics"]["talk_turn_count"], turns);
        assert_eq!(client.job(&of).await["status"], "cancelled");
    }
    busy.site.unharmed().await;
}
