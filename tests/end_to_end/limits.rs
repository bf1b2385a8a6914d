//! Limits on how often clients ask, how many jobs they make and how often anybody fails to sign in: off until they are
//! configured, known within seconds, told in headers.

use std::process::Output;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request, run_to_end, until};

use crate::reply::{Reply, get, post, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

fn command(site: &Site, arguments: &[&str]) -> Output {
    run_to_end(site.server.command().args(arguments))
}

fn done(site: &Site, arguments: &[&str]) {
    let output = command(site, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How it stands by the answer: what is left of a policy, and for how many seconds.
fn left(answer: &Reply, policy: &str) -> Option<(u64, u64)> {
    let item = answer.header("ratelimit")?.split(", ").find(|item| item.starts_with(&format!("\"{policy}\"")))?;
    let number = |name: &str| {
        let parameter = item.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        parameter.expect("the parameter is there").parse().expect("a number")
    };
    Some((number("r"), number("t")))
}

/// A 429 that says when to come again, and not too early.
fn limited(answer: &Reply, code: &str, policy: &str) {
    answer.refused(429, code);
    let after: u64 = answer.header("retry-after").expect("it says when").parse().expect("seconds");
    let (left, ends_in) = left(answer, policy).expect("it tells how it stands");
    assert!(left == 0 && after >= ends_in.max(1), "{:?}", answer.headers);
}

fn silent(answer: &Reply) {
    for header in ["ratelimit", "ratelimit-policy", "access-control-allow-origin"] {
        assert_eq!(answer.header(header), None, "{:?}", answer.headers);
    }
}

async fn signs_in(client: &Client, forwarded_for: Option<&str>) -> Reply {
    let request = client.http.post(format!("{}/v1/token", client.url)).header("mpathic-id", &client.mpathic_id);
    let request = forwarded_for.into_iter().fold(request, |request, from| request.header("x-forwarded-for", from));
    reply(request.json(&client.token_request())).await
}

fn with_secret(client: &Client, secret: &str) -> Client {
    Client { client_secret: secret.to_owned(), ..client.clone() }
}

#[tokio::test]
async fn nothing_is_limited_or_told_until_it_is_configured() {
    let site = Site::start().await;
    let job = site.client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    for _ in 0..50 {
        silent(&get(&site.client, &format!("{JOBS}/{job}")).await);
        let wrong = signs_in(&with_secret(&site.client, "wrong"), None).await;
        wrong.refused(401, "unauthenticated");
        silent(&wrong);
    }
    silent(&get(&site.client, "/v1/nothing").await);
    let origin = site.client.request(Method::GET, JOBS).header("origin", "https://page.example");
    silent(&reply(origin).await);
    site.unharmed().await;
}

#[tokio::test]
async fn a_client_is_told_how_often_it_may_ask_and_refused_beyond() {
    let site = Site::with(&[("COLLOQUY_RATE_LIMIT", "6/1h")]).await;
    let (one, other) = (site.neighbour().await, site.neighbour().await);
    let asked = [get(&one, JOBS).await, get(&one, "/v1/nothing").await, post(&one, "/v1/behaviors", "{}").await];
    for (answer, (status, after)) in asked.iter().zip([(200, 5), (404, 4), (400, 3)]) {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=6;w=3600"));
        let (left, ends_in) = left(answer, "default").expect("failures tell it too");
        assert!(left == after && (3_500..=3_600).contains(&ends_in), "{:?}", answer.headers);
    }
    let malformed = one.request(Method::POST, JOBS).header("idempotency-key", "").body("{}");
    assert_eq!(left(&reply(malformed).await, "default").expect("told").0, 2);
    let method = reply(one.request(Method::PUT, JOBS)).await;
    assert_eq!((method.status, left(&method, "default").expect("told").0), (405, 1));
    // What needs no token is not counted, nor what has none that is good.
    for path in ["/healthz/live", "/metrics"] {
        silent(&reply(one.request(Method::GET, path)).await);
    }
    silent(&reply(one.request(Method::OPTIONS, JOBS)).await);
    let stranger = get(&Client { token: "x".to_owned(), ..one.clone() }, JOBS).await;
    stranger.refused(401, "unauthenticated");
    silent(&stranger);
    assert_eq!(left(&get(&one, JOBS).await, "default").expect("told").0, 0);
    // Whatever is sent then does nothing, and its client has the answer even when the body is long.
    for body in ["{}".to_owned(), format!("\"{}\"", "x".repeat(4 << 20))] {
        limited(&post(&one, JOBS, body).await, "rate_limited", "default");
    }
    limited(&get(&one, JOBS).await, "rate_limited", "default");
    assert_eq!(signs_in(&one, None).await.status, 200);
    assert_eq!(left(&get(&other, JOBS).await, "default").expect("told").0, 5, "each for itself");
}

#[tokio::test]
async fn a_window_ends() {
    let site = Site::with(&[("COLLOQUY_RATE_LIMIT", "2/1s")]).await;
    for _ in 0..2 {
        let refused = until("a refusal", SOON, async || {
            let answer = get(&site.client, JOBS).await;
            (answer.status == 429).then_some(answer)
        })
        .await;
        limited(&refused, "rate_limited", "default");
        let again = async || (get(&site.client, JOBS).await.status == 200).then_some(());
        until("the window to end", SOON, again).await;
    }
}

#[tokio::test]
async fn an_operators_limit_is_known_within_seconds() {
    let site = Site::start().await;
    let (one, other) = (site.neighbour().await, site.neighbour().await);
    done(&site, &["client-limit", &one.client_id, "1000/1m"]);
    policy_is(&one, Some("\"default\";q=1000;w=60")).await;
    silent(&get(&other, JOBS).await);
    done(&site, &["client-limit", &one.client_id, "0/1h"]);
    until("it to be refused", SOON, async || (get(&one, JOBS).await.status == 429).then_some(())).await;
    done(&site, &["client-limit", &one.client_id, "default"]);
    policy_is(&one, None).await;
    for arguments in [["client-limit", "nobody", "1/1s"], ["client-limit", &one.client_id, "often"]] {
        assert!(!command(&site, &arguments).status.success());
    }
    // Beside what is usual, one may have another number, or none.
    let site = Site::with(&[("COLLOQUY_RATE_LIMIT", "1000/1h")]).await;
    let one = site.neighbour().await;
    policy_is(&one, Some("\"default\";q=1000;w=3600")).await;
    done(&site, &["client-limit", &one.client_id, "off"]);
    policy_is(&one, None).await;
    assert!(get(&site.client, JOBS).await.header("ratelimit").is_some(), "the others have what is usual");
    site.unharmed().await;
}

async fn policy_is(client: &Client, expected: Option<&str>) {
    let known = async || (get(client, JOBS).await.header("ratelimit-policy") == expected).then_some(());
    until("the limit to be known", SOON, known).await;
}

#[tokio::test]
async fn a_client_makes_so_many_jobs_and_no_more() {
    let site = Site::start().await;
    let (one, other) = (site.neighbour().await, site.neighbour().await);
    done(&site, &["client-quota", &one.client_id, "3/1d"]);
    policy_is(&one, Some("\"jobs\";q=3;w=86400")).await;
    let turns = request(Dialogue { turns: 2, seed: 1 });
    let keyed = || one.request(Method::POST, JOBS).header("idempotency-key", "once").json(&turns);
    let first = reply(keyed()).await;
    assert_eq!(first.status, 200, "{}", first.text);
    one.start_upload(&json!({ "file_name": "a.txt", "file_size_bytes": 5, "content_type": "text/plain" })).await;
    one.submit(&turns).await;
    let refused = post(&one, JOBS, turns.to_string()).await;
    limited(&refused, "quota_exceeded", "jobs");
    assert_eq!(left(&refused, "jobs").map(|(left, ends_in)| (left, ends_in > 86_000)), Some((0, true)));
    let multipart = json!({ "file_name": "a.txt", "file_size_bytes": 5, "content_type": "text/plain" });
    limited(&post(&one, &format!("{JOBS}/start-multipart"), multipart.to_string()).await, "quota_exceeded", "jobs");
    let again = reply(keyed()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")), "{}", again.text);
    assert_eq!(again.id(), first.id());
    one.completed(&first.id(), SOON).await;
    let redrive = format!("{JOBS}/{}/redrive", failed(&site, &one).await);
    limited(&reply(one.request(Method::POST, &redrive)).await, "quota_exceeded", "jobs");
    // Analysing at once makes no job, and another's jobs are its own.
    assert_eq!(post(&one, "/v1/conversations", turns.to_string()).await.status, 200);
    other.submit(&turns).await;
    done(&site, &["client-quota", &one.client_id, "off"]);
    let free = async || (post(&one, JOBS, turns.to_string()).await.status == 200).then_some(());
    until("it to be free again", SOON, free).await;
    site.unharmed().await;
}

/// A failed job of the client's tenant, by another client of it.
async fn failed(site: &Site, client: &Client) -> String {
    let made = command(site, &["create-client", "beside", "--tenant", &client.mpathic_id]);
    let printed = String::from_utf8(made.stdout).expect("text");
    let field = |name: &str| printed.lines().find_map(|line| line.strip_prefix(name)).expect("printed").trim();
    let beside = Client::with(&client.url, field("mpathic_id:"), field("client_id:"), field("client_secret:")).await;
    let bytes = b"{{{{\n".to_vec();
    let announced =
        json!({ "file_name": "b.ndjson", "file_size_bytes": bytes.len(), "content_type": "application/x-ndjson" });
    let job = beside.upload(&announced, &bytes).await;
    assert_eq!(beside.finished(&job, SOON).await["status"], "failed");
    job
}

#[tokio::test]
async fn who_fails_to_sign_in_too_often_waits_and_nobody_else() {
    let settings = [("COLLOQUY_SIGN_IN_LIMIT", "3/1h"), ("COLLOQUY_TRUSTED_PROXIES", "127.0.0.0/8")];
    let site = Site::with(&settings).await;
    let (one, other) = (site.neighbour().await, site.neighbour().await);
    let wrong = with_secret(&one, "wrong");
    for _ in 0..3 {
        signs_in(&wrong, None).await.refused(401, "unauthenticated");
    }
    let refused = signs_in(&wrong, None).await;
    limited(&refused, "too_many_failed_sign_ins", "sign-in");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"sign-in\";q=3;w=3600"));
    limited(&signs_in(&one, None).await, "too_many_failed_sign_ins", "sign-in");
    for _ in 0..5 {
        silent(&signs_in(&other, None).await);
    }
    // Elsewhere, as a proxy that was named says; what stands before that anybody may have made up.
    assert_eq!(signs_in(&one, Some("192.0.2.1")).await.status, 200);
    for made_up in 0..3 {
        signs_in(&wrong, Some(&format!("198.51.100.{made_up}, 192.0.2.2"))).await.refused(401, "unauthenticated");
    }
    limited(&signs_in(&wrong, Some("203.0.113.9, 192.0.2.2")).await, "too_many_failed_sign_ins", "sign-in");
    // Tokens that are out are as good as ever.
    assert_eq!(get(&one, JOBS).await.status, 200);

    let site = Site::with(&settings[..1]).await;
    let wrong = with_secret(&site.client, "wrong");
    for made_up in 0..3 {
        signs_in(&wrong, Some(&format!("198.51.100.{made_up}"))).await.refused(401, "unauthenticated");
    }
    limited(&signs_in(&wrong, Some("198.51.100.77")).await, "too_many_failed_sign_ins", "sign-in");
    site.unharmed().await;
}
