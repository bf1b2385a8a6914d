//! Addresses and methods that are not there.

use reqwest::Method;

use crate::reply::reply;
use crate::site::Site;
use crate::wire::{Wire, statuses};

#[tokio::test]
async fn what_is_nowhere_is_a_404_and_what_is_not_done_a_405() {
    let site = Site::start().await;
    let client = &site.client;
    for path in [
        "/",
        "/v1",
        "/v2/token",
        "/v1/token/",
        "//v1/token",
        "/v1//token",
        "/V1/TOKEN",
        "/v1/conversations/jobs/",
        "/v1/conversations/jobs/a/b/c",
        "/v1/conversations/jobs/a/results/b",
        "/v1/token%2f..",
        "/%ff",
        "/colloquy-objectsx/uploads/a",
        "/healthz",
        "/kanarienvogel?kanarienvogel=1",
    ] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            reply(client.request(method, path)).await.refused(404, "not_found");
        }
    }
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let job = format!("/v1/conversations/jobs/{id}");
    let (complete, cancel) = (format!("{job}/complete-multipart"), format!("{job}/cancel-multipart"));
    for (path, allowed) in [
        ("/v1/token", "POST"),
        ("/v1/behaviors", "POST"),
        ("/v1/conversations", "POST"),
        ("/v1/conversations/jobs", "POST,GET,HEAD"),
        (&format!("{job}/timeline"), "GET,HEAD"),
        ("/v1/conversations/jobs/start-multipart", "POST"),
        (&complete, "POST"),
        (&cancel, "POST"),
        (&format!("{job}/cancel"), "POST"),
        (&format!("{job}/redrive"), "POST"),
        (&format!("{job}/results"), "GET,HEAD"),
        ("/metrics", "GET,HEAD"),
        (&job, "GET,HEAD,DELETE"),
        (&format!("{job}/status"), "GET,HEAD"),
        ("/v1/conversations/a-conversation", "DELETE"),
        ("/v1/conversations/a-conversation/reanalyze", "POST"),
        ("/v1/conversations/update-conversation-metadata", "POST,PATCH"),
        ("/v1/update-conversation-metadata", "POST,PATCH"),
        ("/v1/profile", "GET,HEAD,POST"),
        ("/v1/profiles", "GET,HEAD,POST"),
        ("/v1/profiles/a-profile", "GET,HEAD,DELETE"),
        ("/healthz/ready", "GET,HEAD"),
    ] {
        let others = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];
        for method in others.into_iter().filter(|method| !allowed.contains(method)) {
            let method = Method::from_bytes(method.as_bytes()).expect("a method is a word");
            let refused = reply(client.request(method, path)).await;
            refused.refused(405, "method_not_allowed");
            assert_eq!(refused.header("allow"), Some(allowed), "{path}");
        }
    }
    // Targets that are not paths.
    for target in ["OPTIONS *", "CONNECT example.org:443", "GET http://example.org/v1/nowhere"] {
        let request = format!("{target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let statuses = statuses(&client.url, request).await;
        assert!(matches!(statuses[..], [400 | 404 | 405]), "{target}: {statuses:?}");
    }
    let mut wire = Wire::open(&client.url).await;
    wire.send(format!("GET /{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "a/".repeat(20_000))).await;
    assert!(wire.rest().await.starts_with("HTTP/1.1 4"));
    site.unharmed().await;
}
