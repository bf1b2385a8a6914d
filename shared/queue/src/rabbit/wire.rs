//! One connection to the broker, whose socket stays in our hands.
//!
//! What must stay true: a wire that is dropped, or that was given up before it was made, leaves no thread and no socket
//! behind. `lapin` runs each connection in a thread of its own, which waits for as long as the other side keeps the
//! socket open, also when whoever asked for the connection has gone; a stopped broker would collect them. So every
//! socket is cut from here, whatever state `lapin` thinks it is in.

use std::io;
use std::net::Shutdown;
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lapin::tcp::{AsyncTcpStream, TLSConfig};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Channel, Connection, ConnectionProperties};
use tokio_util::sync::CancellationToken;

use super::broken::Broken;

/// From the name look-up to the broker's last word of the handshake.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// One request and its answer on an open connection.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A good-bye.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Seconds. A silent peer is given up after twice this.
const HEARTBEAT: u16 = 10;
/// Bytes. A ticket has 50; the buffers of a connection are a multiple of this.
const FRAME_MAX: u32 = 16 << 10;

pub(super) struct Wire {
    pub(super) connection: Connection,
    _cord: Cord,
}

impl Wire {
    /// Connects; `name` is what the broker's own tools show.
    pub(super) async fn open(uri: &AMQPUri, name: &str) -> Result<Self, Broken> {
        let cord = Cord::default();
        let socket = cord.0.clone();
        let options = ConnectionProperties::default().with_connection_name(name.into());
        let connect = Connection::connector(
            uri.clone(),
            lapin::runtime::default_runtime().map_err(Broken::Lost)?,
            async move |uri: AMQPUri, runtime| {
                let reach = async {
                    let address = (uri.authority.host.clone(), uri.authority.port);
                    let stream = AsyncTcpStream::connect(&runtime, runtime.to_socket_addrs(address)).await?;
                    if let AsyncTcpStream::Plain(plain) = &stream {
                        socket.hold(plain.get_ref())?;
                    }
                    match uri.scheme {
                        AMQPScheme::AMQP => Ok(stream),
                        AMQPScheme::AMQPS => stream.into_tls(&uri.authority.host, TLSConfig::default()).await,
                    }
                };
                tokio::select! {
                    stream = reach => Ok(stream?),
                    () = socket.cut.cancelled() => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
                }
            },
            options,
        );
        let connected = tokio::time::timeout(CONNECT_WITHIN, connect).await;
        let connection = connected.map_err(|_| Broken::Silent("the connection was not answered"))??;
        Ok(Self { connection, _cord: cord })
    }

    pub(super) async fn channel(&self) -> Result<Channel, Broken> {
        answered(self.connection.create_channel()).await
    }

    /// Says good-bye, and what is still unsaid before it.
    pub(super) async fn close(self) {
        // The cord is cut either way, so an unanswered good-bye needs nothing more.
        let _ = tokio::time::timeout(CLOSE_WITHIN, self.connection.close(200, "OK".into())).await;
    }
}

/// An unanswered request is a broken connection.
pub(super) async fn answered<T>(request: impl Future<Output = lapin::Result<T>>) -> Result<T, Broken> {
    let answer = tokio::time::timeout(ANSWER_WITHIN, request).await;
    Ok(answer.map_err(|_| Broken::Silent("a request was not answered"))??)
}

/// Reads a broker's URL, with our heartbeat and frame size where it has none of its own.
pub(super) fn read_url(url: &str) -> Option<AMQPUri> {
    let mut uri: AMQPUri = url.parse().ok()?;
    // An IPv6 literal is read as no host at all, which would mean this machine.
    if let Some((_, rest)) = url.split_once('[')
        && let Some((literal, _)) = rest.split_once(']')
    {
        uri.authority.host = literal.parse::<std::net::Ipv6Addr>().ok()?.to_string();
    }
    uri.query.heartbeat.get_or_insert(HEARTBEAT);
    uri.query.frame_max.get_or_insert(FRAME_MAX);
    Some(uri)
}

/// Cuts the socket when it is dropped.
#[derive(Default)]
struct Cord(Arc<Socket>);

impl Drop for Cord {
    fn drop(&mut self) {
        self.0.cut.cancel();
        if let Some(socket) = self.0.take() {
            // It may be closed already; then there is nothing to cut.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

/// A second handle on a connection's socket, and whether it is to be cut.
#[derive(Default)]
struct Socket {
    cut: CancellationToken,
    handle: Mutex<Option<std::net::TcpStream>>,
}

impl Socket {
    fn hold(&self, stream: &tokio::net::TcpStream) -> io::Result<()> {
        let handle = std::net::TcpStream::from(stream.as_fd().try_clone_to_owned()?);
        *self.handle.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
        // Cut between connecting and now: nobody else would.
        if self.cut.is_cancelled() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }

    fn take(&self) -> Option<std::net::TcpStream> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[test]
    fn urls_are_read_with_our_defaults() {
        let uri = read_url("amqps://who:secret@broker.example/%2fx").expect("a good URL");
        assert_eq!(
            (uri.authority.host.as_str(), uri.authority.port, uri.vhost.as_str()),
            ("broker.example", 5671, "/x")
        );
        assert_eq!((uri.query.heartbeat, uri.query.frame_max), (Some(HEARTBEAT), Some(FRAME_MAX)));
        assert_eq!(read_url("amqp://h?heartbeat=30").expect("a good URL").query.heartbeat, Some(30));
        assert_eq!(read_url("amqp://u:p@[::1]:5673/%2f").expect("a good URL").authority.host, "::1");
        assert_eq!(read_url("amqp://127.0.0.1:25672").expect("a good URL").authority.host, "127.0.0.1");
        for bad in ["", "broker.example:5672", "http://broker.example", "amqp://[::g]/", "amqp://h?heartbeat=often"] {
            assert!(read_url(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn an_attempt_that_was_given_up_closes_its_socket() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = silent.local_addr().expect("bound").port();
        let uri = read_url(&format!("amqp://127.0.0.1:{port}")).expect("a good URL");
        let attempt = tokio::spawn(async move { Wire::open(&uri, "test").await.err() });
        let (mut socket, _) = silent.accept().await.expect("accepted");
        let mut header = [0; 8];
        socket.read_exact(&mut header).await.expect("the protocol header");
        attempt.abort();
        let end = tokio::time::timeout(ANSWER_WITHIN, socket.read(&mut header)).await.expect("soon");
        assert_eq!(end.expect("closed in order"), 0);
    }
}
