//! The adapter against servers on real sockets, most of them bad ones. Names lead where a test says.

mod answers;
mod certificates;
mod guard;
mod request;

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const MESSAGE: Message<'static> =
    Message { id: "msg_1", timestamp: 784_111_777, body: br#"{"type":"webhook.test","data":{}}"# };
const HASTY: Limits = Limits { attempt: Duration::from_millis(300), connect: Duration::from_millis(100) };

/// Each look-up has the next answer; one too many ends the test.
struct Script(Mutex<VecDeque<Vec<IpAddr>>>);

impl Script {
    fn new(answers: impl IntoIterator<Item = Vec<IpAddr>>) -> Self {
        Self(Mutex::new(answers.into_iter().collect()))
    }
}

#[async_trait]
impl Names for Script {
    async fn addresses(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(self.0.lock().expect("nobody panicked").pop_front().expect("a look-up that was meant"))
    }
}

fn http(reach: Reach, limits: Limits, names: Script) -> Http {
    Http { reach, names: Box::new(names), tls: connection::tls().expect("certificates"), limits }
}

/// Calls this machine without TLS.
async fn send(to: SocketAddr, limits: Limits) -> Answer {
    let endpoint = Endpoint::parse(&format!("http://{to}/hook"), Reach::Loopback).expect("an endpoint");
    let http = http(Reach::Loopback, limits, Script::new([]));
    http.send(&endpoint, &MESSAGE, &[Secret::new([1; 32])]).await
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((HERE, 0)).await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// A request's head and body.
async fn read_request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let (mut read, mut piece) = (Vec::new(), [0; 1024]);
    loop {
        let count = stream.read(&mut piece).await.expect("a request");
        assert!(count > 0, "a whole request");
        read.extend_from_slice(&piece[..count]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(read[..end].to_vec()).expect("a head is text");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.expect("a length").parse().expect("a number");
        if read.len() >= end + 4 + length {
            return (head, read.split_off(end + 4));
        }
    }
}

/// Answers one request, and keeps the connection until the other side ends it.
async fn answering(answer: impl Into<Vec<u8>>) -> SocketAddr {
    let (listener, address) = listen().await;
    let answer = answer.into();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        read_request(&mut stream).await;
        stream.write_all(&answer).await.expect("an answer is taken");
        let _ = stream.read(&mut [0]).await;
    });
    address
}
