//! The ports beside that of jobs, over any engine.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{ClientNumber, JobId, ProfileId, ProfileVersion, TenantId};

use super::Engine;
use crate::transactions::{
    AllProfiles, AnalysedByOlder, Describe, Expired, ForgetExpired, ForgetRetired, LastCompletedOf, ListJobs,
    MetadataOf, ProfileById, ProfileByName, RetireProfile, Shelve, TextOf, TimelineOf,
};
use crate::{
    AnalysedBy, ConversationMetadata, Conversations, Described, Description, Error, History, JobFilter, LastCompleted,
    ListedJob, NewProfile, Place, ProfileText, Profiles, Shelved, StoredProfile, Timeline,
};

pub(super) struct Beside<E>(pub(super) Arc<E>);

#[async_trait]
impl<E: Engine> Profiles for Beside<E> {
    async fn shelve(&self, new: &NewProfile) -> Result<Shelved, Error> {
        self.0.run(Shelve(new.clone())).await
    }

    async fn by_id(&self, tenant: TenantId, id: ProfileId) -> Result<Option<StoredProfile>, Error> {
        self.0.run(ProfileById { tenant, id }).await
    }

    async fn by_name(&self, tenant: TenantId, name: &str) -> Result<Option<StoredProfile>, Error> {
        self.0.run(ProfileByName { tenant, name: name.to_owned() }).await
    }

    async fn all(&self, tenant: TenantId) -> Result<Vec<StoredProfile>, Error> {
        self.0.run(AllProfiles(tenant)).await
    }

    async fn text(&self, tenant: TenantId, version: ProfileVersion) -> Result<Option<ProfileText>, Error> {
        self.0.run(TextOf { tenant, version }).await
    }

    async fn retire(&self, tenant: TenantId, by: ClientNumber, id: ProfileId) -> Result<bool, Error> {
        self.0.run(RetireProfile { tenant, by, id }).await
    }

    async fn forget_retired(&self) -> Result<u64, Error> {
        self.0.run(ForgetRetired).await
    }
}

#[async_trait]
impl<E: Engine> Conversations for Beside<E> {
    async fn metadata(&self, tenant: TenantId, conversation_id: &str) -> Result<ConversationMetadata, Error> {
        self.0.run(MetadataOf { tenant, conversation_id: conversation_id.to_owned() }).await
    }

    async fn describe(&self, description: &Description) -> Result<Described, Error> {
        self.0.run(Describe(description.clone())).await
    }

    async fn last_completed(&self, tenant: TenantId, conversation_id: &str) -> Result<LastCompleted, Error> {
        self.0.run(LastCompletedOf { tenant, conversation_id: conversation_id.to_owned() }).await
    }

    async fn analysed_by_older(
        &self,
        tenant: TenantId,
        than: ProfileVersion,
        after: (i64, JobId),
        limit: u32,
    ) -> Result<Vec<AnalysedBy>, Error> {
        self.0.run(AnalysedByOlder { tenant, than, after, limit }).await
    }
}

#[async_trait]
impl<E: Engine> History for Beside<E> {
    async fn page(
        &self,
        tenant: TenantId,
        filter: &JobFilter,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<ListedJob>, Error> {
        self.0.run(ListJobs { tenant, filter: filter.clone(), after, limit }).await
    }

    async fn timeline(&self, tenant: TenantId, id: JobId) -> Result<Option<Timeline>, Error> {
        self.0.run(TimelineOf { tenant, id }).await
    }

    async fn expired(&self, tenant: TenantId, id: JobId) -> Result<bool, Error> {
        self.0.run(Expired { tenant, id }).await
    }

    async fn forget_expired(&self, age: Duration, limit: u32) -> Result<u64, Error> {
        self.0.run(ForgetExpired { age, limit }).await
    }
}
