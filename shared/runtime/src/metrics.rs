//! The page that Prometheus reads, the same on every binary.
//!
//! What must stay true: a page is rendered whole or not at all, and asking for it never hangs: `refresh` is bounded by
//! whoever gives it.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::registry::Registry;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /metrics`: OpenMetrics text of what is registered, after `refresh` has looked up what is only known elsewhere.
pub fn metrics_routes<S, F, L>(registry: Arc<Registry>, refresh: F) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn() -> L + Clone + Send + Sync + 'static,
    L: Future<Output = ()> + Send + 'static,
{
    let page = move || {
        let (registry, looked_up) = (Arc::clone(&registry), refresh());
        async move {
            looked_up.await;
            render(&registry)
        }
    };
    Router::new().route("/metrics", get(page))
}

fn render(registry: &Registry) -> Response {
    let mut text = String::new();
    match prometheus_client::encoding::text::encode(&mut text, registry) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS), (CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
