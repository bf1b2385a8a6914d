//! Objects that nobody will own.
//!
//! What must stay true: what may exist without an owner is named here before its first byte; a row that
//! names an attempt is left alone while that very attempt runs.

use std::time::Duration;

use model::limits::UPLOAD_LIFETIME;
use model::{JobId, Lease};

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{Fenced, Garbage, GarbageRow, Sql};

pub(super) const ALL: &[&Sql] = &[
    &NOTE,
    &EXPECT,
    &SETTLE_UNOWNED,
    &DISCARD_OBJECT,
    &DISCARD_UPLOADS,
    &PUT_OFF,
    &KEEP_UPLOADS,
    &TAKE_DUE,
    &SWEPT,
    &SWEEP_AGAIN,
    &PENDING,
];

/// How long a taken row is left to its sweeper.
const SWEEPING: Duration = Duration::from_mins(1);

const NOTE: Sql = Sql::same(
    "-- note_garbage()
INSERT INTO garbage (kind, name, due_at, created_at)
SELECT $1, $2, now + CAST($3 AS INTERVAL), now FROM clock",
);

const EXPECT: Sql = Sql::same(
    "-- expect_garbage()
INSERT INTO garbage (kind, name, job, fence, due_at, created_at)
SELECT $4, $5, id, fence, (SELECT now FROM clock), (SELECT now FROM clock) FROM jobs
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE",
);

const SETTLE_UNOWNED: Sql = Sql::same(
    "-- settle_unowned()
DELETE FROM garbage WHERE kind = 'key' AND name = $1 AND job IS NULL
  AND passes = 0 AND due_at > (SELECT now FROM clock) + CAST($2 AS INTERVAL)",
);

const PUT_OFF: Sql = Sql::same(
    "-- put_off_garbage()
UPDATE garbage SET due_at = (SELECT now FROM clock) + CAST($3 AS INTERVAL)
WHERE kind = $1 AND name = $2 AND job IS NULL
  AND passes = 0 AND due_at > (SELECT now FROM clock) + CAST($4 AS INTERVAL)",
);

const DISCARD_OBJECT: Sql = Sql::same(
    "-- discard_object()
INSERT INTO garbage (kind, name, due_at, created_at)
SELECT 'key', object_key, (SELECT now FROM clock), (SELECT now FROM clock)
FROM uploads JOIN jobs ON jobs.id = uploads.job WHERE uploads.job = $1 AND redrive_of IS NULL AND file IS NULL",
);

const DISCARD_UPLOADS: Sql = Sql::same(
    "-- discard_uploads()
INSERT INTO garbage (kind, name, due_at, created_at)
SELECT 'uploads', object_key, (SELECT now FROM clock) + CAST($2 AS INTERVAL), (SELECT now FROM clock)
FROM uploads WHERE job = $1 AND file IS NULL",
);

const KEEP_UPLOADS: Sql = Sql::same(
    "-- keep_uploads()
DELETE FROM garbage
WHERE kind = 'uploads' AND job IS NULL AND name = (SELECT object_key FROM uploads WHERE uploads.job = $1)",
);

macro_rules! take_due {
    ($lock:literal, $due:literal) => {
        concat!(
            "-- take_due_garbage()
WITH due AS MATERIALIZED (
  SELECT id FROM garbage
  WHERE due_at <= (SELECT now FROM clock)
    AND NOT EXISTS (SELECT 1 FROM jobs
      WHERE jobs.id = garbage.job AND jobs.fence = garbage.fence AND (jobs.status = 'processing') IS NOT FALSE)
  ORDER BY due_at LIMIT $1 ",
            $lock,
            ")
UPDATE garbage SET due_at = (SELECT now FROM clock) + CAST($2 AS INTERVAL)
WHERE id ",
            $due,
            "
RETURNING id, kind, name, passes"
        )
    };
}

const TAKE_DUE: Sql = Sql {
    pg: take_due!("FOR UPDATE OF garbage SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM due))"),
    lite: take_due!("", "IN (SELECT id FROM due)"),
};

const SWEPT: Sql = Sql::same(
    "-- swept()
DELETE FROM garbage WHERE id = $1",
);

const SWEEP_AGAIN: Sql = Sql::same(
    "-- sweep_again()
UPDATE garbage SET due_at = (SELECT now FROM clock) + CAST($2 AS INTERVAL), passes = passes + 1 WHERE id = $1",
);

const PENDING: Sql = Sql::same(
    "-- garbage_pending()
SELECT count(*) AS pending FROM garbage",
);

/// The stored name of each kind, and what it names.
fn parts(garbage: &Garbage) -> (String, String) {
    let (kind, name) = match garbage {
        Garbage::Prefix(name) => ("prefix", name),
        Garbage::Key(name) => ("key", name),
        Garbage::Uploads(name) => ("uploads", name),
    };
    (kind.to_owned(), name.clone())
}

fn decode<DB: Backend>(row: &DB::Row) -> Result<GarbageRow, Trouble> {
    let cells = Cells::<DB>::of("garbage", "id", row);
    let name = cells.get("name")?;
    let garbage = match cells.get::<String>("kind")?.as_str() {
        "prefix" => Garbage::Prefix(name),
        "key" => Garbage::Key(name),
        "uploads" => Garbage::Uploads(name),
        _ => return Err(cells.corrupt("kind", "unknown kind of garbage".into())),
    };
    Ok(GarbageRow { row: cells.get("id")?, garbage, passes: cells.get("passes")? })
}

pub(crate) struct NoteGarbage {
    pub(crate) garbage: Garbage,
    pub(crate) after: Duration,
}

impl Transaction for NoteGarbage {
    const NAME: &'static str = "note_garbage";
    // A forgotten row would leave an object that nothing reaches.
    const ACCESS: Access = Access::DurableWrite;
    type Answer = ();

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        let (kind, name) = parts(&self.garbage);
        stmt::<DB>(&NOTE).bind(kind).bind(name).bind(Span(self.after)).execute(c).await?;
        Ok(())
    }
}

pub(crate) struct PutOffGarbage {
    pub(crate) garbage: Garbage,
    pub(crate) after: Duration,
}

impl Transaction for PutOffGarbage {
    const NAME: &'static str = "put_off_garbage";
    // Forgotten, the earlier time would stand, and what is still being written would go.
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let (kind, name) = parts(&self.garbage);
        let put_off = stmt::<DB>(&PUT_OFF).bind(kind).bind(name).bind(Span(self.after)).bind(Span(SWEEPING));
        Ok(put_off.execute(c).await? > 0)
    }
}

pub(crate) struct ExpectGarbage {
    pub(crate) lease: Lease,
    pub(crate) garbage: Garbage,
}

impl Transaction for ExpectGarbage {
    const NAME: &'static str = "expect_garbage";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        let (kind, name) = parts(&self.garbage);
        let expect = super::outcome::fenced::<DB>(&EXPECT, &self.lease).bind(kind).bind(name);
        Ok(if expect.execute(c).await? == 1 { Fenced::Held } else { Fenced::Lost })
    }
}

/// An object is somebody's now: what named it before it was is settled. Once a sweeper has taken that row, or is
/// about to, the object may be gone, and nobody can have it any more.
pub(super) async fn settle_unowned<DB: Backend>(c: &mut DB::Connection, key: &str) -> Result<(), Trouble> {
    let settled = stmt::<DB>(&SETTLE_UNOWNED).bind(key.to_owned()).bind(Span(SWEEPING)).execute(c).await?;
    if settled == 0 {
        return Err(Trouble::Unavailable("the object came too late to be anybody's input"));
    }
    Ok(())
}

/// What of a job's upload becomes garbage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Discard {
    /// The object and every multipart upload on its key: nobody will read it any more. A redrive's object is not its
    /// own: it stays, and its multipart uploads go as those of a job that failed.
    Everything,
    /// The multipart uploads only, and not at once: the job failed, and its input stays for a redrive.
    Uploads,
}

/// Does nothing for a job whose input is not an upload, or is a file's object.
pub(super) async fn discard_upload<DB: Backend>(
    c: &mut DB::Connection,
    job: JobId,
    what: Discard,
) -> Result<(), Trouble> {
    let job = Id(job.0);
    if what == Discard::Everything && stmt::<DB>(&DISCARD_OBJECT).bind(job).execute(c).await? > 0 {
        return Ok(());
    }
    stmt::<DB>(&DISCARD_UPLOADS).bind(job).bind(Span(UPLOAD_LIFETIME)).execute(c).await?;
    Ok(())
}

/// The upload of this job is wanted again, put together or not.
pub(super) async fn keep_uploads<DB: Backend>(c: &mut DB::Connection, job: JobId) -> Result<(), Trouble> {
    stmt::<DB>(&KEEP_UPLOADS).bind(Id(job.0)).execute(c).await?;
    Ok(())
}

pub(crate) struct DueGarbage {
    pub(crate) limit: u32,
}

impl Transaction for DueGarbage {
    const NAME: &'static str = "due_garbage";
    const ACCESS: Access = Access::Write;
    type Answer = Vec<GarbageRow>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<GarbageRow>, Trouble> {
        let rows = stmt::<DB>(&TAKE_DUE).bind(i64::from(self.limit)).bind(Span(SWEEPING)).all(c).await?;
        rows.iter().map(decode::<DB>).collect()
    }
}

pub(crate) struct Swept {
    pub(crate) row: i64,
    pub(crate) again: Option<Duration>,
}

impl Transaction for Swept {
    const NAME: &'static str = "swept";
    const ACCESS: Access = Access::Write;
    type Answer = ();

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        let settled = match self.again {
            None => stmt::<DB>(&SWEPT).bind(self.row),
            Some(after) => stmt::<DB>(&SWEEP_AGAIN).bind(self.row).bind(Span(after)),
        };
        settled.execute(c).await?;
        Ok(())
    }
}

pub(crate) struct GarbagePending;

impl Transaction for GarbagePending {
    const NAME: &'static str = "garbage_pending";
    const ACCESS: Access = Access::Read;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        let row = stmt::<DB>(&PENDING).first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        let pending = Cells::<DB>::of("garbage", "pending", &row).get::<i64>("pending")?;
        Ok(u64::try_from(pending).unwrap_or_default())
    }
}
