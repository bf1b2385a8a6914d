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
use serde_json::json;

use super::{Mpathic, Segment, described, job_id, streamed};
use crate::http::{Problem, is_known};
use crate::openapi::{Answer, Header, Operation, Parameter, schema_of};
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

pub(super) fn operation() -> Operation {
    let format = json!({ "type": "string", "enum": ["json", "ndjson", "csv"] });
    let turns = json!({ "type": "string", "pattern": "^([0-9]{1,18}-|-[0-9]{1,18}|[0-9]{1,18}-[0-9]{1,18})$" });
    let name = Header {
        name: "Content-Disposition",
        description: "A name to save it under.",
        schema: json!({ "type": "string" }),
        always: true,
    };
    let tag = Header { always: true, ..described::etag() };
    Operation::new("getResults", described::JOBS, "A job's talk turns, or a range of them")
        .about(
            "Ours. Of a completed job that kept its turns (`include_conversation`). JSON, lines of JSON, or a table.",
        )
        .takes([
            described::job_id(),
            described::mpathic_id(true),
            Parameter::query("turns", "From 0, both ends included: `0-99`, `100-`, or `-100` for the last.", turns)
                .such_as("0-99"),
            Parameter::query("format", "Before `Accept`.", format).such_as("json"),
            described::if_none_match(),
        ])
        .answers(
            Answer::json::<write::Results>(200, "The turns.", include_str!("examples/getResults.json"))
                .or("application/x-ndjson", schema_of::<String>, None)
                .or("text/csv", schema_of::<String>, None)
                .with([tag.clone(), name, described::cache_control("private, no-cache")]),
        )
        .answers(Answer::empty(304, "Nothing has changed.").with([tag, described::cache_control("private, no-cache")]))
        .problems(described::NAMED)
        .problems(&["conversation_not_kept", "doubled", "expired", "format_unknown", "job_cancelled", "job_failed"])
        .problems(&["no_result", "not_acceptable", "not_found", "result_not_ready", "turns_illegal"])
        .unchecked(
            "positive_data_acceptance",
            "The first turn of a range is not after its last, which no schema can say.",
        )
}
