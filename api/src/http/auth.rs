//! Whose request this is.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jobs::{Access, Caller};
use model::ErrorKind;

use super::Problem;

/// The caller of an authenticated request.
pub(crate) type Authenticated = Caller;

/// Checks the bearer token; `mpathic_id` must name the same tenant where it is sent.
pub(crate) async fn bearer(
    access: &Access,
    headers: &HeaderMap,
    mpathic_id: Option<&str>,
) -> Result<Authenticated, Problem> {
    let Some(token) = token(headers) else {
        let detail = "Expected a token: Authorization: Bearer … (from POST /v1/token).";
        return Err(Problem::new(ErrorKind::Unauthenticated, "unauthenticated", detail));
    };
    Ok(access.caller(token, mpathic_id).await?)
}

/// The bearer token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
