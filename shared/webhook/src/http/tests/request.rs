//! What a receiver gets to see.

use super::*;

#[tokio::test]
async fn a_receiver_gets_the_body_and_three_headers_to_verify_it_with() {
    let (listener, address) = listen().await;
    let received = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let request = read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.expect("an answer is taken");
        request
    });
    let url = format!("http://hooks.test:{}/a%20b/ü?c=d|{{e}}&f", address.port());
    let endpoint = Endpoint::parse(&url, Reach::Loopback).expect("an endpoint");
    let secrets = [Secret::new([1; 32]), Secret::new([2; 32])];
    let http = http(Reach::Loopback, LIMITS, Script::new([vec![HERE]]));
    assert_eq!(http.send(&endpoint, &MESSAGE, &secrets).await, Answer::Delivered(204));

    let (head, body) = received.await.expect("a request");
    assert_eq!(body, MESSAGE.body);
    let mut lines: Vec<&str> = head.lines().collect();
    assert_eq!(lines.remove(0), "POST /a%20b/%C3%BC?c=d|{e}&f HTTP/1.1");
    lines.sort_unstable();
    let (host, signature) = (format!("host: hooks.test:{}", address.port()), MESSAGE.signature(&secrets));
    assert_eq!(
        lines,
        [
            "connection: close",
            "content-length: 33",
            "content-type: application/json",
            &host,
            "user-agent: colloquy",
            "webhook-id: msg_1",
            &format!("webhook-signature: {signature}"),
            "webhook-timestamp: 784111777",
        ]
    );
    assert_eq!(signature.split(' ').filter(|one| one.starts_with("v1,")).count(), 2);
}
