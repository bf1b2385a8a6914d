//! The port of webhooks, over any engine.

use std::time::Duration;

use async_trait::async_trait;
use model::{ClientNumber, DeliveryStatus, JobId, Lease, TenantId, WebhookId};

use super::Engine;
use super::beside::Beside;
use crate::transactions::{
    AddWebhook, AllWebhooks, CallMade, CallOf, CallOff, ChangeWebhook, DeliveryById, EraseWebhook, ListDeliveries,
    ReplayDelivery, RotateSecret, TestWebhook, WebhookById,
};
use crate::{
    AfterCall, Call, Called, Delivery, DeliveryMade, Error, Fenced, NewDelivery, NewWebhook, Place, Webhook,
    WebhookAdded, WebhookChange, Webhooks,
};

#[async_trait]
impl<E: Engine> Webhooks for Beside<E> {
    async fn add(&self, new: &NewWebhook) -> Result<WebhookAdded, Error> {
        self.0.run(AddWebhook(new.clone())).await
    }

    async fn all(&self, tenant: TenantId) -> Result<Vec<Webhook>, Error> {
        self.0.run(AllWebhooks(tenant)).await
    }

    async fn by_id(&self, tenant: TenantId, id: WebhookId) -> Result<Option<Webhook>, Error> {
        self.0.run(WebhookById { tenant, id }).await
    }

    async fn change(&self, tenant: TenantId, id: WebhookId, change: &WebhookChange) -> Result<Option<Webhook>, Error> {
        self.0.run(ChangeWebhook { tenant, id, change: change.clone() }).await
    }

    async fn rotate(
        &self,
        tenant: TenantId,
        by: ClientNumber,
        id: WebhookId,
        secret: &[u8],
        keep_old: Duration,
    ) -> Result<Option<Webhook>, Error> {
        self.0.run(RotateSecret { tenant, by, id, secret: secret.to_vec(), keep_old }).await
    }

    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: WebhookId) -> Result<bool, Error> {
        self.0.run(EraseWebhook { tenant, by, id }).await
    }

    async fn test(&self, new: &NewDelivery) -> Result<DeliveryMade, Error> {
        self.0.run(TestWebhook(new.clone())).await
    }

    async fn replay(&self, of: JobId, new: &NewDelivery) -> Result<DeliveryMade, Error> {
        self.0.run(ReplayDelivery { of, new: new.clone() }).await
    }

    async fn deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        status: Option<DeliveryStatus>,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error> {
        self.0.run(ListDeliveries { tenant, webhook, status, after, limit }).await
    }

    async fn delivery(&self, tenant: TenantId, webhook: WebhookId, id: JobId) -> Result<Option<Delivery>, Error> {
        self.0.run(DeliveryById { tenant, webhook, id }).await
    }

    async fn call(&self, delivery: JobId) -> Result<Option<Call>, Error> {
        self.0.run(CallOf(delivery)).await
    }

    async fn called(&self, lease: &Lease, called: &Called, after: AfterCall) -> Result<Fenced, Error> {
        self.0.run(CallMade { lease: *lease, called: *called, after }).await
    }

    async fn called_off(&self, lease: &Lease) -> Result<Fenced, Error> {
        self.0.run(CallOff(*lease)).await
    }
}
