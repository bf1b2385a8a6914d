//! Profiles: which one was meant, and what it says.
//!
//! What must stay true: a tenant finds its own profiles and those that are built in, and another's is as unknown as one
//! that never was; a version never changes, so what was read once is read; reading happens off the async threads.
//!
//! Decided, where the reference is silent: the vendor's own profiles go by ids of 32 hex digits. A client that moves over
//! and still sends one that is nobody's here gets the default analysis, and its job says so. Any other name that nobody
//! has is a mistake and refused, not quietly ignored.

mod read;
mod wanted;

use std::sync::Arc;

use bytes::Bytes;
use contract::OwnProfile;
use engine::{MAX_PROFILE_BYTES, Profile};
use model::{ProfileId, ProfileVersion, TenantId, Timestamp};
use sha2::{Digest, Sha256};
use store::{NewProfile, StoredProfile};

use crate::{Caller, Chosen, Error, Invalid, Ports, packed};
use read::{Known, Read};
use wanted::Wanted;

/// Finds, reads and keeps profiles.
#[derive(Clone)]
pub struct Profiles {
    ports: Ports,
    known: Arc<Known>,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    pub profile: StoredProfile,
    /// It was not the latest version already.
    pub is_new: bool,
}

/// A version of a profile, with its text as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedText {
    pub profile: StoredProfile,
    /// The one that was asked for, and when it came.
    pub version: i64,
    pub created_at: Timestamp,
    pub text: Vec<u8>,
}

impl Profiles {
    pub fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), known: Arc::default() }
    }

    /// When somebody asks.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// The profile of this name or id, in its latest version; without one, the default.
    pub async fn chosen(&self, tenant: TenantId, named: Option<&str>) -> Result<Chosen, Error> {
        let profiles = self.ports.store.profiles();
        let found = match Wanted::of(named.unwrap_or_default()) {
            Wanted::BuiltIn(which) => return Ok(which.into()),
            Wanted::Id(id) => {
                let Some(found) = profiles.by_id(tenant, id).await? else { return Ok(Chosen::default()) };
                Some(found)
            }
            Wanted::Name(name) => profiles.by_name(tenant, name).await?,
            Wanted::Nothing => None,
        };
        let Some(StoredProfile { id, version, name, .. }) = found else {
            let detail = "Expected \"default\", \"counts\", or the id or the name of a profile of yours.".to_owned();
            return Err(Error::Invalid(vec![Invalid { code: "profile_unknown", detail, pointer: None }]));
        };
        Ok(Chosen::Own(OwnProfile { id, version, name }))
    }

    /// What the chosen profile says. A retired one is still there for the jobs that name it.
    pub async fn profile(&self, tenant: TenantId, chosen: &Chosen) -> Result<Arc<Profile>, Error> {
        let read = match chosen {
            Chosen::BuiltIn(which) => Read::BuiltIn(*which),
            Chosen::Own(own) => Read::Own(tenant, ProfileVersion { profile: own.id, version: own.version }),
        };
        if let Some(profile) = self.known.get(&read) {
            return Ok(profile);
        }
        let profile = match read {
            Read::BuiltIn(which) => off_the_async_threads(move || Ok(Profile::built_in(which))).await?,
            Read::Own(tenant, version) => {
                let stored = self.ports.store.profiles().text(tenant, version).await?;
                let stored = stored.ok_or_else(|| unreadable("a version of a profile is gone"))?;
                let reading = move || {
                    let text = String::from_utf8(packed::unpack(&stored.text, MAX_PROFILE_BYTES)?)
                        .map_err(|_| unreadable("a stored profile is not text"))?;
                    Profile::parse("profile", &text).map_err(|_| unreadable("a stored profile is no profile any more"))
                };
                off_the_async_threads(reading).await?
            }
        };
        let profile = Arc::new(profile);
        self.known.keep(read, Arc::clone(&profile));
        Ok(profile)
    }

    /// Keeps a text as a profile of the tenant, or as the next version of the one that has its name.
    pub async fn shelve(&self, from: Caller, text: Bytes) -> Result<Shelved, Error> {
        let (tenant, id) = (from.tenant, ProfileId(self.ports.random.uuid(self.ports.clock.now())));
        let reading = move || {
            let profile = wanted::checked(&text)?;
            let new = NewProfile {
                tenant,
                by: from.client,
                id,
                name: profile.name().to_owned(),
                text: packed::pack(&text),
                digest: Sha256::digest(&text).into(),
            };
            Ok((profile, new))
        };
        let (profile, new) = off_the_async_threads(reading).await?;
        let shelved = match self.ports.store.profiles().shelve(&new).await? {
            store::Shelved::New(kept) => Shelved { profile: kept, is_new: true },
            store::Shelved::Same(kept) => Shelved { profile: kept, is_new: false },
            store::Shelved::Full => {
                let detail = "There are as many profiles or versions of yours as there may be; delete some profile.";
                return Err(Error::conflict("too_many_profiles", detail));
            }
        };
        let version = ProfileVersion { profile: shelved.profile.id, version: shelved.profile.version };
        self.known.keep(Read::Own(tenant, version), Arc::new(profile));
        Ok(shelved)
    }

    /// Those of the tenant, by name.
    pub async fn list(&self, tenant: TenantId) -> Result<Vec<StoredProfile>, Error> {
        Ok(self.ports.store.profiles().all(tenant).await?)
    }

    /// The latest version, or this one.
    pub async fn text(&self, tenant: TenantId, id: ProfileId, version: Option<i64>) -> Result<OwnedText, Error> {
        let profiles = self.ports.store.profiles();
        let profile = profiles.by_id(tenant, id).await?.ok_or(Error::Missing)?;
        let version = version.unwrap_or(profile.version);
        let found = profiles.text(tenant, ProfileVersion { profile: id, version }).await?.ok_or(Error::Missing)?;
        let text = packed::unpack(&found.text, MAX_PROFILE_BYTES)?;
        Ok(OwnedText { profile, version, created_at: found.created_at, text })
    }

    /// From now on nobody chooses it; jobs that name it run all the same, and its versions stay as long as such jobs do.
    pub async fn retire(&self, from: Caller, id: ProfileId) -> Result<(), Error> {
        if self.ports.store.profiles().retire(from.tenant, from.client, id).await? {
            Ok(())
        } else {
            Err(Error::Missing)
        }
    }
}

fn unreadable(what: &'static str) -> Error {
    Error::Unreadable(what.into())
}

async fn off_the_async_threads<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read,
        Err(panicked) => Err(Error::Unreadable(Box::new(panicked))),
    }
}
