//! What tenants may see of their jobs, and what operators count. One statement each.

use std::collections::BTreeMap;

use model::{Fence, Generation, JobId, Status, TenantId, Timestamp};

use super::uploads::decode_upload;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Failure, Job, Progress, Sql, Standing, StoredResult, Upload};

pub(super) const ALL: &[&Sql] = &[&NOW, &JOB, &UPLOAD, &RESULT, &STANDINGS, &COUNTS];

const NOW: Sql = Sql::same(
    "-- now()
SELECT now FROM clock",
);

const JOB: Sql = Sql::same(
    "-- job()
SELECT id, tenant, kind, status, priority, fence, generation, attempt, crashes, revision, conversation_id,
  user_metadata, options, stage, turns_done, turns_total, failure_code, failure_detail, failure_line,
  failure_pointer, failure_turn, created_at, run_at, started_at, finished_at, cancel_requested_at,
  redrive_of
FROM jobs JOIN job_details ON job_details.job = jobs.id
WHERE jobs.id = $1 AND jobs.tenant = $2",
);

const UPLOAD: Sql = Sql::same(
    "-- upload()
SELECT job, object_key, upload_id, file_name, uploads.content_type AS upload_type, file_bytes, part_bytes,
  part_count, expires_at, parts
FROM uploads JOIN jobs ON jobs.id = uploads.job
WHERE uploads.job = $1 AND jobs.tenant = $2 AND file IS NULL",
);

const RESULT: Sql = Sql::same(
    "-- result()
SELECT job, manifest, bytes, turns, utterances
FROM results JOIN jobs ON jobs.id = results.job
WHERE results.job = $1 AND jobs.tenant = $2",
);

const STANDINGS: Sql = Sql {
    pg: "-- standings()
SELECT id, revision, status FROM jobs WHERE id = ANY ($1)",
    lite: "-- standings()
SELECT id, revision, status FROM jobs WHERE id IN (SELECT value FROM json_each($1))",
};

const COUNTS: Sql = Sql::same(
    "-- counts()
SELECT status, count(*) AS jobs FROM jobs GROUP BY status",
);

pub(crate) struct ReadNow;

impl Transaction for ReadNow {
    const NAME: &'static str = "now";
    const ACCESS: Access = Access::Read;
    type Answer = Timestamp;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Timestamp, Trouble> {
        let row = stmt::<DB>(&NOW).first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        Cells::<DB>::of("clock", "now", &row).time("now")
    }
}

pub(crate) struct JobById {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for JobById {
    const NAME: &'static str = "job";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Job>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Job>, Trouble> {
        let row = stmt::<DB>(&JOB).bind(Id(self.id.0)).bind(Id(self.tenant.0)).first(c).await?;
        row.map(|row| decode_job(&Cells::<DB>::of("jobs", "id", &row))).transpose()
    }
}

fn decode_job<DB: Backend>(cells: &Cells<'_, DB>) -> Result<Job, Trouble> {
    Ok(Job {
        id: JobId(cells.uuid("id")?),
        tenant: TenantId(cells.uuid("tenant")?),
        kind: cells.name("kind")?,
        status: cells.name("status")?,
        priority: cells.get("priority")?,
        fence: Fence(cells.get("fence")?),
        generation: Generation(cells.get("generation")?),
        attempt: cells.get("attempt")?,
        crashes: cells.get("crashes")?,
        revision: cells.get("revision")?,
        conversation_id: cells.get("conversation_id")?,
        user_metadata: cells.get("user_metadata")?,
        options: cells.get("options")?,
        progress: Progress {
            stage: cells.maybe_name("stage")?,
            turns_done: cells.get("turns_done")?,
            turns_total: cells.get("turns_total")?,
        },
        failure: decode_failure(cells)?,
        created_at: cells.time("created_at")?,
        run_at: cells.time("run_at")?,
        started_at: cells.maybe_time("started_at")?,
        finished_at: cells.maybe_time("finished_at")?,
        cancel_requested_at: cells.maybe_time("cancel_requested_at")?,
        redrive_of: cells.maybe_uuid("redrive_of")?.map(JobId),
    })
}

pub(super) fn decode_failure<DB: Backend>(cells: &Cells<'_, DB>) -> Result<Option<Failure>, Trouble> {
    let Some(code) = cells.get("failure_code")? else { return Ok(None) };
    Ok(Some(Failure {
        code,
        detail: cells.get::<Option<String>>("failure_detail")?.unwrap_or_default(),
        line: cells.get("failure_line")?,
        pointer: cells.get("failure_pointer")?,
        turn: cells.get("failure_turn")?,
    }))
}

pub(crate) struct UploadById {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for UploadById {
    const NAME: &'static str = "upload";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Upload>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Upload>, Trouble> {
        let row = stmt::<DB>(&UPLOAD).bind(Id(self.id.0)).bind(Id(self.tenant.0)).first(c).await?;
        row.map(|row| decode_upload(&Cells::<DB>::of("uploads", "job", &row))).transpose()
    }
}

pub(crate) struct ResultById {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for ResultById {
    const NAME: &'static str = "result";
    const ACCESS: Access = Access::Read;
    type Answer = Option<StoredResult>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<StoredResult>, Trouble> {
        let row = stmt::<DB>(&RESULT).bind(Id(self.id.0)).bind(Id(self.tenant.0)).first(c).await?;
        let Some(row) = row else { return Ok(None) };
        let cells = Cells::<DB>::of("results", "job", &row);
        Ok(Some(StoredResult {
            manifest: cells.get("manifest")?,
            inline: cells.get("bytes")?,
            turns: cells.get("turns")?,
            utterances: cells.get("utterances")?,
        }))
    }
}

pub(crate) struct StandingsOf(pub(crate) Vec<JobId>);

impl Transaction for StandingsOf {
    const NAME: &'static str = "standings";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<Standing>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Standing>, Trouble> {
        let rows = stmt::<DB>(&STANDINGS).list(self.0.iter().map(|id| Id(id.0))).all(c).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("jobs", "id", row);
                Ok(Standing {
                    id: JobId(cells.uuid("id")?),
                    revision: cells.get("revision")?,
                    status: cells.name("status")?,
                })
            })
            .collect()
    }
}

pub(crate) struct Counts;

impl Transaction for Counts {
    const NAME: &'static str = "counts";
    const ACCESS: Access = Access::Read;
    type Answer = BTreeMap<Status, u64>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<BTreeMap<Status, u64>, Trouble> {
        let rows = stmt::<DB>(&COUNTS).all(c).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("jobs", "status", row);
                Ok((cells.name("status")?, u64::try_from(cells.get::<i64>("jobs")?).unwrap_or_default()))
            })
            .collect()
    }
}
