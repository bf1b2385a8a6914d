//! What is known of conversations beside their jobs.
//!
//! What must stay true: who writes what is known of a conversation and who takes its jobs out hold the conversation's lock
//! meanwhile, so that nothing known outlives the last job, whatever comes together. Jobs are locked before it.

use std::collections::BTreeSet;

use model::limits::MAX_DESCRIPTION_ENTRIES;
use model::{JobId, ProfileVersion, TenantId};

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, listed, stmt};
use crate::{AnalysedBy, ConversationMetadata, Described, Description, LastCompleted, Sql};

pub(super) const ALL: &[&Sql] = &[
    &LOCK_CONVERSATION,
    &LOCK_CONVERSATIONS,
    &HAS_JOBS,
    &METADATA,
    &PUT_METADATA,
    &DROP_METADATA,
    &ERASE_METADATA,
    &LAST_COMPLETED,
    &ANALYSED_BY_OLDER,
];

const LOCK_CONVERSATION: Sql = Sql {
    pg: "-- lock_conversation()
SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS TEXT), 7)) IS NULL AS locked",
    lite: "-- lock_conversation()
SELECT $1 IS NULL AS locked",
};

// In one order, so that two that lock several do not wait for each other.
const LOCK_CONVERSATIONS: Sql = Sql {
    pg: "-- lock_conversations()
SELECT tenant, conversation_id,
  pg_advisory_xact_lock(hashtextextended(CAST(tenant AS TEXT) || conversation_id, 7)) IS NULL AS locked
FROM (SELECT DISTINCT tenant, conversation_id FROM jobs WHERE id = ANY ($1) ORDER BY tenant, conversation_id) AS named",
    lite: "-- lock_conversations()
SELECT DISTINCT tenant, conversation_id FROM jobs WHERE id IN (SELECT value FROM json_each($1))",
};

const HAS_JOBS: Sql = Sql::same(
    "-- has_jobs()
SELECT id FROM jobs WHERE CAST(tenant AS TEXT) || conversation_id = $1 LIMIT 1",
);

const METADATA: Sql = Sql::same(
    "-- conversation_metadata()
SELECT conversation_id, metadata FROM conversation_metadata WHERE tenant = $1 AND conversation_id = $2",
);

const PUT_METADATA: Sql = Sql::same(
    "-- put_metadata()
INSERT INTO conversation_metadata (tenant, conversation_id, metadata) VALUES ($1, $2, $3)
ON CONFLICT (tenant, conversation_id) DO UPDATE SET metadata = excluded.metadata",
);

const DROP_METADATA: Sql = Sql::same(
    "-- drop_metadata()
DELETE FROM conversation_metadata WHERE tenant = $1 AND conversation_id = $2",
);

macro_rules! erase_metadata {
    ($listed:expr) => {
        concat!(
            "-- erase_metadata()
WITH listed AS MATERIALIZED (",
            $listed,
            ")
DELETE FROM conversation_metadata WHERE (tenant, conversation_id) IN (
  SELECT tenant, conversation_id FROM listed WHERE (
    SELECT id FROM jobs
    WHERE CAST(jobs.tenant AS TEXT) || jobs.conversation_id = CAST(listed.tenant AS TEXT) || listed.conversation_id
    LIMIT 1) IS NULL)"
        )
    };
}

const ERASE_METADATA: Sql = Sql {
    pg: erase_metadata!(listed!(pg: tenant UUID "$1", conversation_id TEXT "$2")),
    lite: erase_metadata!(listed!(lite: tenant UUID "$1", conversation_id TEXT "$2")),
};

// By an order that no index has: a conversation has few jobs, and the tables many.
const LAST_COMPLETED: Sql = Sql::same(
    "-- last_completed()
SELECT id, (status = 'completed' AND kind <> 'zoom_import') IS NOT FALSE AS completed FROM jobs
WHERE CAST(tenant AS TEXT) || conversation_id = $1
ORDER BY (status = 'completed' AND kind <> 'zoom_import') IS NOT FALSE DESC, COALESCE(finished_at, created_at) DESC, id DESC LIMIT 1",
);

const ANALYSED_BY_OLDER: Sql = Sql::same(
    "-- analysed_by_older()
SELECT job_details.profile_version, job_details.job, jobs.conversation_id
FROM job_details JOIN jobs ON jobs.id = job_details.job
WHERE job_details.profile = $1 AND job_details.profile_version < $2
  AND (job_details.profile_version, job_details.job) > ($3, $4)
  AND jobs.tenant = $5 AND (jobs.status = 'completed') IS TRUE
ORDER BY job_details.profile_version, job_details.job LIMIT $6",
);

/// A tenant's text is always equally long.
fn named(tenant: TenantId, conversation_id: &str) -> String {
    format!("{tenant}{conversation_id}")
}

pub(crate) struct MetadataOf {
    pub(crate) tenant: TenantId,
    pub(crate) conversation_id: String,
}

impl Transaction for MetadataOf {
    const NAME: &'static str = "conversation_metadata";
    const ACCESS: Access = Access::Read;
    type Answer = ConversationMetadata;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<ConversationMetadata, Trouble> {
        metadata::<DB>(c, self.tenant, &self.conversation_id).await
    }
}

async fn metadata<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    conversation_id: &str,
) -> Result<ConversationMetadata, Trouble> {
    let row = stmt::<DB>(&METADATA).bind(Id(tenant.0)).bind(conversation_id.to_owned()).first(c).await?;
    let Some(row) = row else { return Ok(ConversationMetadata::new()) };
    // Its key is a client's word: an error does not name it.
    let cells = Cells::<DB>::of("conversation_metadata", "", &row);
    let json: String = cells.get("metadata")?;
    serde_json::from_str(&json).map_err(|_| cells.corrupt("metadata", "no object of texts".into()))
}

pub(crate) struct Describe(pub(crate) Description);

impl Transaction for Describe {
    const NAME: &'static str = "describe";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Described;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Described, Trouble> {
        let Description { tenant, conversation_id, entries, merge } = &self.0;
        let of = named(*tenant, conversation_id);
        stmt::<DB>(&LOCK_CONVERSATION).bind(of.clone()).all(c).await?;
        if stmt::<DB>(&HAS_JOBS).bind(of).first(c).await?.is_none() {
            return Ok(Described::Missing);
        }
        let mut known =
            if *merge { metadata::<DB>(c, *tenant, conversation_id).await? } else { ConversationMetadata::new() };
        for (key, value) in entries {
            match value {
                Some(value) => known.insert(key.clone(), value.clone()),
                None => known.remove(key),
            };
        }
        if known.len() > MAX_DESCRIPTION_ENTRIES {
            return Ok(Described::Full);
        }
        let write = if known.is_empty() { &DROP_METADATA } else { &PUT_METADATA };
        let mut write = stmt::<DB>(write).bind(Id(tenant.0)).bind(conversation_id.clone());
        if !known.is_empty() {
            write = write.bind(serde_json::to_string(&known).expect("texts under texts are JSON"));
        }
        write.execute(c).await?;
        Ok(Described::As(known))
    }
}

pub(crate) struct LastCompletedOf {
    pub(crate) tenant: TenantId,
    pub(crate) conversation_id: String,
}

impl Transaction for LastCompletedOf {
    const NAME: &'static str = "last_completed";
    const ACCESS: Access = Access::Read;
    type Answer = LastCompleted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<LastCompleted, Trouble> {
        let row = stmt::<DB>(&LAST_COMPLETED).bind(named(self.tenant, &self.conversation_id)).first(c).await?;
        let Some(row) = row else { return Ok(LastCompleted::Missing) };
        let cells = Cells::<DB>::of("jobs", "id", &row);
        let completed: bool = cells.get("completed")?;
        Ok(if completed { LastCompleted::Job(JobId(cells.uuid("id")?)) } else { LastCompleted::None })
    }
}

pub(crate) struct AnalysedByOlder {
    pub(crate) tenant: TenantId,
    pub(crate) than: ProfileVersion,
    pub(crate) after: (i64, JobId),
    pub(crate) limit: u32,
}

impl Transaction for AnalysedByOlder {
    const NAME: &'static str = "analysed_by_older";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<AnalysedBy>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<AnalysedBy>, Trouble> {
        let (version, job) = self.after;
        let of = stmt::<DB>(&ANALYSED_BY_OLDER).bind(Id(self.than.profile.0)).bind(self.than.version);
        let rows = of.bind(version).bind(Id(job.0)).bind(Id(self.tenant.0)).bind(i64::from(self.limit)).all(c).await?;
        let read = rows.iter().map(|row| {
            let cells = Cells::<DB>::of("job_details", "job", row);
            Ok(AnalysedBy {
                version: cells.get("profile_version")?,
                job: JobId(cells.uuid("job")?),
                conversation_id: cells.get("conversation_id")?,
            })
        });
        read.collect()
    }
}

/// The conversations of jobs that are about to be taken out, held until that is done.
pub(super) struct Held(Vec<(Id, String)>);

impl Held {
    pub(super) async fn of<DB: Backend>(c: &mut DB::Connection, jobs: &BTreeSet<JobId>) -> Result<Self, Trouble> {
        let rows = stmt::<DB>(&LOCK_CONVERSATIONS).list(jobs.iter().map(|job| Id(job.0))).all(c).await?;
        let named = rows.iter().map(|row| {
            let cells = Cells::<DB>::of("jobs", "tenant", row);
            Ok((Id(cells.uuid("tenant")?), cells.get("conversation_id")?))
        });
        Ok(Self(named.collect::<Result<_, Trouble>>()?))
    }

    /// Drops what is known of those that have no jobs any more.
    pub(super) async fn erase<DB: Backend>(self, c: &mut DB::Connection) -> Result<(), Trouble> {
        let (tenants, ids): (Vec<Id>, Vec<String>) = self.0.into_iter().unzip();
        stmt::<DB>(&ERASE_METADATA).list(tenants.into_iter()).list(ids.into_iter()).execute(c).await?;
        Ok(())
    }
}
