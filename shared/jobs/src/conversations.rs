//! Conversations: analysing one again by another profile, and saying what is known of it.
//!
//! What must stay true: an analysis is never changed; what is analysed again is a new job with the input, metadata and
//! options of the conversation's job that was completed last. A change of what is known makes a job only where the profile
//! of that job looks at the conversation otherwise since, and the same change makes it once.
//! What is known is read when an attempt begins: one that is under way at that moment keeps what it has read.

mod outdated;

use std::collections::BTreeMap;

use model::limits::{MAX_DESCRIPTION_ENTRIES, MAX_NAME_BYTES};
use model::{JobId, Kind, TenantId};
use sha2::{Digest, Sha256};
use store::{Anew, ConversationMetadata, Description, Idempotency, LastCompleted, Redrive};

pub use outdated::{Outdated, OutdatedPlace, Reanalysis};

use crate::{Chosen, Error, Options, Ports, Profiles, Reads, Submission, SubmitAnswer, redrive};

/// Analyses and describes conversations.
#[derive(Clone)]
pub struct Conversations {
    ports: Ports,
    profiles: Profiles,
}

/// What is known of a conversation now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub metadata: ConversationMetadata,
    /// The job that analyses it again, where its profile looks at it otherwise now.
    pub reanalysis: Option<JobId>,
}

impl Conversations {
    pub fn new(ports: Ports, profiles: Profiles) -> Self {
        Self { ports, profiles }
    }

    /// Makes a job that analyses the conversation again, by this profile.
    pub async fn reanalyze(
        &self,
        from: &Submission,
        conversation_id: &str,
        profile: Chosen,
    ) -> Result<SubmitAnswer, Error> {
        let key = from.idempotency.as_ref();
        let idempotency = key.map(|key| key.bound_to(&profile, conversation_id.as_bytes())).transpose()?;
        match self.last_completed(from.tenant, conversation_id).await? {
            LastCompleted::Job(of) => self.otherwise(from, of, profile, idempotency).await,
            LastCompleted::None => {
                Err(Error::conflict("nothing_completed", "No analysis of this conversation was completed so far."))
            }
            LastCompleted::Missing => Err(Error::Missing),
        }
    }

    /// Says something of a conversation: `None` takes an entry out, and without `merge` everything that is not named goes.
    pub async fn describe(
        &self,
        from: &Submission,
        conversation_id: &str,
        entries: BTreeMap<String, Option<String>>,
        merge: bool,
    ) -> Result<Described, Error> {
        if cannot_be(conversation_id) {
            return Err(Error::Missing);
        }
        let description =
            Description { tenant: from.tenant, conversation_id: conversation_id.to_owned(), entries, merge };
        let metadata = match self.ports.store.conversations().describe(&description).await? {
            store::Described::As(metadata) => metadata,
            store::Described::Full => {
                let detail = format!("Expected at most {MAX_DESCRIPTION_ENTRIES} entries, with those that are known.");
                return Err(Error::invalid("/metadata", "too_many_entries", detail));
            }
            store::Described::Missing => return Err(Error::Missing),
        };
        // Only now: what is completed from here on has begun before, or knows of it.
        let reanalysis = match self.last_completed(from.tenant, conversation_id).await? {
            LastCompleted::Job(of) => self.again_if_otherwise(from, of, &metadata).await?,
            LastCompleted::None | LastCompleted::Missing => None,
        };
        Ok(Described { metadata, reanalysis })
    }

    async fn last_completed(&self, tenant: TenantId, conversation_id: &str) -> Result<LastCompleted, Error> {
        if cannot_be(conversation_id) {
            return Ok(LastCompleted::Missing);
        }
        Ok(self.ports.store.conversations().last_completed(tenant, conversation_id).await?)
    }

    /// A job by the same version of the profile of this one, where that looks at other behaviors now.
    async fn again_if_otherwise(
        &self,
        from: &Submission,
        of: JobId,
        metadata: &ConversationMetadata,
    ) -> Result<Option<JobId>, Error> {
        let analysed = match Reads::new(self.ports.clone()).job(from.tenant, of).await {
            // It was taken out meanwhile.
            Err(Error::Missing | Error::Expired) => return Ok(None),
            analysed => analysed?.options,
        };
        if analysed.profile.own().is_none() || analysed.metadata == *metadata {
            return Ok(None);
        }
        let profile = self.profiles.profile(from.tenant, &analysed.profile).await?;
        if profile.goes_alike(&pairs(&analysed.metadata), &pairs(metadata)) {
            return Ok(None);
        }
        match self.otherwise(from, of, analysed.profile, Some(once(of, metadata))).await {
            Ok(answer) => Ok(Some(answer.job)),
            Err(Error::Missing) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn otherwise(
        &self,
        from: &Submission,
        of: JobId,
        profile: Chosen,
        idempotency: Option<Idempotency>,
    ) -> Result<SubmitAnswer, Error> {
        let job = self.ports.store.job(from.tenant, of).await?.ok_or(Error::Missing)?;
        let options: Options = serde_json::from_slice(&job.options).map_err(|e| Error::Unreadable(Box::new(e)))?;
        let options = Options { profile, ..options };
        let id = JobId(self.ports.random.uuid(self.ports.clock.now()));
        let anew = Anew::Otherwise {
            // A recording stays one, whatever it is analysed by.
            kind: if job.kind == Kind::Recording { job.kind } else { options.profile.kind() },
            lane: from.lane,
            options: options.to_bytes(),
            profile: options.profile.own(),
        };
        let (traceparent, counted) = (from.traceparent.clone(), from.counted.clone());
        let wanted = Redrive { of, anew, id, tenant: from.tenant, idempotency, traceparent, counted };
        redrive::make(&self.ports, &wanted).await
    }
}

/// No conversation is called so.
fn cannot_be(conversation_id: &str) -> bool {
    conversation_id.len() > MAX_NAME_BYTES || conversation_id.contains('\0')
}

fn pairs(metadata: &ConversationMetadata) -> Vec<(String, String)> {
    metadata.clone().into_iter().collect()
}

/// A key that no client can send: the same change of the same analysis is one job, however often it is asked for.
fn once(of: JobId, metadata: &ConversationMetadata) -> Idempotency {
    let mut hash = Sha256::new().chain_update(of.0.as_bytes());
    for text in metadata.iter().flat_map(|(key, value)| [key, value]) {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    let fingerprint: [u8; 32] = hash.finalize().into();
    Idempotency { key: format!("\u{1}described {}", hex::encode(fingerprint)), fingerprint }
}
