//! Files that jobs bring here from elsewhere.
//!
//! What must stay true: whoever ends an import (its worker, who brings the file; its tenant, who erases it) holds the job's
//! row first, then that of the import, then the file's: so of two that come together the second sees what the first has
//! left. A file and the completion of its job are one commit.
//! Deliberately absent: where it comes from.

use std::sync::Arc;

use model::{FileId, JobId, Lease, Status, TenantId};

use super::calling::call_back;
use super::cancel::cancel;
use super::files::insert;
use super::outcome::{ended_before, fenced};
use super::read::decode_failure;
use super::submit::Submit;
use super::{Access, Batch as _, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Brought, Fenced, Import, NewFile, NewJob, Sql, Submitted};

pub(super) const ALL: &[&Sql] = &[
    &INSERT_IMPORT,
    &IMPORT_OF_FILE,
    &IMPORT_BY_JOB,
    &HOLD_IMPORT,
    &IMPORT_WANTED,
    &COMPLETE_IMPORT,
    &SETTLE_IMPORT,
    &JOB_OF_IMPORT,
    &HOLD_JOB_OF_IMPORT,
    &TAKE_OUT_IMPORT,
    &MOVE_IMPORT,
];

const INSERT_IMPORT: Sql = Sql::same(
    "-- insert_import()
INSERT INTO imports (tenant, file, job) VALUES ($1, $2, $3)",
);

const IMPORT_OF_FILE: Sql = Sql::same(
    "-- import_of_file()
SELECT id, status, failure_code, failure_detail, failure_line, failure_pointer, failure_turn, user_metadata, created_at
FROM jobs JOIN job_details ON job_details.job = jobs.id
WHERE jobs.id = (SELECT job FROM imports WHERE imports.tenant = $1 AND file = $2)",
);

const IMPORT_BY_JOB: Sql = Sql::same(
    "-- import_by_job()
SELECT job, file FROM imports WHERE job = $1 AND tenant = $2",
);

macro_rules! hold_import {
    ($lock:literal) => {
        concat!(
            "-- hold_import()
SELECT id, tenant FROM jobs WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE",
            $lock
        )
    };
}

const HOLD_IMPORT: Sql = Sql { pg: hold_import!(" FOR UPDATE"), lite: hold_import!("") };

const IMPORT_WANTED: Sql = Sql::same(
    "-- import_wanted()
SELECT job, user_metadata FROM imports JOIN job_details USING (job) WHERE imports.job = $1 AND tenant = $2 AND file = $3",
);

const COMPLETE_IMPORT: Sql = Sql::same(
    "-- complete_import()
UPDATE jobs SET status = 'completed', finished_at = (SELECT now FROM clock), lease_until = NULL, stage = NULL,
  revision = revision + 1
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE",
);

const SETTLE_IMPORT: Sql = Sql::same(
    "-- settle_import()
DELETE FROM garbage WHERE job = $1 AND fence = $2",
);

const JOB_OF_IMPORT: Sql = Sql::same(
    "-- job_of_import()
SELECT job FROM imports WHERE tenant = $1 AND file = $2",
);

const HOLD_JOB_OF_IMPORT: Sql = Sql {
    pg: "-- hold_job_of_import()
SELECT id FROM jobs WHERE id = $1 AND tenant = $2 FOR UPDATE",
    lite: "-- hold_job_of_import()
SELECT id FROM jobs WHERE id = $1 AND tenant = $2",
};

const TAKE_OUT_IMPORT: Sql = Sql::same(
    "-- take_out_import()
DELETE FROM imports WHERE tenant = $1 AND file = $2 AND job = $3",
);

const MOVE_IMPORT: Sql = Sql::same(
    "-- move_import()
UPDATE imports SET job = $2 WHERE job = $1",
);

/// A submission that shares its commit with no other: few come, and each has a row of its own beside the job's.
pub(crate) struct SubmitImport(pub(crate) NewJob);

impl Transaction for SubmitImport {
    const NAME: &'static str = "submit_import";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Submitted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Submitted, Trouble> {
        let job = &self.0;
        let answers = Submit::of(vec![Arc::new(job.clone())]).run::<DB>(c).await?;
        let answer = answers.into_iter().next().ok_or(sqlx::Error::RowNotFound)?;
        if let Submitted::New(_) = answer {
            let insert = stmt::<DB>(&INSERT_IMPORT).bind(Id(job.tenant.0)).bind(Id(FileId::brought_by(job.id).0));
            insert.bind(Id(job.id.0)).execute(c).await?;
        }
        Ok(answer)
    }
}

pub(crate) struct ImportOfFile {
    pub(crate) tenant: TenantId,
    pub(crate) file: FileId,
}

impl Transaction for ImportOfFile {
    const NAME: &'static str = "import_of_file";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Import>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Import>, Trouble> {
        let row = stmt::<DB>(&IMPORT_OF_FILE).bind(Id(self.tenant.0)).bind(Id(self.file.0)).first(c).await?;
        let Some(row) = row else { return Ok(None) };
        let cells = Cells::<DB>::of("jobs", "id", &row);
        Ok(Some(Import {
            file: self.file,
            job: JobId(cells.uuid("id")?),
            status: cells.name("status")?,
            failure: decode_failure(&cells)?,
            user_metadata: cells.get("user_metadata")?,
            created_at: cells.time("created_at")?,
        }))
    }
}

pub(crate) struct ImportByJob {
    pub(crate) tenant: TenantId,
    pub(crate) job: JobId,
}

impl Transaction for ImportByJob {
    const NAME: &'static str = "import_by_job";
    const ACCESS: Access = Access::Read;
    type Answer = Option<FileId>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<FileId>, Trouble> {
        let row = stmt::<DB>(&IMPORT_BY_JOB).bind(Id(self.job.0)).bind(Id(self.tenant.0)).first(c).await?;
        row.map(|row| Ok(FileId(Cells::<DB>::of("imports", "job", &row).uuid("file")?))).transpose()
    }
}

pub(crate) struct Bring {
    pub(crate) lease: Lease,
    pub(crate) file: NewFile,
}

impl Transaction for Bring {
    const NAME: &'static str = "bring_file";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Brought;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Brought, Trouble> {
        let Self { lease, file } = self;
        let Some(held) = fenced::<DB>(&HOLD_IMPORT, lease).first(c).await? else {
            return Ok(match ended_before::<DB>(c, lease, Status::Completed).await? {
                Fenced::Held => Brought::Held,
                Fenced::Lost => Brought::Lost,
            });
        };
        let tenant = Cells::<DB>::of("jobs", "id", &held).uuid("tenant")?;
        let wanted = stmt::<DB>(&IMPORT_WANTED).bind(Id(lease.job.0)).bind(Id(tenant)).bind(Id(file.id.0));
        let Some(wanted) = wanted.first(c).await? else { return Ok(Brought::Erased) };
        let user_metadata = Cells::<DB>::of("imports", "job", &wanted).get("user_metadata")?;
        if !insert::<DB>(c, &NewFile { user_metadata, tenant: TenantId(tenant), ..file.clone() }).await? {
            return Ok(Brought::Taken);
        }
        fenced::<DB>(&COMPLETE_IMPORT, lease).execute(c).await?;
        stmt::<DB>(&SETTLE_IMPORT).bind(Id(lease.job.0)).bind(lease.fence.0).execute(c).await?;
        call_back::<DB>(c, std::iter::once(lease.job)).await?;
        Ok(Brought::Held)
    }
}

/// A redrive brings the file from now on. `false`: the old job no longer does.
pub(super) async fn move_import<DB: Backend>(c: &mut DB::Connection, from: JobId, to: JobId) -> Result<bool, Trouble> {
    Ok(stmt::<DB>(&MOVE_IMPORT).bind(Id(from.0)).bind(Id(to.0)).execute(c).await? == 1)
}

/// How often an erasure looks again for the job that brings its file: a redrive may have moved it meanwhile.
const LOOKS: usize = 5;

/// The file of this id is no longer wanted from where it comes; a job that would still bring it is cancelled, or asked to
/// be. `false`: no job brings it, or has brought it.
pub(super) async fn give_up_import<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    file: FileId,
) -> Result<bool, Trouble> {
    let (of, id) = (Id(tenant.0), Id(file.0));
    for _ in 0..LOOKS {
        let Some(row) = stmt::<DB>(&JOB_OF_IMPORT).bind(of).bind(id).first(c).await? else { return Ok(false) };
        let job = JobId(Cells::<DB>::of("imports", "job", &row).uuid("job")?);
        stmt::<DB>(&HOLD_JOB_OF_IMPORT).bind(Id(job.0)).bind(of).first(c).await?;
        if stmt::<DB>(&TAKE_OUT_IMPORT).bind(of).bind(id).bind(Id(job.0)).execute(c).await? == 1 {
            cancel::<DB>(c, tenant, job).await?;
            return Ok(true);
        }
    }
    Err(Trouble::Unavailable("the file's import was moved from job to job"))
}
