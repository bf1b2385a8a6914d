//! How long requests take, by route.
//!
//! What must stay true: a route is named by its template and a method by its standard name, so that nothing a client sends
//! can make a new series.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

/// The durations of this process's requests.
#[derive(Clone, Debug)]
pub(crate) struct Timing(Family<Answered, Histogram, fn() -> Histogram>);

impl Timing {
    pub(crate) fn register(registry: &mut Registry) -> Self {
        // Half a millisecond to half a minute.
        let timing = Self(Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.000_5, 2.0, 17))));
        let help = "From a request's head to the head of its answer";
        registry.register("colloquy_http_request_duration_seconds", help, timing.0.clone());
        timing
    }

    /// Times one request.
    pub(crate) async fn time(self, request: Request, next: Next) -> Response {
        let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
        let (method, began) = (standard(request.method()), Instant::now());
        let response = next.run(request).await;
        let answered = Answered { route, method, status: response.status().as_u16() };
        self.0.get_or_create(&answered).observe(began.elapsed().as_secs_f64());
        response
    }
}

fn standard(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
