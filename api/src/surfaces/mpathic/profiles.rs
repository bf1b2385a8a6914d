//! `/v1/profiles` (ours): the profiles that a tenant makes, as TOML.
//!
//! What must stay true: a text is checked as a whole before it is kept, and everything wrong with it is told at once; what
//! was kept as a version is handed out as the bytes that came.
//! Deliberately absent: changing a version. The next text of the same name is the next version.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use engine::MAX_PROFILE_BYTES;
use http::header::{CONTENT_TYPE, LOCATION, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use jobs::{OwnedText, Shelved, StoredProfile};
use model::{ErrorKind, ProfileId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Mpathic, Segment, described, missing, named};
use crate::http::{Problem, accepted, text_body};
use crate::openapi::{Answer, Operation, Parameter, schema_of};

const JSON: &str = "application/json";
const TOML: &str = "application/toml";

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnProfiles")]
pub(super) struct Profiles {
    profiles: Vec<Shown>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnProfile")]
struct Shown {
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    profile_id: String,
    name: String,
    /// The one that this is about.
    #[schemars(range(min = 1))]
    version: i64,
    #[schemars(range(min = 1))]
    latest_version: i64,
    /// Unix seconds: of the first version, and of this one.
    created_at: i64,
    updated_at: i64,
}

#[derive(Deserialize)]
pub(super) struct Which {
    version: Option<i64>,
}

/// 201 with a version of its own, 200 where the text is that of the latest one.
pub(super) async fn keep(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (_, text) = text_body(request, &[TOML, "text/plain"], MAX_PROFILE_BYTES).await?;
    let Shelved { profile, is_new } = mpathic.profiles.shelve(caller, text).await?;
    let place = HeaderValue::try_from(format!("/v1/profiles/{}", profile.id.0.simple()));
    let mut response = Json(latest(profile)).into_response();
    *response.status_mut() = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    if let Ok(place) = place {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// By name.
pub(super) async fn list(State(mpathic): State<Mpathic>, headers: HeaderMap) -> Result<Json<Profiles>, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let profiles = mpathic.profiles.list(caller.tenant).await?.into_iter().map(latest).collect();
    Ok(Json(Profiles { profiles }))
}

/// The latest version, or that of the query: what it is, or, to who would rather have TOML, its text.
pub(super) async fn read(
    State(mpathic): State<Mpathic>,
    id: Segment,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let Ok(Query(which)) = which else {
        let detail = "Expected the number of a version.";
        return Err(Problem::new(ErrorKind::Invalid, "version_illegal", detail));
    };
    let found = mpathic.profiles.text(caller.tenant, profile_id(id)?, which.version).await;
    let OwnedText { profile, version, created_at, text } = found.map_err(no_such_profile)?;
    if accepted(&headers, &[JSON, TOML]) == Some(1) {
        return Ok(([(CONTENT_TYPE, TOML), (VARY, "accept")], text).into_response());
    }
    let shown = Shown { version, updated_at: created_at.unix_seconds(), ..latest(profile) };
    Ok(([(VARY, "accept")], Json(shown)).into_response())
}

/// 204, and nobody chooses it any more; jobs that were made with it run all the same.
pub(super) async fn retire(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    mpathic.profiles.retire(caller, profile_id(id)?).await.map_err(no_such_profile)?;
    Ok(StatusCode::NO_CONTENT)
}

fn latest(profile: StoredProfile) -> Shown {
    Shown {
        profile_id: profile.id.0.simple().to_string(),
        name: profile.name,
        version: profile.version,
        latest_version: profile.version,
        created_at: profile.created_at.unix_seconds(),
        updated_at: profile.changed_at.unix_seconds(),
    }
}

pub(super) fn profile_id(segment: Segment) -> Result<ProfileId, Problem> {
    named(segment, no_such_profile)
}

pub(super) fn no_such_profile(error: jobs::Error) -> Problem {
    missing(error, "There is no such profile or version.")
}

const EXAMPLE: &str = "name = \"desk\"\nextends = \"default\"\n";

pub(super) fn keep_operation() -> Operation {
    let schema = json!({ "type": "string", "maxLength": MAX_PROFILE_BYTES, "contentMediaType": TOML });
    let shown = |status, description| {
        Answer::json::<Shown>(status, description, include_str!("examples/keepProfile.json"))
            .with([described::location()])
            .leads_to("getOwnProfile", "id", "$response.body#/profile_id")
            .leads_to("reanalyzeOutdated", "id", "$response.body#/profile_id")
            .leads_to("retireProfile", "id", "$response.body#/profile_id")
    };
    Operation::new("keepProfile", described::PROFILES, "A profile's TOML, as a profile or its next version")
        .about("Ours. Everything that is wrong with it is told at once.")
        .takes([described::mpathic_id(true)])
        .body(TOML, schema.clone(), EXAMPLE.into())
        .body("text/plain", schema, EXAMPLE.into())
        .answers(shown(201, "The profile, with a version of its own."))
        .answers(shown(200, "The text is that of the latest version."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["invalid_profile", "profile_name_reserved", "too_many_profiles"])
        .unchecked(
            "positive_data_acceptance",
            "What a profile may say is said by its own documentation, and by no schema.",
        )
}

pub(super) fn list_operation() -> Operation {
    Operation::new("listProfiles", described::PROFILES, "The profiles of your own, by name")
        .about("Ours.")
        .takes([described::mpathic_id(true)])
        .answers(Answer::json::<Profiles>(200, "All of them.", include_str!("examples/listProfiles.json")))
        .problems(described::NAMED)
}

pub(super) fn read_operation() -> Operation {
    let version = json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX });
    Operation::new("getOwnProfile", described::PROFILES, "A profile of your own, or its text")
        .about("Ours. JSON, or to who would rather have `application/toml`, the text.")
        .takes([
            described::profile_id(),
            described::mpathic_id(true),
            Parameter::query("version", "Without it the latest.", version).such_as(1),
        ])
        .answers(Answer::json::<Shown>(200, "The profile.", include_str!("examples/getOwnProfile.json")).or(
            TOML,
            schema_of::<String>,
            Some(EXAMPLE),
        ))
        .problems(described::NAMED)
        .problems(&["not_found", "version_illegal"])
}

pub(super) fn retire_operation() -> Operation {
    Operation::new("retireProfile", described::PROFILES, "Nobody chooses the profile any more")
        .about("Ours. Jobs that were made with it run all the same.")
        .takes([described::profile_id(), described::mpathic_id(true)])
        .answers(Answer::empty(204, "It is retired."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["not_found"])
}
