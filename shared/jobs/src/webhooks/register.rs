//! Webhooks as their tenant keeps them: made, changed, given other secrets, erased.
//!
//! A webhook that was made under an `Idempotency-Key` has an id that stands for the key: so the same request again finds the
//! same webhook, and is answered with its secret once more.

use std::collections::BTreeSet;
use std::time::Duration;

use contract::short_text;
use model::limits::MAX_WEBHOOKS;
use model::{TenantId, WebhookEvent, WebhookId};
use store::{NewWebhook, Webhook, WebhookAdded, WebhookChange};
use webhook::{Endpoint, Secret};

use super::WebhookAccess;
use crate::files::uuid_of;
use crate::{Caller, Error, IdempotencyKey, Invalid, Ports};

/// Keeps, lists and erases webhooks, and tells of their deliveries.
#[derive(Clone)]
pub struct Webhooks {
    pub(super) ports: Ports,
}

/// A webhook as its tenant describes it.
#[derive(Clone, Debug)]
pub struct WebhookWords {
    pub url: String,
    pub description: Option<String>,
    pub events: BTreeSet<WebhookEvent>,
}

/// A webhook and its secret, as it is written.
pub struct KeptWebhook {
    pub webhook: Webhook,
    pub secret: String,
    /// It was made by the same request before.
    pub replayed: bool,
}

impl Webhooks {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    pub async fn create(
        &self,
        from: Caller,
        words: WebhookWords,
        key: Option<&IdempotencyKey>,
    ) -> Result<KeptWebhook, Error> {
        let access = self.access()?;
        let url = judged(access, Some(&words.url), words.description.as_deref())?;
        let id = match key {
            Some(key) => uuid_of(from.tenant, key),
            None => self.ports.random.uuid(self.ports.clock.now()),
        };
        let (id, secret) = (WebhookId(id), self.secret());
        let new = NewWebhook {
            id,
            tenant: from.tenant,
            by: from.client,
            url: url.unwrap_or(words.url),
            description: words.description,
            events: words.events,
            secret: access.close(from.tenant, id, &secret, self.ports.random.as_ref()),
        };
        match self.ports.store.webhooks().add(&new).await? {
            WebhookAdded::New(webhook) => Ok(KeptWebhook { webhook, secret: secret.to_string(), replayed: false }),
            WebhookAdded::There(there, sealed) => {
                let same = (&there.url, &there.description, &there.events) == (&new.url, &new.description, &new.events);
                let secret = access.open(from.tenant, id, &sealed).ok().filter(|_| same).ok_or(Error::KeyReused)?;
                Ok(KeptWebhook { webhook: there, secret: secret.to_string(), replayed: true })
            }
            WebhookAdded::Full => {
                let detail = format!("There are {MAX_WEBHOOKS} webhooks of yours, as many as there may be.");
                Err(Error::conflict("webhook_limit", detail))
            }
        }
    }

    /// The oldest first.
    pub async fn list(&self, tenant: TenantId) -> Result<Vec<Webhook>, Error> {
        Ok(self.ports.store.webhooks().all(tenant).await?)
    }

    pub async fn show(&self, tenant: TenantId, id: WebhookId) -> Result<Webhook, Error> {
        self.ports.store.webhooks().by_id(tenant, id).await?.ok_or(Error::Missing)
    }

    pub async fn change(&self, tenant: TenantId, id: WebhookId, mut change: WebhookChange) -> Result<Webhook, Error> {
        let access = self.access()?;
        let description = change.description.as_ref().and_then(Option::as_deref);
        change.url = judged(access, change.url.as_deref(), description)?;
        self.ports.store.webhooks().change(tenant, id, &change).await?.ok_or(Error::Missing)
    }

    /// Another secret; the one of before signs too for `keep_old`.
    pub async fn rotate(&self, from: Caller, id: WebhookId, keep_old: Duration) -> Result<KeptWebhook, Error> {
        let secret = self.secret();
        let sealed = self.access()?.close(from.tenant, id, &secret, self.ports.random.as_ref());
        let rotated = self.ports.store.webhooks().rotate(from.tenant, from.client, id, &sealed, keep_old).await?;
        let webhook = rotated.ok_or(Error::Missing)?;
        Ok(KeptWebhook { webhook, secret: secret.to_string(), replayed: false })
    }

    pub async fn erase(&self, from: Caller, id: WebhookId) -> Result<(), Error> {
        let erased = self.ports.store.webhooks().erase(from.tenant, from.client, id).await?;
        if erased { Ok(()) } else { Err(Error::Missing) }
    }

    /// Without a key nothing is kept and nobody called.
    pub(super) fn access(&self) -> Result<&WebhookAccess, Error> {
        self.ports.webhooks.as_ref().ok_or(Error::NoKey)
    }

    fn secret(&self) -> Secret {
        let mut bytes = [0; 32];
        self.ports.random.fill(&mut bytes);
        Secret::new(bytes)
    }
}

/// The URL in its usual form.
fn judged(access: &WebhookAccess, url: Option<&str>, description: Option<&str>) -> Result<Option<String>, Error> {
    let mut wrong = Vec::new();
    let judged = url.map(|url| Endpoint::parse(url, access.reach)).transpose().unwrap_or_else(|refused| {
        let detail = format!("The URL cannot be called: {refused}.");
        wrong.push(Invalid::at("/url", "webhook_url_refused", detail));
        None
    });
    if let Some(description) = description {
        wrong.extend(short_text(description, "/description").err());
    }
    if wrong.is_empty() { Ok(judged.map(|url| url.as_str().to_owned())) } else { Err(Error::Invalid(wrong)) }
}
