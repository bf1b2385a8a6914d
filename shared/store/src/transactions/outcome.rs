//! The ends a worker may bring a job to.
//!
//! What must stay true: the update names lease and state; when it touches nothing, the only excuse is that
//! this very lease has done the same before (an answer was lost on its way).

use std::collections::HashSet;
use std::sync::Arc;

use model::{Fence, JobId, Lease, SessionId, Status};

use super::calling::{call_back, called_back, calls, delivery_id, insert_deliveries, insert_details, insert_jobs};
use super::garbage::{Discard, discard_upload};
use super::{Access, Batch, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Stmt, listed, stmt};
use crate::{Failure, Fenced, Sql, StoredResult};

pub(super) const ALL: &[&Sql] = &[&COMPLETE, &FAIL, &ENDED_AS];

macro_rules! results {
    ($dialect:ident) => {
        listed!($dialect: id UUID "$1", fence BIGINT "$2", session UUID "$3", manifest BYTEA "$4", bytes BYTEA "$5",
            turns BIGINT "$6", utterances BIGINT "$7")
    };
}

/// One step of the script for SQLite, where only a whole statement may write.
macro_rules! of_held {
    ($step:literal) => {
        concat!(
            "WITH listed AS MATERIALIZED (",
            results!(lite),
            "),
held AS MATERIALIZED (
  SELECT listed.* FROM listed CROSS JOIN jobs
    ON jobs.id = listed.id AND jobs.fence = listed.fence AND jobs.session = listed.session
  WHERE (jobs.status = 'processing') IS NOT FALSE)
",
            $step
        )
    };
}

// The rows are locked in the order of their ids, as everything that locks several does. By then each is as it
// will stay: what waited for somebody else's change is compared again. The array instead of a join, because a join
// planned for an almost empty table would read all of it.
const COMPLETE: Sql = Sql {
    pg: concat!(
        "-- complete()
WITH listed AS MATERIALIZED (",
        results!(pg),
        "),
held AS MATERIALIZED (
  SELECT listed.* FROM (SELECT * FROM listed ORDER BY id) AS listed CROSS JOIN LATERAL (
    SELECT FROM jobs WHERE id = listed.id AND fence = listed.fence AND session = listed.session
      AND (status = 'processing') IS NOT FALSE
    FOR UPDATE) AS job),
ended AS (
  UPDATE jobs SET status = 'completed', finished_at = (SELECT now FROM clock), lease_until = NULL, stage = NULL,
    turns_done = (ARRAY(SELECT turns FROM held))[array_position(ARRAY(SELECT id FROM held), id)],
    turns_total = (ARRAY(SELECT turns FROM held))[array_position(ARRAY(SELECT id FROM held), id)],
    revision = revision + 1
  WHERE id = ANY (ARRAY(SELECT id FROM held))
  RETURNING id, fence, session, tenant, status, finished_at, traceparent),
stored AS (
  INSERT INTO results (job, manifest, bytes, turns, utterances)
  SELECT id, manifest, bytes, turns, utterances FROM held),
settled AS (
  DELETE FROM garbage
  WHERE job = ANY (ARRAY(SELECT id FROM held)) AND (job, fence) IN (SELECT id, fence FROM held)),
discarded AS (
  INSERT INTO garbage (kind, name, due_at, created_at)
  SELECT 'uploads', object_key, (SELECT now FROM clock), (SELECT now FROM clock) FROM uploads
  WHERE job = ANY (ARRAY(SELECT id FROM held)) AND file IS NULL),
",
        called_back!(),
        "
SELECT id, fence, session FROM ended"
    ),
    lite: concat!(
        "-- complete()
",
        of_held!(
            "INSERT INTO results (job, manifest, bytes, turns, utterances)
SELECT id, manifest, bytes, turns, utterances FROM held"
        ),
        ";
",
        of_held!("DELETE FROM garbage WHERE (job, fence) IN (SELECT id, fence FROM held)"),
        ";
",
        of_held!(
            "INSERT INTO garbage (kind, name, due_at, created_at)
SELECT 'uploads', object_key, (SELECT now FROM clock), (SELECT now FROM clock) FROM uploads
WHERE job IN (SELECT id FROM held) AND file IS NULL"
        ),
        ";
",
        of_held!(
            "UPDATE jobs SET status = 'completed', finished_at = (SELECT now FROM clock), lease_until = NULL, stage = NULL,
  turns_done = held.turns, turns_total = held.turns, revision = revision + 1
FROM held WHERE jobs.id = held.id
RETURNING id, fence, session"
        )
    ),
};

const FAIL: Sql = Sql::same(
    "-- fail()
UPDATE jobs SET status = 'failed', finished_at = (SELECT now FROM clock), lease_until = NULL,
  failure_code = $4, failure_detail = $5, failure_line = $6, failure_pointer = $7, failure_turn = $8,
  revision = revision + 1
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE",
);

const ENDED_AS: Sql = Sql::same(
    "-- ended_as()
SELECT id FROM jobs WHERE id = $1 AND fence = $2 AND session = $3 AND (status = $4) IS NOT FALSE",
);

/// A statement whose first three parameters are the lease.
pub(super) fn fenced<DB: Backend>(sql: &Sql, lease: &Lease) -> Stmt<DB> {
    stmt::<DB>(sql).bind(Id(lease.job.0)).bind(lease.fence.0).bind(Id(lease.session.0))
}

pub(super) async fn ended_before<DB: Backend>(
    c: &mut DB::Connection,
    lease: &Lease,
    status: Status,
) -> Result<Fenced, Trouble> {
    let same = fenced::<DB>(&ENDED_AS, lease).bind(status.as_str().to_owned()).first(c).await?;
    Ok(if same.is_some() { Fenced::Held } else { Fenced::Lost })
}

/// What one attempt came to.
pub(crate) struct Completion {
    pub(crate) lease: Lease,
    pub(crate) result: StoredResult,
}

/// Each that is held ends, whatever becomes of the others.
pub(crate) struct Complete(Vec<Arc<Completion>>);

impl Batch for Complete {
    const MOST: usize = 200;
    // Ending the same job under the same lease again changes nothing.
    const REPEATABLE: bool = true;
    type Item = Completion;
    type Each = Fenced;

    fn of(items: Vec<Arc<Completion>>) -> Self {
        Self(items)
    }
}

impl Transaction for Complete {
    const NAME: &'static str = "complete";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<Fenced>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Fenced>, Trouble> {
        let ended = self.end::<DB>(c).await?;
        if !DB::WRITES_IN_WITH {
            call_back::<DB>(c, ended.iter().map(|lease| lease.job)).await?;
        }
        let mut answers = Vec::with_capacity(self.0.len());
        for Completion { lease, .. } in self.0.iter().map(Arc::as_ref) {
            answers.push(if ended.contains(lease) {
                Fenced::Held
            } else {
                ended_before::<DB>(c, lease, Status::Completed).await?
            });
        }
        Ok(answers)
    }
}

impl Complete {
    /// The leases whose jobs this call completed.
    async fn end<DB: Backend>(&self, c: &mut DB::Connection) -> Result<HashSet<Lease>, Trouble> {
        let all = || self.0.iter();
        let rows = stmt::<DB>(&COMPLETE)
            .list(all().map(|item| Id(item.lease.job.0)))
            .list(all().map(|item| item.lease.fence.0))
            .list(all().map(|item| Id(item.lease.session.0)))
            .list(all().map(|item| item.result.manifest.clone()))
            .list(all().map(|item| item.result.inline.clone()))
            .list(all().map(|item| item.result.turns))
            .list(all().map(|item| item.result.utterances))
            .all(c)
            .await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("jobs", "id", row);
                Ok(Lease {
                    job: JobId(cells.uuid("id")?),
                    fence: Fence(cells.get("fence")?),
                    session: SessionId(cells.uuid("session")?),
                })
            })
            .collect()
    }
}

pub(crate) struct Fail {
    pub(crate) lease: Lease,
    pub(crate) failure: Failure,
}

impl Transaction for Fail {
    const NAME: &'static str = "fail";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        let Self { lease, failure } = self;
        let fail = fenced::<DB>(&FAIL, lease)
            .bind(failure.code.clone())
            .bind(failure.detail.clone())
            .bind(failure.line)
            .bind(failure.pointer.clone())
            .bind(failure.turn);
        if fail.execute(c).await? == 0 {
            return ended_before::<DB>(c, lease, Status::Failed).await;
        }
        discard_upload::<DB>(c, lease.job, Discard::Uploads).await?;
        call_back::<DB>(c, std::iter::once(lease.job)).await?;
        Ok(Fenced::Held)
    }
}
