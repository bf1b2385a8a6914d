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
    Degraded(String),
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

/// Serves the health routes and `more` until the drain: the health port of a process that serves nothing else.
pub async fn serve_health(listener: TcpListener, health: Health, more: Router) -> std::io::Result<()> {
    let drain = health.drain.clone();
    let routes = health_routes::<()>(health).merge(more);
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(health: &Health) -> (StatusCode, String) {
        let answer = ready(State(health.clone())).await;
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn what_is_away_is_told_and_only_starting_and_draining_are_not_ready() {
        let drain = CancellationToken::new();
        let health = Health::new(drain.clone());
        assert_eq!(asked(&health).await.0, StatusCode::SERVICE_UNAVAILABLE);
        health.set(Readiness::Degraded("the queue".to_owned()));
        assert_eq!(asked(&health).await, (StatusCode::OK, "degraded: the queue is away\n".to_owned()));
        health.set(Readiness::Ready);
        assert_eq!(asked(&health).await, (StatusCode::OK, "ready\n".to_owned()));
        drain.cancel();
        assert_eq!(asked(&health).await, (StatusCode::SERVICE_UNAVAILABLE, "draining\n".to_owned()));
    }
}
