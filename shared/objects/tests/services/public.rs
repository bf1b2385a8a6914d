//! The same bucket under another name outside: part URLs are for that name, and for no other.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpStream};

use crate::suite::Target;
use crate::{setting, settings, target};

/// Forwards to the S3, which hears the host that the client asked for. Returns the endpoint that clients outside see.
async fn outside() -> String {
    let inside = reqwest::Url::parse(&setting("TEST_S3_ENDPOINT")).expect("a URL");
    assert_eq!(inside.scheme(), "http", "what is forwarded is forwarded as it is");
    let address = format!("{}:{}", inside.host_str().expect("a host"), inside.port_or_known_default().expect("a port"));
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let address = address.clone();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(address).await.expect("the S3 is there");
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    format!("http://localhost:{port}")
}

async fn put(s3: &Target, url: &str) -> u16 {
    s3.http.put(url).body("body").send().await.expect("an answer").status().as_u16()
}

async fn arrived(s3: &Target, key: &str, id: &str) -> usize {
    s3.objects.parts(key, id).await.expect("a list").expect("known").len()
}

#[tokio::test]
async fn part_urls_are_for_the_public_endpoint_and_for_no_other() {
    let (inside, outside) = (setting("TEST_S3_ENDPOINT"), outside().await);
    let s3 = target(settings(Some(outside.clone())));
    let key = s3.key("public");
    let id = s3.open(&key).await;
    let url = s3.url(&key, &id, 1, 4).await;
    assert!(url.starts_with(&format!("{outside}/")), "{url}");

    let elsewhere = url.replacen(&outside, inside.trim_end_matches('/'), 1);
    assert_ne!(elsewhere, url);
    assert_eq!(put(&s3, &elsewhere).await, 403, "the host is signed");
    assert_eq!(arrived(&s3, &key, &id).await, 0);

    assert_eq!(put(&s3, &url).await, 200);
    assert_eq!(arrived(&s3, &key, &id).await, 1);
    s3.objects.abort_upload(&key, &id).await.expect("aborted");
}

#[tokio::test]
async fn a_url_for_the_inner_endpoint_is_refused_outside() {
    let (inside, outside) = (setting("TEST_S3_ENDPOINT"), outside().await);
    let s3 = target(settings(None));
    let key = s3.key("inner");
    let id = s3.open(&key).await;
    let url = s3.url(&key, &id, 1, 4).await;
    assert_eq!(put(&s3, &url.replacen(inside.trim_end_matches('/'), &outside, 1)).await, 403);
    assert_eq!(arrived(&s3, &key, &id).await, 0);
    s3.objects.abort_upload(&key, &id).await.expect("aborted");
}
