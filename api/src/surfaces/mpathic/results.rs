//! `GET /v1/conversations/jobs/{id}/results` (ours): the talk turns of a result, or a range of them, as JSON, as lines of
//! JSON or as a table.
//!
//! What must stay true: a turn looks as it does in the job's document; an answer to a range costs what the range costs,
//! and holds a chunk of it; the same question has the same answer for ever, down to its bytes, hence the strong `ETag`.
//! Deliberately absent: the analytics, which are in the job's document; byte ranges, as turns are what there is to ask for.

mod asked;
mod write;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, VARY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Mpathic, Segment, job_id, streamed};
use crate::http::{Problem, is_known};
use asked::Asked;

/// What a turn looks like may change with a release of ours, and then its tag does.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = job_id(id)?;
    let asked = Asked::read(query.as_deref().unwrap_or_default(), &headers)?;
    let (visible, result) = mpathic.reads.results(caller.tenant, id).await?;
    let range = asked.turns.of(result.turns);
    let extension = asked.format.extension();
    let tag = format!("{id}.{}-{}.{extension}.{RELEASE}", range.start, range.end);
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (page, arriving) = streamed::begin();
        tokio::spawn(write::write(visible, result, asked, range, page));
        let mut response = Response::new(arriving.body().await?);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(asked.format.content_type()));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{id}.{extension}\"")) {
            headers.insert(CONTENT_DISPOSITION, name);
        }
        response
    };
    let headers = response.headers_mut();
    // It may be erased, so it is asked for again each time.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept"));
    if let Ok(etag) = HeaderValue::try_from(format!("\"{tag}\"")) {
        headers.insert(ETAG, etag);
    }
    Ok(response)
}
