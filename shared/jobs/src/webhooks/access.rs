//! What calls endpoints, and the key that opens what is signed with.

use std::sync::Arc;

use model::{Random, TenantId, Timestamp, WebhookId};
use store::Call;
use webhook::{Reach, Secret, Sender};

use super::Line;
use crate::Seal;
use crate::seal::Unopened;

/// One for each process: who waits for whom is known here.
#[derive(Clone)]
pub struct WebhookAccess {
    pub(crate) sender: Arc<dyn Sender>,
    seal: Arc<Seal>,
    pub(crate) reach: Reach,
    pub(crate) line: Line,
}

impl WebhookAccess {
    /// `reach`: as the sender's.
    pub fn new(sender: Arc<dyn Sender>, seal: Seal, reach: Reach) -> Self {
        Self { sender, seal: Arc::new(seal), reach, line: Line::default() }
    }

    pub(super) fn close(&self, tenant: TenantId, webhook: WebhookId, secret: &Secret, random: &dyn Random) -> Vec<u8> {
        self.seal.close(secret.bytes(), &owner(&tenant, &webhook), random)
    }

    pub(super) fn open(&self, tenant: TenantId, webhook: WebhookId, sealed: &[u8]) -> Result<Secret, Unopened> {
        let bytes = self.seal.open(sealed, &owner(&tenant, &webhook))?;
        Secret::from_bytes(&bytes).ok_or(Unopened)
    }

    /// What a call is signed with now: the secret, and that of before while it lasts.
    pub(crate) fn secrets(&self, call: &Call, now: Timestamp) -> Result<Vec<Secret>, Unopened> {
        let open = |sealed: &[u8]| self.open(call.tenant, call.webhook, sealed);
        let mut secrets = vec![open(&call.secret)?];
        let old = call.old_secret.iter().find(|(_, until)| now < *until);
        // One that does not open must not stand in the way of its successor.
        secrets.extend(old.and_then(|(sealed, _)| open(sealed).ok()));
        Ok(secrets)
    }
}

fn owner<'a>(tenant: &'a TenantId, webhook: &'a WebhookId) -> [&'a [u8]; 3] {
    [b"webhook", tenant.0.as_bytes(), webhook.0.as_bytes()]
}
