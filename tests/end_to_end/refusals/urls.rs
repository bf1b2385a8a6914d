//! The addresses of parts: what they allow, to whom, and for how long.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::{Started, until};

use crate::reply::{CANARY, Reply, get, post, reply};
use crate::site::{SOON, Site};
use crate::wire::{Wire, statuses};

const JOBS: &str = "/v1/conversations/jobs";
const FILE: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";

fn announcement() -> Value {
    json!({ "file_name": "a.vtt", "file_size_bytes": FILE.len(), "content_type": "text/vtt" })
}

/// Refused, and nothing of the request is in the answer.
async fn refused(request: RequestBuilder, status: u16) -> Reply {
    let answer = reply(request).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(!answer.text.contains(CANARY), "{}", answer.text);
    answer
}

#[tokio::test]
async fn a_part_url_is_for_its_part_alone() {
    let site = Site::start().await;
    let client = &site.client;
    let http = &client.http;
    let upload = client.start_upload(&announcement()).await;
    let other = client.start_upload(&announcement()).await;
    let url = &upload.urls[0].1;

    for method in ["GET", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method is a word");
        let answer = refused(http.request(method, url).body(FILE), 405).await;
        assert_eq!(answer.header("allow"), Some("PUT"));
    }
    let swap = |name: &str, value: &str| {
        let (before, rest) = url.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("{name} is in {url}"));
        let rest = rest.find('&').map_or("", |end| &rest[end..]);
        format!("{before}{name}={value}{rest}")
    };
    let tampered = [
        swap("partNumber", "2"),
        swap("uploadId", CANARY),
        swap("X-Amz-Expires", "604800"),
        swap("X-Amz-Date", "20990101T000000Z"),
        swap("X-Amz-Date", CANARY),
        swap("X-Amz-Signature", &"0".repeat(64)),
        swap("X-Amz-Signature", CANARY),
        swap("X-Amz-Signature", ""),
        swap("X-Amz-Credential", CANARY),
        swap("X-Amz-SignedHeaders", "host"),
        url.replace(&upload.job, &other.job),
        url.replace(&upload.job, CANARY),
        url.replace("partNumber=1&", ""),
        format!("{url}&acl=public-read"),
        format!("{url}&partNumber=1"),
        url.split_once('?').expect("a signed URL has a query").0.to_owned(),
    ];
    for url in &tampered {
        let answer = reply(http.put(url).body(FILE)).await;
        assert!(matches!(answer.status, 400 | 403), "{url}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains(CANARY), "{url}: {}", answer.text);
    }
    refused(http.put(url).header("x-amz-copy-source", "/colloquy-objects/x").body(FILE), 403).await;
    refused(http.put(url).header("x-amz-meta-x", CANARY).body(FILE), 403).await;
    refused(http.put(url).bearer_auth(&client.token).body(FILE), 400).await;
    refused(http.put(url).body(&FILE[1..]), 403).await;
    refused(http.put(url).header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==").body(FILE), 400).await;
    let path = url.strip_prefix(&client.url).expect("parts go to the same origin");
    let chunked =
        format!("PUT {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    assert_eq!(statuses(&client.url, chunked).await, [411]);

    let complete = format!("{JOBS}/{}/complete-multipart", upload.job);
    post(client, &complete, "").await.refused(409, "upload_parts_missing");
    // What the host header claims is nothing; what the URL says is all.
    let mut wire = Wire::open(&client.url).await;
    let head =
        format!("PUT {path} HTTP/1.1\r\nhost: {CANARY}\r\nconnection: close\r\ncontent-length: {}\r\n", FILE.len());
    wire.send([head.as_bytes(), b"content-type: image/png\r\n\r\n", FILE].concat()).await;
    assert!(wire.rest().await.starts_with("HTTP/1.1 200 "));
    post(client, &complete, "").await.document();
    client.completed(&upload.job, SOON).await;
    site.unharmed().await;
}

#[tokio::test]
async fn objects_are_not_served() {
    let site = Site::start().await;
    let client = &site.client;
    let job = client.upload(&announcement(), FILE).await;
    client.completed(&job, SOON).await;
    let objects = format!("{}/colloquy-objects", client.url);
    for path in
        ["", "/", "/?list-type=2", "/?uploads", &format!("/uploads/{job}"), "/../object-keys.json", "/%2e%2e/lock"]
    {
        for request in [
            client.http.get(format!("{objects}{path}")),
            client.request(Method::GET, &format!("/colloquy-objects{path}")),
        ] {
            let answer = reply(request).await;
            assert!(matches!(answer.status, 400 | 403 | 404 | 405), "{path}: {} {}", answer.status, answer.text);
            assert!(!answer.text.contains("Hello"), "{}", answer.text);
        }
        for method in [Method::PUT, Method::DELETE, Method::POST] {
            let answer = reply(client.http.request(method, format!("{objects}{path}")).body(FILE)).await;
            assert!(matches!(answer.status, 400 | 403 | 404 | 405), "{path}: {} {}", answer.status, answer.text);
        }
    }
    site.unharmed().await;
}

#[tokio::test]
async fn an_upload_whose_urls_expired_goes_on_with_fresh_ones() {
    let site = Site::with(&[("COLLOQUY_UPLOAD_URL_TTL", "2s")]).await;
    let client = &site.client;
    let part = 5 << 20;
    let mut file = b"{\"input\":\"Hello.\"}".to_vec();
    file.resize(part + 100, b'\n');
    let announced = json!({
        "file_name": "a.ndjson",
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": part,
    });
    let upload = client.start_upload(&announced).await;
    let (first, second) = (&upload.urls[0].1, &upload.urls[1].1);
    until("the URL to expire", SOON, async || {
        let put = reply(client.http.put(second).body(file[part..].to_vec())).await;
        (put.status == 403).then_some(())
    })
    .await;
    refused(client.http.put(first).body(file[..part].to_vec()), 403).await;
    let complete = format!("{JOBS}/{}/complete-multipart", upload.job);
    // A fresh URL is short-lived too here: ask again until one is used in time.
    let all = until("every part to arrive", Duration::from_mins(1), async || {
        let document = get(client, &format!("{JOBS}/{}", upload.job)).await.text;
        let document: Value = serde_json::from_str(&document).expect("a document is JSON");
        let fresh = Started::from_document(&document);
        for (number, url) in &fresh.urls {
            assert!(url != first && url != second, "fresh means fresh");
            let bytes = if *number == 1 { &file[..part] } else { &file[part..] };
            reply(client.http.put(url).body(bytes.to_vec())).await;
        }
        fresh.urls.is_empty().then_some(document)
    })
    .await;
    assert_eq!((&all["status"], &all["upload"]["part_count"]), (&json!("awaiting_upload"), &json!(2)));
    post(client, &complete, "").await.document();
    client.completed(&upload.job, SOON).await;
    site.unharmed().await;
}
