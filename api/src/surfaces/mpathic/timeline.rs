//! `GET /v1/conversations/jobs/{id}/timeline` (ours): what a job went through, attempt by attempt.
//!
//! Times are RFC 3339 here, to the millisecond: attempts may be short. What programs of before did not write down is null,
//! or missing and counted in `attempts_unrecorded`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue};
use jobs::{Attempt, Timeline};
use model::{AttemptEnd, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Mpathic, Segment, described, job_id};
use crate::http::Problem;
use crate::openapi::{Answer, Operation};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Timeline")]
struct Shown {
    #[schemars(extend("const" = "timeline"))]
    object: &'static str,
    #[schemars(extend("format" = "uuid"))]
    id: String,
    #[schemars(extend("enum" = model::Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()))]
    status: &'static str,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// When it was first ready to be done: as it was made, or as its upload was there.
    #[schemars(extend("format" = "date-time"))]
    queued_at: Option<String>,
    /// Of the first attempt.
    #[schemars(extend("format" = "date-time"))]
    started_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    cancel_requested_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    finished_at: Option<String>,
    /// While it is queued: not before.
    #[schemars(extend("format" = "date-time"))]
    next_attempt_at: Option<String>,
    attempts: Vec<ShownAttempt>,
    attempts_unrecorded: i64,
    links: Links,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Attempt")]
struct ShownAttempt {
    number: i64,
    #[schemars(extend("format" = "date-time"))]
    started_at: Option<String>,
    /// Null while it goes on, as the next one.
    #[schemars(extend("format" = "date-time"))]
    ended_at: Option<String>,
    /// Open: more may come with a later release.
    outcome: Option<&'static str>,
    /// Why it failed, where it did.
    code: Option<String>,
    /// It does not count: the next one has its number.
    refunded: bool,
    #[schemars(extend("format" = "date-time"))]
    next_attempt_at: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TimelineLinks")]
struct Links {
    #[serde(rename = "self")]
    this: String,
    job: String,
}

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let timeline = mpathic.history.timeline(caller.tenant, job_id(id)?).await?;
    let mut response = Json(shown(timeline)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn shown(timeline: Timeline) -> Shown {
    let job = format!("/v1/conversations/jobs/{}", timeline.id);
    Shown {
        object: "timeline",
        id: timeline.id.to_string(),
        status: timeline.status.as_str(),
        created_at: timeline.created_at.rfc3339(),
        queued_at: written(timeline.queued_at),
        started_at: written(timeline.started_at),
        cancel_requested_at: written(timeline.cancel_requested_at),
        finished_at: written(timeline.finished_at),
        next_attempt_at: written(timeline.next_try_at),
        attempts: timeline.attempts.into_iter().map(attempt).collect(),
        attempts_unrecorded: timeline.unrecorded,
        links: Links { this: format!("{job}/timeline"), job },
    }
}

fn attempt(attempt: Attempt) -> ShownAttempt {
    ShownAttempt {
        number: attempt.number,
        started_at: written(attempt.started_at),
        ended_at: written(attempt.ended_at),
        outcome: attempt.end.map(AttemptEnd::as_str),
        code: attempt.code,
        refunded: attempt.refunded,
        next_attempt_at: written(attempt.next_try_at),
    }
}

fn written(time: Option<Timestamp>) -> Option<String> {
    time.map(Timestamp::rfc3339)
}

pub(super) fn operation() -> Operation {
    Operation::new("getTimeline", described::JOBS, "What a job went through, attempt by attempt")
        .about("Ours.")
        .takes([described::job_id(), described::mpathic_id(true)])
        .answers(
            Answer::json::<Shown>(200, "Its attempts.", include_str!("examples/getTimeline.json"))
                .with([described::cache_control("no-cache")]),
        )
        .problems(described::NAMED)
        .problems(&["expired", "not_found"])
}
