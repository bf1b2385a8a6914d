//! A transcription service on a socket: keeps what it was asked, answers as it was told, the last answer again and again.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::stream::{self, StreamExt as _};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: &'static str,
    pub(crate) location: Option<String>,
    pub(crate) hangs: bool,
    pub(crate) endless: bool,
}

impl Reply {
    pub(crate) fn json(body: &'static str) -> Self {
        Self { status: 200, body, location: None, hangs: false, endless: false }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) authorization: Option<String>,
    pub(crate) content_length: Option<String>,
    pub(crate) body: String,
}

pub(crate) struct Service {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    accepting: JoinHandle<()>,
}

impl Service {
    pub(crate) async fn start(reply: Reply) -> Self {
        Self::answering(vec![reply]).await
    }

    pub(crate) async fn answering(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (heard, replies) = (Arc::clone(&heard), replies.clone());
                let answer = service_fn(move |request| answer(request, Arc::clone(&heard), replies.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), answer));
            }
        });
        Self { url, asked, accepting }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panics here").clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

type Body = http_body_util::combinators::BoxBody<Bytes, Infallible>;

async fn answer(
    request: Request<Incoming>,
    heard: Arc<Mutex<Vec<Asked>>>,
    replies: Vec<Reply>,
) -> Result<Response<Body>, hyper::Error> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let line = format!("{} {}", request.method(), request.uri());
    let (authorization, content_length) = (header("authorization"), header("content-length"));
    let body = request.into_body().collect().await?.to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    let reply = {
        let mut heard = heard.lock().expect("nobody panics here");
        heard.push(Asked { line, authorization, content_length, body });
        replies[heard.len().min(replies.len()) - 1].clone()
    };
    if reply.hangs {
        std::future::pending::<()>().await;
    }
    let first = stream::iter([Bytes::from_static(reply.body.as_bytes())]);
    let rest = stream::repeat(Bytes::from(vec![b' '; 1 << 20])).take(if reply.endless { 65 } else { 0 });
    let frames = first.chain(rest).map(|bytes| Ok::<_, Infallible>(Frame::data(bytes)));
    let mut response = Response::builder().status(reply.status);
    if let Some(location) = reply.location {
        response = response.header("location", location);
    }
    Ok(response.body(Body::new(StreamBody::new(frames))).expect("a response"))
}
