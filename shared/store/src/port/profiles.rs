//! The profiles that tenants make: texts under names, in versions that never change.
//!
//! What must stay true: every read and write names its tenant; what a job names stays as long as the job does.
//! Deliberately absent: what a text says.

use async_trait::async_trait;
use model::{ClientNumber, ProfileId, ProfileVersion, TenantId, Timestamp};

use crate::Error;

/// A text to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProfile {
    pub tenant: TenantId,
    /// Which of the tenant's clients keeps it, for the audit.
    pub by: ClientNumber,
    /// The profile's, if none of the tenant has this name yet.
    pub id: ProfileId,
    pub name: String,
    /// As it will be handed out again; the caller's packing.
    pub text: Vec<u8>,
    /// Of what was packed: the same digest is the same text.
    pub digest: [u8; 32],
}

/// A profile that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProfile {
    pub id: ProfileId,
    pub name: String,
    /// The latest.
    pub version: i64,
    pub created_at: Timestamp,
    /// When the latest version came.
    pub changed_at: Timestamp,
}

/// One version's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileText {
    pub text: Vec<u8>,
    pub created_at: Timestamp,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shelved {
    /// It is a version of its own now, which is the latest.
    New(StoredProfile),
    /// It is the latest version already.
    Same(StoredProfile),
    /// The tenant has [`model::limits::MAX_PROFILES`] profiles or [`model::limits::MAX_PROFILE_VERSIONS`] versions.
    Full,
}

/// Where profiles are kept.
#[async_trait]
pub trait Profiles: Send + Sync {
    /// Makes a profile, or the next version of the tenant's profile of this name. Two that come together may both get the
    /// tenant's last place.
    async fn shelve(&self, new: &NewProfile) -> Result<Shelved, Error>;
    /// One that is not retired.
    async fn by_id(&self, tenant: TenantId, id: ProfileId) -> Result<Option<StoredProfile>, Error>;
    /// One that is not retired.
    async fn by_name(&self, tenant: TenantId, name: &str) -> Result<Option<StoredProfile>, Error>;
    /// Those that are not retired, by name.
    async fn all(&self, tenant: TenantId) -> Result<Vec<StoredProfile>, Error>;
    /// Of a retired profile too, for the jobs that name it.
    async fn text(&self, tenant: TenantId, version: ProfileVersion) -> Result<Option<ProfileText>, Error>;
    /// From now on it can no longer be chosen, and its name is free. Audited. `false`: the tenant has no such profile.
    async fn retire(&self, tenant: TenantId, by: ClientNumber, id: ProfileId) -> Result<bool, Error>;
    /// Drops versions of profiles that were retired [`model::limits::PROFILE_GRACE`] ago and that no job names, and what
    /// is left of such a profile with its last version. Returns how many versions.
    async fn forget_retired(&self) -> Result<u64, Error>;
}
