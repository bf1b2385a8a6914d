//! That no name and no answer leads to an address that may not be called.

use super::*;

/// Public, as nobody was ever given it: packets for it come to nothing.
const ELSEWHERE: IpAddr = IpAddr::V6(std::net::Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 1));

fn endpoint(scheme: &str, port: u16, reach: Reach) -> Endpoint {
    Endpoint::parse(&format!("{scheme}://rebound.test:{port}/"), reach).expect("an endpoint")
}

/// A connection that was made is there to be accepted, whether or not anybody waited for it.
fn untouched(listener: TcpListener) -> bool {
    let listener = listener.into_std().expect("a socket");
    matches!(listener.accept(), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

#[tokio::test]
async fn a_name_that_turns_to_this_machine_does_not_reach_it() {
    let (listener, address) = listen().await;
    let endpoint = endpoint("https", address.port(), Reach::Public);
    // Whoever looked twice in an attempt, once to check and once to connect, would get there with the second answer.
    let names = Script::new([vec![ELSEWHERE], vec![HERE], vec![HERE, ELSEWHERE], vec![]]);
    let http = http(Reach::Public, HASTY, names);
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(http.send(&endpoint, &MESSAGE, &[]).await);
    }
    let unreached = [Answer::Unreachable, Answer::TimedOut];
    assert!(unreached.contains(&answers[0]), "{answers:?}");
    assert_eq!(answers[1], Answer::ForbiddenAddress);
    assert!(unreached.contains(&answers[2]), "{answers:?}");
    assert_eq!(answers[3], Answer::Unreachable);
    assert!(untouched(listener));
}

#[tokio::test]
async fn where_it_may_the_same_name_reaches_this_machine() {
    let endpoint = endpoint("http", answering("HTTP/1.1 200 OK\r\n\r\n").await.port(), Reach::Loopback);
    // Without TLS the address elsewhere is not called, and the one on a private network never.
    let names = Script::new([vec![ELSEWHERE, "10.0.0.1".parse().expect("an address"), HERE]]);
    let http = http(Reach::Loopback, LIMITS, names);
    assert_eq!(http.send(&endpoint, &MESSAGE, &[]).await, Answer::Delivered(200));
}

#[tokio::test]
async fn without_tls_the_internet_is_forbidden() {
    let http = http(Reach::Private, LIMITS, Script::new([vec![ELSEWHERE]]));
    let endpoint = endpoint("http", 80, Reach::Private);
    assert_eq!(http.send(&endpoint, &MESSAGE, &[]).await, Answer::ForbiddenAddress);
}

#[tokio::test]
async fn the_sender_judges_for_itself() {
    let (listener, address) = listen().await;
    for scheme in ["http", "https"] {
        let endpoint = Endpoint::parse(&format!("{scheme}://{address}/"), Reach::Loopback).expect("an endpoint");
        let http = http(Reach::Public, LIMITS, Script::new([]));
        assert_eq!(http.send(&endpoint, &MESSAGE, &[]).await, Answer::ForbiddenAddress);
    }
    assert!(untouched(listener));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (listener, elsewhere) = listen().await;
    for status in [301, 302, 303, 307, 308] {
        let redirect = format!("HTTP/1.1 {status} Go\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n");
        let answer = send(answering(redirect).await, LIMITS).await;
        assert_eq!(answer, Answer::Refused { status, retry_after: None });
    }
    assert!(untouched(listener));
}

#[tokio::test]
async fn every_attempt_looks_the_name_up_and_connects_anew() {
    let (listener, address) = listen().await;
    let server = tokio::spawn(async move {
        let mut open = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            read_request(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).await.expect("an answer is taken");
            open.push(stream);
        }
        open.len()
    });
    let http = http(Reach::Loopback, LIMITS, Script::new([vec![HERE], vec![HERE]]));
    let endpoint = endpoint("http", address.port(), Reach::Loopback);
    for _ in 0..2 {
        assert_eq!(http.send(&endpoint, &MESSAGE, &[]).await, Answer::Delivered(200));
    }
    assert_eq!(timeout(Duration::from_secs(10), server).await.expect("two connections").expect("no panic"), 2);
}

#[tokio::test]
async fn an_address_that_does_not_answer_leaves_time_for_the_next() {
    let port = answering("HTTP/1.1 200 OK\r\n\r\n").await.port();
    // Nobody listens there.
    let other: IpAddr = "127.0.0.2".parse().expect("an address");
    let http = http(Reach::Loopback, LIMITS, Script::new([vec![other, HERE]]));
    let endpoint = endpoint("http", port, Reach::Loopback);
    assert_eq!(http.send(&endpoint, &MESSAGE, &[]).await, Answer::Delivered(200));
}

#[tokio::test]
async fn the_machine_itself_knows_its_own_name() {
    let addresses = System.addresses("localhost").await.expect("every machine has it");
    assert!(!addresses.is_empty() && addresses.iter().all(IpAddr::is_loopback), "{addresses:?}");
}
