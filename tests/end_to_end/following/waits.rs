//! `Prefer: wait` and `?wait`: an answer that comes when there is something to say.

use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tests::{Client, Dialogue, request, until};
use tokio::task::JoinHandle;

use super::{Elsewhere, JOBS, followers, told};
use crate::json::Json;
use crate::reply::{Reply, get, post, reply};
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

const SECOND: Duration = Duration::from_secs(1);

fn prefers(request: RequestBuilder, preference: &str) -> RequestBuilder {
    request.header("prefer", preference)
}

/// A request that is being waited with.
async fn waiting(client: &Client, request: RequestBuilder) -> JoinHandle<Reply> {
    let before = followers(client).await;
    let waiting = tokio::spawn(reply(request));
    until("somebody to wait", SOON, async || (followers(client).await > before).then_some(())).await;
    waiting
}

async fn soon(waiting: JoinHandle<Reply>) -> Reply {
    tokio::time::timeout(SOON, waiting).await.expect("it does not wait to the end").expect("no panic")
}

#[tokio::test]
async fn whoever_starts_a_job_may_wait_for_its_end() {
    let site = Site::start().await;
    let client = &site.client;
    let turns = request(Dialogue { turns: 20, seed: 1 });
    let start = |path: &str| client.request(Method::POST, path).json(&turns);
    let began = Instant::now();
    let answer = reply(prefers(start(JOBS), "respond-async, wait=50").header("idempotency-key", "one")).await;
    assert!(began.elapsed() < SOON, "it does not wait to the end");
    assert_eq!(answer.header("preference-applied"), Some("wait=50"));
    let document = answer.document();
    assert_eq!(document.at("/status").text(), "completed");
    assert!(!document.at("/conversations_response/analytics").is_null());
    assert_eq!(answer.text, get(client, &format!("{JOBS}/{}", answer.id())).await.text);
    // Sent again, and with a wish of another kind.
    let again = reply(prefers(start(JOBS), "wait=50").header("idempotency-key", "one")).await;
    assert_eq!((again.header("idempotent-replayed"), again.text == answer.text), (Some("true"), true));
    let by_query = reply(start(&format!("{JOBS}/start?wait=50"))).await;
    assert_eq!((by_query.header("preference-applied"), by_query.document().at("/status").text()), (None, "completed"));

    let conversation = document.at("/conversation_id").text().to_owned();
    let path = format!("/v1/conversations/{conversation}/reanalyze");
    let anew = reply(prefers(client.request(Method::POST, &path), "wait=99")).await;
    assert_eq!((anew.status, anew.header("preference-applied")), (202, Some("wait=55")));
    assert_eq!(Json::parse(&anew.text).at("/status").text(), "completed");

    let broken = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let started = client.start_upload(&broken).await;
    client.put_part(&started.urls[0].1, b"WEBVTT\n\nx".to_vec()).await;
    let path = format!("{JOBS}/{}", started.job);
    let complete = client.request(Method::POST, &format!("{path}/complete-multipart?wait=50"));
    let failed = reply(complete.json(&json!({ "parts": null, "user_metadata": 7 }))).await.document();
    assert_eq!((failed.at("/status").text(), failed.at("/user_metadata").digits()), ("failed", "7"));
    let redriven = reply(prefers(client.request(Method::POST, &format!("{path}/redrive")), "wait=50")).await;
    assert_eq!((redriven.status, redriven.header("preference-applied")), (201, Some("wait=50")));
    assert_eq!(Json::parse(&redriven.text).at("/status").text(), "failed");
    site.unharmed().await;
}

#[tokio::test]
async fn without_a_tag_the_end_is_waited_for_and_with_it_any_change() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let path = job.path();
    let tag = |answer: &Reply| answer.header("etag").expect("it has a tag").to_owned();
    let first = tag(&get(client, &path).await);
    let long = |tag: &str| prefers(client.request(Method::GET, &path), "wait=50").header("if-none-match", tag);
    let for_news = waiting(client, long(&first)).await;
    let for_the_end = waiting(client, client.request(Method::GET, &format!("{path}?wait=50"))).await;
    job.done(7).await;
    let news = soon(for_news).await;
    assert_eq!((news.document().at("/progress/done").count(), news.header("preference-applied")), (7, Some("wait=50")));
    assert!(!for_the_end.is_finished());

    // What has changed already is told at once.
    assert_eq!(reply(long(&first)).await.text, news.text);
    let second = tag(&news);
    assert_ne!(first, second);
    let for_news = waiting(client, long(&second)).await;
    job.end().await;
    let (news, end) = (soon(for_news).await, soon(for_the_end).await);
    assert_eq!((news.document().at("/status").text(), &news.text), ("cancelled", &end.text));
    // There is nothing left to wait for.
    let over = soon(tokio::spawn(reply(long(&tag(&end))))).await;
    assert_eq!((over.status, over.header("preference-applied")), (304, Some("wait=50")));
}

#[tokio::test]
async fn an_upload_is_waited_for_from_its_beginning() {
    let site = Site::start().await;
    let client = &site.client;
    let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": file.len(), "content_type": "text/vtt" });
    let started = client.start_upload(&announced).await;
    let path = format!("{JOBS}/{}", started.job);
    let short = get(client, &format!("{path}?wait=1")).await;
    assert!(!short.document().at("/upload/parts").list().is_empty(), "as it is");
    let waiting = waiting(client, client.request(Method::GET, &format!("{path}?wait=50"))).await;
    client.put_part(&started.urls[0].1, file.to_vec()).await;
    assert_eq!(client.post(&format!("{path}/complete-multipart"), &json!({})).await.status, 200);
    assert_eq!(soon(waiting).await.document().at("/status").text(), "completed");
}

#[tokio::test]
async fn at_the_end_of_the_time_a_job_is_shown_as_it_is() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let tag = get(client, &job.path()).await.header("etag").expect("it has a tag").to_owned();
    let asked = client.request(Method::GET, &job.path());
    let began = Instant::now();
    let unchanged = reply(prefers(asked, "wait=1").header("if-none-match", &tag)).await;
    assert_eq!((unchanged.status, unchanged.text.as_str()), (304, ""));
    assert_eq!(unchanged.header("preference-applied"), Some("wait=1"));
    assert!(began.elapsed() >= SECOND);
    let unfinished = get(client, &format!("{}?wait=1", job.path())).await;
    assert_eq!(unfinished.document().at("/status").text(), "processing");
    assert_eq!(unfinished.header("retry-after"), Some("1"));
    assert!(began.elapsed() >= 2 * SECOND);

    // What a client waited for is no measure of how fast we are.
    let route = "{route=\"/v1/conversations/jobs/{id}\",method=\"GET\"";
    let took = told(client, &format!("colloquy_http_request_duration_seconds_sum{route}")).await;
    let waited = told(client, &format!("colloquy_http_wait_seconds_sum{route}")).await;
    assert!(took < 1.0 && (2.0..10.0).contains(&waited), "{took} and {waited}");
}

#[tokio::test]
async fn a_wish_that_cannot_be_read_is_passed_over_and_a_demand_refused() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    for preference in ["wait", "wait=x", "wait=-1", "wait=\"", ",;=", "return=minimal", "wait=x, wait=50"] {
        let answer = soon(tokio::spawn(reply(prefers(client.request(Method::GET, &job.path()), preference)))).await;
        assert_eq!((answer.status, answer.header("preference-applied")), (200, None), "{preference}");
    }
    let turns = request(Dialogue { turns: 2, seed: 1 }).to_string();
    for wait in ["wait", "wait=", "wait=x", "wait=-1", "wait=1.5", "wait=1&wait=1"] {
        let refused = get(client, &format!("{}?{wait}", job.path())).await.refused(400, "wait_illegal");
        assert!(refused.at("/detail").text().contains("wait"));
        for path in [JOBS.to_owned(), format!("{}/complete-multipart", job.path()), format!("{}/redrive", job.path())] {
            post(client, &format!("{path}?{wait}"), turns.clone()).await.refused(400, "wait_illegal");
        }
        let anew = format!("/v1/conversations/nobodys/reanalyze?{wait}");
        post(client, &anew, "").await.refused(400, "wait_illegal");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_job_that_is_erased_while_it_is_waited_for_is_gone() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let neighbour = site.neighbour().await;
    get(&neighbour, &format!("{}?wait=50", job.path())).await.refused(404, "not_found");
    let waiting = waiting(client, client.request(Method::GET, &format!("{}?wait=50", job.path()))).await;
    assert_eq!(reply(client.request(Method::DELETE, &job.path())).await.status, 204);
    soon(waiting).await.refused(404, "not_found");
    site.unharmed().await;
}

#[tokio::test]
async fn who_hangs_up_waits_no_longer() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let mut wires = Vec::new();
    for path in [format!("{}?wait=50", job.path()), format!("{}/events", job.path())] {
        let mut wire = Wire::open(&client.url).await;
        assert!(wire.send(format!("{}\r\n", head(client, "GET", &path))).await);
        wires.push(wire);
    }
    let waiting = |many: f64| async move || ((followers(client).await - many).abs() < 0.5).then_some(());
    until("both to wait", SOON, waiting(2.0)).await;
    drop(wires);
    until("nobody to wait", SOON, waiting(0.0)).await;
}

#[tokio::test]
async fn a_drain_ends_every_wait_at_once() {
    let mut site = Site::start().await;
    let client = site.client.clone();
    let job = Elsewhere::start(&site.server, &client).await;
    let tag = get(&client, &job.path()).await.header("etag").expect("it has a tag").to_owned();
    let path = format!("{}?wait=50", job.path());
    let for_news = waiting(&client, client.request(Method::GET, &path).header("if-none-match", tag)).await;
    let for_the_end = waiting(&client, client.request(Method::GET, &path)).await;
    let stream = waiting(&client, client.request(Method::GET, &format!("{}/events", job.path()))).await;
    let began = Instant::now();
    assert!(site.server.terminate(), "it ends well");
    assert!(began.elapsed() < SOON, "and soon");
    assert_eq!(soon(for_news).await.status, 304);
    assert_eq!(soon(for_the_end).await.document().at("/status").text(), "processing");
    let said = soon(stream).await.text;
    assert!(said.ends_with(": this server is going away\n\n"), "{said}");
}
