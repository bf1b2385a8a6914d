//! Which web pages may read what is answered.
//!
//! What must stay true: outside of everything that may refuse a request, so that a page can read every refusal; a preflight
//! needs no token and is counted nowhere. Tokens are sent in a header and not by the browser itself, so credentials mode is
//! off and a page of any origin can do no more than whoever holds the token.
//! The addresses of parts of the embedded shape are answered so too: a page uploads there and reads the `ETag`.

use std::time::Duration;

use http::header::{CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, LINK, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use runtime::CorsOrigins;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::limited::{RATE_LIMIT, RATE_LIMIT_POLICY};

/// For how long a browser need not ask again.
const REMEMBERED: Duration = Duration::from_hours(1);

/// What a page may read beside the few headers that every page may.
const EXPOSED: [HeaderName; 11] = [
    ETAG,
    LOCATION,
    RETRY_AFTER,
    RATE_LIMIT,
    RATE_LIMIT_POLICY,
    LINK,
    CONTENT_DISPOSITION,
    CONTENT_RANGE,
    WWW_AUTHENTICATE,
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("idempotent-replayed"),
];

/// The layer that lets pages of these origins in.
pub(crate) fn cors(origins: &CorsOrigins) -> CorsLayer {
    let allowed = match origins {
        CorsOrigins::Any => AllowOrigin::any(),
        CorsOrigins::These(these) => {
            AllowOrigin::list(these.iter().filter_map(|origin| HeaderValue::try_from(origin).ok()))
        }
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED)
        .max_age(REMEMBERED)
}
