//! The port of what operators say, over any engine.

use std::time::Duration;

use async_trait::async_trait;
use model::Timestamp;

use super::Engine;
use super::beside::Beside;
use crate::transactions::{Acts, ClientLimits, DropEndedKeys, KnownKeys, LimitClient, RotateSigningKey};
use crate::{Act, Administration, ClientLimit, Counted, Error, KnownKey, LimitedClient, SigningKey};

#[async_trait]
impl<E: Engine> Administration for Beside<E> {
    async fn keys(&self) -> Result<Vec<KnownKey>, Error> {
        self.0.run(KnownKeys).await
    }

    async fn rotate_signing_key(&self, key: &SigningKey, lead: Duration, keep: Duration) -> Result<bool, Error> {
        self.0.run(RotateSigningKey { key: key.clone(), lead, keep }).await
    }

    async fn drop_ended_keys(&self) -> Result<u64, Error> {
        self.0.run(DropEndedKeys).await
    }

    async fn limit_client(&self, client_id: &str, of: Counted, limit: Option<ClientLimit>) -> Result<bool, Error> {
        self.0.run(LimitClient { client_id: client_id.to_owned(), of, limit }).await
    }

    async fn client_limits(&self) -> Result<Vec<LimitedClient>, Error> {
        self.0.run(ClientLimits).await
    }

    async fn audit(&self, since: Timestamp, after: Option<(Timestamp, i64)>, limit: u32) -> Result<Vec<Act>, Error> {
        self.0.run(Acts { since, after, limit }).await
    }
}
