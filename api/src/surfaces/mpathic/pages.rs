//! What all lists in pages have alike: how they are asked for, and how the next page is named.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, LINK};
use jobs::Cursor;
use model::limits::{MAX_PAGE, USUAL_PAGE};
use serde::Serialize;
use serde_json::json;

use crate::http::Parameters;
use crate::openapi::Parameter;

/// Why a list's query is not checked against what its schema allows.
pub(super) const UNCHECKED: &str = "A cursor is what an earlier answer gave, which no schema can say.";

/// How many at most, and from where on.
pub(super) fn asked(query: &mut Parameters) -> (u32, Option<Cursor>) {
    let size = |text: &str| text.parse().ok().filter(|size| (1..=MAX_PAGE).contains(size));
    let limit = query.one("limit", "limit_illegal", "Expected a number from 1 to 100.", size);
    let cursor = query.one("cursor", Cursor::ILLEGAL, Cursor::EXPECTED, |text| text.parse().ok());
    (limit.unwrap_or(USUAL_PAGE), cursor)
}

/// A page of the list at `path`, and where the next one is.
pub(super) fn answer(page: impl Serialize, path: &str, query: &Parameters, next_cursor: Option<&str>) -> Response {
    let mut response = Json(page).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let next = next_cursor.map(|cursor| format!("<{path}?{}>; rel=\"next\"", query.with("cursor", cursor)));
    if let Some(Ok(next)) = next.map(HeaderValue::try_from) {
        response.headers_mut().insert(LINK, next);
    }
    response
}

/// `limit` says what stands on a page.
pub(super) fn parameters(limit: &'static str) -> [Parameter; 2] {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": USUAL_PAGE });
    [
        Parameter::query("limit", limit, schema).such_as(10),
        Parameter::query("cursor", "The `next_cursor` of the page before.", json!({ "type": "string" })),
    ]
}
