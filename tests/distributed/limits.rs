//! What a client may do, at two apis at once: jobs are counted over both, requests by each for itself.

use std::time::Duration;

use futures::future::join_all;
use reqwest::StatusCode;
use tests::{Client, Dialogue, Server, request, run_to_end, until};

use crate::site::Site;

const JOBS: &str = "/v1/conversations/jobs";
const SOON: Duration = Duration::from_secs(20);

fn command(api: &Server, arguments: &[&str]) {
    let output = run_to_end(api.command().args(arguments));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_counted_over_all_apis_and_requests_by_each() {
    let site = Site::make().await;
    let apis = [site.api(), site.api()];
    let one = apis[0].client().await;
    let clients = apis.each_ref().map(|api| Client { url: api.url(), ..one.clone() });
    command(&apis[0], &["client-quota", &one.client_id, "7/1d"]);
    for client in &clients {
        let known = async || client.get(JOBS).await.headers.contains_key("ratelimit-policy").then_some(());
        until("the limit to be known", SOON, known).await;
    }
    let turns = request(Dialogue { turns: 2, seed: 1 });
    let submissions = (0..20).map(|n| clients[n % 2].post(JOBS, &turns));
    let answers = join_all(submissions).await;
    let with = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(StatusCode::OK), with(StatusCode::TOO_MANY_REQUESTS)), (7, 13));
    assert_eq!(site.count("SELECT count(*) FROM jobs").await, 7);

    command(&apis[1], &["client-limit", &one.client_id, "0/1h"]);
    for client in &clients {
        let refused = async || (client.get(JOBS).await.status == StatusCode::TOO_MANY_REQUESTS).then_some(());
        until("both to refuse", SOON, refused).await;
    }
    drop(apis);
    site.discard().await;
}
