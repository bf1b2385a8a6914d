//! Ids and the counters that decide who may write.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// One analysis to be done. UUIDv7, so ids sort by the time they were made.
    JobId
);
uuid_id!(
    /// Whose data it is. Its 32 hex digits are the `mpathic-id` of the mpathic surface.
    TenantId
);
uuid_id!(
    /// A profile that a tenant made, in all its versions.
    ProfileId
);
uuid_id!(
    /// A file that a tenant keeps here. The client's word or ours: two tenants may each have one of the same id.
    FileId
);
uuid_id!(
    /// What a tenant signs in to Zoom with.
    CredentialsId
);
uuid_id!(
    /// Where a tenant is told of the ends of its jobs.
    WebhookId
);
uuid_id!(
    /// What one end of one job is told under, however often it is told.
    MessageId
);
uuid_id!(
    /// One start of one worker process; never reused, so a restarted process cannot pass for its past self.
    SessionId
);

/// Which of its tenant's clients: in a token, and in the audit. Never given to another client of the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientNumber(pub u8);

impl ClientNumber {
    /// The client that came with its tenant.
    pub const FIRST: Self = Self(0);
    /// The development client, the only one of its tenant that may be called so.
    pub const DEVELOPMENT: Self = Self(1);
}

impl JobId {
    /// What the key of every object begins with that results of this job are in, whichever attempt made them.
    pub fn results_prefix(self) -> String {
        format!("jobs/{self}/")
    }
}

impl FileId {
    /// Of the file that a job brings here: known before it is there, and to whoever asks for the same job again.
    pub const fn brought_by(job: JobId) -> Self {
        Self(job.0)
    }
}

/// One text of a profile: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileVersion {
    pub profile: ProfileId,
    /// From 1.
    pub version: i64,
}

/// Grows on every claim and every rescue of a job; a write with an old fence touches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub i64);

/// Grows on every return to `queued`; a ticket of an older generation is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub i64);

/// What a worker holds while it works on a job, and names in every write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    pub job: JobId,
    pub fence: Fence,
    pub session: SessionId,
}

/// Says "look at this job, if it is still of this generation". Nothing more: the store alone decides, so losing,
/// doubling, reordering or replaying one is harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    pub job: JobId,
    pub generation: Generation,
}
