//! Imports from Zoom over several processes: what one api was told, any worker signs in with, and without a key nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, until};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::site::{Site, processing};

const SOON: Duration = Duration::from_mins(1);
const CREDENTIALS: &str = "/v1/zoom/credentials";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: Hello.\n";

/// As much of Zoom as an import needs; the first download comes to no end.
async fn zoom() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let downloads = Arc::new(AtomicUsize::new(0));
    let (own, counted) = (url.clone(), Arc::clone(&downloads));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket, own.clone(), Arc::clone(&counted)));
        }
    });
    (url, downloads)
}

async fn answer(mut socket: TcpStream, url: String, downloads: Arc<AtomicUsize>) {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if !matches!(socket.read_buf(&mut head).await, Ok(bytes) if bytes > 0) {
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let listed = json!({ "id": "t", "file_type": "TRANSCRIPT", "download_url": format!("{url}/file") });
    let body = match path {
        "/oauth" => json!({ "access_token": "token" }).to_string(),
        "/file" => VTT.to_owned(),
        _ => json!({ "recording_files": [listed] }).to_string(),
    };
    let hangs = path == "/file" && downloads.fetch_add(1, Ordering::SeqCst) == 0;
    let length = if hangs { body.len() + 1 } else { body.len() };
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    // Who asked may be dead by now.
    let _ = socket.write_all(answer.as_bytes()).await;
    if hangs {
        std::future::pending::<()>().await;
    }
}

async fn keep(client: &Client) -> u16 {
    let app = json!({ "account_id": "a", "client_id": "c", "client_secret": "kanarienvogel" });
    client.post(CREDENTIALS, &app).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_at_another_worker_when_its_own_is_killed() {
    let site = Site::make().await;
    let (url, downloads) = zoom().await;
    let more = [
        ("COLLOQUY_ZOOM_URL", url.clone()),
        ("COLLOQUY_ZOOM_OAUTH_URL", format!("{url}/oauth")),
        ("COLLOQUY_ENCRYPTION_KEY", "42".repeat(32)),
    ];
    let (api, worker) = (site.api_with(&more), site.worker_with(&more));
    let client = api.client().await;
    assert_eq!(keep(&client).await, 201);
    let answer = client.post("/v1/files/zoom", &json!({ "meeting_id": "123" })).await.body;
    let (file, job) = (answer["file_id"].as_str().expect("a file"), answer["job_id"].as_str().expect("a job"));
    processing(&client, job).await;
    let begun = async || (downloads.load(Ordering::SeqCst) == 1).then_some(());
    until("the download to begin", SOON, begun).await;
    worker.kill();
    let _another = site.worker_with(&more);
    let document = client.completed(job, SOON).await;
    assert_eq!((&document["progress"]["attempt"], &document["file_id"]), (&json!(2), &json!(file)));
    assert_eq!(downloads.load(Ordering::SeqCst), 2);
    let there = client.get(&format!("/v1/files/{file}")).await.body;
    assert_eq!((&there["status"], &there["file_size_bytes"]), (&json!("kept"), &json!(VTT.len())));
    let started = client.submit(&json!({ "file_id": file })).await;
    client.completed(&started, SOON).await;
    drop(api);
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nothing_is_kept_and_nothing_imported() {
    let site = Site::make().await;
    let api = site.api();
    let client = api.client().await;
    for (path, body) in [
        (CREDENTIALS, json!({ "account_id": "a", "client_id": "c", "client_secret": "s" })),
        ("/v1/files/zoom", json!({ "meeting_id": "123" })),
        ("/v1/webhooks", json!({ "url": "https://hooks.example/" })),
    ] {
        let refused = client.post(path, &body).await;
        assert_eq!(refused.status.as_u16(), 503, "{:?}", refused.body);
        assert_eq!(refused.body["code"], "encryption_key_not_configured");
    }
    assert_eq!(client.get(CREDENTIALS).await.body, json!({ "credentials": [] }));
    let request = client.request(Method::DELETE, &format!("{CREDENTIALS}/01890a5d-ac96-774b-bcce-b302099a8057"));
    assert_eq!(Client::send(request).await.status.as_u16(), 404, "what is there can be taken out all the same");
    drop(api);
    site.discard().await;
}
