//! `GET` and `POST /v1/profile`: what the chosen profile looks for, in turns of a role, in conversations of which this is
//! known.
//!
//! Decided, where the reference is silent: what narrows it comes as a JSON body with either method, and `role` also as a
//! parameter of the query; `profile_id` is what chooses the profile; `created_at` is when the answer was made.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use contract::API_VERSION;
use jobs::Invalid;
use model::ErrorKind;
use model::limits::{MAX_BODY, MAX_METADATA_BYTES};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Mpathic, profile, update_metadata};
use crate::http::{Fields, Problem, RequestId, json_body};

#[derive(Deserialize)]
pub(super) struct Narrowed {
    role: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ProfileResponse {
    id: String,
    user_metadata: Option<Box<RawValue>>,
    api_version: &'static str,
    /// Unix seconds.
    created_at: i64,
    allow_suggestions: bool,
    allow_tips: bool,
    behaviors: Vec<Behavior>,
    profile_id: String,
    /// Ours, as the next one.
    profile: String,
    profile_version: Option<i64>,
}

#[derive(Serialize)]
struct Behavior {
    name: &'static str,
    definition: &'static str,
    category: &'static str,
}

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    query: Result<Query<Narrowed>, QueryRejection>,
    request: Request,
) -> Result<Json<ProfileResponse>, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let Ok(Query(narrowed)) = query else {
        return Err(Problem::new(ErrorKind::Invalid, "query_illegal", "Expected a role that is text, and once."));
    };
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let chosen = profile::chosen(&mpathic, caller.tenant, &headers).await?;
    let mut fields = Fields::parse(&body)?;
    let role = fields.text("role").or(narrowed.role);
    let entries = update_metadata::entries(&mut fields, "metadata");
    let user_metadata = fields.json("user_metadata").map(str::to_owned);
    if user_metadata.as_ref().is_some_and(|json| json.len() > MAX_METADATA_BYTES) {
        let detail = format!("Expected at most {MAX_METADATA_BYTES} bytes of JSON.");
        fields.refuse(Invalid::at("/user_metadata", "too_long", detail));
    }
    fields.check()?;
    let known: Vec<(String, String)> =
        entries.into_iter().filter_map(|(key, value)| value.map(|value| (key, value))).collect();
    let profile = mpathic.profiles.profile(caller.tenant, &chosen).await?;
    let behaviors = profile.active(&known, role.as_deref()).map(|behavior| Behavior {
        name: behavior.name.as_str(),
        definition: behavior.definition,
        category: behavior.category(),
    });
    Ok(Json(ProfileResponse {
        id: RequestId::current(),
        user_metadata: user_metadata.and_then(|json| RawValue::from_string(json).ok()),
        api_version: API_VERSION,
        created_at: mpathic.profiles.now().unix_seconds(),
        allow_suggestions: profile.allows_suggestions(),
        allow_tips: profile.allows_tips(),
        behaviors: behaviors.collect(),
        profile_id: chosen.id(),
        profile: chosen.name().to_owned(),
        profile_version: chosen.version(),
    }))
}
