//! What travels with every request: its id.

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use jobs::Ports;
use tracing::Instrument as _;

use super::traceparent;

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
