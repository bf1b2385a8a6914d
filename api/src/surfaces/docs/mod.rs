//! What there is to read about an api: its description, a viewer for it, and what each problem means. No token.
//!
//! What must stay true: nothing here comes from elsewhere, so it works without a network, and its pages run no script but
//! the viewer's own; what is answered is made once and does not change while the process lives, hence the `ETag`.
//! The viewer is Swagger UI (Apache License 2.0), kept as it was published.

mod page;
mod problems;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::HeaderMap;

use crate::http::compressed;
use page::Page;

/// Everything but the problems, by name; made once.
pub(crate) struct Docs {
    description: Page,
    viewer: Vec<(&'static str, Page)>,
}

impl Docs {
    /// Of the api that this describes.
    pub(crate) fn of(description: &serde_json::Value) -> Self {
        let viewer = vec![
            ("", Page::new("text/html; charset=utf-8", &include_bytes!("viewer/index.html")[..])),
            ("start.js", Page::new("text/javascript; charset=utf-8", &include_bytes!("viewer/start.js")[..])),
            ("swagger-ui.css", Page::new("text/css; charset=utf-8", &include_bytes!("viewer/swagger-ui.css")[..])),
            (
                "swagger-ui-bundle.js",
                Page::new("text/javascript; charset=utf-8", &include_bytes!("viewer/swagger-ui-bundle.js")[..]),
            ),
        ];
        Self { description: Page::new("application/json", description.to_string().into_bytes()), viewer }
    }
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>(docs: Docs) -> Router<S> {
    Router::new()
        .route("/openapi.json", get(description))
        .route("/docs", get(viewer))
        .route("/docs/{file}", get(viewer))
        .route("/problems", get(problems::all))
        .route("/problems/{code}", get(problems::one))
        .layer(from_fn(compressed))
        .with_state(Arc::new(docs))
}

async fn description(State(docs): State<Arc<Docs>>, headers: HeaderMap) -> Response {
    docs.description.answer(&headers)
}

async fn viewer(State(docs): State<Arc<Docs>>, file: Option<Path<String>>, headers: HeaderMap) -> Response {
    let name = file.map(|Path(name)| name).unwrap_or_default();
    match docs.viewer.iter().find(|(known, _)| *known == name) {
        Some((_, page)) => page.answer(&headers),
        None => crate::http::no_such_route(http::Uri::default()).await.into_response(),
    }
}
