//! Conversations, as far as they are more than their jobs: what is known of them, and what was made of them last.
//!
//! What must stay true: a conversation is there as long as a job of it is, and what is known of it goes with its last job.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::{JobId, ProfileVersion, TenantId};

use crate::Error;

/// What a tenant says of a conversation.
pub type ConversationMetadata = BTreeMap<String, String>;

/// A change of what is known of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub tenant: TenantId,
    pub conversation_id: String,
    /// `None` takes the entry out.
    pub entries: BTreeMap<String, Option<String>>,
    /// What was known before stays, where it is not named here.
    pub merge: bool,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Described {
    /// This is known now.
    As(ConversationMetadata),
    /// There would be more than [`model::limits::MAX_DESCRIPTION_ENTRIES`]; nothing was changed.
    Full,
    /// No such conversation of this tenant.
    Missing,
}

/// The job of a conversation that was completed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastCompleted {
    Job(JobId),
    /// It has jobs, and none was completed.
    None,
    /// No such conversation of this tenant.
    Missing,
}

/// A completed job by a version of a profile. Ordered by version, and within one by the jobs' ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysedBy {
    pub version: i64,
    pub job: JobId,
    pub conversation_id: String,
}

/// What there is beside jobs.
#[async_trait]
pub trait Conversations: Send + Sync {
    /// Empty, too, where there is no such conversation.
    async fn metadata(&self, tenant: TenantId, conversation_id: &str) -> Result<ConversationMetadata, Error>;
    /// Of two that come together each finds what the other has left.
    async fn describe(&self, description: &Description) -> Result<Described, Error>;
    async fn last_completed(&self, tenant: TenantId, conversation_id: &str) -> Result<LastCompleted, Error>;
    /// The tenant's completed jobs by versions of this profile that are older than this one, in their order: the first
    /// `limit` that come after a version and an id.
    async fn analysed_by_older(
        &self,
        tenant: TenantId,
        than: ProfileVersion,
        after: (i64, JobId),
        limit: u32,
    ) -> Result<Vec<AnalysedBy>, Error>;
}
