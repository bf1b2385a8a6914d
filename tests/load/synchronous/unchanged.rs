//! Polls of clients that have the document already. Not by `ab`, which takes every answer but a 200 for a failure.

use std::time::Instant;

use tests::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Answers per second to so many requests, on so many connections that are kept alive.
#[expect(clippy::cast_precision_loss, reason = "a count of requests, for a rate")]
pub(super) async fn polls(client: &Client, job: &str, at_once: u64, requests: u64) -> f64 {
    let path = format!("/v1/conversations/jobs/{job}");
    let tag = client.get(&path).await.headers["etag"].to_str().expect("text").to_owned();
    let (token, id) = (&client.token, &client.mpathic_id);
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nmpathic-id: {id}\r\nif-none-match: {tag}\r\n\r\n"
    );
    let address = client.url.strip_prefix("http://").expect("plain HTTP");
    let began = Instant::now();
    let mut connections = JoinSet::new();
    for _ in 0..at_once {
        connections.spawn(one(address.to_owned(), request.clone(), requests / at_once));
    }
    connections.join_all().await;
    requests as f64 / began.elapsed().as_secs_f64()
}

async fn one(address: String, request: String, requests: u64) {
    let mut socket = TcpStream::connect(address).await.expect("the server accepts");
    socket.set_nodelay(true).expect("a socket takes it");
    let mut answer = Vec::with_capacity(1 << 10);
    for _ in 0..requests {
        socket.write_all(request.as_bytes()).await.expect("the server reads");
        answer.clear();
        // There is no body.
        while !answer.ends_with(b"\r\n\r\n") {
            assert!(socket.read_buf(&mut answer).await.expect("the server answers") > 0, "it closes");
        }
        assert!(answer.starts_with(b"HTTP/1.1 304"), "{}", String::from_utf8_lossy(&answer));
    }
}
