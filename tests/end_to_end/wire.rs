//! A socket and bytes of our choice: for what no proper client sends.

use std::time::Duration;

use tests::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than the server may leave us waiting, whatever we send.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) async fn open(url: &str) -> Self {
        let address = url.strip_prefix("http://").expect("the server speaks plain HTTP");
        Self(TcpStream::connect(address).await.expect("the server accepts"))
    }

    /// Sends bytes; `false` once the server has closed.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        timeout(PATIENCE, self.0.write_all(bytes.as_ref())).await.expect("the server reads or closes").is_ok()
    }

    /// Sends these bytes again and again until the server takes no more; how often they were sent whole.
    pub(crate) async fn fill(&mut self, bytes: &[u8]) -> usize {
        let mut times = 0;
        while timeout(Duration::from_millis(500), self.0.write_all(bytes)).await.is_ok_and(|sent| sent.is_ok()) {
            times += 1;
        }
        times
    }

    /// Whether the server has closed, which shows without a read: this side of the connection is not as it was.
    pub(crate) fn is_let_go(&self) -> bool {
        const ESTABLISHED: &str = "01";
        let port = format!(":{:04X}", self.0.local_addr().expect("it is connected").port());
        let connections = std::fs::read_to_string("/proc/net/tcp").expect("the system tells");
        let mut states = connections.lines().filter_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            words.next().filter(|here| here.ends_with(&port)).and(words.nth(1))
        });
        !states.any(|state| state == ESTABLISHED)
    }

    /// All that the server says until it closes.
    pub(crate) async fn rest(self) -> String {
        self.rest_within(PATIENCE).await
    }

    pub(crate) async fn rest_within(self, patience: Duration) -> String {
        String::from_utf8(self.raw_within(patience).await).expect("what the server says is text")
    }

    /// The same, where it may not be text.
    pub(crate) async fn raw(self) -> Vec<u8> {
        self.raw_within(PATIENCE).await
    }

    async fn raw_within(mut self, patience: Duration) -> Vec<u8> {
        let mut said = Vec::new();
        // A reset after the answer is a way to close.
        let _ = timeout(patience, self.0.read_to_end(&mut said)).await.expect("the server answers and closes");
        said
    }
}

/// The head of a request with this client's token, up to its last header, that closes the connection when it is done.
pub(crate) fn head(client: &Client, method: &str, path: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nmpathic-id: {}\r\nauthorization: Bearer {}\r\n",
        client.mpathic_id, client.token
    )
}

/// Sends bytes on a connection of their own; the statuses of all answers to them.
pub(crate) async fn statuses(url: &str, bytes: impl AsRef<[u8]>) -> Vec<u16> {
    let mut wire = Wire::open(url).await;
    wire.send(bytes).await;
    statuses_of(&wire.rest().await)
}

/// The status of every answer in what a server said.
pub(crate) fn statuses_of(said: &str) -> Vec<u16> {
    let statuses: Vec<u16> =
        said.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().expect("a status has three digits")).collect();
    assert!(statuses.iter().all(|&status| status < 500), "{said}");
    statuses
}
