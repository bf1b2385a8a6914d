//! What tenants sign in to Zoom with.
//!
//! What must stay true: every read and write names its tenant; a secret is sealed before it comes here, and this port
//! neither opens one nor tells one in a list.

use async_trait::async_trait;
use model::{ClientNumber, CredentialsId, TenantId, Timestamp};

use crate::Error;

/// Credentials to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewZoomCredentials {
    pub tenant: TenantId,
    /// Which of the tenant's clients brings them, for the audit.
    pub by: ClientNumber,
    /// If the tenant has none of this account and client yet.
    pub id: CredentialsId,
    pub account_id: String,
    pub client_id: String,
    /// Sealed.
    pub secret: Vec<u8>,
}

/// Credentials, without their secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomCredentials {
    pub id: CredentialsId,
    pub account_id: String,
    pub client_id: String,
    pub created_at: Timestamp,
    /// When the secret came.
    pub changed_at: Timestamp,
}

/// What became of credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoomKept {
    New(ZoomCredentials),
    /// The tenant had some of this account and client, which have this secret now.
    Changed(ZoomCredentials),
    /// The tenant has [`model::limits::MAX_ZOOM_CREDENTIALS`].
    Full,
}

/// Where they are kept.
#[async_trait]
pub trait Zoom: Send + Sync {
    /// Two that come together may both get the tenant's last place. Audited. Answered means on disk.
    async fn keep(&self, new: &NewZoomCredentials) -> Result<ZoomKept, Error>;
    /// The oldest first.
    async fn all(&self, tenant: TenantId) -> Result<Vec<ZoomCredentials>, Error>;
    /// With the sealed secret.
    async fn sealed(&self, tenant: TenantId, id: CredentialsId) -> Result<Option<(ZoomCredentials, Vec<u8>)>, Error>;
    /// Audited. `false`: the tenant has no such credentials. Answered means on disk.
    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: CredentialsId) -> Result<bool, Error>;
}
