//! Who may call.

use model::TenantId;

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub id: String,
    pub secret: [u8; 32],
}
