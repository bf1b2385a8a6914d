//! Requests of clients that have a limit, and what their answers tell of it.
//!
//! What must stay true: where nobody has a limit, nothing is looked at and no header is sent; a request that is too many is
//! refused before its body is read, and does nothing; every other answer to the client tells how it stands, failures too.
//! The fields are those of the IETF's draft on RateLimit headers (structured fields, names quoted); `Retry-After` is never
//! less than what they say. Who has no token that is good here is nobody's client and not counted: it gets its 401.
//! Deliberately absent: `X-RateLimit-*`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jobs::{Access, Limits, Standing, whole_seconds};

use super::Problem;
use super::auth::token;

pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The client has made as many jobs as it may, until this has passed: an extension of the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobsOver(pub(super) Duration);

/// Counts the request, where its client has a limit.
pub(crate) async fn limited(access: Arc<Access>, limits: Arc<Limits>, request: Request, next: Next) -> Response {
    let counting = if limits.any() { counting(&request) } else { None };
    let Some(token) = counting else { return next.run(request).await };
    let Ok(caller) = access.caller(&token, None).await else { return next.run(request).await };
    let requests = limits.request(caller, Instant::now());
    let over = requests.filter(|standing| standing.over);
    let mut response = match over {
        Some(standing) => {
            let detail = "You have asked as often as you may for now; nothing was done, see Retry-After.";
            Problem::limited("rate_limited", detail, standing.ends_in).into_response()
        }
        None => next.run(request).await,
    };
    let jobs = limits.jobs(caller).map(|standing| match response.extensions().get() {
        // What was learned before is older than this refusal.
        Some(&JobsOver(ends_in)) => Standing { left: 0, ends_in, ..standing },
        None => standing,
    });
    let policies = [("default", requests), ("jobs", jobs)];
    tell(response.headers_mut(), policies.into_iter().filter_map(|(name, standing)| Some((name, standing?))));
    response
}

/// The fields for these policies and how it stands with each.
pub(super) fn tell(headers: &mut HeaderMap, policies: impl Iterator<Item = (&'static str, Standing)>) {
    let (mut policy, mut limit) = (Vec::new(), Vec::new());
    for (name, Standing { rate, left, ends_in, .. }) in policies {
        policy.push(format!("\"{name}\";q={};w={}", rate.most, rate.window.as_secs()));
        limit.push(format!("\"{name}\";r={left};t={}", whole_seconds(ends_in)));
    }
    for (name, items) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, limit)] {
        if let Ok(value) = HeaderValue::try_from(items.join(", "))
            && !items.is_empty()
        {
            headers.insert(name, value);
        }
    }
}

/// The token of a request that may count. Health, metrics and parts are for whoever may reach them; a token is what is
/// asked for without one.
fn counting(request: &Request) -> Option<String> {
    let may_count = request.uri().path().starts_with("/v1/") && request.method() != Method::OPTIONS;
    may_count.then(|| token(request.headers()).map(str::to_owned)).flatten()
}
