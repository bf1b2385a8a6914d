//! Liveness and readiness, the same on every binary.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What a process says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Not migrated yet.
    Starting,
    Ready,
    /// Serving, but something is away: named, for people.
    Degraded(&'static str),
}

/// Shared between whoever knows and whoever asks.
#[derive(Clone, Debug)]
pub struct Health {
    readiness: Arc<watch::Sender<Readiness>>,
    drain: CancellationToken,
}

impl Health {
    pub fn new(drain: CancellationToken) -> Self {
        Self { readiness: Arc::new(watch::Sender::new(Readiness::Starting)), drain }
    }

    pub fn set(&self, readiness: Readiness) {
        self.readiness.send_if_modified(|known| {
            let changed = *known != readiness;
            *known = readiness;
            changed
        });
    }

    pub fn get(&self) -> Readiness {
        self.readiness.borrow().clone()
    }
}

/// `GET /healthz/live` and `GET /healthz/ready`: 503 only while draining or unmigrated; degraded is a 200 that says so.
pub fn health_routes<S: Clone + Send + Sync + 'static>(health: Health) -> Router<S> {
    Router::new()
        .route("/healthz/live", get(|| async { "live\n" }))
        .route("/healthz/ready", get(ready))
        .with_state(health)
}

/// Serves the health routes alone, until the drain: the health port of a process that serves nothing else.
pub async fn serve_health(listener: TcpListener, health: Health) -> std::io::Result<()> {
    let drain = health.drain.clone();
    let routes = health_routes::<()>(health);
    axum::serve(listener, routes).with_graceful_shutdown(async move { drain.cancelled().await }).await
}

async fn ready(State(health): State<Health>) -> Response {
    if health.drain.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    match health.get() {
        Readiness::Starting => (StatusCode::SERVICE_UNAVAILABLE, "starting\n").into_response(),
        Readiness::Ready => "ready\n".into_response(),
        Readiness::Degraded(what) => format!("degraded: {what} is away\n").into_response(),
    }
}
