//! What webhooks were told, and telling them by hand.

use model::{DeliveryStatus, JobId, Status, TenantId, WebhookId};
use store::{Delivery, DeliveryMade, Idempotency, JobFilter, NewDelivery, Place};

use super::Webhooks;
use crate::history::Cursor;
use crate::{Chosen, Error, Submission};

/// Some of a webhook's deliveries, the newest first.
#[derive(Clone, Debug)]
pub struct DeliveryPage {
    pub deliveries: Vec<Delivery>,
    /// Where there are more.
    pub next: Option<Cursor>,
}

/// A delivery that was made, now or before.
#[derive(Clone, Debug)]
pub struct DeliveryAnswer {
    pub delivery: Delivery,
    pub replayed: bool,
}

impl Webhooks {
    /// Tells the webhook that it can be told.
    pub async fn test(&self, from: &Submission, webhook: WebhookId) -> Result<DeliveryAnswer, Error> {
        let new = self.new_delivery(from, webhook, webhook.0.as_bytes())?;
        let made = self.ports.store.webhooks().test(&new).await?;
        self.made(&new, made).await
    }

    /// Tells it again what this delivery told it.
    pub async fn replay(&self, from: &Submission, webhook: WebhookId, of: JobId) -> Result<DeliveryAnswer, Error> {
        let new = self.new_delivery(from, webhook, of.0.as_bytes())?;
        let made = self.ports.store.webhooks().replay(of, &new).await?;
        self.made(&new, made).await
    }

    /// `asked`: what the request is about, for its key.
    fn new_delivery(&self, from: &Submission, webhook: WebhookId, asked: &[u8]) -> Result<NewDelivery, Error> {
        self.access()?;
        let key = from.idempotency.as_ref().map(|key| key.bound_to(&Chosen::default(), asked));
        let idempotency: Option<Idempotency> = key.transpose()?;
        let id = JobId(self.ports.random.uuid(self.ports.clock.now()));
        Ok(NewDelivery { id, tenant: from.tenant, webhook, idempotency, traceparent: from.traceparent.clone() })
    }

    async fn made(&self, new: &NewDelivery, made: DeliveryMade) -> Result<DeliveryAnswer, Error> {
        let (id, replayed) = match made {
            DeliveryMade::New => (new.id, false),
            DeliveryMade::Replayed(id) => (id, true),
            DeliveryMade::KeyReused => return Err(Error::KeyReused),
            DeliveryMade::Missing => return Err(Error::Missing),
            DeliveryMade::Disabled => {
                let detail = "The webhook is disabled, and told nothing; PATCH it with disabled: false first.";
                return Err(Error::conflict("webhook_disabled", detail));
            }
        };
        self.ports.bell.ring();
        let delivery = self.delivery(new.tenant, new.webhook, id).await?;
        Ok(DeliveryAnswer { delivery, replayed })
    }

    pub async fn delivery(&self, tenant: TenantId, webhook: WebhookId, id: JobId) -> Result<Delivery, Error> {
        self.ports.store.webhooks().delivery(tenant, webhook, id).await?.ok_or(Error::Missing)
    }

    /// At most `limit` deliveries, from the newest on or from where another page has ended.
    pub async fn deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        status: Option<DeliveryStatus>,
        from: Option<&Cursor>,
        limit: u32,
    ) -> Result<DeliveryPage, Error> {
        self.show(tenant, webhook).await?;
        let (list, filter) = list(webhook, status);
        let after = match from {
            Some(cursor) => Some(cursor.place(list, &filter).ok_or_else(Cursor::illegal)?),
            None => None,
        };
        // One more, to know whether there is one.
        let hooks = self.ports.store.webhooks();
        let mut deliveries = hooks.deliveries(tenant, webhook, status, after, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = deliveries.len() > limit;
        deliveries.truncate(limit);
        let place = |last: &Delivery| Place { created_at: last.created_at, id: last.id };
        let next = deliveries.last().filter(|_| more).map(|last| Cursor::after(place(last), list, &filter));
        Ok(DeliveryPage { deliveries, next })
    }
}

/// What a cursor is bound to: deliveries are the jobs of their webhook.
fn list(webhook: WebhookId, status: Option<DeliveryStatus>) -> (TenantId, JobFilter) {
    let wanted = |of: &Status| status.is_none_or(|status| DeliveryStatus::of(*of) == status);
    let statuses = Status::ALL.iter().copied().filter(wanted).collect();
    let filter = JobFilter { statuses, conversation_id: None, created_after: None, created_before: None };
    (TenantId(webhook.0), filter)
}
