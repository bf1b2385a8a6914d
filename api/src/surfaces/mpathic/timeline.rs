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
use serde::Serialize;

use super::{Mpathic, Segment, job_id};
use crate::http::Problem;

#[derive(Serialize)]
struct Shown {
    object: &'static str,
    id: String,
    status: &'static str,
    created_at: String,
    /// When it was first ready to be done: as it was made, or as its upload was there.
    queued_at: Option<String>,
    /// Of the first attempt.
    started_at: Option<String>,
    cancel_requested_at: Option<String>,
    finished_at: Option<String>,
    /// While it is queued: not before.
    next_attempt_at: Option<String>,
    attempts: Vec<ShownAttempt>,
    attempts_unrecorded: i64,
    links: Links,
}

#[derive(Serialize)]
struct ShownAttempt {
    number: i64,
    started_at: Option<String>,
    /// Null while it goes on, as the next one.
    ended_at: Option<String>,
    outcome: Option<&'static str>,
    /// Why it failed, where it did.
    code: Option<String>,
    /// It does not count: the next one has its number.
    refunded: bool,
    next_attempt_at: Option<String>,
}

#[derive(Serialize)]
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
