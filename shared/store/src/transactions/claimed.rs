//! Reading what a session holds: everything a worker needs to begin.

use model::{Fence, JobId, Kind, Lease, SessionId, TenantId};

use super::uploads::decode_upload;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, listed, stmt};
use crate::{ClaimedJob, Input, Sql};

pub(super) const ALL: &[&Sql] = &[&CLAIMED, &UNHELD];

macro_rules! claimed {
    ($ids:literal) => {
        concat!(
            "-- claimed()
SELECT id, fence, session, tenant, kind, conversation_id, attempt, crashes, traceparent, options,
  job_inputs.content_type AS input_type, job_inputs.bytes AS input_bytes, job_inputs.object_key AS input_key,
  uploads.job AS job, uploads.object_key AS object_key, upload_id, file_name,
  uploads.content_type AS upload_type, file_bytes, part_bytes, part_count, expires_at, parts, uploads.file AS file,
  run_at, lease_until
FROM jobs
JOIN job_details ON job_details.job = jobs.id
LEFT JOIN job_inputs ON job_inputs.job = jobs.id
LEFT JOIN uploads ON uploads.job = jobs.id
WHERE jobs.id ",
            $ids,
            " AND (jobs.status = 'processing') IS NOT FALSE
ORDER BY priority DESC, run_at, id"
        )
    };
}

const CLAIMED: Sql = Sql { pg: claimed!("= ANY ($1)"), lite: claimed!("IN (SELECT value FROM json_each($1))") };

// Looks at everything that is processing, but only after an answer was lost.
macro_rules! unheld {
    ($dialect:ident) => {
        concat!(
            "-- unheld()
WITH held AS MATERIALIZED (",
            listed!($dialect: job UUID "$2", held_fence BIGINT "$3"),
            ")
SELECT id FROM jobs WHERE status = 'processing' AND session = $1
  AND NOT EXISTS (SELECT 1 FROM held WHERE held.job = jobs.id AND held.held_fence = jobs.fence)
ORDER BY lease_until"
        )
    };
}

const UNHELD: Sql = Sql { pg: unheld!(pg), lite: unheld!(lite) };

/// Reads the jobs of these rows, which name their `id`.
pub(super) async fn read<DB: Backend>(c: &mut DB::Connection, rows: &[DB::Row]) -> Result<Vec<ClaimedJob>, Trouble> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| Ok(Id(Cells::<DB>::of("jobs", "id", row).uuid("id")?)));
    let ids: Vec<Id> = ids.collect::<Result<_, Trouble>>()?;
    let rows = stmt::<DB>(&CLAIMED).list(ids.into_iter()).all(c).await?;
    rows.iter().filter_map(|row| readable(decode::<DB>(row))).collect()
}

pub(crate) struct Unheld {
    pub(crate) session: SessionId,
    pub(crate) held: Vec<(JobId, Fence)>,
}

impl Transaction for Unheld {
    const NAME: &'static str = "unheld";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<ClaimedJob>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<ClaimedJob>, Trouble> {
        let rows = stmt::<DB>(&UNHELD)
            .bind(Id(self.session.0))
            .list(self.held.iter().map(|(job, _)| Id(job.0)))
            .list(self.held.iter().map(|(_, fence)| fence.0))
            .all(c)
            .await?;
        // What has been taken from this session meanwhile is no longer its own.
        let jobs = read::<DB>(c, &rows).await?;
        Ok(jobs.into_iter().filter(|job| job.lease.session == self.session).collect())
    }
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
    let kind = cells.name("kind")?;
    Ok(ClaimedJob {
        lease: Lease {
            job: JobId(cells.uuid("id")?),
            fence: Fence(cells.get("fence")?),
            session: SessionId(cells.uuid("session")?),
        },
        tenant: TenantId(cells.uuid("tenant")?),
        kind,
        conversation_id: cells.get("conversation_id")?,
        attempt: cells.get("attempt")?,
        crashes: cells.get("crashes")?,
        options: cells.get("options")?,
        input: if kind == Kind::Webhook { Input::None } else { decode_input::<DB>(row)? },
        due_at: cells.time("run_at")?,
        leased_until: cells.time("lease_until")?,
        traceparent: cells.get("traceparent")?,
    })
}

fn decode_input<DB: Backend>(row: &DB::Row) -> Result<Input, Trouble> {
    let cells = Cells::<DB>::of("job_inputs", "id", row);
    let Some(content_type) = cells.get::<Option<String>>("input_type")? else {
        let uploads = Cells::<DB>::of("uploads", "id", row);
        if uploads.maybe_uuid("file")?.is_none() {
            return Ok(Input::Upload(decode_upload(&uploads)?));
        }
        return Ok(Input::File {
            key: uploads.get("object_key")?,
            file_name: uploads.get("file_name")?,
            content_type: uploads.get("upload_type")?,
        });
    };
    match (cells.get::<Option<Vec<u8>>>("input_bytes")?, cells.get::<Option<String>>("input_key")?) {
        (Some(bytes), _) => Ok(Input::Inline { content_type, bytes }),
        (None, Some(key)) => Ok(Input::Object { content_type, key }),
        (None, None) => Err(cells.corrupt("bytes", "neither bytes nor an object's key".into())),
    }
}
