//! What travels with every request: its id and its idempotency key.

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use jobs::{IdempotencyKey, Ports};
use tracing::Instrument as _;

use super::{Problem, traceparent};

tokio::task_local! {
    static CURRENT: RequestId;
}

/// The client's `X-Request-Id`, or ours.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(String);

const HEADER: &str = "x-request-id";

impl RequestId {
    /// The id of the request this task is answering; empty outside of one.
    pub(crate) fn current() -> String {
        CURRENT.try_with(|id| id.0.clone()).unwrap_or_default()
    }
}

/// Gives the request an id, answers with it, and names it in every log line.
pub(crate) async fn with_request_id(ports: Arc<Ports>, request: Request, next: Next) -> Response {
    let sent = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let id = match sent.filter(|id| (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())) {
        Some(id) => id.to_owned(),
        None => ports.random.uuid(ports.clock.now()).simple().to_string(),
    };
    let span = tracing::info_span!("request", request.id = %id, traceparent = tracing::field::Empty);
    if let Some(traceparent) = traceparent(request.headers()) {
        span.record("traceparent", traceparent);
    }
    let header = HeaderValue::from_str(&id);
    let mut response = CURRENT.scope(RequestId(id), next.run(request)).instrument(span).await;
    if let Ok(header) = header {
        response.headers_mut().insert(HEADER, header);
    }
    response
}

/// The `Idempotency-Key`, as a structured-field string or bare.
pub(crate) fn idempotency_key(headers: &HeaderMap, route: &'static str) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().map_err(|_| {
        Problem::new(
            model::ErrorKind::Invalid,
            "idempotency_key_illegal",
            "Expected a key of visible ASCII characters.",
        )
    })?;
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if key.is_empty() || key.len() > 255 {
        let detail = "Expected a key of 1 to 255 characters.";
        return Err(Problem::new(model::ErrorKind::Invalid, "idempotency_key_illegal", detail));
    }
    Ok(Some(IdempotencyKey { key: key.to_owned(), route }))
}
