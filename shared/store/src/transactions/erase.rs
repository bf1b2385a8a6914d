//! Taking jobs out of the store with everything that is theirs: because their tenant asks, or because they are old.
//!
//! What must stay true: rows go and garbage rows come in one transaction, so every object is reachable throughout; an
//! input that redrives borrow goes with the last job that names it, whichever that is, and what is known of a conversation
//! with the last job of it. To its worker an erased job is a
//! lost lease: no fenced write finds a row, and an id is never used twice. What the attempt had announced (`garbage` rows
//! with a fence) is due from then on, as after a rescue. Deliveries that tell of a job go with it. A file's object that jobs have is not theirs alone (see `files`).
//! Deliberately absent: asking object storage.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::{ClientNumber, JobId, TenantId};

use super::audit::{ERASE_CONVERSATION, ERASE_JOB, note};
use super::conversations::Held;
use super::deliveries::deliveries_of;
use super::expired::remember;
use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, listed, stmt};

pub(super) const ALL: &[&Sql] = &[
    &OWNED,
    &OF_CONVERSATION,
    &OUTDATED,
    &HOLD,
    &ERASE_INPUTS,
    &ERASE_UPLOADS,
    &ERASE_RESULTS,
    &ERASE_DETAILS,
    &ERASE_KEYS,
    &ERASE_JOBS,
    &LEAVE_GARBAGE,
];

const OWNED: Sql = Sql::same(
    "-- owned()
SELECT id FROM jobs WHERE id = $1 AND tenant = $2",
);

const OF_CONVERSATION: Sql = Sql::same(
    "-- of_conversation()
SELECT id FROM jobs WHERE CAST(tenant AS TEXT) || conversation_id = $1 LIMIT $2",
);

const OUTDATED: Sql = Sql::same(
    "-- outdated()
SELECT id, tenant, kind = 'webhook' AS is_delivery FROM jobs WHERE finished_at <= (SELECT now FROM clock) - CAST($1 AS INTERVAL) ORDER BY finished_at LIMIT $2",
);

// Those that share an input are locked together, in the order of their ids as everything that locks several does: of two
// transactions that take out one each, the second sees what the first has left. A redrive waits here, or is waited for.
const HOLD: Sql = Sql {
    pg: "-- hold()
WITH kin AS MATERIALIZED (
  SELECT other.job FROM job_inputs JOIN job_inputs AS other ON other.object_key = job_inputs.object_key
  WHERE job_inputs.job = ANY ($1)
  UNION
  SELECT other.job FROM uploads JOIN uploads AS other ON other.object_key = uploads.object_key
  WHERE uploads.job = ANY ($1)
  UNION
  SELECT unnest(CAST($1 AS UUID[])))
SELECT id FROM jobs WHERE id = ANY (ARRAY(SELECT job FROM kin)) ORDER BY id FOR UPDATE",
    lite: "-- hold()
SELECT id FROM jobs WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id",
};

macro_rules! erase {
    ($name:literal, $from:literal, $returning:literal) => {
        Sql {
            pg: concat!("-- ", $name, "()\nDELETE FROM ", $from, " = ANY ($1)", $returning),
            lite: concat!("-- ", $name, "()\nDELETE FROM ", $from, " IN (SELECT value FROM json_each($1))", $returning),
        }
    };
}

const ERASE_INPUTS: Sql = erase!("erase_inputs", "job_inputs WHERE job", " RETURNING job, object_key");
const ERASE_UPLOADS: Sql = erase!("erase_uploads", "uploads WHERE job", " RETURNING job, object_key");
const ERASE_RESULTS: Sql = erase!("erase_results", "results WHERE job", " RETURNING job, bytes IS NULL AS in_objects");
const ERASE_DETAILS: Sql = erase!("erase_details", "job_details WHERE job", "");
const ERASE_KEYS: Sql = erase!("erase_keys", "idempotency WHERE job", "");
const ERASE_JOBS: Sql = erase!("erase_jobs", "jobs WHERE id", "");

macro_rules! leave_garbage {
    ($listed:expr) => {
        concat!(
            "-- leave_garbage()
WITH listed AS MATERIALIZED (",
            $listed,
            ")
INSERT INTO garbage (kind, name, due_at, created_at)
SELECT kind, name, (SELECT now FROM clock), (SELECT now FROM clock) FROM listed
WHERE NOT EXISTS (SELECT 1 FROM job_inputs WHERE object_key = listed.name)
  AND NOT EXISTS (SELECT 1 FROM uploads WHERE object_key = listed.name)"
        )
    };
}

const LEAVE_GARBAGE: Sql = Sql {
    pg: leave_garbage!(listed!(pg: kind TEXT "$1", name TEXT "$2")),
    lite: leave_garbage!(listed!(lite: kind TEXT "$1", name TEXT "$2")),
};

pub(crate) struct Erase {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: JobId,
}

impl Transaction for Erase {
    const NAME: &'static str = "erase";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let rows = stmt::<DB>(&OWNED).bind(Id(self.id.0)).bind(Id(self.tenant.0)).all(c).await?;
        let erased = take_out::<DB>(c, &rows).await?;
        note::<DB>(c, self.tenant, ERASE_JOB, Some(self.by), erased.iter().map(JobId::to_string)).await?;
        Ok(!erased.is_empty())
    }
}

pub(crate) struct EraseConversation {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) conversation_id: String,
    /// What the audit calls it.
    pub(crate) alias: String,
    pub(crate) limit: u32,
}

impl Transaction for EraseConversation {
    const NAME: &'static str = "erase_conversation";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<JobId>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<JobId>, Trouble> {
        // A tenant's text is always equally long.
        let of = format!("{}{}", self.tenant, self.conversation_id);
        let rows = stmt::<DB>(&OF_CONVERSATION).bind(of).bind(i64::from(self.limit)).all(c).await?;
        let erased = take_out::<DB>(c, &rows).await?;
        note::<DB>(c, self.tenant, ERASE_JOB, Some(self.by), erased.iter().map(JobId::to_string)).await?;
        if !erased.is_empty() {
            note::<DB>(c, self.tenant, ERASE_CONVERSATION, Some(self.by), std::iter::once(self.alias.clone())).await?;
        }
        Ok(erased)
    }
}

pub(crate) struct Prune {
    pub(crate) age: Duration,
    pub(crate) limit: u32,
}

impl Transaction for Prune {
    const NAME: &'static str = "prune";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<JobId>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<JobId>, Trouble> {
        let rows = stmt::<DB>(&OUTDATED).bind(Span(self.age)).bind(i64::from(self.limit)).all(c).await?;
        let pruned = take_out::<DB>(c, &rows).await?;
        let mut whose = BTreeMap::new();
        for row in &rows {
            let cells = Cells::<DB>::of("jobs", "id", row);
            if !cells.get::<bool>("is_delivery")? {
                whose.insert(JobId(cells.uuid("id")?), TenantId(cells.uuid("tenant")?));
            }
        }
        remember::<DB>(c, pruned.iter().filter_map(|job| Some((*job, *whose.get(job)?)))).await?;
        Ok(pruned)
    }
}

/// Takes out the jobs of these rows, which name their `id`. Returns those that nobody else took out meanwhile.
async fn take_out<DB: Backend>(c: &mut DB::Connection, rows: &[DB::Row]) -> Result<Vec<JobId>, Trouble> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: BTreeSet<JobId> = ids::<DB>(rows)?;
    let all = |ids: &BTreeSet<JobId>| ids.iter().map(|id| Id(id.0)).collect::<Vec<_>>();
    let held = stmt::<DB>(&HOLD).list(all(&wanted).into_iter()).all(c).await?;
    let held: BTreeSet<JobId> = ids::<DB>(&held)?.intersection(&wanted).copied().collect();
    let conversations = Held::of::<DB>(c, &held).await?;
    let of = |sql| stmt::<DB>(sql).list(all(&held).into_iter());
    let mut objects = BTreeSet::new();
    for row in of(&ERASE_INPUTS).all(c).await?.iter().chain(&of(&ERASE_UPLOADS).all(c).await?) {
        let key: Option<String> = Cells::<DB>::of("job_inputs", "job", row).get("object_key")?;
        objects.extend(key.map(|key| ("key".to_owned(), key)));
    }
    for row in &of(&ERASE_RESULTS).all(c).await? {
        let cells = Cells::<DB>::of("results", "job", row);
        if cells.get("in_objects")? {
            objects.insert(("prefix".to_owned(), JobId(cells.uuid("job")?).results_prefix()));
        }
    }
    let deliveries = deliveries_of::<DB>(c, held.iter().copied()).await?;
    if !deliveries.is_empty() {
        stmt::<DB>(&HOLD).list(deliveries.iter().map(|job| Id(job.0))).all(c).await?;
    }
    let all_of_them: BTreeSet<JobId> = held.iter().copied().chain(deliveries).collect();
    for rest in [&ERASE_DETAILS, &ERASE_KEYS, &ERASE_JOBS] {
        stmt::<DB>(rest).list(all(&all_of_them).into_iter()).execute(c).await?;
    }
    conversations.erase::<DB>(c).await?;
    leave_garbage::<DB>(c, objects).await?;
    Ok(held.into_iter().collect())
}

/// These objects, kind and name, are garbage where no job names them.
pub(super) async fn leave_garbage<DB: Backend>(
    c: &mut DB::Connection,
    objects: BTreeSet<(String, String)>,
) -> Result<(), Trouble> {
    if !objects.is_empty() {
        let (kinds, names): (Vec<String>, Vec<String>) = objects.into_iter().unzip();
        stmt::<DB>(&LEAVE_GARBAGE).list(kinds.into_iter()).list(names.into_iter()).execute(c).await?;
    }
    Ok(())
}

fn ids<DB: Backend>(rows: &[DB::Row]) -> Result<BTreeSet<JobId>, Trouble> {
    rows.iter().map(|row| Ok(JobId(Cells::<DB>::of("jobs", "id", row).uuid("id")?))).collect()
}
