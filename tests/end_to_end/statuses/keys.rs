//! `Idempotency-Key` with every operation that takes one.

use crate::json::Json;
use crate::reply::reply;
use crate::site::Site;

use super::operations::{OPERATIONS, Operation};
use super::{UNKNOWN, make};

/// These make something new each time they are asked, so their keys are kept.
const KEPT: &[&str] = &[
    "/v1/conversations/jobs",
    "/v1/conversations/jobs/start",
    "/v1/conversations/jobs/start-multipart",
    "/v1/conversations/jobs/{id}/redrive",
    "/v1/conversations/{conversation_id}/reanalyze",
    "/v1/files",
    "/v1/files/upload",
    "/v1/files/zoom",
    "/v1/zoom/import",
    "/v1/webhooks",
    "/v1/webhooks/{id}/test",
    "/v1/webhooks/{id}/deliveries/{delivery_id}/replay",
];

fn taking_keys() -> impl Iterator<Item = (&'static Operation, &'static str)> {
    let taking = OPERATIONS.iter().filter(|operation| matches!(operation.method, "POST" | "PATCH"));
    taking.flat_map(|operation| operation.paths.iter().map(move |path| (operation, *path)))
}

#[tokio::test]
async fn a_malformed_key_is_the_same_refusal_everywhere() {
    let site = Site::start().await;
    let long = "k".repeat(256);
    for (operation, path) in taking_keys() {
        for illegal in ["", "\"\"", &long, "\u{e9}"] {
            let request = operation.good(&site.client, path, UNKNOWN).header("idempotency-key", illegal);
            reply(request).await.refused(400, "idempotency_key_illegal");
        }
        let twice = operation.good(&site.client, path, UNKNOWN).header("idempotency-key", "a");
        reply(twice.header("idempotency-key", "b")).await.refused(400, "idempotency_key_illegal");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_sent_again_under_its_key_is_done_once() {
    let site = Site::start().await;
    let client = &site.client;
    for (number, (operation, path)) in taking_keys().enumerate() {
        let id = make(client, operation.subject).await;
        let body = operation.body.map(|body| body(client, &id)).unwrap_or_default();
        let send = async || {
            let request = operation.asked(client, path, &id).header("idempotency-key", format!("\"key {number}\""));
            reply(request.body(body.clone())).await
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status, first.header("idempotent-replayed")), (operation.success(), None), "{path}");
        let kept = KEPT.contains(&path);
        assert_eq!(again.header("idempotent-replayed"), kept.then_some("true"), "{path}");
        // A text that is the latest version of its profile makes no other, and an app has one secret here.
        let is_there = matches!(path, "/v1/profiles" | "/v1/zoom/credentials");
        assert_eq!(again.status, if is_there { 200 } else { operation.success() }, "{path}");
        let [one, other] = [&first, &again].map(|answer| Json::parse(&answer.text));
        let same = match path {
            "/v1/files" | "/v1/files/upload" | "/v1/files/zoom" | "/v1/zoom/import" => "/file_id",
            "/v1/zoom/credentials" => "/credentials_id",
            "/v1/profiles" => "/version",
            "/v1/profiles/{id}/reanalyze" => "/profile_id",
            "/v1/token" | "/v1/behaviors" | "/v1/conversations" | "/v1/profile" => "/api_version",
            path if path.ends_with("metadata") => "/metadata",
            _ => "/id",
        };
        assert_eq!(one.at(same), other.at(same), "{path}");
    }
    site.unharmed().await;
}
