//! What operators say of clients and keys while servers run, and what was done that the audit tells.
//!
//! What must stay true: servers are not told; they look here again every few seconds, so what they look at is small. All
//! that changes something is audited.

use std::time::Duration;

use async_trait::async_trait;
use model::{ClientNumber, TenantId, Timestamp};

use super::SigningKey;
use crate::Error;

/// A signing key, and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    pub key: SigningKey,
    /// It signs from then on, until a newer one does. Before, it is known already and nothing is signed with it.
    pub signs_at: Timestamp,
    /// Tokens that it signed are good until then at most; `None`: as long as they say.
    pub ends_at: Option<Timestamp>,
}

/// What is counted of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Each api counts its own.
    Requests,
    /// The store counts them, in the transaction that makes the job.
    Jobs,
}

impl Counted {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Jobs => "jobs",
        }
    }
}

/// At most so many in a window, which begins with the first after the last has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientLimit {
    /// `None`: any number, whatever is usual. Of jobs that is the same as no limit.
    pub most: Option<u32>,
    /// Whole seconds, at least one.
    pub window: Duration,
}

/// A limit that a client has of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitedClient {
    pub tenant: TenantId,
    pub number: ClientNumber,
    pub client_id: String,
    pub of: Counted,
    pub limit: ClientLimit,
    /// How many are left of its latest window, and when that ends or has ended; `None`: there was none. Of jobs only.
    pub left: Option<(u32, Timestamp)>,
}

/// An entry of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Entries are told in the order of their times, those of one time in the order of these.
    pub entry: i64,
    pub at: Timestamp,
    /// `None`: it concerns the whole installation.
    pub tenant: Option<TenantId>,
    pub act: String,
    pub subject: String,
    /// `None`: an operator.
    pub client_id: Option<String>,
}

/// Where it is kept.
#[async_trait]
pub trait Administration: Send + Sync {
    /// The keys whose tokens may be good, newest first. None before the first was made ([`crate::Store::signing_keys`]).
    async fn keys(&self) -> Result<Vec<KnownKey>, Error>;
    /// Makes this the newest key, which signs after `lead`; no other is good for longer than `keep` from then on. `false`,
    /// and nothing is done: there are [`model::limits::MAX_SIGNING_KEYS`]. Answered means on disk.
    async fn rotate_signing_key(&self, key: &SigningKey, lead: Duration, keep: Duration) -> Result<bool, Error>;
    /// Drops the keys whose time is over, but never the newest. Returns how many.
    async fn drop_ended_keys(&self) -> Result<u64, Error>;

    /// Gives a client a limit of its own, or takes it away (`None`). What was counted stays counted until its window
    /// ends, which a shorter one brings nearer. `false`: no such client. Answered means on disk.
    async fn limit_client(&self, client_id: &str, of: Counted, limit: Option<ClientLimit>) -> Result<bool, Error>;
    /// The limits of clients that have any of their own and were not revoked.
    async fn client_limits(&self) -> Result<Vec<LimitedClient>, Error>;

    /// Up to `limit` entries of the audit from `since` on, and after this one (its time and number), the oldest first.
    async fn audit(&self, since: Timestamp, after: Option<(Timestamp, i64)>, limit: u32) -> Result<Vec<Act>, Error>;
}
