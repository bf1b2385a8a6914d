//! Clients that stop in the middle of a request and say nothing more.

use std::time::Duration;

use serde_json::json;
use tests::{Dialogue, request, until};

use crate::site::{SOON, Site};
use crate::wire::{Wire, head, statuses_of};

const JOBS: &str = "/v1/conversations/jobs";

/// The server's patience with silence, and some more.
const LET_GO: Duration = Duration::from_secs(30 + 10);

#[tokio::test]
async fn clients_that_stop_halfway_hold_nobody_up_and_are_let_go() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 5_000, "content_type": "text/vtt" });
    let upload = client.start_upload(&announced).await;
    let part = upload.urls[0].1.strip_prefix(&client.url).expect("parts go to the same origin");
    let mut stalled = Vec::new();
    for _ in 0..20 {
        for begun in [
            format!("{}content-length: 5000\r\n\r\n{{\"talk_turns\":[", head(client, "POST", JOBS)),
            format!("{}transfer-encoding: chunked\r\n\r\n5\r\n{{\"", head(client, "POST", "/v1/token")),
            format!("PUT {part} HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\nWEBVTT"),
            format!("POST {JOBS} HTTP/1.1\r\nhost: x\r\nmpath"),
            String::new(),
        ] {
            let mut wire = Wire::open(&client.url).await;
            wire.send(begun).await;
            stalled.push(wire);
        }
    }
    let job = client.submit(&request(Dialogue { turns: 50, seed: 1 })).await;
    client.completed(&job, SOON).await;
    let ends: Vec<_> = stalled.into_iter().map(|wire| tokio::spawn(wire.rest_within(LET_GO))).collect();
    for end in ends {
        let said = end.await.expect("the server lets go");
        assert!(statuses_of(&said).iter().all(|status| matches!(status, 400 | 408)), "{said}");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn clients_that_take_no_answers_are_let_go() {
    let site = Site::start().await;
    let client = &site.client;
    let ask = head(client, "GET", "/v1/profile").replace("connection: close\r\n", "");
    let asks = format!("{ask}\r\n").repeat(100);
    let mut wires = Vec::new();
    for _ in 0..3 {
        let mut wire = Wire::open(&client.url).await;
        let asked = wire.fill(asks.as_bytes()).await * 100;
        wires.push((wire, asked));
    }
    let job = client.submit(&request(Dialogue { turns: 50, seed: 1 })).await;
    client.completed(&job, SOON).await;
    // Whoever reads while one still stands takes its answers, and it is not let go.
    let gone = async || wires.iter().all(|(wire, _)| wire.is_let_go()).then_some(());
    until("the server to let them go", LET_GO, gone).await;
    for (wire, asked) in wires {
        let said = String::from_utf8_lossy(&wire.raw().await).into_owned();
        assert!(said.matches("HTTP/1.1 200").count() < asked, "it did not wait for us to read all");
    }
    site.unharmed().await;
}
