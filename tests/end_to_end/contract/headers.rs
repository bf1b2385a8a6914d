//! Headers of the main job: who calls, and which request it was.

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tests::{Client, Dialogue, request};

use crate::reply::{get, post, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// With a token and whatever is said to be the `mpathic-id`.
fn with_id(client: &Client, method: Method, path: &str, id: Option<&[u8]>) -> RequestBuilder {
    let request = client.http.request(method, format!("{}{path}", client.url)).bearer_auth(&client.token);
    match id {
        Some(id) => request.header("mpathic-id", id),
        None => request,
    }
}

#[tokio::test]
async fn the_mpathic_id_is_required_where_the_contract_says_so_and_checked_everywhere() {
    let site = Site::start().await;
    let client = &site.client;
    let job = client.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    client.completed(&job, SOON).await;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" }).to_string();
    let turns = request(Dialogue { turns: 5, seed: 1 }).to_string();

    let required = [
        (Method::POST, JOBS.to_owned(), turns.clone()),
        (Method::POST, format!("{JOBS}/start"), turns),
        (Method::GET, format!("{JOBS}/{job}"), String::new()),
        (Method::GET, format!("{JOBS}/{job}/status"), String::new()),
        (Method::GET, format!("{JOBS}/{job}/events"), String::new()),
        (Method::POST, format!("{JOBS}/{job}/cancel"), String::new()),
        (Method::POST, format!("{JOBS}/{job}/redrive"), String::new()),
        (Method::POST, "/v1/conversations/a-conversation/reanalyze".to_owned(), String::new()),
        (Method::GET, "/v1/profile".to_owned(), String::new()),
        (Method::POST, "/v1/profile".to_owned(), String::new()),
        (Method::GET, "/v1/profiles".to_owned(), String::new()),
        (Method::POST, "/v1/profiles".to_owned(), String::new()),
        (Method::GET, "/v1/profiles/a-profile".to_owned(), String::new()),
        (Method::DELETE, "/v1/profiles/a-profile".to_owned(), String::new()),
    ];
    for (method, path, body) in &required {
        let request = with_id(client, method.clone(), path, None).body(body.clone());
        let problem = reply(request).await.refused(400, "header_missing");
        assert!(problem.at("/detail").text().contains("mpathic-id"));
    }
    let token = client.http.post(format!("{}/v1/token", client.url)).json(&client.token_request());
    reply(token).await.refused(400, "header_missing");

    let started =
        reply(with_id(client, Method::POST, &format!("{JOBS}/start-multipart"), None).body(announced.clone()));
    let upload = started.await.id();
    let optional = [
        (format!("{JOBS}/{upload}/cancel-multipart"), "{}".to_owned(), 200),
        (format!("{JOBS}/{upload}/complete-multipart"), "{}".to_owned(), 409),
        (format!("{JOBS}/start-multipart"), announced, 200),
        (
            "/v1/conversations/update-conversation-metadata".to_owned(),
            r#"{"conversation_id":"nobody's"}"#.to_owned(),
            404,
        ),
    ];
    for (path, body, status) in &optional {
        let answer = reply(with_id(client, Method::POST, path, None).body(body.clone())).await;
        assert_eq!(answer.status, *status, "{path}: {}", answer.text);
    }

    // A job keeps the profile it was started with, whatever a reader names.
    let profile = client.request(Method::GET, &format!("{JOBS}/{job}")).header("mpathic-profile", "any");
    assert_eq!(reply(profile).await.text, get(client, &format!("{JOBS}/{job}")).await.text);

    let every = required.into_iter().chain(optional.map(|(path, body, _)| (Method::POST, path, body)));
    for (method, path, body) in every {
        let others: [&[u8]; 5] =
            [b"00000000000000000000000000000000", b"nobody", b"", b"\xff\xfe", client.client_id.as_bytes()];
        for other in others {
            let request = with_id(client, method.clone(), &path, Some(other)).body(body.clone());
            let answer = reply(request).await;
            assert_eq!(answer.status, 401, "{method} {path} as {other:?}: {}", answer.text);
            answer.refused(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let site = Site::start().await;
    let client = &site.client;
    for (path, status) in [("/healthz/ready", 200), ("/nowhere", 404), ("/v1/conversations/jobs/x", 404)] {
        let sent = reply(client.request(Method::GET, path).header("x-request-id", "mine-1/2")).await;
        assert_eq!((sent.status, sent.header("x-request-id")), (status, Some("mine-1/2")));
        let (one, other) = (get(client, path).await, get(client, path).await);
        let made = |answer: &crate::reply::Reply| answer.header("x-request-id").expect("an id was made").to_owned();
        assert_ne!(made(&one), made(&other));
        for unusable in ["with space".to_owned(), "x".repeat(129), String::new()] {
            let answer = reply(client.request(Method::GET, path).header("x-request-id", &unusable)).await;
            assert_ne!(made(&answer), unusable);
        }
    }
    let token = post(client, "/v1/token", client.token_request().to_string()).await;
    assert_eq!(Some(token.document().at("/id").text()), token.header("x-request-id"));
}

#[tokio::test]
async fn an_unfinished_job_says_when_to_ask_again() {
    let site = Site::start().await;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let upload = site.client.start_upload(&announced).await.job;
    let path = format!("{JOBS}/{upload}");
    assert!(get(&site.client, &path).await.header("retry-after").is_some());
    post(&site.client, &format!("{path}/cancel-multipart"), "").await.document();
    let over = get(&site.client, &path).await;
    assert_eq!((over.header("retry-after"), over.header("cache-control")), (None, Some("no-cache")));
}
