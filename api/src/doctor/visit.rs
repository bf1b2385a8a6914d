//! A part's way through a running embedded server, as its development client: announced, PUT, given up, erased.
//!
//! What must stay true: it uses nothing that a client could not use, and gives up what it announced, whatever happened.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::{Value, json};

use super::part::{self, PART_BYTES};
use super::report::Line;
use super::trip::Seen;
use super::{Surroundings, WITHIN, trip};
use crate::credentials::development_client;

/// Everything but giving up, which has [`WITHIN`] and again as much for erasing.
const WHOLE_WITHIN: Duration = Duration::from_secs(12);

pub(super) async fn examine(around: &Surroundings<'_>, data_dir: &Path) -> Vec<Line> {
    let Some(client) = development_client(data_dir) else {
        let fix =
            "upload something with a client of your own; a server with a development client is tried by this command";
        return vec![Line::warn("part round trip", "not tried: there are no development credentials", fix)];
    };
    let mut visit = Visit { around, mpathic_id: client.mpathic_id, token: None, job: None };
    let mut seen = Seen::default();
    let secret = (client.client_id, client.client_secret);
    let carried = tokio::time::timeout(WHOLE_WITHIN, visit.carry(&secret, &mut seen)).await;
    seen.failed = match carried {
        Ok(outcome) => outcome.err(),
        Err(_) => Some(("finish", format!("not done within {} s", WHOLE_WITHIN.as_secs()))),
    };
    seen.left = visit.give_up().await.err();
    let url = around.api_url();
    let mut lines = trip::judge(&seen, &url, "announced, PUT, given up, erased");
    if let (Some(preflight), Some(Ok(put))) = (&seen.preflight, &seen.put) {
        lines.extend(part::judge_browsers(around.origin, &url, preflight, put, super::rehearsal::ONE_ORIGIN));
    }
    lines
}

struct Visit<'a> {
    around: &'a Surroundings<'a>,
    mpathic_id: String,
    token: Option<String>,
    job: Option<String>,
}

impl Visit<'_> {
    async fn carry(&mut self, secret: &(String, String), seen: &mut Seen) -> Result<(), (&'static str, String)> {
        let (id, secret) = secret;
        let ask = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
        let token = self.call(Method::POST, "/v1/token", Some(&ask)).await.map_err(|words| ("get a token", words))?;
        self.token = text(&token, "/access_token");
        let announce = json!({
            "file_name": "doctor.txt",
            "file_size_bytes": PART_BYTES,
            "content_type": "text/plain",
        });
        let started = self.call(Method::POST, "/v1/conversations/jobs/start-multipart", Some(&announce)).await;
        let started = started.map_err(|words| ("announce an upload", words))?;
        self.job = text(&started, "/id");
        let url = text(&started, "/upload/parts/0/url");
        let url = url.ok_or_else(|| ("announce an upload", "the answer has no URL for the part".to_owned()))?;
        let (outside, origin) = (self.around.outside, self.around.origin);
        seen.preflight = Some(part::preflight(outside, &url, origin).await);
        let put = part::put(outside, &url, origin).await;
        seen.put = Some(put.clone());
        match put {
            Ok(facts) if facts.status == 200 => Ok(()),
            Ok(facts) => Err(("PUT the part", format!("answered {} {}", facts.status, facts.code))),
            Err(words) => Err(("PUT the part", words)),
        }
    }

    /// Takes back what was announced; the cancelled job is erased too.
    async fn give_up(&self) -> Result<(), String> {
        let Some(job) = &self.job else { return Ok(()) };
        let path = format!("/v1/conversations/jobs/{job}");
        let given_up = self.call(Method::POST, &format!("{path}/cancel-multipart"), Some(&json!({}))).await;
        given_up.map_err(|words| format!("job {job} still awaits its upload, until it expires ({words})"))?;
        // A server that cannot erase keeps a cancelled job without content.
        let _ = self.call(Method::DELETE, &path, None).await;
        Ok(())
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.around.api_url()));
        request = request.header("mpathic-id", &self.mpathic_id);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        let request = request.body(Full::new(body)).map_err(|_| "not a URL".to_owned())?;
        let answer = self.around.outside.ask(request, WITHIN).await?;
        if !answer.status.is_success() {
            return Err(format!("answered {}", answer.status.as_u16()));
        }
        Ok(serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}
