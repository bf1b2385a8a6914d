//! `GET /v1/conversations/jobs/{id}/timeline`.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, ndjson, request, until};

use crate::contract::shapes::STATUSES;
use crate::json::Json;
use crate::redriving::failed;
use crate::reply::{get, reply};
use crate::shape::{Id, Instant, OneOf, Shape, Switch, Text, Whole, each, object, or_null};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";
const OUTCOMES: &[&str] = &["completed", "failed", "cancelled", "retried", "released", "crashed", "rescued"];

fn shape() -> Shape {
    let attempt = object([("number", Whole), ("started_at", or_null(Instant)), ("ended_at", or_null(Instant))])
        .then(object([("outcome", or_null(OneOf(OUTCOMES))), ("code", or_null(Text)), ("refunded", Switch)]))
        .then(object([("next_attempt_at", or_null(Instant))]));
    object([("object", OneOf(&["timeline"])), ("id", Id), ("status", OneOf(STATUSES)), ("created_at", Instant)])
        .then(object([("queued_at", or_null(Instant)), ("started_at", or_null(Instant))]))
        .then(object([("cancel_requested_at", or_null(Instant)), ("finished_at", or_null(Instant))]))
        .then(object([("next_attempt_at", or_null(Instant)), ("attempts", each(attempt))]))
        .then(object([("attempts_unrecorded", Whole), ("links", object([("self", Text), ("job", Text)]))]))
}

async fn timeline(client: &Client, job: &str) -> Json {
    let answer = get(client, &format!("{JOBS}/{job}/timeline")).await;
    let document = answer.document();
    shape().check(&document);
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!((document.at("/id").text(), document.at("/attempts_unrecorded").count()), (job, 0));
    assert_eq!(document.at("/links/job").text(), format!("{JOBS}/{job}"));
    assert_eq!(document.at("/links/self").text(), format!("{JOBS}/{job}/timeline"));
    document
}

/// Number and outcome of each.
fn attempts(timeline: &Json) -> Vec<(u64, Option<&str>)> {
    let each = timeline.at("/attempts").list().iter();
    each.map(|attempt| {
        let outcome = attempt.at("/outcome");
        (attempt.at("/number").count(), (!outcome.is_null()).then(|| outcome.text()))
    })
    .collect()
}

/// These instants are there and come one after the other.
fn in_order(timeline: &Json, pointers: &[&str]) {
    let times: Vec<&str> = pointers.iter().map(|pointer| timeline.at(pointer).text()).collect();
    assert!(times.is_sorted(), "{pointers:?} {times:?}");
}

#[tokio::test]
async fn each_end_of_a_job_is_the_end_of_its_attempt() {
    let site = Site::start().await;
    let client = &site.client;
    let job = client.submit(&request(Dialogue { turns: 3, seed: 1 })).await;
    client.completed(&job, SOON).await;
    let completed = timeline(client, &job).await;
    assert_eq!(attempts(&completed), [(1, Some("completed"))]);
    in_order(
        &completed,
        &["/created_at", "/started_at", "/attempts/0/started_at", "/attempts/0/ended_at", "/finished_at"],
    );
    assert_eq!(completed.at("/queued_at"), completed.at("/created_at"));
    assert!(completed.at("/attempts/0/code").is_null() && completed.at("/next_attempt_at").is_null());

    let job = failed(client, 3).await;
    let document = get(client, &format!("{JOBS}/{job}")).await.document();
    let told = timeline(client, &job).await;
    assert_eq!(attempts(&told), [(1, Some("failed"))]);
    assert_eq!(told.at("/attempts/0/code"), document.at("/error/code"));
    in_order(&told, &["/created_at", "/queued_at", "/started_at", "/finished_at"]);

    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let job = client.start_upload(&announced).await.job;
    let told = timeline(client, &job).await;
    assert_eq!((told.at("/status").text(), attempts(&told)), ("awaiting_upload", vec![]));
    assert!(["/queued_at", "/started_at", "/finished_at", "/next_attempt_at"].iter().all(|at| told.at(at).is_null()));
    reply(client.request(Method::POST, &format!("{JOBS}/{job}/cancel"))).await.document();
    let told = timeline(client, &job).await;
    assert_eq!((told.at("/status").text(), attempts(&told)), ("cancelled", vec![]));
    in_order(&told, &["/created_at", "/cancel_requested_at", "/finished_at"]);
    site.unharmed().await;
}

#[tokio::test]
async fn an_attempt_that_a_process_did_not_outlive_is_told() {
    let mut site = Site::start().await;
    let client = site.client.clone();
    let lines = ndjson(Dialogue { turns: 60_000, seed: 1 });
    let announced = json!({
        "file_name": "long.ndjson",
        "file_size_bytes": lines.len(),
        "content_type": "application/x-ndjson",
    });
    let job = client.upload(&announced, &lines).await;
    until("the job to run", SOON, async || {
        let told = timeline(&client, &job).await;
        (attempts(&told) == [(1, None)]).then_some(())
    })
    .await;
    site.server.kill();
    site.server.restart();
    client.completed(&job, Duration::from_mins(2)).await;
    let told = timeline(&client, &job).await;
    assert_eq!(attempts(&told), [(1, Some("crashed")), (2, Some("completed"))]);
    in_order(&told, &["/attempts/0/started_at", "/attempts/0/ended_at", "/attempts/0/next_attempt_at"]);
    in_order(&told, &["/attempts/0/ended_at", "/attempts/1/started_at", "/attempts/1/ended_at", "/finished_at"]);
    assert_eq!(told.at("/started_at"), told.at("/attempts/0/started_at"));
}

#[tokio::test]
async fn a_neighbours_job_has_no_timeline() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let job = site.client.submit(&request(Dialogue { turns: 3, seed: 1 })).await;
    get(&neighbour, &format!("{JOBS}/{job}/timeline")).await.refused(404, "not_found");
    reply(site.client.request(Method::DELETE, &format!("{JOBS}/{job}"))).await;
    get(&site.client, &format!("{JOBS}/{job}/timeline")).await.refused(404, "not_found");
}
