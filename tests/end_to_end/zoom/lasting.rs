//! An import while processes die, and what is left of it.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::until;

use super::double::{Double, MEETING, Reply, Then};
use super::{FILES, begun, file, kept, site};
use crate::reply::reply;
use crate::site::{SOON, bytes_below};

/// More than a part of it goes to object storage before the rest fails to come.
const SENT: usize = 20 << 20;

#[tokio::test]
async fn an_import_whose_process_was_killed_is_done_once_by_the_next() {
    let double = Double::start().await;
    double.once("/file", Reply::bytes(vec![b'a'; SENT]).then(Then::Silence));
    let mut site = site(&double).await;
    let client = site.client.clone();
    let objects = site.server.data_dir().join("objects");
    let (id, job) = begun(&client, &json!({ "meeting_id": MEETING })).await;
    until("parts to arrive", SOON, async || (bytes_below(&objects) >= 8 << 20).then_some(())).await;
    let stage = async || (client.job(&job).await["progress"]["stage"] == "importing").then_some(());
    until("the job to say what it is doing", SOON, stage).await;
    assert_eq!(file(&client, &id).await.at("/status").text(), "importing");
    site.server.kill();
    site.server.restart();
    let there = kept(&client, &id).await;
    let ended = client.job(&job).await;
    assert_eq!((&ended["status"], &ended["progress"]["attempt"]), (&json!("completed"), &json!(2)));
    assert_eq!(double.asked_for("GET /rec").len(), 2);
    // Of the first attempt nothing stays.
    let small = async || (bytes_below(&objects) < 1 << 20).then_some(());
    until("what the dead process wrote to be gone", Duration::from_mins(1), small).await;
    let started = client.submit(&json!({ "file_id": id })).await;
    client.completed(&started, SOON).await;
    site.server.kill();
    site.server.restart();
    assert_eq!(file(&client, &id).await.at("/sha256"), there.at("/sha256"));
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_outlives_its_import_and_goes_when_it_is_told_to() {
    let double = Double::start().await;
    let site = site(&double).await;
    let client = &site.client;
    let objects = site.server.data_dir().join("objects");
    let empty = bytes_below(&objects);
    let (id, job) = begun(client, &json!({ "meeting_id": MEETING })).await;
    kept(client, &id).await;
    let erased = reply(client.request(Method::DELETE, &format!("/v1/conversations/jobs/{job}"))).await;
    assert_eq!(erased.status, 204);
    let there = file(client, &id).await;
    assert_eq!((there.at("/status").text(), there.at("/job_id")), ("kept", &crate::json::Json::Null));
    assert!(bytes_below(&objects) > empty);
    let erased = reply(client.request(Method::DELETE, &format!("{FILES}/{id}"))).await;
    assert_eq!(erased.status, 204);
    until("the object to be gone", SOON, async || (bytes_below(&objects) <= empty).then_some(())).await;
    site.unharmed().await;
}

#[tokio::test]
async fn an_import_that_is_erased_in_the_middle_leaves_nothing() {
    let double = Double::start().await;
    double.always("/file", Reply::bytes(vec![b'a'; SENT]).then(Then::Silence));
    let site = site(&double).await;
    let client = &site.client;
    let objects = site.server.data_dir().join("objects");
    let (id, job) = begun(client, &json!({ "meeting_id": MEETING })).await;
    until("parts to arrive", SOON, async || (bytes_below(&objects) >= 8 << 20).then_some(())).await;
    let erased = reply(client.request(Method::DELETE, &format!("/v1/conversations/jobs/{job}"))).await;
    assert_eq!(erased.status, 204);
    reply(client.request(Method::GET, &format!("{FILES}/{id}"))).await.refused(404, "file_unknown");
    let small = async || (bytes_below(&objects) < 1 << 20).then_some(());
    until("what was written to be gone", Duration::from_mins(1), small).await;
    site.unharmed().await;
}
