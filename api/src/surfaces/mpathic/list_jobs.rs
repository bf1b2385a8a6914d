//! `GET /v1/conversations/jobs` (ours): the tenant's jobs, the newest first, in pages.
//!
//! What must stay true: what a list says of a job is what the job's own answer says, under the same names; it never has
//! what a client wrote, but for the conversation's id. Everything wrong with a query is told at once.
//! Deliberately absent: other orders, and how many there are: to count them all costs as much as reading them.

use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use contract::short_text_schema;
use http::HeaderMap;
use jobs::{Invalid, JobFilter, ListedJob};
use model::limits::MAX_NAME_BYTES;
use model::{Status, Timestamp, UnknownName};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{Mpathic, convert, described, pages, wire};
use crate::http::{Parameters, Problem};
use crate::openapi::{Answer, Operation, Parameter};

const PATH: &str = "/v1/conversations/jobs";

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "JobList")]
struct Listed {
    #[schemars(extend("const" = "list"))]
    object: &'static str,
    data: Vec<Entry>,
    has_more: bool,
    next_cursor: Option<String>,
}

/// As the job's own answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ListedJob")]
struct Entry {
    #[schemars(extend("format" = "uuid"))]
    id: String,
    conversation_id: String,
    #[schemars(extend("enum" = Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()))]
    status: &'static str,
    /// Unix seconds, as the three after it.
    created_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    cancel_requested_at: Option<i64>,
    #[schemars(extend("format" = "uuid"))]
    redrive_of: Option<String>,
    progress: wire::Progress,
    error: Option<wire::JobError>,
    links: wire::JobLinks,
}

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let mut query = Parameters::of(query.as_deref());
    let filter = filter(&mut query);
    let (limit, cursor) = pages::asked(&mut query);
    query.check()?;
    let page = mpathic.history.page(caller.tenant, &filter, cursor.as_ref(), limit).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    let data = page.jobs.into_iter().map(entry).collect();
    let listed = Listed { object: "list", data, has_more: next_cursor.is_some(), next_cursor };
    Ok(pages::answer(&listed, PATH, &query, listed.next_cursor.as_deref()))
}

const TIME: &str = "Expected a time as RFC 3339 writes it, its + as %2B.";

fn filter(query: &mut Parameters) -> JobFilter {
    let time = |text: &str| text.parse::<Timestamp>().ok();
    JobFilter {
        statuses: statuses(query),
        created_after: query.one("created_after", "time_illegal", TIME, time),
        created_before: query.one("created_before", "time_illegal", TIME, time),
        conversation_id: conversation_id(query),
    }
}

/// Names between commas, and as often as they come; all there are where none does.
fn statuses(query: &mut Parameters) -> BTreeSet<Status> {
    let named = query.all("status");
    if named.is_empty() {
        return Status::ALL.iter().copied().collect();
    }
    let read: Result<_, UnknownName> = named.iter().flat_map(|list| list.split(',')).map(str::parse).collect();
    read.unwrap_or_else(|_| {
        let all: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        let detail = format!("Expected one or more of {}, with commas between them.", all.join(", "));
        query.refuse(Invalid::at("/status", "status_unknown", detail));
        BTreeSet::new()
    })
}

fn conversation_id(query: &mut Parameters) -> Option<String> {
    let id = query.one("conversation_id", "doubled", "Expected one.", |text| Some(text.to_owned()))?;
    if let Err(wrong) = contract::short_text(&id, "/conversation_id") {
        query.refuse(wrong);
    }
    Some(id)
}

fn entry(job: ListedJob) -> Entry {
    let seconds = |time: Option<Timestamp>| time.map(Timestamp::unix_seconds);
    Entry {
        id: job.id.to_string(),
        conversation_id: job.conversation_id,
        status: job.status.as_str(),
        created_at: job.created_at.unix_seconds(),
        started_at: seconds(job.started_at),
        finished_at: seconds(job.finished_at),
        cancel_requested_at: seconds(job.cancel_requested_at),
        redrive_of: job.redrive_of.map(|id| id.to_string()),
        progress: convert::progress(&job.progress, job.attempt),
        error: job.failure.as_ref().map(convert::failure),
        links: convert::job_links(job.id),
    }
}

pub(super) fn operation() -> Operation {
    let statuses: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let statuses = json!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": statuses } });
    let time = json!({ "type": "string", "format": "date-time" });
    Operation::new("listJobs", described::JOBS, "Your jobs, the newest first")
        .about("Ours.")
        .takes([
            described::mpathic_id(true),
            Parameter::query("status", "Only these.", statuses).listed().such_as(json!(["completed"])),
            Parameter::query("created_after", "Only later ones.", time.clone()).such_as("2026-01-31T12:00:00Z"),
            Parameter::query("created_before", "Only earlier ones.", time).such_as("2036-01-31T12:00:00Z"),
            Parameter::query("conversation_id", "Only of this one.", short_text_schema(MAX_NAME_BYTES)),
        ])
        .takes(pages::parameters("Jobs on a page."))
        .answers(
            Answer::json::<Listed>(200, "A page of them.", include_str!("examples/listJobs.json"))
                .with([described::next_page(), described::cache_control("no-cache")]),
        )
        .problems(described::NAMED)
        .problems(&["cursor_illegal", "doubled", "empty", "limit_illegal", "null_character", "status_unknown"])
        .problems(&["time_illegal", "too_long"])
        .unchecked("positive_data_acceptance", pages::UNCHECKED)
}
