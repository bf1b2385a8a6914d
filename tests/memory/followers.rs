//! A thousand who wait for a job each, at one process.

use std::time::{Duration, Instant};

use futures::future::join_all;
use reqwest::Method;
use serde_json::json;
use tests::{Client, Server, allow_many_sockets, memory_bytes, peak_memory_bytes, until};
use tokio::task::JoinSet;

use crate::API;

const FOLLOWERS: usize = 1_000;
/// What they may all hold together.
const BOUND: u64 = 100_000_000;
const SOON: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_long_polls() {
    follow("long-polls", "?wait=55", "\"cancelled\"").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_streams() {
    follow("streams", "/events", "event: done").await;
}

#[expect(clippy::print_stdout, reason = "the figures")]
async fn follow(name: &str, how: &str, told: &'static str) {
    allow_many_sockets();
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let jobs = in_tens(0..FOLLOWERS, async |_| announce(&client).await).await;
    let before = memory_bytes(server.process_id());
    let mut following = JoinSet::new();
    for job in &jobs {
        let request = client.request(Method::GET, &format!("/v1/conversations/jobs/{job}{how}"));
        following.spawn(async move {
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 200);
            let text = answer.text().await.expect("to its end");
            assert!(text.contains(told), "{text}");
        });
    }
    until("all of them to follow", SOON, async || (followers(&client).await == FOLLOWERS).then_some(())).await;
    let more = memory_bytes(server.process_id()).saturating_sub(before);
    in_tens(jobs, async |job| {
        let cancelled = client.post(&format!("/v1/conversations/jobs/{job}/cancel"), &json!(null)).await;
        assert_eq!(cancelled.status, 200);
    })
    .await;
    let cancelled = Instant::now();
    let all = following.join_all();
    tokio::time::timeout(SOON, all).await.expect("all of them are told");
    let later = cancelled.elapsed();
    println!("{FOLLOWERS} {name}: {} MB more, all told {later:.0?} after the last change", more / 1_000_000);
    let at_most = peak_memory_bytes(server.process_id()).saturating_sub(before);
    assert!(at_most < BOUND, "{name}: {at_most} bytes more than before");
}

/// What waits for a change that only we make.
async fn announce(client: &Client) -> String {
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    client.start_upload(&announced).await.job
}

async fn followers(client: &Client) -> usize {
    let page = client.http.get(format!("{}/metrics", client.url)).send().await.expect("an answer");
    let page = page.text().await.expect("a page");
    let line = page.lines().find_map(|line| line.strip_prefix("colloquy_followers ")).expect("it is told");
    line.parse().expect("a whole number")
}

async fn in_tens<I, O>(all: impl IntoIterator<Item = I>, each: impl AsyncFn(I) -> O) -> Vec<O> {
    let (mut done, mut all) = (Vec::new(), all.into_iter().peekable());
    while all.peek().is_some() {
        done.extend(join_all(all.by_ref().take(10).map(|one| each(one))).await);
    }
    done
}
