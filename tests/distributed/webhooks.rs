//! Webhooks over several processes: what one worker began to tell, another tells, under the same message id.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Dialogue, request, until};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::site::Site;

const SOON: Duration = Duration::from_mins(1);

type Heard = Arc<Mutex<Vec<String>>>;

/// An endpoint that keeps the message ids it hears; the first one is never answered.
async fn endpoint() -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let heard = Heard::default();
    let hears = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket, Arc::clone(&hears)));
        }
    });
    (url, heard)
}

async fn answer(mut socket: TcpStream, heard: Heard) {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if !matches!(socket.read_buf(&mut head).await, Ok(bytes) if bytes > 0) {
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let id = head.lines().find_map(|line| line.strip_prefix("webhook-id: ")).unwrap_or_default().to_owned();
    let first = {
        let mut heard = heard.lock().expect("no panic");
        heard.push(id);
        heard.len() == 1
    };
    if first {
        std::future::pending::<()>().await;
    }
    // Who told may be dead by now.
    let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_told_by_another_worker_when_its_own_is_killed() {
    let site = Site::make().await;
    let (url, heard) = endpoint().await;
    let more =
        [("COLLOQUY_ENCRYPTION_KEY", "42".repeat(32)), ("COLLOQUY_WEBHOOK_ALLOW_PRIVATE", "loopback".to_owned())];
    let (api, worker) = (site.api_with(&more), site.worker_with(&more));
    let client = api.client().await;
    let webhook = client.post("/v1/webhooks", &json!({ "url": url })).await;
    assert_eq!(webhook.status.as_u16(), 201, "{:?}", webhook.body);
    let job = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    client.completed(&job, SOON).await;
    let hears = async |messages| {
        until("the endpoint to be told", SOON, async || {
            (heard.lock().expect("no panic").len() >= messages).then_some(())
        })
        .await;
    };
    hears(1).await;
    worker.kill();
    let _another = site.worker_with(&more);
    hears(2).await;
    let path = format!("/v1/webhooks/{}/deliveries", webhook.body["id"].as_str().expect("an id"));
    let told: Value = until("the delivery to be done", SOON, async || {
        let listed = client.get(&path).await.body["data"].clone();
        (listed[0]["status"] == "delivered").then_some(listed)
    })
    .await;
    assert_eq!(told.as_array().expect("a list").len(), 1);
    let ids = heard.lock().expect("no panic").clone();
    assert_eq!(ids, [told[0]["message_id"].as_str().expect("an id"); 2]);
    drop(api);
    site.discard().await;
}
