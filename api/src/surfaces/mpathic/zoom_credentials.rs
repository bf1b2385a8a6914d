//! `/v1/zoom/credentials` (ours): what a tenant signs in to Zoom with, a server-to-server OAuth app of its account.
//!
//! What must stay true: a secret comes in and never goes out.
//! Deliberately absent: trying whether they work. The first import tells.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use jobs::{AppSecret, KeptCredentials, ZoomCredentials};
use model::limits::MAX_BODY;
use model::{CredentialsId, ErrorKind};
use serde::Serialize;

use super::{Mpathic, Segment};
use crate::http::{Fields, Problem, json_body};

#[derive(Serialize)]
pub(super) struct All {
    credentials: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
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

/// What is not an id is as unknown as an id that is nobody's.
fn known(id: Segment) -> Result<CredentialsId, Problem> {
    let id = id.ok().and_then(|Path(text)| text.parse().ok());
    id.ok_or_else(|| none_such(jobs::Error::Missing))
}

fn none_such(error: jobs::Error) -> Problem {
    match error {
        jobs::Error::Missing => Problem::new(ErrorKind::Missing, "not_found", "There are no such credentials."),
        error => error.into(),
    }
}
