//! A job's course as events.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tests::{Client, run_to_end, until};

use super::events::Events;
use super::{Elsewhere, JOBS, followers};
use crate::reply::{get, reply};
use crate::site::{SOON, Site};

const FILE: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Kanarienvogel>Kanarienvogel.\n";

#[tokio::test]
async fn a_job_is_told_of_from_its_upload_to_its_end() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": FILE.len(), "content_type": "text/vtt" });
    let started = client.start_upload(&announced).await;
    let mut events = Events::follow(client, &started.job, None).await;
    let first = events.one("status").await;
    assert_eq!(events.retry, Some(3000));
    assert_eq!((first.data.at("/status").text(), first.id), ("awaiting_upload", Some(0)));
    assert_eq!(first.data.at("/links/events").text(), format!("{JOBS}/{}/events", started.job));
    client.put_part(&started.urls[0].1, FILE.to_vec()).await;
    let path = format!("{JOBS}/{}", started.job);
    assert_eq!(client.post(&format!("{path}/complete-multipart"), &json!({})).await.status, 200);
    let (mut statuses, mut last) = (Vec::new(), None);
    while let Some(event) = events.next().await {
        assert!(last.is_none(), "nothing comes after the end");
        assert!(!format!("{:?}", event.data).to_lowercase().contains("kanarienvogel"), "{:?}", event.data);
        match event.name.as_str() {
            "status" => statuses.push(event.data.at("/status").text().to_owned()),
            "done" => last = Some(event),
            name => assert_eq!(name, "progress"),
        }
    }
    // What comes and goes between two looks is not told.
    assert_eq!(statuses.last().map(String::as_str), Some("completed"), "{statuses:?}");
    assert!(statuses.windows(2).all(|two| two[0] != two[1]), "{statuses:?}");
    let last = last.expect("the end is told");
    assert_eq!((last.data.at("/status").text(), last.data.at("/progress/done").count()), ("completed", 1));
    let tag = get(client, &path).await.header("etag").map(str::to_owned);
    assert_eq!(tag, last.id.map(|id| format!("\"r{id}\"")), "an id is the revision");

    // Whoever missed the end is told of it, and whoever did not is told to stay away.
    for missed in [None, Some(0), Some(i64::MAX)] {
        let mut again = Events::follow(client, &started.job, missed.filter(|&id| id == 0)).await;
        assert_eq!(again.one("status").await.data, last.data);
        assert_eq!((again.one("done").await.id, again.next().await.is_none()), (last.id, true));
    }
    let events = client.request(Method::GET, &format!("{path}/events"));
    let over = reply(events.header("last-event-id", last.id.expect("an id").to_string())).await;
    assert_eq!((over.status, over.text.as_str()), (204, ""));
    site.unharmed().await;
}

#[tokio::test]
async fn who_comes_back_misses_nothing_and_hears_nothing_twice() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let mut events = Events::follow(client, &job.job, None).await;
    let first = events.one("status").await;
    job.done(1).await;
    let second = events.one("progress").await;
    assert_eq!((second.data.at("/progress/done").count(), second.data.at("/status").text()), (1, "processing"));
    drop(events);
    // Nothing has happened meanwhile, and then something does.
    let mut events = Events::follow(client, &job.job, second.id).await;
    job.done(2).await;
    assert_eq!(events.one("progress").await.data.at("/progress/done").count(), 2);
    drop(events);
    // Much has happened meanwhile: it is told how the job stands.
    for turns in 3..6 {
        job.done(turns).await;
    }
    for last in [first.id, None] {
        let mut events = Events::follow(client, &job.job, last).await;
        assert_eq!(events.one("status").await.data.at("/progress/done").count(), 5);
    }
    // What never was an id of ours is no id.
    let strange = client.request(Method::GET, &format!("{}/events", job.path())).header("last-event-id", "r\u{e9}");
    assert_eq!(strange.send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn progress_is_told_twice_a_second_and_the_end_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let mut events = Events::follow(client, &job.job, None).await;
    let began = Instant::now();
    let worker = async {
        let mut turns = 0;
        while began.elapsed() < Duration::from_secs(3) {
            turns += 1;
            job.done(turns).await;
        }
        job.end().await;
        turns
    };
    let follower = async {
        let mut told = 0;
        loop {
            match events.next().await.expect("the end is told").name.as_str() {
                "done" => return told,
                "progress" => told += 1,
                name => assert_eq!(name, "status"),
            }
        }
    };
    let (changes, told) = tokio::join!(worker, follower);
    let took = began.elapsed().as_secs();
    assert!(changes > 20, "{changes} changes are no trial");
    assert!((2..=2 * took + 2).contains(&told), "{told} of {changes} changes in {took} seconds");
}

#[tokio::test]
async fn an_erased_job_is_told_of_as_gone() {
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let neighbour = site.neighbour().await;
    get(&neighbour, &format!("{}/events", job.path())).await.refused(404, "not_found");
    let mut events = Events::follow(client, &job.job, None).await;
    events.one("status").await;
    assert_eq!(reply(client.request(Method::DELETE, &job.path())).await.status, 204);
    assert_eq!(events.one("gone").await.data.at("/id").text(), job.job);
    assert!(events.next().await.is_none(), "and that was it");
    get(client, &format!("{}/events", job.path())).await.refused(404, "not_found");
    site.unharmed().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_clients_right_to_it_and_meanwhile_shows_that_it_is_there() {
    let site = Site::start().await;
    let second =
        run_to_end(site.server.command().args(["create-client", "another", "--tenant", &site.client.mpathic_id]));
    let printed = String::from_utf8(second.stdout).expect("text");
    let field =
        |name: &str| printed.lines().find_map(|line| line.strip_prefix(name)).expect("printed").trim().to_owned();
    let (id, secret) = (field("client_id:"), field("client_secret:"));
    let revoked = Client::with(&site.client.url, &site.client.mpathic_id, &id, &secret).await;
    let job = Elsewhere::start(&site.server, &site.client).await;
    let (mut theirs, mut ours) =
        (Events::follow(&revoked, &job.job, None).await, Events::follow(&site.client, &job.job, None).await);
    theirs.one("status").await;
    ours.one("status").await;
    assert!(run_to_end(site.server.command().args(["revoke-client", &id])).status.success());
    until("the token to be refused", SOON, async || (revoked.get(&job.path()).await.status == 401).then_some(())).await;
    // Nothing happens to the job: the next sign of life would have been due.
    assert!(theirs.next().await.is_none());
    assert_eq!(theirs.comments, ["the token is no longer valid here"]);
    until("the place to be free", SOON, async || (followers(&site.client).await < 1.5).then_some(())).await;
    job.end().await;
    ours.one("status").await;
    ours.one("done").await;
    assert_eq!(ours.comments, ["ping"]);
    site.unharmed().await;
}
