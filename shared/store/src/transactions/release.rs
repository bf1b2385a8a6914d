//! Back to `queued`, and the two reasons why a job ends instead.
//!
//! What must stay true: every way back to `queued` ends in [`Returned::settle`], in the same transaction,
//! so a cancel that was asked for is honoured and a job that keeps crashing stops.

use std::time::Duration;

use model::limits::MAX_CRASHES;
use model::{AttemptEnd, JobId, Lease, Status};

use super::attempts::{self, Ended};
use super::calling::call_back;
use super::garbage::{Discard, discard_upload};
use super::outcome::fenced;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, Stmt, stmt};
use crate::{Fenced, Sql};

pub(super) const ALL: &[&Sql] = &[&RELEASE, &END_INSTEAD];

// The time is read once: were the ticket due a microsecond after the job, it would count as given.
const RELEASE: Sql = Sql::same(
    "-- release()
WITH later AS MATERIALIZED (SELECT now + CAST($4 AS INTERVAL) AS due FROM clock)
UPDATE jobs SET status = 'queued', generation = generation + 1, session = NULL, lease_until = NULL,
  run_at = later.due, ticket_due = later.due,
  attempt = attempt - CAST($5 AS BIGINT), stage = NULL, turns_done = 0, turns_total = NULL,
  revision = revision + 1
FROM later
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE
RETURNING id, crashes, cancel_requested_at IS NOT NULL AS cancel_requested",
);

const END_INSTEAD: Sql = Sql::same(
    "-- end_instead()
UPDATE jobs SET status = $2, finished_at = (SELECT now FROM clock), ticket_due = NULL,
  failure_code = $3, failure_detail = $4, revision = revision + 1
WHERE id = $1 AND (status = 'queued') IS NOT FALSE",
);

/// What a job fails of that its processes did not outlive.
pub(super) const CRASHED_REPEATEDLY: &str = "crashed_repeatedly";

pub(crate) struct Release {
    pub(crate) lease: Lease,
    pub(crate) delay: Duration,
    pub(crate) refund: bool,
    /// What the attempt failed of, if it did.
    pub(crate) code: Option<String>,
}

impl Transaction for Release {
    const NAME: &'static str = "release";
    const ACCESS: Access = Access::Write;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        let Some(row) = release::<DB>(&self.lease, self.delay, self.refund).first(c).await? else {
            return Ok(Fenced::Lost);
        };
        Returned::read::<DB>(&row)?.settle::<DB>(c).await?;
        let end = if self.code.is_some() { AttemptEnd::Retried } else { AttemptEnd::Released };
        let ended = Ended { end, code: self.code.as_deref(), refunded: self.refund, fenced_off: false };
        attempts::note::<DB>(c, &[self.lease.job], &ended).await?;
        Ok(Fenced::Held)
    }
}

/// Tells what [`Returned::read`] reads.
pub(super) fn release<DB: Backend>(lease: &Lease, delay: Duration, refund: bool) -> Stmt<DB> {
    fenced::<DB>(&RELEASE, lease).bind(Span(delay)).bind(i64::from(refund))
}

/// A job that this transaction has just put back to `queued`.
pub(super) struct Returned {
    pub(super) id: JobId,
    crashes: i64,
    cancel_requested: bool,
}

impl Returned {
    /// The row names `id`, `crashes` and `cancel_requested`.
    pub(super) fn read<DB: Backend>(row: &DB::Row) -> Result<Self, Trouble> {
        let cells = Cells::<DB>::of("jobs", "id", row);
        Ok(Self {
            id: JobId(cells.uuid("id")?),
            crashes: cells.get("crashes")?,
            cancel_requested: cells.get("cancel_requested")?,
        })
    }

    pub(super) async fn settle<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        if self.cancel_requested {
            self.end::<DB>(c, Status::Cancelled, None).await?;
            discard_upload::<DB>(c, self.id, Discard::Everything).await?;
        } else if self.crashes >= MAX_CRASHES {
            let detail = format!("The process that ran this job ended {} times before the job did.", self.crashes);
            self.end::<DB>(c, Status::Failed, Some((CRASHED_REPEATEDLY, detail))).await?;
            discard_upload::<DB>(c, self.id, Discard::Uploads).await?;
        }
        Ok(())
    }

    async fn end<DB: Backend>(
        &self,
        c: &mut DB::Connection,
        status: Status,
        failure: Option<(&str, String)>,
    ) -> Result<(), Trouble> {
        let (code, detail) = failure.unzip();
        stmt::<DB>(&END_INSTEAD)
            .bind(Id(self.id.0))
            .bind(status.as_str().to_owned())
            .bind(code.map(str::to_owned))
            .bind(detail)
            .execute(c)
            .await?;
        call_back::<DB>(c, std::iter::once(self.id)).await
    }
}
