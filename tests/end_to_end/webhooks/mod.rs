//! Webhooks: whoever asked is told of the ends of jobs, and can tell that it was us.

mod canaries;
mod delivering;
mod keeping;
mod lasting;
mod receiver;

use serde_json::{Value, json};
use tests::{Client, Dialogue, request, until};

use crate::site::SOON;

const WEBHOOKS: &str = "/v1/webhooks";

/// A webhook with its secret.
async fn hook(client: &Client, url: &str) -> Value {
    let made = client.post(WEBHOOKS, &json!({ "url": url })).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.body
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is a text: {value}"))
}

/// An analysis that is done; its id.
async fn analysed(client: &Client) -> String {
    let job = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    client.completed(&job, SOON).await;
    job
}

async fn test(client: &Client, webhook: &Value) -> Value {
    let told = client.post(&format!("{WEBHOOKS}/{}/test", text(webhook, "id")), &json!({})).await;
    assert_eq!(told.status, 202, "{:?}", told.body);
    told.body
}

async fn delivery(client: &Client, webhook: &Value, id: &str) -> Value {
    client.get(&format!("{WEBHOOKS}/{}/deliveries/{id}", text(webhook, "id"))).await.body
}

async fn deliveries(client: &Client, webhook: &Value) -> Vec<Value> {
    let listed = client.get(&format!("{WEBHOOKS}/{}/deliveries", text(webhook, "id"))).await.body;
    listed["data"].as_array().expect("a list").clone()
}

/// The delivery, once it stands so.
async fn stands(client: &Client, webhook: &Value, id: &str, status: &str) -> Value {
    until("the delivery to stand so", SOON, async || {
        let delivery = delivery(client, webhook, id).await;
        (delivery["status"] == status).then_some(delivery)
    })
    .await
}

async fn change(client: &Client, webhook: &Value, change: &Value) -> Value {
    let path = format!("{WEBHOOKS}/{}", text(webhook, "id"));
    let changed = Client::send(client.request(reqwest::Method::PATCH, &path).json(change)).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    changed.body
}

async fn rotate(client: &Client, webhook: &Value, keep_old_seconds: u64) -> Value {
    let path = format!("{WEBHOOKS}/{}/rotate-secret", text(webhook, "id"));
    let rotated = client.post(&path, &json!({ "keep_old_seconds": keep_old_seconds })).await;
    assert_eq!(rotated.status, 200, "{:?}", rotated.body);
    rotated.body
}
