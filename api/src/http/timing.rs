//! How long requests take, by route.
//!
//! What must stay true: a route is named by its template and a method by its standard name, so that nothing a client sends
//! can make a new series; the time for which a client wished to wait is not the time that we took, and stands apart.

use std::time::{Duration, Instant};

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

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Held {
    route: String,
    method: &'static str,
}

/// For how long an answer was held back because its client wished to wait: an extension of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waited(pub(crate) Duration);

/// The durations of this process's requests.
#[derive(Clone, Debug)]
pub(crate) struct Timing {
    answered: Family<Answered, Histogram, fn() -> Histogram>,
    held: Family<Held, Histogram, fn() -> Histogram>,
}

impl Timing {
    pub(crate) fn register(registry: &mut Registry) -> Self {
        // Half a millisecond to half a minute.
        let answered =
            Family::new_with_constructor((|| Histogram::new(exponential_buckets(0.000_5, 2.0, 17))) as fn() -> _);
        let help = "From a request's head to the head of its answer, less the time for which its client wished to wait";
        registry.register("colloquy_http_request_duration_seconds", help, answered.clone());
        // A sixteenth of a second to a minute.
        let held =
            Family::new_with_constructor((|| Histogram::new(exponential_buckets(0.062_5, 2.0, 11))) as fn() -> _);
        let help = "For how long answers were held back because their clients wished to wait";
        registry.register("colloquy_http_wait_seconds", help, held.clone());
        Self { answered, held }
    }

    /// Times one request.
    pub(crate) async fn time(self, request: Request, next: Next) -> Response {
        let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
        let (method, began) = (standard(request.method()), Instant::now());
        let response = next.run(request).await;
        let mut took = began.elapsed();
        if let Some(&Waited(waited)) = response.extensions().get() {
            took = took.saturating_sub(waited);
            self.held.get_or_create(&Held { route: route.clone(), method }).observe(waited.as_secs_f64());
        }
        let answered = Answered { route, method, status: response.status().as_u16() };
        self.answered.get_or_create(&answered).observe(took.as_secs_f64());
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
