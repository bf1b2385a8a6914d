//! Recordings in Zoom's cloud: what tenants sign in with, and importing one as a file.
//!
//! What must stay true: a secret is sealed before it is stored and opened only to sign in; it is told to nobody, not even to
//! who brought it. Nothing here asks Zoom: the job does.
//! Deliberately absent: which meetings there are. Who wants one imported knows its id.

mod ask;
mod credentials;
mod import;

use std::sync::Arc;

use ::zoom::{App, Zoom};
use model::limits::MAX_POSTED_FILE_BYTES;
use model::{Random, TenantId};

use crate::seal::{Seal, Unopened};

pub(crate) use ask::Ask;
pub use credentials::{AppSecret, KeptCredentials, ZoomApps};
pub use import::{ImportAnswer, ZoomImports, ZoomWanted};

/// Zoom, and the key that opens what is signed in with.
#[derive(Clone)]
pub struct ZoomAccess {
    pub(crate) zoom: Arc<dyn Zoom>,
    seal: Arc<Seal>,
    /// No file is longer.
    pub(crate) max_bytes: i64,
}

impl ZoomAccess {
    /// No file is longer than `max_bytes`, nor than what passes in parts that fit into memory.
    pub fn new(zoom: Arc<dyn Zoom>, seal: Seal, max_bytes: i64) -> Self {
        Self { zoom, seal: Arc::new(seal), max_bytes: max_bytes.min(MAX_POSTED_FILE_BYTES) }
    }

    fn close(&self, tenant: TenantId, app: &AppSecret, random: &dyn Random) -> Vec<u8> {
        let owner = owner(&tenant, &app.account_id, &app.client_id);
        self.seal.close(app.client_secret.as_bytes(), &owner, random)
    }

    pub(crate) fn open(
        &self,
        tenant: TenantId,
        stored: &store::ZoomCredentials,
        sealed: &[u8],
    ) -> Result<App, Unopened> {
        let (account_id, client_id) = (stored.account_id.clone(), stored.client_id.clone());
        let secret = self.seal.open(sealed, &owner(&tenant, &account_id, &client_id))?;
        let client_secret = String::from_utf8(secret).map_err(|_| Unopened)?;
        Ok(App { account_id, client_id, client_secret })
    }
}

/// Of whom a tenant has one secret.
fn owner<'a>(tenant: &'a TenantId, account_id: &'a str, client_id: &'a str) -> [&'a [u8]; 4] {
    [b"zoom", tenant.0.as_bytes(), account_id.as_bytes(), client_id.as_bytes()]
}
