//! Webhooks as their tenant keeps them.

use reqwest::Method;
use serde_json::{Value, json};
use tests::Client;

use super::{WEBHOOKS, change, deliveries, hook, test, text};
use crate::reply::{get, post, reply};
use crate::site::Site;

const URL: &str = "http://127.0.0.1:1/hook";

#[tokio::test]
async fn a_secret_is_told_once_and_what_is_kept_is_shown() {
    let site = Site::start().await;
    let client = &site.client;
    let asked = json!({ "url": "HTTPS://Hooks.Example/a?b=c", "events": ["job.failed"], "description": "of ours" });
    let made = client.post(WEBHOOKS, &asked).await;
    let webhook = &made.body;
    assert_eq!(made.status, 201, "{webhook}");
    assert!(text(webhook, "secret").starts_with("whsec_"));
    let path = format!("{WEBHOOKS}/{}", text(webhook, "id"));
    assert_eq!(made.headers["location"], path);
    let shown = client.get(&path).await.body;
    let mut without = webhook.clone();
    without.as_object_mut().expect("an object").remove("secret");
    assert_eq!(shown, without);
    assert_eq!((&shown["url"], &shown["events"]), (&json!("https://hooks.example/a?b=c"), &json!(["job.failed"])));
    let listed = client.get(WEBHOOKS).await.body;
    assert_eq!(listed, json!({ "object": "list", "data": [shown], "has_more": false }));
    let changed = change(client, webhook, &json!({ "events": ["job.*"], "description": null })).await;
    assert_eq!(changed["events"], json!(["job.completed", "job.failed", "job.cancelled"]));
    assert_eq!((&changed["description"], &changed["url"]), (&json!(null), &shown["url"]));
    let erased = reply(client.request(Method::DELETE, &path)).await;
    assert_eq!(erased.status, 204);
    get(client, &path).await.refused(404, "not_found");
    reply(client.request(Method::DELETE, &path)).await.refused(404, "not_found");
    site.unharmed().await;
}

#[tokio::test]
async fn a_webhook_is_its_tenants_alone() {
    let site = Site::start().await;
    let (client, neighbour) = (&site.client, site.neighbour().await);
    let webhook = hook(client, URL).await;
    let told = test(client, &webhook).await;
    let path = format!("{WEBHOOKS}/{}", text(&webhook, "id"));
    let delivery = format!("{path}/deliveries/{}", text(&told, "id"));
    for path in [path.clone(), format!("{path}/deliveries"), delivery.clone()] {
        get(&neighbour, &path).await.refused(404, "not_found");
    }
    for path in [format!("{path}/test"), format!("{path}/rotate-secret"), format!("{delivery}/replay")] {
        post(&neighbour, &path, "{}").await.refused(404, "not_found");
    }
    for method in [Method::PATCH, Method::DELETE] {
        let request = neighbour.request(method, &path).header("content-type", "application/json").body("{}");
        reply(request).await.refused(404, "not_found");
    }
    assert_eq!(neighbour.get(WEBHOOKS).await.body["data"], json!([]));
    // No delivery passes for a job, not even its own tenant's.
    get(client, &format!("/v1/conversations/jobs/{}", text(&told, "id"))).await.refused(404, "not_found");
    assert_eq!(client.get("/v1/conversations/jobs").await.body["data"], json!([]));
    site.unharmed().await;
}

#[tokio::test]
async fn the_twenty_first_is_refused() {
    let site = Site::start().await;
    for _ in 0..20 {
        hook(&site.client, URL).await;
    }
    post(&site.client, WEBHOOKS, json!({ "url": URL }).to_string()).await.refused(409, "webhook_limit");
    hook(&site.neighbour().await, URL).await;
    site.unharmed().await;
}

#[tokio::test]
async fn what_cannot_be_called_or_meant_is_refused_by_its_pointer() {
    let site = Site::start().await;
    let pointers = async |asked: Value, code: &str| {
        let problem = post(&site.client, WEBHOOKS, asked.to_string()).await.refused(400, code);
        problem.at("/errors/0/pointer").text().to_owned()
    };
    for url in [
        "https://10.0.0.1/kanarienvogel",
        "http://192.168.0.1/",
        "https://169.254.169.254/latest",
        "https://kanarienvogel:word@hooks.example/",
        "ftp://kanarienvogel.example/",
        "kanarienvogel",
        &format!("https://kanarienvogel.example/{}", "a".repeat(3000)),
    ] {
        assert_eq!(pointers(json!({ "url": url }), "webhook_url_refused").await, "/url", "{url}");
    }
    assert_eq!(pointers(json!({}), "required").await, "/url");
    assert_eq!(pointers(json!({ "url": URL, "events": [] }), "required").await, "/events");
    assert_eq!(pointers(json!({ "url": URL, "events": "job.*" }), "wrong_type").await, "/events");
    let unknown = json!({ "url": URL, "events": ["job.failed", "kanarienvogel"] });
    assert_eq!(pointers(unknown, "event_unknown").await, "/events/1");
    let long = json!({ "url": URL, "description": "kanarienvogel".repeat(1000) });
    assert_eq!(pointers(long, "too_long").await, "/description");
    let webhook = hook(&site.client, URL).await;
    let path = format!("{WEBHOOKS}/{}/rotate-secret", text(&webhook, "id"));
    for seconds in [-1, 604_801] {
        let asked = json!({ "keep_old_seconds": seconds }).to_string();
        post(&site.client, &path, asked).await.refused(400, "out_of_range");
    }
    let strict = Site::with(&[("COLLOQUY_WEBHOOK_ALLOW_PRIVATE", "off")]).await;
    for url in ["http://kanarienvogel.example/", "http://127.0.0.1:1/", "https://localhost/", "https://[::1]/"] {
        let asked = json!({ "url": url }).to_string();
        post(&strict.client, WEBHOOKS, asked).await.refused(400, "webhook_url_refused");
    }
    strict.unharmed().await;
    site.unharmed().await;
}

#[tokio::test]
async fn a_repeated_key_makes_one_webhook_and_another_request_none() {
    let site = Site::start().await;
    let make = async |body: Value| {
        let request = site.client.request(Method::POST, WEBHOOKS).header("idempotency-key", "a key").json(&body);
        Client::send(request).await
    };
    let (first, again) = (make(json!({ "url": URL })).await, make(json!({ "url": URL })).await);
    assert_eq!((first.status, again.status), (reqwest::StatusCode::CREATED, reqwest::StatusCode::CREATED));
    assert_eq!(first.body, again.body, "with the same secret, for the answer may have been lost");
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = make(json!({ "url": URL, "events": ["job.failed"] })).await;
    assert_eq!((other.status.as_u16(), &other.body["code"]), (422, &json!("idempotency_key_reused")));
    site.unharmed().await;
}

#[tokio::test]
async fn deliveries_are_shown_in_pages_of_their_own_list() {
    let site = Site::start().await;
    let client = &site.client;
    let (webhook, other) = (hook(client, URL).await, hook(client, URL).await);
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(0, text(&test(client, &webhook).await, "id").to_owned());
    }
    let path = format!("{WEBHOOKS}/{}/deliveries", text(&webhook, "id"));
    let mut listed = Vec::new();
    let mut next = format!("{path}?limit=2");
    loop {
        let page = get(client, &next).await;
        let document: Value = serde_json::from_str(&page.text).expect("JSON");
        listed.extend(document["data"].as_array().expect("a list").iter().map(|one| text(one, "id").to_owned()));
        if document["has_more"] == false {
            assert_eq!(page.header("link"), None);
            break;
        }
        let cursor = text(&document, "next_cursor");
        next = format!("{path}?limit=2&cursor={cursor}");
        assert_eq!(page.header("link"), Some(format!("<{next}>; rel=\"next\"").as_str()));
        let elsewhere = format!("{WEBHOOKS}/{}/deliveries?cursor={cursor}", text(&other, "id"));
        get(client, &elsewhere).await.refused(400, "cursor_illegal");
        get(client, &format!("{path}?status=failed&cursor={cursor}")).await.refused(400, "cursor_illegal");
    }
    assert_eq!(listed, made);
    assert_eq!(deliveries(client, &other).await, [json!(null); 0]);
    for (query, code) in [("status=kanarienvogel", "status_unknown"), ("limit=0", "limit_illegal")] {
        get(client, &format!("{path}?{query}")).await.refused(400, code);
    }
    site.unharmed().await;
}
