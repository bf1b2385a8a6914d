//! The operations on webhooks.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use url::form_urlencoded;

use super::jobs::new_key;
use super::{Client, Error, List};

const WEBHOOKS: &str = "/v1/webhooks";

/// Where messages go, and which. A secret may be in it, so there is no `Debug`.
#[derive(Clone, Deserialize)]
pub struct Webhook {
    pub id: String,
    pub url: String,
    #[serde(default)]
    pub events: Vec<String>,
    #[serde(default)]
    pub description: Option<String>,
    /// RFC 3339, as all times here.
    #[serde(default)]
    pub created_at: Option<String>,
    #[serde(default)]
    pub disabled_at: Option<String>,
    /// `gone`: it answered so; `client`: it was switched off.
    #[serde(default)]
    pub disabled_reason: Option<String>,
    /// Until then messages are signed with the secret before this one too.
    #[serde(default)]
    pub old_secret_until: Option<String>,
    /// Told when it is made, and never again.
    #[serde(default)]
    pub secret: Option<String>,
}

/// What a webhook is to be; what is `None` stays as it is, or is as usual. A description of `Some(None)` is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WebhookChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A message on its way, or at its end.
#[derive(Clone, Debug, Deserialize)]
pub struct Delivery {
    pub id: String,
    #[serde(default)]
    pub message_id: String,
    #[serde(default)]
    pub event: String,
    #[serde(default)]
    pub job_id: Option<String>,
    /// `pending`, `delivered` or `failed`.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub created_at: Option<String>,
    #[serde(default)]
    pub next_attempt_at: Option<String>,
    #[serde(default)]
    pub replay_of: Option<String>,
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Attempt {
    pub number: u64,
    #[serde(default)]
    pub at: Option<String>,
    #[serde(default)]
    pub duration_ms: Option<u64>,
    #[serde(default)]
    pub outcome: String,
    #[serde(default)]
    pub status_code: Option<u16>,
}

/// An answer as it came, for whoever reads it with a type of their own.
pub type Told = Box<RawValue>;

impl Client {
    pub async fn webhooks(&self) -> Result<List, Error> {
        let answer = self.get(WEBHOOKS, |request| request).await?;
        self.json(answer).await
    }

    /// The answer has the secret.
    pub async fn create_webhook(&self, webhook: &WebhookChange) -> Result<Told, Error> {
        self.tell(WEBHOOKS, webhook).await
    }

    pub async fn webhook(&self, id: &str) -> Result<Told, Error> {
        let answer = self.get(&of(id, ""), |request| request).await?;
        self.json(answer).await
    }

    pub async fn update_webhook(&self, id: &str, change: &WebhookChange) -> Result<Told, Error> {
        let answer = self.patch(&of(id, ""), change).await?;
        self.json(answer).await
    }

    pub async fn delete_webhook(&self, id: &str) -> Result<(), Error> {
        self.delete(&of(id, "")).await
    }

    /// Gives it another secret, which is in the answer. The one before is good for so long; as long as the server thinks
    /// right, where nothing is said. Asked once: after a second time the secret before would be one that nobody was told.
    pub async fn rotate_webhook_secret(&self, id: &str, keep_old_seconds: Option<u64>) -> Result<Told, Error> {
        let kept = keep_old_seconds.map_or_else(|| json!({}), |seconds| json!({ "keep_old_seconds": seconds }));
        let path = of(id, "/rotate-secret");
        let answer = self.authorised(Method::POST, &path, &|request| request.json(&kept)).await?;
        self.json(answer).await
    }

    /// Sends a message that means nothing; the answer is its delivery.
    pub async fn test_webhook(&self, id: &str) -> Result<Told, Error> {
        self.tell(&of(id, "/test"), &json!({})).await
    }

    /// A page of a webhook's deliveries.
    pub async fn deliveries(
        &self,
        id: &str,
        status: Option<&str>,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<List, Error> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &limit.to_string());
        query.extend_pairs(status.map(|status| ("status", status)));
        query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
        let answer = self.get(&of(id, &format!("/deliveries?{}", query.finish())), |request| request).await?;
        self.json(answer).await
    }

    /// Sends a delivery's message once more, as a new delivery.
    pub async fn replay(&self, id: &str, delivery: &str) -> Result<Told, Error> {
        let delivery: String = form_urlencoded::byte_serialize(delivery.as_bytes()).collect();
        self.tell(&of(id, &format!("/deliveries/{delivery}/replay")), &json!({})).await
    }

    async fn tell(&self, path: &str, body: &impl Serialize) -> Result<Told, Error> {
        let answer = self.post(path, &new_key(), body, |request| request).await?;
        self.json(answer).await
    }

    /// Changes twice are as good as once.
    async fn patch(&self, path: &str, body: &impl Serialize) -> Result<reqwest::Response, Error> {
        self.patiently(async || self.authorised(Method::PATCH, path, &|request| request.json(body)).await).await
    }

    /// What was gone when it was asked for again went with the request before, whose answer was lost.
    async fn delete(&self, path: &str) -> Result<(), Error> {
        let mut asked = false;
        let deleted = self.patiently(async || {
            let done = self.authorised(Method::DELETE, path, &|request| request).await;
            let again = std::mem::replace(&mut asked, true);
            match done {
                Err(error) if again && error.status() == Some(404) => Ok(()),
                done => done.map(drop),
            }
        });
        deleted.await
    }
}

fn of(id: &str, rest: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("{WEBHOOKS}/{id}{rest}")
}
