//! Who may call.

use model::{ClientNumber, TenantId, Timestamp};

/// Something that may ask for tokens. Secrets are stored hashed only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub client_id: String,
    pub tenant: TenantId,
    pub name: String,
    /// SHA-256 of a 256-bit random secret.
    pub secret_hash: [u8; 32],
    /// Accepted on loopback listeners only.
    pub development: bool,
}

/// A client, and what became of it since it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownClient {
    pub client: Client,
    pub number: ClientNumber,
    /// Those that may still be good, the one that is good for longest first.
    pub former_secrets: Vec<FormerSecret>,
    pub created_at: Timestamp,
    pub rotated_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// What a client's secret was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerSecret {
    pub secret_hash: [u8; 32],
    pub valid_until: Timestamp,
}

/// What came of a client that is to be another one of its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Done(ClientNumber),
    NoSuchTenant,
    /// The tenant has [`model::limits::MAX_CLIENTS`].
    TooMany,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub id: String,
    pub secret: [u8; 32],
}
