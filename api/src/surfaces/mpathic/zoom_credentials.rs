//! `/v1/zoom/credentials` (ours): what a tenant signs in to Zoom with, a server-to-server OAuth app of its account.
//!
//! What must stay true: a secret comes in and never goes out.
//! Deliberately absent: trying whether they work. The first import tells.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use jobs::{AppSecret, KeptCredentials, ZoomCredentials};
use model::CredentialsId;
use model::limits::MAX_BODY;
use model::limits::MAX_ZOOM_WORD_BYTES;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{Mpathic, Segment, described, missing, named};
use crate::http::{Fields, Problem, json_body};
use crate::openapi::{Answer, Operation, Parameter};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AllZoomCredentials")]
pub(super) struct All {
    credentials: Vec<Shown>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ZoomCredentials")]
struct Shown {
    #[schemars(extend("format" = "uuid"))]
    credentials_id: String,
    account_id: String,
    client_id: String,
    /// Unix seconds.
    created_at: i64,
    /// When the secret came. Unix seconds.
    updated_at: i64,
}

/// 201, or 200 where the account and client were known and have another secret now.
pub(super) async fn keep(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (_, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let app = AppSecret {
        account_id: fields.required_text("account_id"),
        client_id: fields.required_text("client_id"),
        client_secret: fields.required_text("client_secret"),
    };
    fields.check()?;
    let KeptCredentials { credentials, is_new } = mpathic.zoom_apps.keep(caller, &app).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(shown(credentials))).into_response())
}

/// The oldest first.
pub(super) async fn list(State(mpathic): State<Mpathic>, headers: HeaderMap) -> Result<Json<All>, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let credentials = mpathic.zoom_apps.list(caller.tenant).await?.into_iter().map(shown).collect();
    Ok(Json(All { credentials }))
}

/// 204; imports that have not signed in by then fail.
pub(super) async fn erase(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    mpathic.zoom_apps.erase(caller, known(id)?).await.map_err(none_such)?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(credentials: ZoomCredentials) -> Shown {
    Shown {
        credentials_id: credentials.id.to_string(),
        account_id: credentials.account_id,
        client_id: credentials.client_id,
        created_at: credentials.created_at.unix_seconds(),
        updated_at: credentials.changed_at.unix_seconds(),
    }
}

fn known(id: Segment) -> Result<CredentialsId, Problem> {
    named(id, none_such)
}

fn none_such(error: jobs::Error) -> Problem {
    missing(error, "There are no such credentials.")
}

pub(super) fn keep_operation() -> Operation {
    let word = json!({
        "type": "string", "minLength": 1, "maxLength": MAX_ZOOM_WORD_BYTES,
        "pattern": "^[^\\x00-\\x1f\\x7f-\\x9f]+$",
    });
    let schema = json!({
        "type": "object",
        "required": ["account_id", "client_id", "client_secret"],
        "properties": { "account_id": word, "client_id": word, "client_secret": word },
    });
    let example = json!({ "account_id": "an account", "client_id": "an app", "client_secret": "its secret" });
    let one = |status, description| {
        Answer::json::<Shown>(status, description, include_str!("examples/keepZoomCredentials.json")).leads_to(
            "eraseZoomCredentials",
            "id",
            "$response.body#/credentials_id",
        )
    };
    Operation::new("keepZoomCredentials", described::FILES, "What imports sign in to Zoom with")
        .about("Ours. A server-to-server OAuth app of the account. The secret never goes out.")
        .takes([described::mpathic_id(true)])
        .json(schema, example)
        .answers(one(201, "They are kept."))
        .answers(one(200, "They were known, and have this secret now."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(described::FIELDS)
        .problems(&["empty", "encryption_key_not_configured", "null_character", "text_illegal", "too_many_credentials"])
}

pub(super) fn list_operation() -> Operation {
    Operation::new("listZoomCredentials", described::FILES, "What imports sign in with, the oldest first")
        .about("Ours.")
        .takes([described::mpathic_id(true)])
        .answers(Answer::json::<All>(200, "All of them.", include_str!("examples/listZoomCredentials.json")))
        .problems(described::NAMED)
}

pub(super) fn erase_operation() -> Operation {
    let id = Parameter::path("id", "Of the credentials.", json!({ "type": "string", "format": "uuid" }));
    Operation::new("eraseZoomCredentials", described::FILES, "Erases credentials")
        .about("Ours. Imports that have not signed in by then fail.")
        .takes([id.such_as(described::EXAMPLE_ID), described::mpathic_id(true)])
        .answers(Answer::empty(204, "They are gone."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["not_found"])
}
