//! Requests that are not quite HTTP.

use crate::site::Site;
use crate::wire::{head, statuses};

#[tokio::test]
async fn where_a_request_ends_is_never_a_guess() {
    let site = Site::start().await;
    let client = &site.client;
    let url = &client.url;
    let hidden = "GET /healthz/live HTTP/1.1\r\nhost: x\r\n\r\n";
    let post = head(client, "POST", "/v1/token").replace("connection: close\r\n", "");
    for framing in [
        "content-length: 2\r\ncontent-length: 40\r\n",
        "content-length: 2, 40\r\n",
        "content-length: -2\r\n",
        "content-length: +2\r\n",
        "content-length: 0x2\r\n",
        "content-length: 2 2\r\n",
        "content-length: 99999999999999999999\r\n",
        "content-length: \r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: gzip\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "content-length : 2\r\n",
        "content-\0length: 2\r\n",
        " content-length: 2\r\n",
    ] {
        let statuses = statuses(url, format!("{post}{framing}\r\n{{}}{hidden}")).await;
        assert!(matches!(statuses[..], [400..=499]), "{framing:?}: {statuses:?}");
    }
    // Both ways to say it: the chunks count, and nothing that follows is a request of its own.
    for framing in
        ["content-length: 5\r\ntransfer-encoding: chunked\r\n", "transfer-encoding: chunked\r\ncontent-length: 60\r\n"]
    {
        let close = head(client, "POST", "/v1/token");
        let statuses = statuses(url, format!("{close}{framing}\r\n2\r\n{{}}\r\n0\r\n\r\n{hidden}")).await;
        assert_eq!(statuses, [400], "{framing:?}");
    }
    // Broken chunks.
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "ffffffffffffffffff\r\n",
        "2\r\n{}x",
        "2;kanarienvogel\r\n{}\r\n0\r\nkanarienvogel\r\n\r\n",
    ] {
        let close = head(client, "POST", "/v1/token");
        let statuses = statuses(url, format!("{close}transfer-encoding: chunked\r\n\r\n{chunks}")).await;
        assert!(matches!(statuses[..], [] | [400]), "{chunks:?}: {statuses:?}");
    }
    // Two requests in one go are two requests.
    let close = "GET /healthz/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert_eq!(statuses(url, format!("{hidden}{close}")).await, [200, 200]);
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_no_http_is_refused_or_closed() {
    let site = Site::start().await;
    let url = &site.client.url;
    let many = "x-y: z\r\n".repeat(200);
    let long = "k".repeat(1 << 20);
    for (bytes, expected) in [
        (format!("GET / HTTP/1.1\r\nx: {long}\r\n\r\n"), &[431][..]),
        (format!("GET / HTTP/1.1\r\n{many}\r\n"), &[431]),
        (format!("GET /{long} HTTP/1.1\r\n\r\n"), &[414, 431]),
        ("GET / HTTP/3.7\r\n\r\n".to_owned(), &[400, 505]),
        ("G\0T / HTTP/1.1\r\n\r\n".to_owned(), &[400]),
        ("GET / /x HTTP/1.1\r\n\r\n".to_owned(), &[400]),
        ("GET /\u{e9} HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), &[400, 404]),
        ("GET / HTTP/1.1\r\nx\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.1\r\nx: a\0b\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.1\r\nx: a\r\n folded: b\r\n\r\n".to_owned(), &[400]),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(), &[400]),
    ] {
        let statuses = statuses(url, &bytes).await;
        let [status] = statuses[..] else { panic!("{:?}: {statuses:?}", &bytes[..bytes.len().min(40)]) };
        assert!(expected.contains(&status), "{:?}: {status}", &bytes[..bytes.len().min(40)]);
    }
    site.unharmed().await;
}
