//! Whose tokens are refused before they expire.
//!
//! What must stay true: asking costs no more than looking into a small set in memory, for it is done for every request.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use model::{ClientNumber, TenantId};

/// The clients that were revoked so lately that tokens of theirs may still be out.
#[derive(Debug, Default)]
pub(super) struct Revoked(RwLock<HashSet<(TenantId, ClientNumber)>>);

impl Revoked {
    pub(super) fn contains(&self, tenant: TenantId, client: ClientNumber) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&(tenant, client))
    }

    pub(super) fn replace(&self, revoked: Vec<(TenantId, ClientNumber)>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = revoked.into_iter().collect();
    }
}
