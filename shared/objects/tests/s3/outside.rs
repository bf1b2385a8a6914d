//! What the parts service refuses, and how.

use crate::server::{self, Server};
use crate::suite::{HOUR, bytes};
use model::{Clock, SystemClock};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use objects::{Objects, PartAddress};
use reqwest::{Method, Response, StatusCode};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const BUCKET: &str = "colloquy-objects";

struct Outside {
    objects: Arc<dyn Objects>,
    s3: EmbeddedS3,
    origin: String,
    upload_id: String,
    http: reqwest::Client,
    _alive: (tempfile::TempDir, Server),
}

const KEY: &str = "uploads/one";

/// The service as it is behind `public_url`, or at its own address.
async fn outside(public_url: Option<&str>) -> Outside {
    let directory = tempfile::tempdir().expect("a folder");
    let (listener, origin) = server::listener().await;
    let public_url = public_url.unwrap_or(&origin);
    let settings = EmbeddedSettings::new(directory.path(), BUCKET, public_url, "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    let server = server::serve(listener, s3.parts_service());
    let objects = s3.objects();
    let upload_id = objects.open_upload(KEY, "text/plain").await.expect("an upload");
    Outside { objects, s3, origin, upload_id, http: reqwest::Client::new(), _alive: (directory, server) }
}

impl Outside {
    async fn url(&self, length: u64) -> String {
        let part = PartAddress { key: KEY, upload_id: &self.upload_id, number: 1 };
        self.objects.part_url(&part, length, SystemClock.now(), HOUR).await.expect("a URL").url
    }

    async fn put(&self, url: &str, header: Option<(&str, &str)>) -> Response {
        let request = self.http.put(url).body("body");
        let request = header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.expect("an answer")
    }

    async fn arrived(&self) -> usize {
        self.objects.parts(KEY, &self.upload_id).await.expect("a list").expect("known").len()
    }
}

async fn code(answer: Response) -> String {
    let text = answer.text().await.expect("a body");
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map(|(code, _)| code.to_owned()).unwrap_or(text)
}

#[tokio::test]
async fn every_answer_is_harmless_in_a_browser() {
    let s3 = outside(None).await;
    let url = s3.url(4).await;
    for answer in [s3.put(&url, None).await, s3.put(&s3.origin, None).await] {
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["content-disposition"], "attachment");
        assert_eq!(answer.headers()["content-security-policy"], "sandbox");
    }
}

#[tokio::test]
async fn nothing_but_put_is_a_method() {
    let s3 = outside(None).await;
    let url = s3.url(4).await;
    for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let answer = s3.http.request(method.clone(), &url).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.headers()["allow"], "PUT");
    }
}

#[tokio::test]
async fn nothing_but_a_signed_part_is_served() {
    let s3 = outside(None).await;
    let url = s3.url(4).await;
    let path = url.split('?').next().expect("a path");
    let mut refused = vec![path.to_owned(), format!("{}/{BUCKET}", s3.origin), format!("{url}&acl"), format!("{url}&")];
    let unsigned = format!("{path}?partNumber=1&uploadId={}", s3.upload_id);
    refused.extend([unsigned.clone(), format!("{unsigned}&x-id=UploadPart"), format!("{path}?uploads")]);
    for url in refused {
        let answer = s3.put(&url, None).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{url}");
        assert_eq!(code(answer).await, "AccessDenied", "{url}");
    }
    assert_eq!(s3.arrived().await, 0);
}

/// With our keys an object could be signed as well; it is not served all the same.
#[tokio::test]
async fn a_signed_object_is_not_served() {
    let s3 = outside(None).await;
    s3.objects.put("secret", "text/plain", "text".into()).await.expect("stored");
    let credentials = aws_credential_types::Credentials::from_keys("key", "secret", None);
    let config = aws_sdk_s3::config::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .region(aws_sdk_s3::config::Region::new("us-east-1"))
        .credentials_provider(credentials)
        .force_path_style(true)
        .request_checksum_calculation(aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired)
        .endpoint_url(&s3.origin);
    let client = aws_sdk_s3::Client::from_conf(config.build());
    let signing = || aws_sdk_s3::presigning::PresigningConfig::expires_in(HOUR).expect("an hour");
    let read = client.get_object().bucket(BUCKET).key("secret").presigned(signing()).await.expect("signed");
    let answer = s3.http.get(read.uri()).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    let write = client.put_object().bucket(BUCKET).key("secret").content_length(4).presigned(signing()).await;
    let answer = s3.put(write.expect("signed").uri(), None).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(s3.objects.size("secret").await.expect("an answer"), Some(4));
}

#[tokio::test]
async fn unsigned_amz_headers_are_refused() {
    let s3 = outside(None).await;
    let url = s3.url(4).await;
    for header in ["x-amz-copy-source", "x-amz-acl", "X-Amz-Content-Sha256", "x-amz-meta-a", "x-amz-security-token"] {
        let answer = s3.put(&url, Some((header, "/colloquy-objects/other"))).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{header}");
        assert_eq!(code(answer).await, "AccessDenied");
    }
    assert_eq!(s3.arrived().await, 0);
}

#[tokio::test]
async fn a_second_way_to_authenticate_is_refused() {
    let s3 = outside(None).await;
    let answer = s3.put(&s3.url(4).await, Some(("authorization", "Bearer token"))).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(s3.arrived().await, 0);
}

#[tokio::test]
async fn the_signed_host_is_the_configured_one_whatever_the_request_says() {
    let s3 = outside(None).await;
    let answer = s3.put(&s3.url(4).await, Some(("host", "attacker.example"))).await;
    assert_eq!(answer.status(), StatusCode::OK);

    for public in ["https://calls.example:8443", "https://calls.example", "http://calls.example:80"] {
        let s3 = outside(Some(public)).await;
        let url = s3.url(4).await;
        let here = url.replacen(public.trim_end_matches(":80"), &s3.origin, 1);
        assert!(here.starts_with(&format!("{}/{BUCKET}/", s3.origin)), "{url}");
        assert_eq!(s3.put(&here, None).await.status(), StatusCode::OK, "a proxy in front may change the host");
    }
}

#[tokio::test]
async fn a_url_signed_for_another_host_is_refused() {
    let (here, there) = (outside(None).await, outside(Some("http://elsewhere.example")).await);
    let part = PartAddress { key: KEY, upload_id: &here.upload_id, number: 1 };
    let signed = there.objects.part_url(&part, 4, SystemClock.now(), HOUR).await.expect("a URL");
    let url = signed.url.replacen("http://elsewhere.example", &here.origin, 1);
    let answer = here.put(&url, None).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(code(answer).await, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_body_of_unknown_length_is_refused() {
    let s3 = outside(None).await;
    let chunks = futures::stream::iter([Ok::<_, std::io::Error>("body")]);
    let url = s3.url(4).await;
    let answer = s3.http.put(url).body(reqwest::Body::wrap_stream(chunks)).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::LENGTH_REQUIRED);
    assert_eq!(s3.arrived().await, 0);
}

#[tokio::test]
async fn a_body_that_is_not_what_content_md5_says_is_refused() {
    let s3 = outside(None).await;
    let url = s3.url(4).await;
    let answer = s3.put(&url, Some(("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="))).await;
    assert_eq!(code(answer).await, "BadDigest");
    assert_eq!(s3.arrived().await, 0);
    let answer = s3.put(&url, Some(("content-md5", "hBotaJrYa9FhFEdFPCLG/A=="))).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

/// A server that answers and hangs up while the client sends is reported as a broken connection, not as its answer.
#[tokio::test]
async fn a_client_that_sends_it_all_before_it_reads_still_gets_its_answer() {
    let s3 = outside(None).await;
    let body = bytes(8 * 1024 * 1024, 1);
    let part = PartAddress { key: KEY, upload_id: &s3.upload_id, number: 1 };
    let long_ago = SystemClock.now().minus(2 * HOUR);
    let expired = s3.objects.part_url(&part, body.len() as u64, long_ago, HOUR).await.expect("a URL").url;
    let host = s3.origin.trim_start_matches("http://");
    for target in [expired.trim_start_matches(&s3.origin), "/not-signed"] {
        let mut socket = tokio::net::TcpStream::connect(host).await.expect("connected");
        let length = body.len();
        let head = format!("PUT {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.expect("sent");
        socket.write_all(&body).await.expect("all of it");
        let mut answer = [0; 12];
        socket.read_exact(&mut answer).await.expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 403");
    }
}

/// A client that asks first is told no before it sends anything.
#[tokio::test]
async fn a_client_that_asks_first_need_not_send_a_refused_body() {
    let s3 = outside(None).await;
    let host = s3.origin.trim_start_matches("http://");
    let mut socket = tokio::net::TcpStream::connect(host).await.expect("connected");
    let head = format!(
        "PUT /{BUCKET}/{KEY} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.expect("an answer and its end");
    assert!(answer.starts_with(b"HTTP/1.1 403"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn completing_again_gets_the_same_answer() {
    let s3 = outside(None).await;
    let etag = s3.put(&s3.url(4).await, None).await.headers()["etag"].to_str().expect("ASCII").to_owned();
    let parts = [objects::PartTag { number: 1, etag: etag.trim_matches('"').to_owned() }];
    for _ in 0..3 {
        let completed = s3.objects.complete_upload(KEY, &s3.upload_id, &parts).await.expect("an answer");
        assert_eq!(completed, objects::Completed::Done);
    }
    let others = [objects::PartTag { number: 2, etag: parts[0].etag.clone() }];
    let completed = s3.objects.complete_upload(KEY, &s3.upload_id, &others).await.expect("an answer");
    assert_eq!(completed, objects::Completed::NoSuchUpload);
    // Opened again, the directory still knows.
    drop(s3.s3);
}
