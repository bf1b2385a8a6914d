//! What is told about an attempt, and that it ends.

use std::time::Instant;

use tokio::sync::oneshot;

use super::*;

async fn answer_to(head: &str) -> Answer {
    send(answering(format!("{head}\r\ncontent-length: 0\r\n\r\n")).await, LIMITS).await
}

fn refused(status: u16, seconds: Option<u64>) -> Answer {
    Answer::Refused { status, retry_after: seconds.map(Duration::from_secs) }
}

#[tokio::test]
async fn a_status_says_what_came_of_it() {
    for (head, expected) in [
        ("HTTP/1.1 200 OK", Answer::Delivered(200)),
        ("HTTP/1.0 204 No Content", Answer::Delivered(204)),
        ("HTTP/1.1 299 Odd", Answer::Delivered(299)),
        ("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK", Answer::Delivered(200)),
        ("HTTP/1.1 410 Gone", Answer::Gone),
        ("HTTP/1.1 304 Not Modified", refused(304, None)),
        ("HTTP/1.1 400 Bad Request", refused(400, None)),
        ("HTTP/1.1 429 Too Many Requests\r\nretry-after: 120", refused(429, Some(120))),
        ("HTTP/1.1 503 Service Unavailable\r\nretry-after: Sun, 06 Nov 1994 08:50:37 GMT", refused(503, Some(60))),
        ("HTTP/1.1 500 Internal Server Error\r\nretry-after: soon", refused(500, None)),
        ("HTTP/1.1 999 Odd", refused(999, None)),
    ] {
        assert_eq!(answer_to(head).await, expected, "{head}");
    }
}

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    for garbage in ["", "\0\u{1}\u{2}\r\n\r\n", "SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 20", "HTTP/1.1 99999 OK\r\n\r\n"] {
        let (listener, address) = listen().await;
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            read_request(&mut stream).await;
            // And the end of the connection.
            stream.write_all(garbage.as_bytes()).await.expect("an answer is taken");
        });
        assert_eq!(send(address, LIMITS).await, Answer::Unreachable, "{garbage:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nobody_is_reached() {
    let (listener, address) = listen().await;
    drop(listener);
    assert_eq!(send(address, LIMITS).await, Answer::Unreachable);
    // Whoever hangs up at once.
    let (listener, address) = listen().await;
    tokio::spawn(async move { drop(listener.accept().await) });
    assert_eq!(send(address, LIMITS).await, Answer::Unreachable);
}

/// Sends `first`, then `again` without an end; tells when the other side has had enough.
async fn endless(
    first: &'static str,
    again: impl Into<Vec<u8>>,
    pause: Duration,
) -> (SocketAddr, oneshot::Receiver<()>) {
    let (listener, address) = listen().await;
    let (ended, end) = oneshot::channel();
    let again = again.into();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        read_request(&mut stream).await;
        let mut taken = stream.write_all(first.as_bytes()).await;
        while taken.is_ok() {
            tokio::time::sleep(pause).await;
            taken = stream.write_all(&again).await;
        }
        let _ = ended.send(());
    });
    (address, end)
}

async fn ends(end: oneshot::Receiver<()>) {
    timeout(Duration::from_secs(10), end).await.expect("the connection ends").expect("it is told");
}

#[tokio::test]
async fn whoever_never_comes_to_an_end_is_left() {
    let drop_by_drop = Duration::from_millis(5);
    for (first, again, pause) in [
        ("", &b""[..], drop_by_drop),
        ("HTTP/1.1 200 OK\r\nx: ", b"y", drop_by_drop),
        ("HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", drop_by_drop),
    ] {
        let (address, _) = endless(first, again, pause).await;
        let begun = Instant::now();
        assert_eq!(send(address, HASTY).await, Answer::TimedOut, "{first}");
        let took = begun.elapsed();
        assert!(took >= HASTY.attempt && took < Duration::from_secs(5), "{first} {took:?}");
    }
}

#[tokio::test]
async fn a_silent_connection_is_given_up_and_closed() {
    let (listener, address) = listen().await;
    let held = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        read_request(&mut stream).await;
        stream.read(&mut [0]).await
    });
    assert_eq!(send(address, HASTY).await, Answer::TimedOut);
    let end = timeout(Duration::from_secs(10), held).await.expect("the connection ends").expect("no panic");
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
}

#[tokio::test]
async fn a_head_without_an_end_is_not_held() {
    for again in ["y".repeat(4096), "a: b\r\n".repeat(64)] {
        let (address, end) = endless("HTTP/1.1 200 OK\r\nx: y\r\n", again, Duration::ZERO).await;
        assert_eq!(send(address, LIMITS).await, Answer::Unreachable);
        ends(end).await;
    }
}

#[tokio::test]
async fn a_body_without_an_end_is_not_read() {
    for first in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1099511627776\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFF\r\n",
    ] {
        let (address, end) = endless(first, "x".repeat(65_536), Duration::ZERO).await;
        assert_eq!(send(address, LIMITS).await, Answer::Delivered(200), "{first}");
        ends(end).await;
    }
    // A body that never comes is not waited for.
    let (address, _) =
        endless("HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\n", b"", Duration::from_millis(5)).await;
    assert_eq!(send(address, LIMITS).await, Answer::Delivered(201));
}
