//! The ends a worker may bring a job to.
//!
//! What must stay true: the update names lease and state; when it touches nothing, the only excuse is that
//! this very lease has done the same before (an answer was lost on its way).

use model::{Lease, Status};

use super::garbage::{Discard, discard_upload, settle_expected};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Id, Stmt, stmt};
use crate::{Failure, Fenced, Sql, StoredResult};

pub(super) const ALL: &[&Sql] = &[&COMPLETE, &INSERT_RESULT, &FAIL, &ENDED_AS];

const COMPLETE: Sql = Sql::same(
    "-- complete()
UPDATE jobs SET status = 'completed', finished_at = (SELECT now FROM clock), lease_until = NULL, stage = NULL,
  turns_done = $4, turns_total = $4, revision = revision + 1
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS TRUE",
);

const INSERT_RESULT: Sql = Sql::same(
    "-- insert_result()
INSERT INTO results (job, manifest, bytes, turns, utterances) VALUES ($1, $2, $3, $4, $5)",
);

const FAIL: Sql = Sql::same(
    "-- fail()
UPDATE jobs SET status = 'failed', finished_at = (SELECT now FROM clock), lease_until = NULL,
  failure_code = $4, failure_detail = $5, failure_line = $6, failure_pointer = $7, failure_turn = $8,
  revision = revision + 1
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS TRUE",
);

const ENDED_AS: Sql = Sql::same(
    "-- ended_as()
SELECT id FROM jobs WHERE id = $1 AND fence = $2 AND session = $3 AND (status = $4) IS TRUE",
);

/// A statement whose first three parameters are the lease.
pub(super) fn fenced<DB: Backend>(sql: &Sql, lease: &Lease) -> Stmt<DB> {
    stmt::<DB>(sql).bind(Id(lease.job.0)).bind(lease.fence.0).bind(Id(lease.session.0))
}

async fn ended_before<DB: Backend>(c: &mut DB::Connection, lease: &Lease, status: Status) -> Result<Fenced, Trouble> {
    let same = fenced::<DB>(&ENDED_AS, lease).bind(status.as_str().to_owned()).first(c).await?;
    Ok(if same.is_some() { Fenced::Held } else { Fenced::Lost })
}

pub(crate) struct Complete {
    pub(crate) lease: Lease,
    pub(crate) result: StoredResult,
}

impl Transaction for Complete {
    const NAME: &'static str = "complete";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        let Self { lease, result } = self;
        if fenced::<DB>(&COMPLETE, lease).bind(result.turns).execute(c).await? == 0 {
            return ended_before::<DB>(c, lease, Status::Completed).await;
        }
        stmt::<DB>(&INSERT_RESULT)
            .bind(Id(lease.job.0))
            .bind(result.manifest.clone())
            .bind(result.inline.clone())
            .bind(result.turns)
            .bind(result.utterances)
            .execute(c)
            .await?;
        settle_expected::<DB>(c, lease).await?;
        Ok(Fenced::Held)
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
        Ok(Fenced::Held)
    }
}
