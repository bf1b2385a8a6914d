//! Erasing what a tenant no longer wants to be known here.
//!
//! What must stay true: a job that is erased is gone at once for everybody who asks, whatever it was doing, and its objects
//! follow as garbage; erasing again is as of something that never was. A conversation that gets new jobs meanwhile is erased
//! with those that it had.
//! Deliberately absent: backups, which are the operator's, and what a client was sent before.

use model::limits::MAX_NAME_BYTES;
use model::{JobId, TenantId};
use sha2::{Digest, Sha256};

use crate::{Caller, Error, Ports};

/// Jobs taken out in one transaction.
const BATCH: u32 = 100;

/// Erases jobs.
#[derive(Clone)]
pub struct Erase {
    ports: Ports,
}

impl Erase {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// The job with its input, parts, result and traces.
    pub async fn job(&self, caller: Caller, id: JobId) -> Result<(), Error> {
        if !self.ports.store.erase(caller.tenant, caller.client, id).await? {
            return Err(Error::Missing);
        }
        self.note(&[id]);
        Ok(())
    }

    /// Every job of the conversation.
    pub async fn conversation(&self, caller: Caller, conversation_id: &str) -> Result<(), Error> {
        // No conversation is called so.
        if conversation_id.len() > MAX_NAME_BYTES || conversation_id.contains('\0') {
            return Err(Error::Missing);
        }
        let Caller { tenant, client } = caller;
        let alias = alias(tenant, conversation_id);
        let mut found = false;
        loop {
            let erased = self.ports.store.erase_conversation(tenant, client, conversation_id, &alias, BATCH).await?;
            self.note(&erased);
            found |= !erased.is_empty();
            if erased.len() < BATCH as usize {
                return if found { Ok(()) } else { Err(Error::Missing) };
            }
        }
    }

    fn note(&self, erased: &[JobId]) {
        for id in erased {
            tracing::info!(job.id = %id, "erased");
        }
        self.ports.metrics.erased(erased.len() as u64);
    }
}

/// What the audit calls a conversation, whose id is its client's words: who knows the id can find the entry.
fn alias(tenant: TenantId, conversation_id: &str) -> String {
    let hash = Sha256::new().chain_update(tenant.0.as_bytes()).chain_update(conversation_id).finalize();
    format!("sha256:{}", hex::encode(hash))
}
