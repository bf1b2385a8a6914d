//! The ways out of `awaiting_upload`: each is one conditional update, and whoever comes second learns
//! what the first made of it.

use model::{JobId, Status, TenantId};

use super::calling::call_back;
use super::garbage::{Discard, discard_upload};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Moved, Sql, Upload, UploadedPart};

pub(super) const ALL: &[&Sql] =
    &[&REMEMBER_UPLOAD_ID, &UPLOAD_TO_QUEUED, &UPLOAD_TO_CANCELLED, &STORE_PARTS, &UPLOAD_STATUS, &EXPIRE];

const REMEMBER_UPLOAD_ID: Sql = Sql::same(
    "-- remember_upload_id()
UPDATE uploads SET upload_id = $3
WHERE job = $1 AND (upload_id IS NULL OR upload_id = $3)
  AND EXISTS (SELECT 1 FROM jobs WHERE id = $1 AND tenant = $2 AND (status = 'awaiting_upload') IS NOT FALSE)",
);

const UPLOAD_TO_QUEUED: Sql = Sql::same(
    "-- upload_to_queued()
WITH moment AS MATERIALIZED (SELECT now FROM clock)
UPDATE jobs SET status = 'queued', run_at = moment.now, ticket_due = moment.now,
  upload_until = NULL, revision = revision + 1
FROM moment
WHERE id = $1 AND tenant = $2 AND (status = 'awaiting_upload') IS NOT FALSE",
);

const UPLOAD_TO_CANCELLED: Sql = Sql::same(
    "-- upload_to_cancelled()
UPDATE jobs SET status = 'cancelled', finished_at = (SELECT now FROM clock), upload_until = NULL,
  revision = revision + 1
WHERE id = $1 AND tenant = $2 AND (status = 'awaiting_upload') IS NOT FALSE",
);

const STORE_PARTS: Sql = Sql::same(
    "-- store_parts()
UPDATE uploads SET parts = $2, completed_at = (SELECT now FROM clock) WHERE job = $1",
);

const UPLOAD_STATUS: Sql = Sql::same(
    "-- upload_status()
SELECT id, status FROM jobs JOIN uploads ON uploads.job = jobs.id WHERE jobs.id = $1 AND jobs.tenant = $2",
);

macro_rules! expire {
    ($lock:literal, $late:literal) => {
        concat!(
            "-- expire()
WITH late AS MATERIALIZED (
  SELECT id FROM jobs WHERE status = 'awaiting_upload' AND upload_until <= (SELECT now FROM clock)
  ORDER BY upload_until LIMIT $1 ",
            $lock,
            ")
UPDATE jobs SET status = 'failed', finished_at = (SELECT now FROM clock), upload_until = NULL,
  failure_code = 'upload_expired', failure_detail = 'The upload was not completed in time.',
  revision = revision + 1
WHERE id ",
            $late,
            "
RETURNING id"
        )
    };
}

const EXPIRE: Sql = Sql {
    pg: expire!("FOR UPDATE SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM late))"),
    lite: expire!("", "IN (SELECT id FROM late)"),
};

pub(crate) struct UploadOpened {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
    pub(crate) upload_id: String,
}

impl Transaction for UploadOpened {
    const NAME: &'static str = "upload_opened";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let remember = stmt::<DB>(&REMEMBER_UPLOAD_ID).bind(Id(self.id.0)).bind(Id(self.tenant.0));
        Ok(remember.bind(self.upload_id.clone()).execute(c).await? == 1)
    }
}

pub(crate) struct UploadCompleted {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
    pub(crate) parts: Vec<UploadedPart>,
}

impl Transaction for UploadCompleted {
    const NAME: &'static str = "upload_completed";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Moved;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Moved, Trouble> {
        let moved = leave::<DB>(c, &UPLOAD_TO_QUEUED, self.tenant, self.id).await?;
        if moved == Moved::Done {
            stmt::<DB>(&STORE_PARTS).bind(Id(self.id.0)).bind(render_parts(&self.parts)).execute(c).await?;
        }
        Ok(moved)
    }
}

pub(crate) struct UploadCancelled {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for UploadCancelled {
    const NAME: &'static str = "upload_cancelled";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Moved;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Moved, Trouble> {
        let moved = leave::<DB>(c, &UPLOAD_TO_CANCELLED, self.tenant, self.id).await?;
        if moved == Moved::Done {
            discard_upload::<DB>(c, self.id, Discard::Everything).await?;
            call_back::<DB>(c, std::iter::once(self.id)).await?;
        }
        Ok(moved)
    }
}

async fn leave<DB: Backend>(
    c: &mut DB::Connection,
    update: &Sql,
    tenant: TenantId,
    id: JobId,
) -> Result<Moved, Trouble> {
    if stmt::<DB>(update).bind(Id(id.0)).bind(Id(tenant.0)).execute(c).await? == 1 {
        return Ok(Moved::Done);
    }
    let row = stmt::<DB>(&UPLOAD_STATUS).bind(Id(id.0)).bind(Id(tenant.0)).first(c).await?;
    let Some(row) = row else { return Ok(Moved::Missing) };
    Ok(Moved::Was(Cells::<DB>::of("jobs", "id", &row).name::<Status>("status")?))
}

pub(crate) struct ExpireUploads {
    pub(crate) limit: u32,
}

impl Transaction for ExpireUploads {
    const NAME: &'static str = "expire_uploads";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        let rows = stmt::<DB>(&EXPIRE).bind(i64::from(self.limit)).all(c).await?;
        let mut expired = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = JobId(Cells::<DB>::of("jobs", "id", row).uuid("id")?);
            discard_upload::<DB>(c, id, Discard::Everything).await?;
            expired.push(id);
        }
        call_back::<DB>(c, expired.into_iter()).await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }
}

/// The columns are those of `uploads`, its content type under the name `upload_type`.
pub(super) fn decode_upload<DB: Backend>(cells: &Cells<'_, DB>) -> Result<Upload, Trouble> {
    let parts = cells.get::<Option<String>>("parts")?;
    let parts =
        parts.map(|json| read_parts(&json).map_err(|error| cells.corrupt("parts", error.into()))).transpose()?;
    Ok(Upload {
        key: cells.get("object_key")?,
        upload_id: cells.get("upload_id")?,
        file_name: cells.get("file_name")?,
        content_type: cells.get("upload_type")?,
        file_bytes: cells.get("file_bytes")?,
        part_bytes: cells.get("part_bytes")?,
        part_count: cells.get("part_count")?,
        expires_at: cells.time("expires_at")?,
        parts,
    })
}

pub(super) fn render_parts(parts: &[UploadedPart]) -> String {
    let pairs: Vec<(i32, &str)> = parts.iter().map(|part| (part.number, part.etag.as_str())).collect();
    serde_json::to_string(&pairs).expect("numbers and strings are always JSON")
}

fn read_parts(json: &str) -> Result<Vec<UploadedPart>, serde_json::Error> {
    let pairs: Vec<(i32, String)> = serde_json::from_str(json)?;
    Ok(pairs.into_iter().map(|(number, etag)| UploadedPart { number, etag }).collect())
}
