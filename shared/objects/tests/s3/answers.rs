//! What the client makes of a server's answers, whatever server that is.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::server::{self, Server};
use crate::suite::HOUR;
use bytes::Bytes;
use futures::TryStreamExt;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use objects::embedded::AnswerBody;
use objects::{Completed, Error, Objects, PartTag, S3Credentials, S3Objects, S3Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A client whose server always says this, and how often it was asked.
async fn always(status: u16, body: &'static str) -> (S3Objects, Arc<AtomicUsize>, Server) {
    let (listener, endpoint) = server::listener().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let service = tower::service_fn(move |request: Request<Incoming>| {
        count.fetch_add(1, Ordering::SeqCst);
        async move {
            request.into_body().collect().await.expect("a whole request");
            let body = Full::new(Bytes::from_static(body.as_bytes())).map_err(Into::into).boxed_unsync();
            Ok::<Response<AnswerBody>, Infallible>(
                Response::builder().status(status).body(body).expect("a plain answer"),
            )
        }
    });
    (S3Objects::new(settings(endpoint)), asked, server::serve(listener, service))
}

fn settings(endpoint: String) -> S3Settings {
    S3Settings {
        endpoint: Some(endpoint),
        public_endpoint: None,
        bucket: "bucket".to_owned(),
        region: "us-east-1".to_owned(),
        credentials: S3Credentials {
            access_key: "key".to_owned(),
            secret_key: "secret".to_owned(),
            session_token: None,
            expires_at: None,
        },
        path_style: true,
    }
}

fn said(code: &str) -> &'static str {
    format!("<Error><Code>{code}</Code><Message>m</Message></Error>").leak()
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Unavailable { .. } => "unavailable",
        Error::Full => "full",
        Error::Refused { .. } => "refused",
    }
}

#[tokio::test]
async fn failures_are_told_apart() {
    for (status, code, expected, attempts) in [
        (507, "InsufficientStorage", "full", 1),
        (507, "Whatever", "full", 1),
        (403, "QuotaExceeded", "full", 1),
        (403, "AccessDenied", "refused", 1),
        (403, "SignatureDoesNotMatch", "refused", 1),
        (400, "InvalidRequest", "refused", 1),
        (404, "NoSuchBucket", "unavailable", 1),
        (500, "InternalError", "unavailable", 3),
        (503, "SlowDown", "unavailable", 3),
        (503, "ServiceUnavailable", "unavailable", 3),
    ] {
        let (s3, asked, _server) = always(status, said(code)).await;
        let error = s3.put("key", "text/plain", Bytes::from_static(b"body")).await.expect_err("a failure");
        assert_eq!(kind(&error), expected, "{status} {code}");
        assert_eq!(asked.load(Ordering::SeqCst), attempts, "{status} {code}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let (listener, endpoint) = server::listener().await;
    drop(listener);
    let s3 = S3Objects::new(settings(endpoint));
    assert_eq!(kind(&s3.reachable().await.expect_err("nobody there")), "unavailable");
    assert_eq!(kind(&s3.size("key").await.expect_err("nobody there")), "unavailable");
}

#[tokio::test]
async fn a_missing_bucket_is_not_a_missing_object() {
    let (s3, _, _server) = always(404, said("NoSuchBucket")).await;
    assert_eq!(kind(&s3.read("key", 0).await.err().expect("a failure")), "unavailable");
    assert_eq!(kind(&s3.list("", None).await.expect_err("a failure")), "unavailable");
    assert_eq!(kind(&s3.reachable().await.expect_err("a failure")), "unavailable");
}

/// A completion takes so long that S3 answers 200 before it knows.
#[tokio::test]
async fn an_error_in_a_200_is_an_error() {
    let parts = [PartTag { number: 1, etag: "e".to_owned() }];
    for (code, expected) in [("InvalidPart", Completed::Refused), ("NoSuchUpload", Completed::NoSuchUpload)] {
        let (s3, _, _server) = always(200, said(code)).await;
        assert_eq!(s3.complete_upload("key", "id", &parts).await.expect("an answer"), expected);
    }
    let (s3, _, _server) = always(200, said("InternalError")).await;
    assert_eq!(kind(&s3.complete_upload("key", "id", &parts).await.expect_err("a failure")), "unavailable");
}

#[tokio::test]
async fn a_body_that_is_cut_is_not_a_shorter_object() {
    let (listener, endpoint) = server::listener().await;
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 4096];
            assert_ne!(socket.read(&mut request).await.expect("a request"), 0);
            socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf").await.expect("sent");
        }
    });
    let s3 = S3Objects::new(settings(endpoint));
    let chunks = s3.read("key", 0).await.expect("an answer").expect("there");
    let read: Result<Vec<Bytes>, Error> = chunks.try_collect().await;
    assert_eq!(kind(&read.expect_err("a failure")), "unavailable");
    assert_eq!(kind(&s3.read_range("key", 0, 8).await.expect_err("a failure")), "unavailable");
}

#[tokio::test]
async fn no_url_outlives_the_credentials() {
    use model::Timestamp;
    use std::time::Duration;
    let now = Timestamp(1_790_000_000_000_000);
    let mut settings = settings("http://host".to_owned());
    settings.credentials.session_token = Some("token".to_owned());
    settings.credentials.expires_at = Some(now.plus(Duration::from_secs(90)));
    let s3 = S3Objects::new(settings);
    let part = objects::PartAddress { key: "key", upload_id: "id", number: 1 };
    let signed = s3.part_url(&part, 1, now, HOUR).await.expect("a URL");
    assert_eq!(signed.expires_at, now.plus(Duration::from_secs(90)));
    assert!(signed.url.contains("X-Amz-Expires=90&") && signed.url.contains("X-Amz-Security-Token=token"));
    let late = now.plus(Duration::from_secs(90));
    assert!(matches!(s3.part_url(&part, 1, late, HOUR).await, Err(Error::Refused { .. })));
}

#[tokio::test]
async fn part_urls_are_for_the_public_endpoint() {
    let mut settings = settings("http://internal:9000".to_owned());
    settings.public_endpoint = Some("https://files.example".to_owned());
    let s3 = S3Objects::new(settings);
    let part = objects::PartAddress { key: "a key", upload_id: "id", number: 1 };
    let signed = s3.part_url(&part, 1, model::Timestamp(1_790_000_000_000_000), HOUR).await.expect("a URL");
    assert!(signed.url.starts_with("https://files.example/bucket/a%20key?"), "{}", signed.url);
}

#[test]
fn settings_keep_their_secrets() {
    let shown = format!("{:?}", settings("http://host".to_owned()));
    assert!(!shown.contains("\"secret\""), "{shown}");
}
