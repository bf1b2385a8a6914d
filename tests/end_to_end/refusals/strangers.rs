//! Nobody, somebody else, and a neighbour.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::{Client, Dialogue, request};

use crate::reply::{CANARY, Reply, get, post, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// Every route that asks for a token, with a request that would do.
fn guarded(job: &str) -> Vec<(Method, String, String)> {
    let turns = request(Dialogue { turns: 2, seed: 1 }).to_string();
    let announced = json!({ "file_name": CANARY, "file_size_bytes": 9, "content_type": "text/vtt" }).to_string();
    let said = json!({ "conversation_id": CANARY, "metadata": { CANARY: CANARY } }).to_string();
    vec![
        (Method::POST, "/v1/behaviors".to_owned(), json!({ "input": CANARY }).to_string()),
        (Method::POST, "/v1/conversations".to_owned(), turns.clone()),
        (Method::POST, JOBS.to_owned(), turns.clone()),
        (Method::POST, format!("{JOBS}/start"), turns),
        (Method::GET, format!("{JOBS}/{job}"), String::new()),
        (Method::GET, format!("{JOBS}/{job}/status"), String::new()),
        (Method::POST, format!("{JOBS}/start-multipart"), announced),
        (Method::POST, format!("{JOBS}/{job}/complete-multipart"), r#"{"parts":null}"#.to_owned()),
        (Method::POST, format!("{JOBS}/{job}/cancel-multipart"), format!(r#"{{"reason":"{CANARY}"}}"#)),
        (Method::POST, format!("{JOBS}/{job}/cancel"), CANARY.to_owned()),
        (Method::POST, format!("{JOBS}/{job}/redrive"), CANARY.to_owned()),
        (Method::DELETE, format!("{JOBS}/{job}"), CANARY.to_owned()),
        (Method::DELETE, format!("/v1/conversations/{CANARY}"), String::new()),
        (Method::POST, format!("/v1/conversations/{CANARY}/reanalyze"), CANARY.to_owned()),
        (Method::POST, "/v1/conversations/update-conversation-metadata".to_owned(), said.clone()),
        (Method::PATCH, "/v1/update-conversation-metadata".to_owned(), said),
        (Method::GET, "/v1/profile".to_owned(), String::new()),
        (Method::POST, "/v1/profile".to_owned(), "{}".to_owned()),
        (Method::GET, "/v1/profiles".to_owned(), String::new()),
        (Method::POST, "/v1/profiles".to_owned(), CANARY.to_owned()),
        (Method::GET, format!("/v1/profiles/{CANARY}"), String::new()),
        (Method::DELETE, format!("/v1/profiles/{CANARY}"), String::new()),
    ]
}

fn anonymous(client: &Client, method: &Method, path: &str) -> RequestBuilder {
    let request = client.http.request(method.clone(), format!("{}{path}", client.url));
    request.header("mpathic-id", &client.mpathic_id).header("x-request-id", "fixed")
}

/// The same character of the token's alphabet, changed.
fn changed(token: &str, at: usize) -> String {
    let other = if token.as_bytes()[at] == b'A' { "Q" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}

#[tokio::test]
async fn who_has_no_good_token_is_told_nothing_else() {
    let site = Site::start().await;
    let elsewhere = Site::start().await;
    let client = &site.client;
    let job = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    let token = &client.token;
    let headers: Vec<Option<Vec<u8>>> = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {CANARY}"),
        format!("Basic {token}"),
        token.clone(),
        format!("Bearer {}", &token[..token.len() - 1]),
        format!("Bearer {}", &token[..40]),
        format!("Bearer {token}A"),
        format!("Bearer {token}AAAA"),
        format!("Bearer {}", elsewhere.client.token),
        format!("Bearer {}", "A".repeat(token.len())),
        format!("Bearer {}", "A".repeat(6_000)),
    ]
    .into_iter()
    .map(|header| Some(header.into_bytes()))
    .chain([None, Some(b"Bearer \xff\xfe".to_vec())])
    .collect();
    for (method, path, body) in guarded(&job) {
        for header in &headers {
            let mut request = anonymous(client, &method, &path).body(body.clone());
            if let Some(header) = header {
                request = request.header("authorization", header.as_slice());
            }
            let refused = reply(request).await;
            refused.refused(401, "unauthenticated");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
        }
    }
    // Every single character of a token counts: its tenant, its expiry, its signature.
    for at in 0..token.len() {
        let request = anonymous(client, &Method::GET, &format!("{JOBS}/{job}")).bearer_auth(changed(token, at));
        reply(request).await.refused(401, "unauthenticated");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn credentials_are_right_together_or_wrong() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = &site.client;
    let ask = async |mpathic_id: &str, body: Value| -> Reply {
        let request = client.http.post(format!("{}/v1/token", client.url)).header("mpathic-id", mpathic_id);
        reply(request.header("x-request-id", "fixed").json(&body)).await
    };
    let with = |client_id: &str, client_secret: &str| json!({ "grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret });
    let (id, secret) = (client.client_id.as_str(), client.client_secret.as_str());
    let wrong = [
        (client.mpathic_id.as_str(), with(id, CANARY)),
        (&client.mpathic_id, with(CANARY, secret)),
        (&client.mpathic_id, with(id, &neighbour.client_secret)),
        (&client.mpathic_id, with(&neighbour.client_id, &neighbour.client_secret)),
        (&client.mpathic_id, with("a\0b", secret)),
        (&client.mpathic_id, with(&"x".repeat(100_000), secret)),
        (&neighbour.mpathic_id, with(id, secret)),
        (CANARY, with(id, secret)),
    ];
    let mut told = Vec::new();
    for (mpathic_id, body) in wrong {
        let refused = ask(mpathic_id, body).await;
        refused.refused(401, "unauthenticated");
        told.push(refused.text);
    }
    assert!(told.iter().all(|text| *text == told[0]), "which part is wrong is not told");

    let members = |grant: Value, id: Value, secret: Value| json!({ "grant_type": grant, "client_id": id, "client_secret": secret });
    let good = || (json!("client_credentials"), json!(id), json!(secret));
    let ((grant, _, _), (_, id, secret)) = (good(), good());
    for (body, code, pointer) in [
        (members(json!(7), id.clone(), secret.clone()), "wrong_type", "/grant_type"),
        (members(grant.clone(), json!(""), secret.clone()), "required", "/client_id"),
        (members(grant.clone(), id.clone(), json!(null)), "required", "/client_secret"),
        (members(grant, id.clone(), json!([CANARY])), "wrong_type", "/client_secret"),
        (json!({}), "required", "/grant_type"),
    ] {
        ask(&client.mpathic_id, body).await.invalid(code, pointer);
    }
    let password = members(json!("password"), id, secret);
    ask(&client.mpathic_id, password).await.refused(400, "grant_type_unsupported");
    site.unharmed().await;
}

#[tokio::test]
async fn a_neighbours_job_is_as_unknown_as_any() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = &site.client;
    let inline = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    client.completed(&inline, SOON).await;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let upload = client.start_upload(&announced).await.job;
    let unknown = "01890a5d-ac96-774b-bcce-b302099a8057";

    let mut told = Vec::new();
    for id in [inline.as_str(), &upload, unknown, "not-an-id", "%2e%2e%2fetc", "%ff%fe", "%00", &"7".repeat(3_000)] {
        let mut answers = Vec::new();
        for (method, path, body) in guarded(id).into_iter().filter(|(_, path, _)| path.contains(id)) {
            let request = neighbour.request(method, &path).header("x-request-id", "fixed").body(body);
            let refused = reply(request).await;
            refused.refused(404, "not_found");
            let mut headers = refused.headers.clone();
            headers.remove("date");
            answers.push((refused.status, headers, refused.text));
        }
        assert_eq!(answers.len(), 7, "{id}");
        told.push(answers);
    }
    for other in &told {
        assert_eq!(told[0], *other);
    }
    // None of it did anything to them.
    assert_eq!(get(client, &format!("{JOBS}/{inline}")).await.document().at("/status").text(), "completed");
    let status = get(client, &format!("{JOBS}/{upload}")).await.document();
    assert_eq!(status.at("/status").text(), "awaiting_upload");
    post(client, &format!("{JOBS}/{upload}/cancel-multipart"), "{}").await.document();
    site.unharmed().await;
}
