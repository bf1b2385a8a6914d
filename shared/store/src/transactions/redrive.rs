//! Doing again, as a new job, what failed or was cancelled; or otherwise, what was completed.
//!
//! What must stay true: an input's object belongs to the job that brought it, and the redrives only borrow it; so it is
//! there as long as that job's input was not discarded, which a cancel of the job itself does and nothing else; once jobs
//! are taken out of the store, the last of those that name it takes it along.
//! A multipart upload that was never put together is due as garbage a while after each end that leaves it so; a redrive
//! takes that back, and its own end sees to it again. When it was swept before, the redrive fails as any job whose
//! upload is lost.
//! An import is moved: the redrive brings the file that the old job did not. Its tenant may no longer want it.
//! Deliberately absent: asking object storage.

use model::{JobId, Status, TenantId};

use super::client_limits::{place, uncount};
use super::garbage::keep_uploads;
use super::imports::move_import;
use super::submit::earlier;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Anew, Idempotency, Redrive, Redriven, Sql, Submitted};

pub(super) const ALL: &[&Sql] =
    &[&REDRIVABLE, &TAKE_KEY, &REDRIVE_JOB, &REDRIVE_DETAILS, &REDRIVE_INPUT, &REDRIVE_UPLOAD];

macro_rules! redrivable {
    ($lock:literal) => {
        concat!(
            "-- redrivable()
SELECT id, status, CASE WHEN kind = 'zoom_import' THEN imports.job IS NOT NULL
  WHEN job_inputs.job IS NOT NULL THEN TRUE
  WHEN uploads.parts IS NULL THEN FALSE
  ELSE status <> 'cancelled' OR redrive_of IS NOT NULL OR uploads.file IS NOT NULL END AS has_input,
  imports.job IS NOT NULL AS is_import
FROM jobs LEFT JOIN job_inputs ON job_inputs.job = jobs.id LEFT JOIN uploads ON uploads.job = jobs.id
  LEFT JOIN imports ON imports.job = jobs.id
WHERE jobs.id = $1 AND jobs.tenant = $2",
            $lock
        )
    };
}

// Nobody takes it out while its input is being lent.
const REDRIVABLE: Sql = Sql { pg: redrivable!(" FOR KEY SHARE OF jobs"), lite: redrivable!("") };

const TAKE_KEY: Sql = Sql::same(
    "-- take_key()
INSERT INTO idempotency (tenant, key, fingerprint, job, created_at)
VALUES ($1, $2, $3, $4, (SELECT now FROM clock)) ON CONFLICT (tenant, key) DO NOTHING",
);

const REDRIVE_JOB: Sql = Sql::same(
    "-- redrive_job()
WITH moment AS MATERIALIZED (SELECT now FROM clock)
INSERT INTO jobs (id, tenant, kind, lane, priority, conversation_id, traceparent, redrive_of,
  status, created_at, run_at, ticket_due)
SELECT $2, tenant, COALESCE($4, kind), COALESCE($5, lane), COALESCE($6, priority), conversation_id, $3, id, 'queued', now,
  now, now
FROM jobs CROSS JOIN moment WHERE jobs.id = $1",
);

const REDRIVE_DETAILS: Sql = Sql::same(
    "-- redrive_details()
INSERT INTO job_details (job, options, user_metadata, profile, profile_version)
SELECT $2, COALESCE($3, options), user_metadata,
  CASE WHEN $3 IS NULL THEN profile ELSE $4 END, CASE WHEN $3 IS NULL THEN profile_version ELSE $5 END
FROM job_details WHERE job = $1",
);

const REDRIVE_INPUT: Sql = Sql::same(
    "-- redrive_input()
INSERT INTO job_inputs (job, content_type, bytes, object_key)
SELECT $2, content_type, bytes, object_key FROM job_inputs WHERE job = $1",
);

const REDRIVE_UPLOAD: Sql = Sql::same(
    "-- redrive_upload()
INSERT INTO uploads (job, object_key, upload_id, file_name, content_type, file_bytes, part_bytes, part_count, expires_at,
  parts, file)
SELECT $2, object_key, upload_id, file_name, content_type, file_bytes, part_bytes, part_count, expires_at, parts, file
FROM uploads WHERE job = $1",
);

pub(crate) struct RedriveJob(pub(crate) Redrive);

impl Transaction for RedriveJob {
    const NAME: &'static str = "redrive";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Redriven;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Redriven, Trouble> {
        let Redrive { of, anew, id, tenant, idempotency, traceparent, counted } = &self.0;
        let row = stmt::<DB>(&REDRIVABLE).bind(Id(of.0)).bind(Id(tenant.0)).first(c).await?;
        let Some(row) = row else { return Ok(Redriven::Missing) };
        let cells = Cells::<DB>::of("jobs", "id", &row);
        // Both are as they will stay: the job has ended.
        match (cells.name("status")?, anew) {
            (Status::Failed | Status::Cancelled, Anew::Retried) | (Status::Completed, Anew::Otherwise { .. }) => {}
            (status, _) => return Ok(Redriven::Was(status)),
        }
        if !cells.get::<bool>("has_input")? {
            return Ok(Redriven::InputGone);
        }
        let is_import = cells.get::<bool>("is_import")?;
        if let Some(client_id) = counted
            && let Some(refused) = place::<DB>(c, client_id, *tenant, idempotency.as_ref()).await?
        {
            return Ok(not_made(refused));
        }
        if let Some(key) = idempotency
            && !take_key::<DB>(c, *tenant, key, *id).await?
        {
            if let Some(client_id) = counted {
                uncount::<DB>(c, client_id).await?;
            }
            return Ok(not_made(earlier::<DB>(c, *tenant, key).await?));
        }
        let (of, id) = (Id(of.0), Id(id.0));
        let other = Other::of(anew);
        stmt::<DB>(&REDRIVE_JOB)
            .bind(of)
            .bind(id)
            .bind(traceparent.clone())
            .bind(other.kind)
            .bind(other.lane)
            .bind(other.priority)
            .execute(c)
            .await?;
        stmt::<DB>(&REDRIVE_DETAILS)
            .bind(of)
            .bind(id)
            .bind(other.options)
            .bind(other.profile)
            .bind(other.version)
            .execute(c)
            .await?;
        for copy in [&REDRIVE_INPUT, &REDRIVE_UPLOAD] {
            stmt::<DB>(copy).bind(of).bind(id).execute(c).await?;
        }
        keep_uploads::<DB>(c, self.0.of).await?;
        if is_import && !move_import::<DB>(c, self.0.of, self.0.id).await? {
            return Err(Trouble::Unavailable("somebody else was redriving the import"));
        }
        Ok(Redriven::New)
    }
}

fn not_made(answer: Submitted) -> Redriven {
    match answer {
        Submitted::Replayed(job) => Redriven::Replayed(job),
        Submitted::OverLimit(left) => Redriven::OverLimit(left),
        Submitted::New(_) | Submitted::KeyReused | Submitted::NoFile => Redriven::KeyReused,
    }
}

/// What stands in the place of the old job's; nulls where it is the same.
#[derive(Default)]
struct Other {
    kind: Option<String>,
    lane: Option<String>,
    priority: Option<i64>,
    options: Option<Vec<u8>>,
    profile: Option<Id>,
    version: Option<i64>,
}

impl Other {
    fn of(anew: &Anew) -> Self {
        let Anew::Otherwise { kind, lane, options, profile } = anew else { return Self::default() };
        Self {
            kind: Some(kind.as_str().to_owned()),
            lane: Some(lane.as_str().to_owned()),
            priority: Some(lane.priority()),
            options: Some(options.clone()),
            profile: profile.map(|of| Id(of.profile.0)),
            version: profile.map(|of| of.version),
        }
    }
}

/// Whether the key was free; it is that job's now.
pub(super) async fn take_key<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    idempotency: &Idempotency,
    job: JobId,
) -> Result<bool, Trouble> {
    let take = stmt::<DB>(&TAKE_KEY)
        .bind(Id(tenant.0))
        .bind(idempotency.key.clone())
        .bind(idempotency.fingerprint.to_vec())
        .bind(Id(job.0));
    Ok(take.execute(c).await? == 1)
}
