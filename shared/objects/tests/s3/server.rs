//! A service on a socket.

use std::convert::Infallible;
use std::net::SocketAddr;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use objects::embedded::AnswerBody;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Serves until dropped.
pub(crate) struct Server {
    _tasks: JoinSet<()>,
}

/// A listener on a free port, and the URL of its origin.
pub(crate) async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    (listener, url)
}

pub(crate) fn serve<S>(listener: TcpListener, service: S) -> Server
where
    S: tower::Service<Request<Incoming>, Response = Response<AnswerBody>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let service = TowerToHyperService::new(service.clone());
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            connections.spawn(connection);
            while connections.try_join_next().is_some() {}
        }
    });
    Server { _tasks: tasks }
}
