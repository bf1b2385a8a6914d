//! `POST /v1/profiles/{id}/reanalyze` (ours): the conversations whose last analysis is by an older version of the profile,
//! once more by the latest, some at a time and behind everybody's other jobs.
//!
//! What must stay true: asked again, with or without a cursor, it names the jobs that it has made and makes none twice.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use jobs::{Invalid, Outdated, OutdatedPlace, Reanalysis, Submission};
use model::Lane;
use serde::{Deserialize, Serialize};

use super::profiles::{no_such_profile, profile_id};
use super::{Mpathic, Segment, priority};
use crate::http::{Problem, traceparent};

/// Analyses that one request looks at, unless it asks for fewer.
const AT_ONCE: u32 = 100;

#[derive(Deserialize)]
pub(super) struct Portion {
    limit: Option<String>,
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    profile_id: String,
    version: i64,
    jobs: Vec<Job>,
    /// Null: there are no more.
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct Job {
    id: String,
    conversation_id: String,
    redrive_of: String,
}

/// 202, also where there was nothing to do.
pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    portion: Result<Query<Portion>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = profile_id(id)?;
    let (limit, place) = read(portion.map_or(Portion { limit: None, cursor: None }, |Query(portion)| portion))?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen_or(&headers, Lane::Low)?,
        idempotency: None,
        traceparent: traceparent(&headers),
    };
    let outdated = mpathic.conversations.reanalyze_outdated(&from, id, place, limit).await.map_err(no_such_profile)?;
    Ok((StatusCode::ACCEPTED, Json(shown(outdated))).into_response())
}

fn shown(Outdated { profile, jobs, next }: Outdated) -> Shown {
    let job = |Reanalysis { job, redrive_of, conversation_id }| Job {
        id: job.to_string(),
        conversation_id,
        redrive_of: redrive_of.to_string(),
    };
    Shown {
        profile_id: profile.id.0.simple().to_string(),
        version: profile.version,
        jobs: jobs.into_iter().map(job).collect(),
        next_cursor: next.map(|OutdatedPlace { version, job }| format!("{version}.{job}")),
    }
}

/// How many, and from where on. Everything wrong at once.
fn read(portion: Portion) -> Result<(u32, Option<OutdatedPlace>), Problem> {
    let mut wrong = Vec::new();
    let limit =
        portion.limit.map_or(Some(AT_ONCE), |text| text.parse().ok().filter(|limit| (1..=AT_ONCE).contains(limit)));
    if limit.is_none() {
        let detail = format!("Expected limit to be a number from 1 to {AT_ONCE}.");
        wrong.push(Invalid { code: "limit_illegal", detail, pointer: None });
    }
    let place = portion.cursor.map(|text| place(&text));
    if place == Some(None) {
        let detail = "Expected cursor to be the next_cursor of an earlier answer.".to_owned();
        wrong.push(Invalid { code: "cursor_illegal", detail, pointer: None });
    }
    match limit {
        Some(limit) if wrong.is_empty() => Ok((limit, place.flatten())),
        _ => Err(Problem::invalid(wrong)),
    }
}

fn place(cursor: &str) -> Option<OutdatedPlace> {
    let (version, job) = cursor.split_once('.')?;
    Some(OutdatedPlace { version: version.parse().ok()?, job: job.parse().ok()? })
}
