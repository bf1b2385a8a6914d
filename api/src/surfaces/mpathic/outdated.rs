//! `POST /v1/profiles/{id}/reanalyze` (ours): the conversations whose last analysis is by an older version of the profile,
//! once more by the latest, some at a time and behind everybody's other jobs.
//!
//! What must stay true: asked again, with or without a cursor, it names the jobs that it has made and makes none twice.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use jobs::{Outdated, OutdatedPlace, Reanalysis, Submission};
use model::Lane;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::profiles::{no_such_profile, profile_id};
use super::{Mpathic, Segment, described, priority};
use crate::http::{Parameters, Problem, traceparent};
use crate::openapi::{Answer, Operation, Parameter};

/// Analyses that one request looks at, unless it asks for fewer.
const AT_ONCE: u32 = 100;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OutdatedReanalysis")]
struct Shown {
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    profile_id: String,
    version: i64,
    jobs: Vec<Job>,
    /// Null: there are no more.
    next_cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReanalysisJob")]
struct Job {
    #[schemars(extend("format" = "uuid"))]
    id: String,
    conversation_id: String,
    #[schemars(extend("format" = "uuid"))]
    redrive_of: String,
}

/// 202, also where there was nothing to do.
pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = profile_id(id)?;
    let mut query = Parameters::of(query.as_deref());
    let limit = query.one("limit", "limit_illegal", PORTION, portion).unwrap_or(AT_ONCE);
    let place = query.one("cursor", "cursor_illegal", CURSOR, place);
    query.check()?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen_or(&headers, Lane::Low)?,
        idempotency: None,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
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

const PORTION: &str = "Expected a number from 1 to 100.";
const CURSOR: &str = "Expected the next_cursor of an earlier answer.";

fn portion(text: &str) -> Option<u32> {
    text.parse().ok().filter(|limit| (1..=AT_ONCE).contains(limit))
}

fn place(cursor: &str) -> Option<OutdatedPlace> {
    let (version, job) = cursor.split_once('.')?;
    Some(OutdatedPlace { version: version.parse().ok()?, job: job.parse().ok()? })
}

pub(super) fn operation() -> Operation {
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": AT_ONCE, "default": AT_ONCE });
    Operation::new("reanalyzeOutdated", described::PROFILES, "What older versions of a profile analysed, once more")
        .about("Ours. Some at a time, behind everybody's other jobs; asked again, it makes none twice.")
        .takes([
            described::profile_id(),
            described::mpathic_id(true),
            described::priority(),
            Parameter::query("limit", "Analyses that are looked at.", limit).such_as(10),
            Parameter::query("cursor", "The `next_cursor` of the answer before.", json!({ "type": "string" })),
        ])
        .answers(Answer::json::<Shown>(
            202,
            "The jobs that were made.",
            include_str!("examples/reanalyzeOutdated.json"),
        ))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["quota_exceeded"])
        .problems(&["cursor_illegal", "doubled", "limit_illegal", "not_found", "priority_unknown"])
        .unchecked("positive_data_acceptance", "A cursor is what an earlier answer gave, which no schema can say.")
}
