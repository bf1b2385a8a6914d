//! Following jobs that other processes do.

use std::time::Duration;

use reqwest::Method;
use tests::{Client, Dialogue, request, until};
use tokio::task::JoinHandle;

use crate::site::Site;

const SOON: Duration = Duration::from_secs(30);

async fn soon<T>(waiting: JoinHandle<T>) -> T {
    tokio::time::timeout(SOON, waiting).await.expect("in time").expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_at_one_api_sees_what_another_took_and_a_worker_did() {
    let site = Site::make().await;
    let apis = [site.api(), site.api()];
    let first = apis[0].client().await;
    let second = Client { url: apis[1].url(), ..first.clone() };
    let turns = request(Dialogue { turns: 20, seed: 1 });
    // Nobody works yet.
    let job = first.submit(&turns).await;
    let path = format!("/v1/conversations/jobs/{job}");
    let tag = second.get(&path).await.headers["etag"].clone();
    let has = |wait: u8| second.request(Method::GET, &format!("{path}?wait={wait}")).header("if-none-match", &tag);
    assert_eq!(Client::send(has(1)).await.status, 304);

    let for_news = tokio::spawn(Client::send(has(50)));
    let for_the_end = tokio::spawn(Client::send(second.request(Method::GET, &path).header("prefer", "wait=50")));
    let events = second.request(Method::GET, &format!("{path}/events"));
    let stream = tokio::spawn(async move { events.send().await.expect("an answer").text().await.expect("its end") });
    until("all three to wait", SOON, async || {
        let page = second.http.get(format!("{}/metrics", second.url)).send().await.expect("an answer");
        page.text().await.expect("a page").contains("\ncolloquy_followers 3\n").then_some(())
    })
    .await;
    let worker = site.worker();
    let news = soon(for_news).await;
    assert!(news.status == 200 && news.body["status"] != "queued", "{}", news.body);
    let end = soon(for_the_end).await;
    assert_eq!(
        (&end.body["status"], &end.headers["preference-applied"]),
        (&"completed".into(), &"wait=50".parse().unwrap())
    );
    let told = soon(stream).await;
    let events: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!((events.first(), events.last()), (Some(&"status"), Some(&"done")), "{told}");
    let last = told.lines().filter_map(|line| line.strip_prefix("id: ")).next_back().expect("an id");
    assert_eq!(end.headers["etag"], format!("\"r{last}\""));

    // One who starts a job here waits for a worker elsewhere as well.
    let started = first.request(Method::POST, "/v1/conversations/jobs").header("prefer", "wait=50").json(&turns);
    let started = Client::send(started).await;
    assert_eq!((started.status.as_u16(), &started.body["status"]), (200, &"completed".into()));
    drop((apis, worker));
    site.discard().await;
}
