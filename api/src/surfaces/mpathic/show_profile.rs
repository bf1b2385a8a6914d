//! `GET` and `POST /v1/profile`: what the chosen profile looks for, in turns of a role, in conversations of which this is
//! known.
//!
//! Decided, where the reference is silent: what narrows it comes as a JSON body with either method, and `role` also as a
//! parameter of the query; `profile_id` is what chooses the profile; `created_at` is when the answer was made.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use contract::API_VERSION;
use contract::user_metadata_schema;
use jobs::Invalid;
use model::ErrorKind;
use model::limits::{MAX_BODY, MAX_METADATA_BYTES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::{Mpathic, described, profile, update_metadata};
use crate::http::{Fields, Problem, RequestId, json_body};
use crate::openapi::{Answer, Operation, Parameter};

#[derive(Deserialize)]
pub(super) struct Narrowed {
    role: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ProfileResponse {
    id: String,
    #[schemars(with = "serde_json::Value")]
    user_metadata: Option<Box<RawValue>>,
    #[schemars(extend("const" = contract::API_VERSION))]
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

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProfileBehavior")]
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

pub(super) fn operation() -> Operation {
    describe("getProfile", include_str!("examples/getProfile.json"))
        .about("A body narrows it as that of `POST` does; HTTP gives such a body no meaning, so it is not described.")
}

pub(super) fn post_operation() -> Operation {
    let schema = json!({
        "type": "object",
        "properties": {
            "role": described::text_or_null(),
            "metadata": described::entries(),
            "user_metadata": user_metadata_schema(),
        },
    });
    describe("narrowProfile", include_str!("examples/narrowProfile.json"))
        .json(schema, json!({ "role": "coach", "metadata": { "line": "one" } }))
        .or_nothing()
        .problems(described::FIELDS)
        .problems(&["key_illegal", "too_many_entries"])
}

fn describe(id: &'static str, example: &'static str) -> Operation {
    Operation::new(id, described::PROFILES, "What the chosen profile looks for")
        .takes([
            described::mpathic_id(true),
            described::profile(),
            Parameter::query("role", "In turns of this role.", json!({ "type": "string" })).such_as("coach"),
        ])
        .answers(Answer::json::<ProfileResponse>(200, "The profile.", example))
        .problems(described::NAMED)
        .problems(described::CHOOSING)
        .problems(&["query_illegal"])
}
