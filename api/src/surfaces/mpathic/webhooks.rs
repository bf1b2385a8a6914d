//! `/v1/webhooks` (ours): whom a tenant wants told of the ends of its jobs.
//!
//! What must stay true: a secret is told to whoever makes it, in the answers to `POST` and to `rotate-secret`, and never
//! again. Everything wrong with a request is told at once.

mod operations;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use jobs::{Invalid, KeptWebhook, Webhook, WebhookChange, WebhookWords};
use model::limits::{LONGEST_OLD_SECRET, MAX_BODY, MAX_WEBHOOKS, USUAL_OLD_SECRET};
use model::{DisabledReason, Timestamp, WebhookEvent, WebhookId};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use self::operations::*;
use super::{Mpathic, Segment, job, missing, named};
use crate::http::{Fields, Problem, idempotency_key, json_body};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Webhooks")]
pub(super) struct All {
    #[schemars(extend("const" = "list"))]
    object: &'static str,
    #[schemars(length(max = MAX_WEBHOOKS))]
    data: Vec<Shown>,
    #[schemars(extend("const" = false))]
    has_more: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
pub(super) struct Shown {
    #[schemars(extend("format" = "uuid"))]
    id: String,
    #[schemars(extend("const" = "webhook"))]
    object: &'static str,
    /// In its usual form.
    url: String,
    /// Open: more may come with a later release.
    events: Vec<&'static str>,
    description: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    disabled_at: Option<String>,
    /// `gone`: it answered 410; `client`: you did. Open.
    disabled_reason: Option<&'static str>,
    /// Until then the secret of before signs, too.
    #[schemars(extend("format" = "date-time"))]
    old_secret_until: Option<String>,
    /// Only where it was just made.
    #[schemars(regex(pattern = "^whsec_[A-Za-z0-9+/]+=*$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// 201, with the secret.
pub(super) async fn create(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let words = WebhookWords {
        url: fields.required_text("url"),
        description: fields.text("description"),
        events: events(&mut fields).unwrap_or_else(|| WebhookEvent::OF_JOBS.into()),
    };
    fields.check()?;
    let key = idempotency_key(&headers, "webhooks")?;
    let kept = mpathic.webhooks.create(caller, words, key.as_ref()).await?;
    let location = HeaderValue::try_from(format!("/v1/webhooks/{}", kept.webhook.id));
    let replayed = kept.replayed;
    let response = (StatusCode::CREATED, Json(shown_with_secret(kept))).into_response();
    let mut response = job::replayed(replayed, response);
    if let Ok(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// The oldest first; there are so few that one page has them all.
pub(super) async fn list(State(mpathic): State<Mpathic>, headers: HeaderMap) -> Result<Json<All>, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let data = mpathic.webhooks.list(caller.tenant).await?.into_iter().map(shown).collect();
    Ok(Json(All { object: "list", data, has_more: false }))
}

pub(super) async fn show(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Json<Shown>, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let webhook = mpathic.webhooks.show(caller.tenant, known(id)?).await.map_err(none_such)?;
    Ok(Json(shown(webhook)))
}

/// What is not said stays; `description: null` takes it away.
pub(super) async fn change(
    State(mpathic): State<Mpathic>,
    id: Segment,
    request: Request,
) -> Result<Json<Shown>, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let id = known(id)?;
    let (_, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let change = WebhookChange {
        url: fields.json("url").is_some().then(|| fields.required_text("url")),
        description: fields.raw("description").is_some().then(|| fields.text("description")),
        events: events(&mut fields),
        disabled: switch(&mut fields, "disabled"),
    };
    fields.check()?;
    let webhook = mpathic.webhooks.change(caller.tenant, id, change).await.map_err(none_such)?;
    Ok(Json(shown(webhook)))
}

/// 204; what waited to be told to it is not.
pub(super) async fn erase(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    mpathic.webhooks.erase(caller, known(id)?).await.map_err(none_such)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another secret. The one of before signs beside it for `keep_old_seconds`, a day unless said.
pub(super) async fn rotate(
    State(mpathic): State<Mpathic>,
    id: Segment,
    request: Request,
) -> Result<Json<Shown>, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let id = known(id)?;
    let (_, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let keep_old = keep_old(&mut fields);
    fields.check()?;
    let kept = mpathic.webhooks.rotate(caller, id, keep_old).await.map_err(none_such)?;
    Ok(Json(shown_with_secret(kept)))
}

fn shown(webhook: Webhook) -> Shown {
    let (disabled_at, disabled_reason) = webhook.disabled.unzip();
    Shown {
        id: webhook.id.to_string(),
        object: "webhook",
        url: webhook.url,
        events: webhook.events.into_iter().map(WebhookEvent::as_str).collect(),
        description: webhook.description,
        created_at: webhook.created_at.rfc3339(),
        disabled_at: disabled_at.map(Timestamp::rfc3339),
        disabled_reason: disabled_reason.map(DisabledReason::as_str),
        old_secret_until: webhook.old_secret_until.map(Timestamp::rfc3339),
        secret: None,
    }
}

fn shown_with_secret(kept: KeptWebhook) -> Shown {
    Shown { secret: Some(kept.secret), ..shown(kept.webhook) }
}

/// `None` where nothing is said. `job.*` stands for all that there are.
fn events(fields: &mut Fields) -> Option<BTreeSet<WebhookEvent>> {
    let json = fields.json("events")?;
    let Ok(names) = serde_json::from_str::<Vec<String>>(json) else {
        fields.refuse(Invalid::at("/events", "wrong_type", "Expected a list of strings."));
        return None;
    };
    if names.is_empty() {
        fields.refuse(Invalid::at("/events", "required", "Expected at least one event."));
    }
    let mut events = BTreeSet::new();
    for (place, name) in names.iter().enumerate() {
        let event = name.parse().ok().filter(|event| WebhookEvent::OF_JOBS.contains(event));
        match event {
            Some(event) => drop(events.insert(event)),
            None if name == "job.*" => events.extend(WebhookEvent::OF_JOBS),
            None => {
                let detail = "Expected job.completed, job.failed, job.cancelled or job.*.";
                fields.refuse(Invalid::at(&format!("/events/{place}"), "event_unknown", detail));
                break;
            }
        }
    }
    Some(events)
}

fn switch(fields: &mut Fields, name: &str) -> Option<bool> {
    let read = serde_json::from_str(fields.json(name)?).ok();
    if read.is_none() {
        fields.refuse(Invalid::at(&format!("/{name}"), "wrong_type", "Expected true or false."));
    }
    read
}

fn keep_old(fields: &mut Fields) -> Duration {
    let Some(seconds) = fields.integer("keep_old_seconds") else { return USUAL_OLD_SECRET };
    let asked = u64::try_from(seconds).ok().map(Duration::from_secs).filter(|asked| *asked <= LONGEST_OLD_SECRET);
    asked.unwrap_or_else(|| {
        let detail = format!("Expected 0 to {} seconds.", LONGEST_OLD_SECRET.as_secs());
        fields.refuse(Invalid::at("/keep_old_seconds", "out_of_range", detail));
        USUAL_OLD_SECRET
    })
}

pub(super) fn known(id: Segment) -> Result<WebhookId, Problem> {
    named(id, none_such)
}

pub(super) fn none_such(error: jobs::Error) -> Problem {
    missing(error, "There is no such webhook.")
}
