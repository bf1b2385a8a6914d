//! All conversations whose last analysis is by an older version of a profile, once more by its latest.
//!
//! What must stay true: what is asked again from any place, by whomever and however often, makes no second job of the same
//! analysis and version; one request looks at a bounded number of analyses.
//! Deliberately absent: conversations that another profile looked at last. Those are analysed again one by one.

use model::{JobId, ProfileId, ProfileVersion, TenantId};
use sha2::{Digest, Sha256};
use store::{AnalysedBy, Idempotency, LastCompleted, StoredProfile};
use uuid::Uuid;

use super::Conversations;
use crate::{Chosen, Error, Submission};
use contract::OwnProfile;

/// How far a request has come: a version, and an analysis by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutdatedPlace {
    pub version: i64,
    pub job: JobId,
}

/// What was made of some of a tenant's conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    pub profile: StoredProfile,
    pub jobs: Vec<Reanalysis>,
    /// Where the next request goes on, if there may be more.
    pub next: Option<OutdatedPlace>,
}

/// A conversation's next analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanalysis {
    pub job: JobId,
    pub redrive_of: JobId,
    pub conversation_id: String,
}

impl Conversations {
    /// Looks at `at_most` analyses by older versions, from a place on.
    pub async fn reanalyze_outdated(
        &self,
        from: &Submission,
        profile: ProfileId,
        place: Option<OutdatedPlace>,
        at_most: u32,
    ) -> Result<Outdated, Error> {
        let profile = self.ports.store.profiles().by_id(from.tenant, profile).await?.ok_or(Error::Missing)?;
        let than = ProfileVersion { profile: profile.id, version: profile.version };
        let after = place.map_or((0, JobId(Uuid::nil())), |place| (place.version, place.job));
        let conversations = self.ports.store.conversations();
        let found = conversations.analysed_by_older(from.tenant, than, after, at_most).await?;
        let full = found.len() >= usize::try_from(at_most).unwrap_or(usize::MAX);
        let next = found.last().filter(|_| full).map(|last| OutdatedPlace { version: last.version, job: last.job });
        let mut outdated = Outdated { profile, jobs: Vec::new(), next };
        for AnalysedBy { job: of, conversation_id, .. } in found {
            if !self.is_last(from.tenant, &conversation_id, of).await? {
                continue;
            }
            let StoredProfile { id, version, name, .. } = outdated.profile.clone();
            let latest = Chosen::Own(OwnProfile { id, version, name });
            match self.otherwise(from, of, latest, Some(once(of, than))).await {
                Ok(answer) => outdated.jobs.push(Reanalysis { job: answer.job, redrive_of: of, conversation_id }),
                // It was taken out meanwhile.
                Err(Error::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(outdated)
    }

    async fn is_last(&self, tenant: TenantId, conversation_id: &str, job: JobId) -> Result<bool, Error> {
        Ok(self.last_completed(tenant, conversation_id).await? == LastCompleted::Job(job))
    }
}

/// A key that no client can send.
fn once(of: JobId, by: ProfileVersion) -> Idempotency {
    let hash = Sha256::new().chain_update(of.0.as_bytes()).chain_update(by.profile.0.as_bytes());
    let fingerprint: [u8; 32] = hash.chain_update(by.version.to_be_bytes()).finalize().into();
    Idempotency { key: format!("\u{1}outdated {}", hex::encode(fingerprint)), fingerprint }
}
