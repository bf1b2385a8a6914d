//! A wire to the broker that can be cut, or go silent without being cut.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Through,
    /// Everything stays open, nothing passes.
    Silent,
    /// Nothing stays open.
    Cut,
}

pub(crate) struct Proxy {
    pub(crate) url: String,
    mode: watch::Sender<Mode>,
    /// How many wires are open.
    pub(crate) open: watch::Receiver<usize>,
    /// How many there have been.
    pub(crate) made: watch::Receiver<usize>,
    _tasks: JoinSet<()>,
}

impl Proxy {
    pub(crate) async fn to(broker: &str) -> Self {
        let broker: lapin::uri::AMQPUri = broker.parse().expect("a broker's URL");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut here = broker.clone();
        here.authority.host = "127.0.0.1".into();
        here.authority.port = listener.local_addr().expect("bound").port();
        let (mode, modes) = watch::channel(Mode::Through);
        let (opened, open) = watch::channel(0);
        let (making, made) = watch::channel(0);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut wires = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.expect("accepted");
                making.send_modify(|made| *made += 1);
                let (address, modes) = ((broker.authority.host.clone(), broker.authority.port), modes.clone());
                let opened = opened.clone();
                wires.spawn(async move {
                    let Ok(server) = TcpStream::connect(address).await else { return };
                    opened.send_modify(|open| *open += 1);
                    let ((from_client, to_client), (from_server, to_server)) =
                        (client.into_split(), server.into_split());
                    tokio::join!(pass(from_client, to_server, modes.clone()), pass(from_server, to_client, modes));
                    opened.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { url: here.to_string(), mode, open, made, _tasks: tasks }
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut modes: watch::Receiver<Mode>,
) {
    let mut bytes = [0; 4096];
    loop {
        let through = modes.wait_for(|mode| *mode != Mode::Silent).await.is_ok_and(|mode| *mode == Mode::Through);
        if !through {
            return;
        }
        tokio::select! {
            read = from.read(&mut bytes) => match read {
                Ok(some @ 1..) => {
                    let passes = modes.wait_for(|mode| *mode != Mode::Silent).await.is_ok_and(|mode| *mode == Mode::Through);
                    if !passes || to.write_all(&bytes[..some]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
            _ = modes.changed() => {}
        }
    }
}
