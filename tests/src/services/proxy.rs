//! A network that can be broken: forwards bytes to a service, or does what networks do.
//!
//! Runs on a thread of its own, so that a test that waits never keeps it from breaking something.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Url;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::process::free_port;

/// What happens to connections, those that are open included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Pass,
    /// Open connections are reset, new ones refused: nobody listens.
    Refuse,
    /// A connection is reset when this many bytes have passed in either direction, counted from its beginning or from
    /// the change to this mode.
    CutAfter(u64),
    /// Every chunk of bytes waits this long, in both directions.
    Delay(Duration),
    /// Connections are taken and kept, and no byte passes.
    Blackhole,
    /// Every HTTP request is read to its end and answered with this status and no body; the service hears nothing.
    Answer(u16),
}

pub struct Proxy {
    port: u16,
    mode: watch::Sender<Mode>,
    connections: Arc<AtomicU64>,
    heard: Heard,
    runtime: Option<Runtime>,
}

/// What has passed, either way, where somebody wants to know.
type Heard = Option<Arc<Mutex<Vec<u8>>>>;

impl Proxy {
    /// Before the service that this URL names (`http`, `amqp` or `postgres`, with its port), passing everything.
    pub fn before(url: &str) -> Self {
        Self::with(url, None)
    }

    /// One that remembers every byte.
    pub fn listening(url: &str) -> Self {
        Self::with(url, Some(Arc::default()))
    }

    fn with(url: &str, heard: Heard) -> Self {
        let url: Url = url.parse().expect("a URL");
        let target = format!("{}:{}", url.host_str().expect("a host"), url.port_or_known_default().expect("a port"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let port = free_port();
        let (mode, seen) = watch::channel(Mode::Pass);
        let connections = Arc::new(AtomicU64::new(0));
        // Listening before anybody is told: the kernel keeps who comes before the first accept.
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free");
        listener.set_nonblocking(true).expect("a socket can be so");
        runtime.spawn(listen(listener, target, seen, connections.clone(), heard.clone()));
        Self { port, mode, connections, heard, runtime: Some(runtime) }
    }

    /// Every byte that has passed so far, of a proxy that remembers.
    pub fn heard(&self) -> Vec<u8> {
        self.heard.as_ref().expect("it remembers").lock().expect("no holder panics").clone()
    }

    /// The URL with this proxy in the place of the service.
    pub fn url(&self, service: &str) -> String {
        let mut url: Url = service.parse().expect("a URL");
        url.set_host(Some("127.0.0.1")).expect("a URL with a host");
        url.set_port(Some(self.port)).expect("a URL with a port");
        let text = url.to_string();
        // An endpoint has no path, which the parser would add.
        if service.ends_with('/') { text } else { text.trim_end_matches('/').to_owned() }
    }

    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// How many connections have come so far.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // A plain drop would wait, which a test's own runtime forbids.
        self.runtime.take().expect("it is there until now").shutdown_background();
    }
}

async fn listen(
    first: std::net::TcpListener,
    target: String,
    mut mode: watch::Receiver<Mode>,
    connections: Arc<AtomicU64>,
    heard: Heard,
) {
    let address = first.local_addr().expect("it is bound");
    let mut listener = Some(TcpListener::from_std(first).expect("a listener"));
    loop {
        match &listener {
            Some(open) => tokio::select! {
                accepted = open.accept() => {
                    let (client, _) = accepted.expect("a connection");
                    connections.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(carry(client, target.clone(), mode.clone(), heard.clone()));
                }
                changed = mode.changed() => if changed.is_err() { return },
            },
            None => {
                if mode.changed().await.is_err() {
                    return;
                }
            }
        }
        if *mode.borrow_and_update() == Mode::Refuse {
            listener = None;
        } else if listener.is_none() {
            listener = Some(again(address).await);
        }
    }
}

async fn again(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            // The one that was closed may not be gone yet.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// One connection, until a side ends it or the mode does.
async fn carry(mut client: TcpStream, target: String, mode: watch::Receiver<Mode>, heard: Heard) {
    let now = *mode.borrow();
    if let Mode::Answer(status) = now {
        answer(client, status).await;
        return;
    }
    let Ok(mut server) = TcpStream::connect(target).await else { return };
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let there = pump(from_client, to_server, mode.clone(), &heard);
    let ended = tokio::try_join!(there, pump(from_server, to_client, mode, &heard));
    if ended.is_err() {
        // A reset, not an end that could be taken for the whole.
        for socket in [&client, &server] {
            let _ = socket.set_zero_linger();
        }
    }
}

/// The connection is to be reset.
struct Cut;

/// Moves bytes in one direction to their end.
async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut mode: watch::Receiver<Mode>,
    heard: &Heard,
) -> Result<(), Cut> {
    let mut passed = 0;
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let now = *mode.borrow_and_update();
        let room = match now {
            Mode::Refuse | Mode::Answer(_) => return Err(Cut),
            Mode::Blackhole => {
                mode.changed().await.map_err(|_| Cut)?;
                passed = 0;
                continue;
            }
            Mode::CutAfter(limit) if passed >= limit => return Err(Cut),
            Mode::CutAfter(limit) => usize::try_from(limit - passed).unwrap_or(usize::MAX).min(chunk.len()),
            Mode::Pass | Mode::Delay(_) => chunk.len(),
        };
        let read = tokio::select! {
            biased;
            changed = mode.changed() => {
                changed.map_err(|_| Cut)?;
                passed = 0;
                continue;
            }
            read = from.read(&mut chunk[..room]) => read.map_err(|_| Cut)?,
        };
        if let Mode::Delay(wait) = now {
            tokio::time::sleep(wait).await;
        }
        if read == 0 {
            return to.shutdown().await.map_err(|_| Cut);
        }
        if let Some(heard) = heard {
            heard.lock().expect("no holder panics").extend_from_slice(&chunk[..read]);
        }
        to.write_all(&chunk[..read]).await.map_err(|_| Cut)?;
        passed += read as u64;
    }
}

/// Reads one request and answers it; whoever has more to ask comes again.
async fn answer(mut client: TcpStream, status: u16) {
    let mut said = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    let mut missing = None;
    while missing != Some(0) {
        let Ok(read @ 1..) = client.read(&mut chunk).await else { return };
        missing = if let Some(bytes) = missing {
            Some(u64::saturating_sub(bytes, read as u64))
        } else {
            said.extend_from_slice(&chunk[..read]);
            rest(&said)
        };
    }
    let answer = format!("HTTP/1.1 {status} Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = client.write_all(answer.as_bytes()).await;
    let _ = client.shutdown().await;
}

/// How many bytes of its body a request has still to send; `None` while its head is not whole.
fn rest(said: &[u8]) -> Option<u64> {
    let end = said.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&said[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: u64 = length.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    Some(length.saturating_sub((said.len() - end) as u64))
}
