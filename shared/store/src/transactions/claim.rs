//! Handing out due jobs, each to one caller.
//!
//! What must stay true: the claim itself is a single statement; a job that has crashed often runs alone
//! in its process; a kind this program does not know stays for a newer worker.
//! Deliberately absent: fairness over tenants.

use model::limits::CRASHES_BEFORE_ALONE;
use model::{Fence, JobId, Kind, Lease, SessionId, TenantId};

use super::uploads::decode_upload;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{Ask, Claimed, ClaimedJob, Input, Sql};

pub(super) const ALL: &[&Sql] = &[&CLAIM, &CLAIM_SUSPECT, &SUSPECT_WAITS, &CLAIMED];

// The statements spell the number out, because only a literal lets the planner use the partial indexes.
const _: () = assert!(CRASHES_BEFORE_ALONE == 2, "the statements here and the indexes of jobs say 2");

macro_rules! claim {
    ($name:literal, $crashes:literal, $kinds:literal, $lock:literal, $due:literal) => {
        concat!(
            "-- ",
            $name,
            "()
WITH due AS MATERIALIZED (
  SELECT id FROM jobs
  WHERE status = 'queued' AND crashes ",
            $crashes,
            " AND run_at <= (SELECT now FROM clock)
    AND kind IN (SELECT value FROM ",
            $kinds,
            ")
  ORDER BY priority DESC, run_at, id LIMIT $3 ",
            $lock,
            ")
UPDATE jobs SET status = 'processing', fence = fence + 1, attempt = attempt + 1, session = $1,
  lease_until = (SELECT now FROM clock) + CAST($2 AS INTERVAL), ticket_due = NULL,
  started_at = COALESCE(started_at, (SELECT now FROM clock)),
  stage = NULL, turns_done = 0, turns_total = NULL, revision = revision + 1
WHERE id ",
            $due,
            "
RETURNING id"
        )
    };
}

macro_rules! claim_pg {
    ($name:literal, $crashes:literal) => {
        claim!(
            $name,
            $crashes,
            "json_array_elements_text(CAST($4 AS json))",
            "FOR UPDATE SKIP LOCKED",
            "= ANY (ARRAY(SELECT id FROM due))"
        )
    };
}

macro_rules! claim_lite {
    ($name:literal, $crashes:literal) => {
        claim!($name, $crashes, "json_each($4)", "", "IN (SELECT id FROM due)")
    };
}

const CLAIM: Sql = Sql { pg: claim_pg!("claim", "< 2"), lite: claim_lite!("claim", "< 2") };

const CLAIM_SUSPECT: Sql = Sql { pg: claim_pg!("claim_suspect", ">= 2"), lite: claim_lite!("claim_suspect", ">= 2") };

macro_rules! suspect_waits {
    ($kinds:literal) => {
        concat!(
            "-- suspect_waits()
SELECT id FROM jobs
WHERE status = 'queued' AND crashes >= 2 AND run_at <= (SELECT now FROM clock)
  AND kind IN (SELECT value FROM ",
            $kinds,
            ") LIMIT 1"
        )
    };
}

const SUSPECT_WAITS: Sql =
    Sql { pg: suspect_waits!("json_array_elements_text(CAST($1 AS json))"), lite: suspect_waits!("json_each($1)") };

macro_rules! claimed {
    ($ids:literal) => {
        concat!(
            "-- claimed()
SELECT id, fence, session, tenant, kind, conversation_id, attempt, crashes, traceparent, options,
  job_inputs.content_type AS input_type, job_inputs.bytes AS input_bytes, job_inputs.object_key AS input_key,
  uploads.job AS job, uploads.object_key AS object_key, upload_id, file_name,
  uploads.content_type AS upload_type, file_bytes, part_bytes, part_count, expires_at, parts
FROM jobs
JOIN job_details ON job_details.job = jobs.id
LEFT JOIN job_inputs ON job_inputs.job = jobs.id
LEFT JOIN uploads ON uploads.job = jobs.id
WHERE jobs.id IN (",
            $ids,
            ")
ORDER BY priority DESC, run_at, id"
        )
    };
}

const CLAIMED: Sql = Sql {
    pg: claimed!("SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS json))"),
    lite: claimed!("SELECT value FROM json_each($1)"),
};

pub(crate) struct Claim(pub(crate) Ask);

impl Transaction for Claim {
    const NAME: &'static str = "claim";
    const ACCESS: Access = Access::Write;
    type Answer = Claimed;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Claimed, Trouble> {
        let ask = &self.0;
        let mut claimed = Claimed::default();
        if ask.limit == 0 {
            return Ok(claimed);
        }
        if ask.idle {
            claimed.jobs = take::<DB>(c, &CLAIM_SUSPECT, ask, 1).await?;
            claimed.alone = !claimed.jobs.is_empty();
        } else {
            claimed.alone_waiting = stmt::<DB>(&SUSPECT_WAITS).bind(known_kinds()).first(c).await?.is_some();
        }
        if !claimed.alone && !claimed.alone_waiting {
            claimed.jobs = take::<DB>(c, &CLAIM, ask, i64::from(ask.limit)).await?;
        }
        Ok(claimed)
    }
}

fn known_kinds() -> String {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    serde_json::to_string(&names).expect("strings are always JSON")
}

async fn take<DB: Backend>(
    c: &mut DB::Connection,
    claim: &Sql,
    ask: &Ask,
    limit: i64,
) -> Result<Vec<ClaimedJob>, Trouble> {
    let claim = stmt::<DB>(claim).bind(Id(ask.session.0)).bind(Span(ask.lease)).bind(limit).bind(known_kinds());
    let rows = claim.all(c).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = rows
        .iter()
        .map(|row| Ok(Cells::<DB>::of("jobs", "id", row).uuid("id")?.to_string()))
        .collect::<Result<_, Trouble>>()?;
    let ids = serde_json::to_string(&ids).expect("strings are always JSON");
    let rows = stmt::<DB>(&CLAIMED).bind(ids).all(c).await?;
    rows.iter().filter_map(|row| readable(decode::<DB>(row))).collect()
}

/// One unreadable job must not keep the others from being handed out: it stays claimed until its lease
/// ends, and so goes the way of a job that crashes its worker.
fn readable(job: Result<ClaimedJob, Trouble>) -> Option<Result<ClaimedJob, Trouble>> {
    match job {
        Err(Trouble::Corrupt { table, column, row, .. }) => {
            tracing::error!(job.id = row, table, column, "claimed a job that cannot be read");
            None
        }
        other => Some(other),
    }
}

fn decode<DB: Backend>(row: &DB::Row) -> Result<ClaimedJob, Trouble> {
    let cells = Cells::<DB>::of("jobs", "id", row);
    Ok(ClaimedJob {
        lease: Lease {
            job: JobId(cells.uuid("id")?),
            fence: Fence(cells.get("fence")?),
            session: SessionId(cells.uuid("session")?),
        },
        tenant: TenantId(cells.uuid("tenant")?),
        kind: cells.name("kind")?,
        conversation_id: cells.get("conversation_id")?,
        attempt: cells.get("attempt")?,
        crashes: cells.get("crashes")?,
        options: cells.get("options")?,
        input: decode_input::<DB>(row)?,
        traceparent: cells.get("traceparent")?,
    })
}

fn decode_input<DB: Backend>(row: &DB::Row) -> Result<Input, Trouble> {
    let cells = Cells::<DB>::of("job_inputs", "id", row);
    let Some(content_type) = cells.get::<Option<String>>("input_type")? else {
        return Ok(Input::Upload(decode_upload(&Cells::<DB>::of("uploads", "id", row))?));
    };
    match (cells.get::<Option<Vec<u8>>>("input_bytes")?, cells.get::<Option<String>>("input_key")?) {
        (Some(bytes), _) => Ok(Input::Inline { content_type, bytes }),
        (None, Some(key)) => Ok(Input::Object { content_type, key }),
        (None, None) => Err(cells.corrupt("bytes", "neither bytes nor an object's key".into())),
    }
}
