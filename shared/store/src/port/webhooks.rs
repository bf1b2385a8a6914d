//! Whom to tell of the ends of jobs, and each time that somebody is told.
//!
//! What must stay true: whatever ends a job of a tenant makes a delivery for each webhook that asked for this, in the same
//! transaction, and nothing else makes one but a test and a replay; a delivery says nothing once its webhook is gone or
//! disabled, or its job erased. Every read and write of a tenant names it; secrets are sealed before they come here.
//! A delivery is a job that belongs to its webhook in the place of a tenant: so endpoints take turns at being called, none
//! uses up what its tenant may have running, and no list of a tenant's jobs has one.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use model::{
    CallOutcome, ClientNumber, DeliveryStatus, DisabledReason, JobId, Lease, MessageId, Status, TenantId, Timestamp,
    WebhookEvent, WebhookId,
};

use super::{Fenced, Idempotency, Place};
use crate::Error;

/// A webhook to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    pub id: WebhookId,
    pub tenant: TenantId,
    pub by: ClientNumber,
    pub url: String,
    pub description: Option<String>,
    pub events: BTreeSet<WebhookEvent>,
    /// Sealed.
    pub secret: Vec<u8>,
}

/// A webhook, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    pub description: Option<String>,
    pub events: BTreeSet<WebhookEvent>,
    pub created_at: Timestamp,
    pub disabled: Option<(Timestamp, DisabledReason)>,
    /// The secret of before its present one signs until then, or did.
    pub old_secret_until: Option<Timestamp>,
}

/// What became of a webhook that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookAdded {
    New(Webhook),
    /// The tenant has one of this id, with this secret, sealed.
    There(Webhook, Vec<u8>),
    /// The tenant has [`model::limits::MAX_WEBHOOKS`].
    Full,
}

/// What is to be otherwise; `None`: as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookChange {
    pub url: Option<String>,
    pub description: Option<Option<String>>,
    pub events: Option<BTreeSet<WebhookEvent>>,
    /// `true` ends the deliveries that are pending.
    pub disabled: Option<bool>,
}

/// A delivery that is made by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    pub id: JobId,
    pub tenant: TenantId,
    pub webhook: WebhookId,
    pub idempotency: Option<Idempotency>,
    pub traceparent: Option<String>,
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryMade {
    New,
    /// The same key and fingerprint came before and made this one.
    Replayed(JobId),
    /// The same key came before with another fingerprint.
    KeyReused,
    /// The webhook is told nothing.
    Disabled,
    /// No such webhook of this tenant, or no such delivery of it.
    Missing,
}

/// A delivery as its tenant may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: JobId,
    pub webhook: WebhookId,
    pub message: MessageId,
    pub event: WebhookEvent,
    /// Whose end is told.
    pub job: Option<JobId>,
    pub status: Status,
    pub created_at: Timestamp,
    /// When it is tried (again), where it waits.
    pub next_at: Option<Timestamp>,
    pub replay_of: Option<JobId>,
    pub attempts: Vec<Called>,
}

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    /// From 1. One whose process died leaves none, and its number is not given again.
    pub number: i64,
    pub at: Timestamp,
    pub took: Duration,
    pub outcome: CallOutcome,
    /// As the endpoint answered.
    pub status: Option<u16>,
}

/// What is said to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub tenant: TenantId,
    pub webhook: WebhookId,
    pub url: String,
    /// Sealed.
    pub secret: Vec<u8>,
    pub old_secret: Option<(Vec<u8>, Timestamp)>,
    pub message: MessageId,
    pub event: WebhookEvent,
    pub made_at: Timestamp,
    /// `None` where nothing is told of a job.
    pub told: Option<Told>,
}

/// A job that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub job: JobId,
    pub conversation_id: String,
    pub status: Status,
    pub failure_code: Option<String>,
    pub finished_at: Timestamp,
}

/// What comes after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterCall {
    Delivered,
    Again(Duration),
    /// It was the last attempt.
    GiveUp,
    /// The webhook is disabled, and its pending deliveries end.
    Disable,
}

/// Where they are kept.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Audited. Answered means on disk.
    async fn add(&self, new: &NewWebhook) -> Result<WebhookAdded, Error>;
    /// The oldest first.
    async fn all(&self, tenant: TenantId) -> Result<Vec<Webhook>, Error>;
    async fn by_id(&self, tenant: TenantId, id: WebhookId) -> Result<Option<Webhook>, Error>;
    /// Answered means on disk.
    async fn change(&self, tenant: TenantId, id: WebhookId, change: &WebhookChange) -> Result<Option<Webhook>, Error>;
    /// Another secret; the one of before is good for `keep_old` yet, and none of before that. Audited. Answered means on disk.
    async fn rotate(
        &self,
        tenant: TenantId,
        by: ClientNumber,
        id: WebhookId,
        secret: &[u8],
        keep_old: Duration,
    ) -> Result<Option<Webhook>, Error>;
    /// With its secrets; its pending deliveries end. Audited. `false`: the tenant has no such webhook. Answered means on disk.
    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: WebhookId) -> Result<bool, Error>;

    /// Tells nothing of a job. Answered means on disk.
    async fn test(&self, new: &NewDelivery) -> Result<DeliveryMade, Error>;
    /// Says once more what this delivery says, under the same message id. Answered means on disk.
    async fn replay(&self, of: JobId, new: &NewDelivery) -> Result<DeliveryMade, Error>;
    /// Of a webhook, the newest first; all of them or those of one status.
    async fn deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        status: Option<DeliveryStatus>,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error>;
    async fn delivery(&self, tenant: TenantId, webhook: WebhookId, id: JobId) -> Result<Option<Delivery>, Error>;

    /// What this delivery says; nothing any more where its webhook is gone or was disabled meanwhile, or its job erased.
    async fn call(&self, delivery: JobId) -> Result<Option<Call>, Error>;
    /// The attempt, and what comes after it, in one fenced commit.
    async fn called(&self, lease: &Lease, called: &Called, after: AfterCall) -> Result<Fenced, Error>;
    /// The delivery ends without having said anything.
    async fn called_off(&self, lease: &Lease) -> Result<Fenced, Error>;
}
