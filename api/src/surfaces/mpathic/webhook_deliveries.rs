//! `/v1/webhooks/{id}/deliveries` and `/v1/webhooks/{id}/test` (ours): what a webhook was told, and telling it by hand.

mod operations;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use jobs::{Called, Delivery, DeliveryAnswer, Submission};
use model::{DeliveryStatus, JobId, Lane, TenantId, Timestamp, WebhookId};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use self::operations::*;
use super::webhooks::{known, none_such};
use super::{Mpathic, Segment, job, missing, pages};
use crate::http::{Parameters, Problem, idempotency_key, traceparent};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDeliveries")]
struct Listed {
    #[schemars(extend("const" = "list"))]
    object: &'static str,
    data: Vec<Shown>,
    has_more: bool,
    next_cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDelivery")]
struct Shown {
    #[schemars(extend("format" = "uuid"))]
    id: String,
    #[schemars(extend("const" = "webhook_delivery"))]
    object: &'static str,
    #[schemars(extend("format" = "uuid"))]
    webhook_id: String,
    /// The header `webhook-id` of each attempt; a replay has that of what it replays.
    #[schemars(regex(pattern = "^msg_[0-9a-f]{32}$"))]
    message_id: String,
    /// Open: more may come with a later release.
    event: &'static str,
    /// The job that ended; null for a test.
    #[schemars(extend("format" = "uuid"))]
    job_id: Option<String>,
    #[schemars(extend("enum" = statuses()))]
    status: &'static str,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    next_attempt_at: Option<String>,
    #[schemars(extend("format" = "uuid"))]
    replay_of: Option<String>,
    attempts: Vec<ShownAttempt>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookAttempt")]
struct ShownAttempt {
    #[schemars(range(min = 1))]
    number: i64,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    duration_ms: u64,
    /// `delivered`, `refused`, `gone`, `timed_out`, `unreachable`, `tls` or `forbidden_address`. Open.
    outcome: &'static str,
    /// What was answered, where anything was.
    status_code: Option<u16>,
}

/// The `{id}` and the `{delivery_id}` of a path.
type Segments = Result<Path<(String, String)>, PathRejection>;

/// 202: it is told soon.
pub(super) async fn test(State(mpathic): State<Mpathic>, id: Segment, headers: HeaderMap) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let from = by_hand(caller.tenant, &headers, "webhooks/test")?;
    let answer = mpathic.webhooks.test(&from, known(id)?).await.map_err(none_such)?;
    Ok(made(answer))
}

/// 202: a delivery of its own, with the message id of the one that is replayed.
pub(super) async fn replay(
    State(mpathic): State<Mpathic>,
    ids: Segments,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let (webhook, of) = both(ids)?;
    let from = by_hand(caller.tenant, &headers, "webhooks/replay")?;
    let answer = mpathic.webhooks.replay(&from, webhook, of).await.map_err(no_such_delivery)?;
    Ok(made(answer))
}

pub(super) async fn show(
    State(mpathic): State<Mpathic>,
    ids: Segments,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let (webhook, id) = both(ids)?;
    let delivery = mpathic.webhooks.delivery(caller.tenant, webhook, id).await.map_err(no_such_delivery)?;
    Ok(([(CACHE_CONTROL, "no-cache")], Json(shown(delivery))).into_response())
}

/// The newest first, in pages.
pub(super) async fn list(
    State(mpathic): State<Mpathic>,
    id: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let webhook = known(id)?;
    let mut query = Parameters::of(query.as_deref());
    let status: Option<DeliveryStatus> =
        query.one("status", "status_unknown", "Expected pending, delivered or failed.", |text| text.parse().ok());
    let (limit, cursor) = pages::asked(&mut query);
    query.check()?;
    let page = mpathic.webhooks.deliveries(caller.tenant, webhook, status, cursor.as_ref(), limit).await;
    let page = page.map_err(none_such)?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    let data = page.deliveries.into_iter().map(shown).collect();
    let listed = Listed { object: "list", data, has_more: next_cursor.is_some(), next_cursor };
    let path = format!("/v1/webhooks/{webhook}/deliveries");
    Ok(pages::answer(&listed, &path, &query, listed.next_cursor.as_deref()))
}

fn by_hand(tenant: TenantId, headers: &HeaderMap, route: &'static str) -> Result<Submission, Problem> {
    let idempotency = idempotency_key(headers, route)?;
    Ok(Submission { tenant, lane: Lane::Normal, idempotency, traceparent: traceparent(headers), counted: None })
}

fn made(DeliveryAnswer { delivery, replayed }: DeliveryAnswer) -> Response {
    let location = HeaderValue::try_from(format!("/v1/webhooks/{}/deliveries/{}", delivery.webhook, delivery.id));
    let response = (StatusCode::ACCEPTED, Json(shown(delivery))).into_response();
    let mut response = job::replayed(replayed, response);
    if let Ok(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn shown(delivery: Delivery) -> Shown {
    Shown {
        id: delivery.id.to_string(),
        object: "webhook_delivery",
        webhook_id: delivery.webhook.to_string(),
        message_id: format!("msg_{}", delivery.message.0.simple()),
        event: delivery.event.as_str(),
        job_id: delivery.job.map(|id| id.to_string()),
        status: DeliveryStatus::of(delivery.status).as_str(),
        created_at: delivery.created_at.rfc3339(),
        next_attempt_at: delivery.next_at.map(Timestamp::rfc3339),
        replay_of: delivery.replay_of.map(|id| id.to_string()),
        attempts: delivery.attempts.into_iter().map(attempt).collect(),
    }
}

fn attempt(called: Called) -> ShownAttempt {
    ShownAttempt {
        number: called.number,
        at: called.at.rfc3339(),
        duration_ms: u64::try_from(called.took.as_millis()).unwrap_or(u64::MAX),
        outcome: called.outcome.as_str(),
        status_code: called.status,
    }
}

/// What are not ids are as unknown as ids that are nobody's.
fn both(ids: Segments) -> Result<(WebhookId, JobId), Problem> {
    let ids = ids.ok().and_then(|Path((webhook, delivery))| Some((webhook.parse().ok()?, delivery.parse().ok()?)));
    ids.ok_or_else(|| no_such_delivery(jobs::Error::Missing))
}

fn no_such_delivery(error: jobs::Error) -> Problem {
    missing(error, "There is no such delivery.")
}
