//! Storing a new job with its input.

use model::{JobId, Status};

use super::garbage::settle_unowned;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{Idempotency, NewInput, NewJob, NewUpload, Sql, Submitted};

pub(super) const ALL: &[&Sql] = &[&TAKE_KEY, &KEY_TAKEN, &INSERT_JOB, &INSERT_DETAILS, &INSERT_INPUT, &INSERT_UPLOAD];

const TAKE_KEY: Sql = Sql::same(
    "-- take_key()
INSERT INTO idempotency (tenant, key, fingerprint, job, created_at)
VALUES ($1, $2, $3, $4, (SELECT now FROM clock)) ON CONFLICT (tenant, key) DO NOTHING",
);

const KEY_TAKEN: Sql = Sql::same(
    "-- key_taken()
SELECT fingerprint, job FROM idempotency WHERE tenant = $1 AND key = $2",
);

const INSERT_JOB: Sql = Sql::same(
    "-- insert_job()
INSERT INTO jobs (id, tenant, kind, priority, conversation_id, traceparent,
  status, created_at, run_at, ticket_due, upload_until)
SELECT $1, $2, $3, $4, $5, $6, $7, now, now,
  CASE WHEN CAST($7 AS TEXT) = 'queued' THEN now END, now + CAST($8 AS INTERVAL)
FROM clock",
);

const INSERT_DETAILS: Sql = Sql::same(
    "-- insert_details()
INSERT INTO job_details (job, options, user_metadata) VALUES ($1, $2, $3)",
);

const INSERT_INPUT: Sql = Sql::same(
    "-- insert_input()
INSERT INTO job_inputs (job, content_type, bytes, object_key) VALUES ($1, $2, $3, $4)",
);

const INSERT_UPLOAD: Sql = Sql::same(
    "-- insert_upload()
INSERT INTO uploads (job, object_key, file_name, content_type, file_bytes, part_bytes, part_count, expires_at)
SELECT id, $2, $3, $4, $5, $6, $7, upload_until FROM jobs WHERE id = $1",
);

pub(crate) struct Submit(pub(crate) NewJob);

impl Transaction for Submit {
    const NAME: &'static str = "submit";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Submitted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Submitted, Trouble> {
        let job = &self.0;
        if let Some(key) = &job.idempotency
            && let Some(earlier) = take_key::<DB>(c, job, key).await?
        {
            return Ok(earlier);
        }
        insert_job::<DB>(c, job).await?;
        match &job.input {
            NewInput::Inline { content_type, bytes } => {
                insert_input::<DB>(c, job.id, content_type, Some(bytes.clone()), None).await?;
            }
            NewInput::Object { content_type, key } => {
                insert_input::<DB>(c, job.id, content_type, None, Some(key.clone())).await?;
                settle_unowned::<DB>(c, key).await?;
            }
            NewInput::Upload(upload) => insert_upload::<DB>(c, job.id, upload).await?,
        }
        Ok(Submitted::New)
    }
}

/// `None` when the key was free and is now this job's.
async fn take_key<DB: Backend>(
    c: &mut DB::Connection,
    job: &NewJob,
    idempotency: &Idempotency,
) -> Result<Option<Submitted>, Trouble> {
    let (tenant, key) = (Id(job.tenant.0), &idempotency.key);
    let taken = stmt::<DB>(&TAKE_KEY)
        .bind(tenant)
        .bind(key.clone())
        .bind(idempotency.fingerprint.to_vec())
        .bind(Id(job.id.0))
        .execute(c)
        .await?;
    if taken == 1 {
        return Ok(None);
    }
    let row = stmt::<DB>(&KEY_TAKEN).bind(tenant).bind(key.clone()).first(c).await?;
    let row = row.ok_or(sqlx::Error::RowNotFound)?;
    let cells = Cells::<DB>::of("idempotency", "job", &row);
    let same = cells.bytes("fingerprint")? == idempotency.fingerprint;
    Ok(Some(if same { Submitted::Replayed(JobId(cells.uuid("job")?)) } else { Submitted::KeyReused }))
}

async fn insert_job<DB: Backend>(c: &mut DB::Connection, job: &NewJob) -> Result<(), Trouble> {
    let (status, lifetime) = match &job.input {
        NewInput::Inline { .. } | NewInput::Object { .. } => (Status::Queued, None),
        NewInput::Upload(upload) => (Status::AwaitingUpload, Some(Span(upload.lifetime))),
    };
    stmt::<DB>(&INSERT_JOB)
        .bind(Id(job.id.0))
        .bind(Id(job.tenant.0))
        .bind(job.kind.as_str().to_owned())
        .bind(job.priority)
        .bind(job.conversation_id.clone())
        .bind(job.traceparent.clone())
        .bind(status.as_str().to_owned())
        .bind(lifetime)
        .execute(c)
        .await?;
    stmt::<DB>(&INSERT_DETAILS)
        .bind(Id(job.id.0))
        .bind(job.options.clone())
        .bind(job.user_metadata.clone())
        .execute(c)
        .await?;
    Ok(())
}

async fn insert_input<DB: Backend>(
    c: &mut DB::Connection,
    job: JobId,
    content_type: &str,
    bytes: Option<Vec<u8>>,
    key: Option<String>,
) -> Result<(), Trouble> {
    stmt::<DB>(&INSERT_INPUT).bind(Id(job.0)).bind(content_type.to_owned()).bind(bytes).bind(key).execute(c).await?;
    Ok(())
}

async fn insert_upload<DB: Backend>(c: &mut DB::Connection, job: JobId, upload: &NewUpload) -> Result<(), Trouble> {
    stmt::<DB>(&INSERT_UPLOAD)
        .bind(Id(job.0))
        .bind(upload.key.clone())
        .bind(upload.file_name.clone())
        .bind(upload.content_type.clone())
        .bind(upload.file_bytes)
        .bind(upload.part_bytes)
        .bind(upload.part_count)
        .execute(c)
        .await?;
    Ok(())
}
