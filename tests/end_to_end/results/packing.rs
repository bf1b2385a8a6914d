//! gzip and zstd: the same answers in fewer bytes, to those who ask.

use std::io::Read as _;

use flate2::read::GzDecoder;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tests::{Client, Dialogue, request};

use super::{JOBS, kept};
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

struct Packed {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

async fn answer(request: RequestBuilder) -> Packed {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Packed { status, headers, bytes: response.bytes().await.expect("to the end").to_vec() }
}

async fn get(client: &Client, path: &str, accept_encoding: &str) -> Packed {
    answer(client.request(Method::GET, path).header("accept-encoding", accept_encoding)).await
}

impl Packed {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of ours is text"))
    }

    fn varies(&self) -> bool {
        self.headers.get_all("vary").into_iter().any(|value| value.to_str().expect("text").contains("accept-encoding"))
    }

    fn unpacked(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.header("content-encoding") {
            Some("gzip") => GzDecoder::new(&*self.bytes).read_to_end(&mut bytes).map(drop).expect("gzip to its end"),
            Some("zstd") => bytes = zstd::stream::decode_all(&*self.bytes).expect("zstd to its end"),
            other => panic!("packed as {other:?}"),
        }
        bytes
    }
}

#[tokio::test]
async fn what_is_large_comes_packed_to_who_asks_for_it() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 800).await;
    for path in ["", "/status", "/results", "/results?format=ndjson", "/results?format=csv"] {
        let path = format!("{JOBS}/{job}{path}");
        let plain = answer(client.request(Method::GET, &path)).await;
        assert_eq!((plain.status, plain.header("content-encoding"), plain.varies()), (200, None, true), "{path}");
        for (asked, coding) in [
            ("gzip", "gzip"),
            ("gzip, deflate, br", "gzip"),
            ("gzip, deflate, br, zstd", "zstd"),
            ("zstd;q=0.1, gzip;q=0.2", "gzip"),
            ("*", "zstd"),
        ] {
            let packed = get(client, &path, asked).await;
            assert_eq!((packed.status, packed.header("content-encoding")), (200, Some(coding)), "{path}, {asked}");
            assert!(packed.varies() && packed.header("content-length").is_none());
            assert_eq!(packed.header("content-type"), plain.header("content-type"));
            assert!(packed.bytes.len() < plain.bytes.len() / 4, "{} of {}", packed.bytes.len(), plain.bytes.len());
            assert!(packed.unpacked() == plain.bytes, "{path}, {asked}: another answer");
        }
        for asked in ["identity", "br", "gzip;q=0", "gzip;q=0.5, identity", "identity;q=0, *;q=0", ""] {
            let unpacked = get(client, &path, asked).await;
            assert_eq!((unpacked.status, unpacked.header("content-encoding"), unpacked.varies()), (200, None, true));
            assert!(unpacked.bytes == plain.bytes, "{path}, {asked}: another answer");
        }
    }
}

#[tokio::test]
async fn what_is_analysed_at_once_comes_packed_too() {
    let site = Site::start().await;
    let mut body = request(Dialogue { turns: 200, seed: 5 });
    body["include_conversation"] = true.into();
    let asked = site.client.request(Method::POST, "/v1/conversations").json(&body).header("accept-encoding", "zstd");
    let packed = answer(asked).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("zstd")));
    let document: serde_json::Value = serde_json::from_slice(&packed.unpacked()).expect("JSON");
    assert_eq!(document["conversation"]["talk_turns"].as_array().expect("turns").len(), 200);
}

#[tokio::test]
async fn what_is_small_refused_or_secret_comes_as_it_is() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.json", "file_size_bytes": 9, "content_type": "application/json" });
    let job = client.start_upload(&announced).await.job;
    client.request(Method::POST, &format!("{JOBS}/{job}/cancel")).send().await.expect("an answer");
    let small = get(client, &format!("{JOBS}/{job}"), "gzip, zstd").await;
    assert_eq!((small.status, small.header("content-encoding"), small.varies()), (200, None, false));
    let refused = get(client, &format!("{JOBS}/{job}/results"), "gzip, zstd").await;
    assert_eq!((refused.status, refused.header("content-encoding")), (409, None));
    let mut secret = client.token_request();
    secret["user_metadata"] = "a".repeat(5_000).into();
    let token = client.request(Method::POST, "/v1/token").json(&secret).header("accept-encoding", "gzip, zstd");
    let token = answer(token).await;
    assert_eq!((token.status, token.header("content-encoding")), (200, None));
    assert_eq!(token.header("cache-control"), Some("no-store"));
    assert!(token.bytes.len() > 5_000);
}

#[tokio::test]
async fn who_could_not_tell_where_it_ends_gets_what_has_a_length() {
    let site = Site::start().await;
    let job = kept(&site.client, 30).await;
    let old = head(&site.client, "GET", &format!("{JOBS}/{job}/results")).replace("HTTP/1.1", "HTTP/1.0");
    let mut wire = Wire::open(&site.client.url).await;
    wire.send(format!("{old}accept-encoding: gzip\r\n\r\n")).await;
    let said = wire.rest().await;
    assert!(said.starts_with("HTTP/1.0 200 OK\r\n") && said.ends_with("]}"), "{said}");
    assert!(said.contains("content-length: ") && !said.contains("content-encoding"), "{said}");
}

#[tokio::test]
async fn each_form_has_a_tag_of_its_own_that_is_known_again() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 500).await;
    let path = format!("{JOBS}/{job}/results");
    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "zstd"] {
        let etag = get(client, &path, coding).await.header("etag").expect("a tag").to_owned();
        assert!(etag.starts_with('"') && !tags.contains(&etag), "{etag}");
        let asked = client.request(Method::GET, &path).header("accept-encoding", coding);
        let again = answer(asked.header("if-none-match", &etag)).await;
        assert_eq!((again.status, again.header("etag"), again.bytes.len()), (304, Some(etag.as_str()), 0));
        tags.push(etag);
    }
    let stale = client.request(Method::GET, &path).header("accept-encoding", "gzip");
    let stale = answer(stale.header("if-none-match", "\"else-gzip\"")).await;
    assert_eq!((stale.status, stale.header("etag")), (200, Some(tags[1].as_str())));
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let site = Site::start().await;
    let job = kept(&site.client, 800).await;
    for path in ["", "/results", "/results?format=csv"] {
        let head = site.client.request(Method::HEAD, &format!("{JOBS}/{job}{path}")).header("accept-encoding", "gzip");
        let head = answer(head).await;
        assert_eq!((head.status, head.bytes.len(), head.header("content-encoding")), (200, 0, None));
    }
    let job = site.client.submit(&request(Dialogue { turns: 20, seed: 1 })).await;
    site.client.completed(&job, SOON).await;
}
