//! Zoom's API as it is documented, on a socket: grants tokens, lists recordings, sends files by way of a redirect, keeps
//! what it was asked; and errs where a test says so.

use std::io::Error as IoError;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::stream::{self, StreamExt as _};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::reply::CANARY;

pub(crate) const VTT: &str = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nAda: What would you like to change?\n\n2\n\
    00:00:05.000 --> 00:00:08.000\nBen: I want to drink less, really.\n";
pub(crate) const SOUND: &str = "ftypM4A music";
pub(crate) const MEETING: &str = "123456789";

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// What comes after the body.
    pub(crate) then: Then,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Then {
    End,
    /// The connection is cut.
    Cut,
    /// Nothing, for ever.
    Silence,
    /// More and more of it.
    Endless,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), then: Then::End }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { body: body.to_string().into_bytes(), ..Self::status(status).header("content-type", "application/json") }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn bytes(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::status(200) }
    }

    pub(crate) fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

struct Fault {
    path: String,
    reply: Reply,
    for_ever: bool,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    faults: Vec<Fault>,
    tokens: usize,
    expired: usize,
}

pub(crate) struct Double {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

impl Double {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, own) = (Arc::clone(&state), url.clone());
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (state, url) = (Arc::clone(&shared), own.clone());
                let answer = service_fn(move |request| answer(request, Arc::clone(&state), url.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), answer));
            }
        });
        Self { url, state, accepting }
    }

    /// The settings of a server that takes this for Zoom.
    pub(crate) fn settings(&self) -> [(&'static str, String); 2] {
        [
            ("COLLOQUY_ZOOM_URL", format!("{}/v2", self.url)),
            ("COLLOQUY_ZOOM_OAUTH_URL", format!("{}/oauth/token", self.url)),
        ]
    }

    /// The next request whose path begins so is answered with this.
    pub(crate) fn once(&self, path: &str, reply: Reply) {
        self.fault(path, reply, false);
    }

    pub(crate) fn always(&self, path: &str, reply: Reply) {
        self.fault(path, reply, true);
    }

    fn fault(&self, path: &str, reply: Reply, for_ever: bool) {
        let fault = Fault { path: path.to_owned(), reply, for_ever };
        self.state.lock().expect("nobody panics here").faults.push(fault);
    }

    /// The tokens that are out are good no longer.
    pub(crate) fn expire(&self, tokens: usize) {
        self.state.lock().expect("nobody panics here").expired = tokens;
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.lock().expect("nobody panics here").asked.clone()
    }

    /// The requests of this method and path.
    pub(crate) fn asked_for(&self, line: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.line.starts_with(line)).collect()
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, IoError>;

async fn answer(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
    url: String,
) -> Result<Response<Body>, hyper::Error> {
    let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let authorization = authorization.map(str::to_owned);
    let (method, path) = (request.method().to_string(), request.uri().to_string());
    let body = request.into_body().collect().await?.to_bytes();
    let asked =
        Asked { line: format!("{method} {path}"), authorization, body: String::from_utf8_lossy(&body).into_owned() };
    let reply = {
        let mut state = state.lock().expect("nobody panics here");
        state.asked.push(asked.clone());
        match state.faults.iter().position(|fault| path.starts_with(&fault.path)) {
            Some(at) if state.faults[at].for_ever => state.faults[at].reply.clone(),
            Some(at) => state.faults.remove(at).reply,
            None => documented(&mut state, &asked, &path, &url),
        }
    };
    let first = stream::iter([Ok(Frame::data(Bytes::from(reply.body)))]);
    let rest = match reply.then {
        Then::End => stream::empty().boxed(),
        Then::Cut => stream::iter([Err(IoError::other("cut"))]).boxed(),
        Then::Silence => stream::pending().boxed(),
        Then::Endless => stream::repeat(Bytes::from(vec![b' '; 1 << 20])).map(|more| Ok(Frame::data(more))).boxed(),
    };
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Body::new(StreamBody::new(first.chain(rest)))).expect("a response"))
}

fn documented(state: &mut State, asked: &Asked, path: &str, url: &str) -> Reply {
    if path == "/oauth/token" {
        // an app:a secret
        let known = asked.authorization.as_deref() == Some("Basic YW4gYXBwOmEgc2VjcmV0");
        if !known || asked.body != "grant_type=account_credentials&account_id=an+account" {
            return Reply::json(
                400,
                &json!({ "reason": "Invalid client_id or client_secret", "error": "invalid_client" }),
            );
        }
        state.tokens += 1;
        let token = format!("token-{}", state.tokens);
        return Reply::json(200, &json!({ "access_token": token, "token_type": "bearer", "expires_in": 3600 }));
    }
    let token = asked.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer token-"));
    let token: Option<usize> = token.and_then(|number| number.parse().ok());
    if !token.is_some_and(|number| number > state.expired && number <= state.tokens) {
        return Reply::json(401, &json!({ "code": 124, "message": "Invalid access token." }));
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match path.trim_start_matches("/v2").split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["meetings", MEETING | "%252FaB%252F%252Fx%253D%253D", "recordings"] => Reply::json(200, &meeting(url)),
        ["meetings", "1000", "recordings"] => {
            Reply::json(404, &json!({ "code": 3301, "message": format!("There is no recording, {CANARY}.") }))
        }
        ["meetings", ..] => Reply::json(404, &json!({ "code": 3001, "message": "Meeting does not exist." })),
        ["accounts", "me", "recordings"] if query.contains("next_page_token=second") => {
            Reply::json(200, &json!({ "next_page_token": "", "meetings": [meeting(url)] }))
        }
        ["accounts", "me", "recordings"] => {
            let other = json!({ "id": "other", "file_type": "TRANSCRIPT" });
            Reply::json(200, &json!({ "next_page_token": "second", "meetings": [{ "recording_files": [other] }] }))
        }
        ["rec", "download", id] => Reply::status(302).header("location", format!("/file/{id}?signed=for-once")),
        ["file", "t-1"] => Reply::bytes(VTT).header("content-type", "text/vtt"),
        ["file", _] => Reply::bytes(SOUND).header("content-length", SOUND.len().to_string()),
        _ => Reply::json(404, &json!({ "code": 404, "message": "Unknown." })),
    }
}

fn meeting(url: &str) -> Value {
    let file = |id: &str, file_type: &str, size: usize, status: &str| {
        json!({
            "id": id, "meeting_id": MEETING, "file_type": file_type, "file_extension": file_type, "file_size": size,
            "play_url": format!("{url}/play/{id}"), "download_url": format!("{url}/rec/download/{id}"),
            "status": status, "recording_type": "shared_screen_with_speaker_view",
        })
    };
    json!({
        "uuid": "/aB//x==", "id": 123_456_789, "account_id": "an account", "topic": format!("About {CANARY}"),
        "recording_files": [
            file("v-1", "MP4", 7, "completed"), file("a-1", "M4A", SOUND.len(), "completed"),
            file("c-1", "CHAT", 7, "completed"), file("t-1", "TRANSCRIPT", VTT.len(), "completed"),
            file("p-1", "TRANSCRIPT", 7, "processing"),
        ],
    })
}
