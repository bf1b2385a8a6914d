//! An endpoint on a socket: keeps what it was told, and answers as a test says.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tests::until;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::site::SOON;

/// What it was told, with everything that a library needs to verify it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Told {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }

    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        standardwebhooks::Webhook::new(secret).expect("a secret").verify(&self.bytes, &self.headers).is_ok()
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Status(u16),
    /// None, for as long as it is there.
    Silence,
}

#[derive(Default)]
struct State {
    told: Vec<Told>,
    /// The next ones; 204 after them.
    answers: Vec<Answer>,
    always: Option<Answer>,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                let answer = service_fn(move |request| answer(request, Arc::clone(&state)));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), answer));
            }
        });
        Self { url, state, accepting }
    }

    pub(crate) fn once(&self, answer: Answer) {
        self.state.lock().expect("no panic").answers.push(answer);
    }

    pub(crate) fn always(&self, answer: Option<Answer>) {
        self.state.lock().expect("no panic").always = answer;
    }

    pub(crate) fn told(&self) -> Vec<Told> {
        self.state.lock().expect("no panic").told.clone()
    }

    /// What it was told, once it is so much.
    pub(crate) async fn hears(&self, messages: usize) -> Vec<Told> {
        until("the endpoint to be told", SOON, async || {
            let told = self.told();
            (told.len() >= messages).then_some(told)
        })
        .await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn answer(request: Request<Incoming>, state: Arc<Mutex<State>>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let bytes = body.collect().await?.to_bytes();
    let answer = {
        let mut state = state.lock().expect("no panic");
        state.told.push(Told { path: head.uri.to_string(), headers: head.headers, bytes });
        if state.answers.is_empty() { state.always } else { Some(state.answers.remove(0)) }
    };
    let status = match answer {
        Some(Answer::Silence) => std::future::pending().await,
        Some(Answer::Status(status)) => status,
        None => 204,
    };
    let mut response = Response::new(Full::default());
    *response.status_mut() = hyper::StatusCode::from_u16(status).expect("a status");
    Ok(response)
}
