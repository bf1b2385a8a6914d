//! Files that tenants keep, and jobs started from them.
//!
//! What must stay true: a file's object is named by the file, by the jobs started from it (in `uploads`, where `file` is
//! set) or by a garbage row, and by the last of these alone when it is nobody's; whoever takes a file out or starts a job
//! from it holds the file's row first. That an object which somebody names does not become garbage is the schema's own
//! rule (a trigger on `garbage`), so that programs that know no files keep to it.
//! Deliberately absent: asking object storage.

use std::sync::Arc;
use std::time::Duration;

use model::{ClientNumber, FileId, TenantId};

use super::audit::{ERASE_FILE, note};
use super::erase::leave_garbage;
use super::garbage::settle_unowned;
use super::imports::give_up_import;
use super::submit::{Submit, earlier};
use super::uploads::render_parts;
use super::{Access, Batch as _, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{File, FileAdded, NewFile, NewJob, Sql, Submitted};

pub(super) const ALL: &[&Sql] = &[&ADD_FILE, &FILE, &USE_FILE, &INPUT_OF_FILE, &TAKE_OUT_FILE, &TAKE_OUT_FILES];

const ADD_FILE: Sql = Sql::same(
    "-- add_file()
INSERT INTO files (tenant, id, object_key, upload_id, parts, part_bytes, part_count, file_name, content_type, file_bytes,
  sha256, user_metadata, created_at, used_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now, now FROM clock WHERE TRUE
ON CONFLICT (tenant, id) DO NOTHING",
);

const FILE: Sql = Sql::same(
    "-- file()
SELECT id, file_name, content_type, file_bytes, sha256, user_metadata, created_at FROM files
WHERE tenant = $1 AND id = $2",
);

const USE_FILE: Sql = Sql::same(
    "-- use_file()
UPDATE files SET used_at = (SELECT now FROM clock) WHERE tenant = $1 AND id = $2",
);

const INPUT_OF_FILE: Sql = Sql::same(
    "-- input_of_file()
INSERT INTO uploads (job, object_key, upload_id, file_name, content_type, file_bytes, part_bytes, part_count, expires_at,
  parts, file)
SELECT $1, object_key, upload_id, file_name, content_type, file_bytes, part_bytes, part_count, used_at, parts, id
FROM files WHERE tenant = $2 AND id = $3",
);

const TAKE_OUT_FILE: Sql = Sql::same(
    "-- take_out_file()
DELETE FROM files WHERE tenant = $1 AND id = $2 RETURNING id, object_key",
);

macro_rules! take_out_files {
    ($lock:literal, $old:literal) => {
        concat!(
            "-- take_out_files()
WITH old AS MATERIALIZED (
  SELECT object_key FROM files
  WHERE used_at <= (SELECT now FROM clock) - CAST($1 AS INTERVAL)
    AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.object_key = files.object_key)
  ORDER BY used_at LIMIT $2 ",
            $lock,
            ")
DELETE FROM files WHERE object_key ",
            $old,
            " RETURNING id, object_key"
        )
    };
}

// One that a job is just being started from is not old any more.
const TAKE_OUT_FILES: Sql = Sql {
    pg: take_out_files!("FOR UPDATE OF files SKIP LOCKED", "= ANY (ARRAY(SELECT object_key FROM old))"),
    lite: take_out_files!("", "IN (SELECT object_key FROM old)"),
};

pub(crate) struct AddFile(pub(crate) NewFile);

impl Transaction for AddFile {
    const NAME: &'static str = "add_file";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = FileAdded;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<FileAdded, Trouble> {
        let file = &self.0;
        let added = insert::<DB>(c, file).await?;
        if added {
            settle_unowned::<DB>(c, &file.key).await?;
        }
        let there = read::<DB>(c, file.tenant, file.id).await?;
        let there = there.ok_or(Trouble::Unavailable("the file of this id was just being erased"))?;
        Ok(if added { FileAdded::New(there) } else { FileAdded::Before(there) })
    }
}

/// `false`: the tenant has a file of this id already.
pub(super) async fn insert<DB: Backend>(c: &mut DB::Connection, file: &NewFile) -> Result<bool, Trouble> {
    let added = stmt::<DB>(&ADD_FILE)
        .bind(Id(file.tenant.0))
        .bind(Id(file.id.0))
        .bind(file.key.clone())
        .bind(file.upload_id.clone())
        .bind(render_parts(&file.parts))
        .bind(file.part_bytes)
        .bind(i64::try_from(file.parts.len()).unwrap_or(i64::MAX))
        .bind(file.file_name.clone())
        .bind(file.content_type.clone())
        .bind(file.bytes)
        .bind(file.sha256.to_vec())
        .bind(file.user_metadata.clone())
        .execute(c)
        .await?;
    Ok(added == 1)
}

pub(crate) struct FileById {
    pub(crate) tenant: TenantId,
    pub(crate) id: FileId,
}

impl Transaction for FileById {
    const NAME: &'static str = "file";
    const ACCESS: Access = Access::Read;
    type Answer = Option<File>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<File>, Trouble> {
        read::<DB>(c, self.tenant, self.id).await
    }
}

async fn read<DB: Backend>(c: &mut DB::Connection, tenant: TenantId, id: FileId) -> Result<Option<File>, Trouble> {
    let row = stmt::<DB>(&FILE).bind(Id(tenant.0)).bind(Id(id.0)).first(c).await?;
    let Some(row) = row else { return Ok(None) };
    let cells = Cells::<DB>::of("files", "id", &row);
    Ok(Some(File {
        id: FileId(cells.uuid("id")?),
        file_name: cells.get("file_name")?,
        content_type: cells.get("content_type")?,
        bytes: cells.get("file_bytes")?,
        sha256: cells.bytes("sha256")?,
        user_metadata: cells.get("user_metadata")?,
        created_at: cells.time("created_at")?,
    }))
}

/// A submission that shares its commit with no other: whether the file is there is this job's business alone.
pub(crate) struct SubmitFromFile {
    pub(crate) job: NewJob,
    pub(crate) file: FileId,
}

impl Transaction for SubmitFromFile {
    const NAME: &'static str = "submit_from_file";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Submitted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Submitted, Trouble> {
        let Self { job, file } = self;
        let used = stmt::<DB>(&USE_FILE).bind(Id(job.tenant.0)).bind(Id(file.0)).execute(c).await?;
        if used == 0 {
            // A request that is sent again has its answer, whatever became of the file.
            let before = match &job.idempotency {
                Some(key) => earlier::<DB>(c, job.tenant, key).await,
                None => return Ok(Submitted::NoFile),
            };
            return match before {
                Err(Trouble::Unavailable(_)) => Ok(Submitted::NoFile),
                told => told,
            };
        }
        let answers = Submit::of(vec![Arc::new(job.clone())]).run::<DB>(c).await?;
        let answer = answers.into_iter().next().ok_or(sqlx::Error::RowNotFound)?;
        if let Submitted::New(_) = answer {
            let input = stmt::<DB>(&INPUT_OF_FILE).bind(Id(job.id.0)).bind(Id(job.tenant.0)).bind(Id(file.0));
            input.execute(c).await?;
        }
        Ok(answer)
    }
}

pub(crate) struct EraseFile {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: FileId,
    /// What the audit calls it.
    pub(crate) alias: String,
}

impl Transaction for EraseFile {
    const NAME: &'static str = "erase_file";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let given_up = give_up_import::<DB>(c, self.tenant, self.id).await?;
        let rows = stmt::<DB>(&TAKE_OUT_FILE).bind(Id(self.tenant.0)).bind(Id(self.id.0)).all(c).await?;
        let erased = leave_objects::<DB>(c, &rows).await? > 0 || given_up;
        if erased {
            note::<DB>(c, self.tenant, ERASE_FILE, Some(self.by), std::iter::once(self.alias.clone())).await?;
        }
        Ok(erased)
    }
}

pub(crate) struct PruneFiles {
    pub(crate) age: Duration,
    pub(crate) limit: u32,
}

impl Transaction for PruneFiles {
    const NAME: &'static str = "prune_files";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        let rows = stmt::<DB>(&TAKE_OUT_FILES).bind(Span(self.age)).bind(i64::from(self.limit)).all(c).await?;
        leave_objects::<DB>(c, &rows).await
    }
}

/// The objects of these files, which were taken out, are garbage where no job names them.
async fn leave_objects<DB: Backend>(c: &mut DB::Connection, rows: &[DB::Row]) -> Result<u64, Trouble> {
    let keys = rows.iter().map(|row| Ok(("key".to_owned(), Cells::<DB>::of("files", "id", row).get("object_key")?)));
    let keys = keys.collect::<Result<_, Trouble>>()?;
    leave_garbage::<DB>(c, keys).await?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}
