//! `ETag` and `If-None-Match`: what a client has already it is not sent again.

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request};

use super::{Elsewhere, JOBS};
use crate::redriving::redrive;
use crate::reply::{Reply, any_reply, get, post, reply};
use crate::site::{SOON, Site};
use crate::statuses::alter;

async fn has(client: &Client, path: &str, tag: &str) -> Reply {
    reply(client.request(Method::GET, path).header("if-none-match", tag)).await
}

fn tag(answer: &Reply) -> String {
    let tag = answer.header("etag").expect("it has a tag").to_owned();
    let number = tag.strip_prefix("\"r").and_then(|rest| rest.strip_suffix('"')).expect("of our form");
    assert!(number.parse::<i64>().is_ok(), "{tag}");
    tag
}

#[tokio::test]
async fn who_has_the_tag_is_told_that_nothing_is_new_without_a_look_at_the_result() {
    let site = Site::start().await;
    let client = &site.client;
    let started = post(client, JOBS, request(Dialogue { turns: 5, seed: 1 }).to_string()).await;
    let path = format!("{JOBS}/{}", started.id());
    client.completed(&started.id(), SOON).await;
    let completed = get(client, &path).await;
    let tag = tag(&completed);
    assert_ne!(started.header("etag"), Some(tag.as_str()), "it has changed");
    let neighbour = site.neighbour().await;

    alter(&site.server, "UPDATE results SET manifest = x'00'").await;
    assert_eq!(any_reply(client.request(Method::GET, &path)).await.status, 500, "the result cannot be read");
    for known in [&tag, &format!("W/{tag}"), &format!("\"r0\", \"other\", {tag}"), &"*".to_owned()] {
        for path in [&path, &format!("{path}/status"), &format!("{path}?wait=30")] {
            let answer = has(client, path, known).await;
            assert_eq!((answer.status, answer.text.as_str()), (304, ""), "{path} {known}");
            assert_eq!((answer.header("etag"), answer.header("cache-control")), (Some(tag.as_str()), Some("no-cache")));
            assert_eq!((answer.header("retry-after"), answer.header("content-type")), (None, None));
        }
        has(&neighbour, &path, known).await.refused(404, "not_found");
    }
    for other in ["\"r0\"", "r1", tag.trim_matches('"'), "\"x\"", ""] {
        let asked = client.request(Method::GET, &path).header("if-none-match", other);
        assert_eq!(any_reply(asked).await.status, 500, "{other}");
    }
    has(client, &format!("{JOBS}/01890a5d-ac96-774b-bcce-b302099a8057"), "*").await.refused(404, "not_found");
}

#[tokio::test]
async fn every_answer_that_shows_a_job_has_the_tag_that_the_job_has() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let upload = post(client, &format!("{JOBS}/start-multipart"), announced.to_string()).await;
    let path = format!("{JOBS}/{}", upload.id());
    // Each answer brings fresh URLs.
    assert_eq!(upload.header("etag"), None);
    for known in ["\"r0\"", "\"r1\""] {
        let awaiting = has(client, &format!("{path}?wait=30"), known).await;
        assert_eq!((awaiting.header("etag"), awaiting.header("retry-after")), (None, Some("1")));
        assert!(!awaiting.document().at("/upload/parts").list().is_empty());
    }
    let cancelled = post(client, &format!("{path}/cancel-multipart"), "{}").await;
    cancelled.document();
    assert_eq!(tag(&cancelled), tag(&get(client, &path).await));
    let again = redrive(client, &upload.id(), None).await;
    assert_eq!(again.status, 409, "{}", again.text);

    let started = post(client, JOBS, request(Dialogue { turns: 5, seed: 1 }).to_string()).await;
    tag(&started);
    let document = client.completed(&started.id(), SOON).await;
    let path = format!("{JOBS}/{}", started.id());
    let completed = tag(&get(client, &path).await);
    assert_eq!(tag(&reply(client.request(Method::POST, &format!("{path}/cancel"))).await), completed);
    let conversation = document["conversation_id"].as_str().expect("an id");
    let anew = reply(client.request(Method::POST, &format!("/v1/conversations/{conversation}/reanalyze"))).await;
    assert_eq!(anew.status, 202);
    tag(&anew);
}

#[tokio::test]
async fn every_change_is_a_new_tag() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let mut tags = vec![tag(&get(client, &job.path()).await)];
    assert_eq!(has(client, &job.path(), &tags[0]).await.header("retry-after"), Some("1"));
    job.done(3).await;
    tags.push(tag(&get(client, &job.path()).await));
    let asked = reply(client.request(Method::POST, &format!("{}/cancel", job.path()))).await;
    tags.push(tag(&asked));
    let again = reply(client.request(Method::POST, &format!("{}/cancel", job.path()))).await;
    assert_eq!(tag(&again), tags[2], "it was asked for before");
    assert_eq!(has(client, &job.path(), &tags[2]).await.status, 304);
    job.end().await;
    tags.push(tag(&get(client, &job.path()).await));
    for (at, known) in tags.iter().enumerate() {
        let status = if at + 1 == tags.len() { 304 } else { 200 };
        assert_eq!(has(client, &job.path(), known).await.status, status, "{tags:?}");
    }
}
