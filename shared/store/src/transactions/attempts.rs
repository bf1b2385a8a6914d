//! Attempts that ended otherwise than with their job's end, and what is told of all attempts of a job.
//!
//! What must stay true: a row is written in the transaction that takes the job from its attempt, and of the job as that
//! left it; an attempt that ends well costs nothing here. The fence says which attempt it was, so one that the job's own
//! row tells of is known from one that has a row here. A job has so many rows and no more: the oldest go.

use model::limits::MAX_ATTEMPTS_KEPT;
use model::{AttemptEnd, JobId, Status, TenantId};

use super::release::CRASHED_REPEATEDLY;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Attempt, Sql, Timeline};

pub(super) const ALL: &[&Sql] = &[&NOTE_ATTEMPTS, &BOUND_ATTEMPTS, &TIMELINE];

macro_rules! note_attempts {
    ($jobs:literal) => {
        concat!(
            "-- note_attempts()
WITH moment AS MATERIALIZED (SELECT now FROM clock)
INSERT INTO attempts (job, fence, number, started_at, ended_at, outcome, code, refunded, next_at)
SELECT id, fence - CAST($2 AS BIGINT), attempt + CAST($3 AS BIGINT),
  CASE WHEN claimed_fence = fence - CAST($2 AS BIGINT) THEN claimed_at END,
  COALESCE(finished_at, now),
  CASE WHEN status = 'cancelled' AND $2 = 0 THEN 'cancelled' ELSE CAST($4 AS TEXT) END, CAST($5 AS TEXT), $3 = 1,
  CASE WHEN status = 'queued' THEN CASE WHEN run_at > now THEN run_at ELSE now END END
FROM jobs CROSS JOIN moment WHERE id ",
            $jobs
        )
    };
}

const NOTE_ATTEMPTS: Sql =
    Sql { pg: note_attempts!("= ANY ($1)"), lite: note_attempts!("IN (SELECT value FROM json_each($1))") };

macro_rules! bound_attempts {
    ($jobs:literal) => {
        concat!(
            "-- bound_attempts()
DELETE FROM attempts WHERE job ",
            $jobs,
            " AND fence <= (
  SELECT later.fence FROM attempts AS later WHERE later.job = attempts.job ORDER BY later.fence DESC LIMIT 1 OFFSET $2)"
        )
    };
}

const BOUND_ATTEMPTS: Sql =
    Sql { pg: bound_attempts!("= ANY ($1)"), lite: bound_attempts!("IN (SELECT value FROM json_each($1))") };

// One row for each attempt that has one, or one without.
const TIMELINE: Sql = Sql::same(
    "-- timeline()
SELECT id, status, attempt, jobs.fence AS fence, claimed_fence, claimed_at, jobs.started_at AS started_at, finished_at,
  created_at, cancel_requested_at, failure_code, run_at,
  CASE WHEN uploads.job IS NULL OR file IS NOT NULL OR redrive_of IS NOT NULL THEN created_at ELSE completed_at END
    AS queued_at,
  attempts.fence AS ended_fence, number, attempts.started_at AS began_at, ended_at, outcome, code, refunded, next_at
FROM jobs LEFT JOIN uploads ON uploads.job = jobs.id LEFT JOIN attempts ON attempts.job = jobs.id
WHERE jobs.id = $1 AND jobs.tenant = $2
ORDER BY attempts.fence",
);

/// Why attempts of some jobs came to nothing, all at once.
pub(super) struct Ended<'a> {
    pub(super) end: AttemptEnd,
    pub(super) code: Option<&'a str>,
    pub(super) refunded: bool,
    /// The fence was raised to take the job away.
    pub(super) fenced_off: bool,
}

/// The jobs are back in the queue, or were ended there.
pub(super) async fn note<DB: Backend>(
    c: &mut DB::Connection,
    jobs: &[JobId],
    ended: &Ended<'_>,
) -> Result<(), Trouble> {
    if jobs.is_empty() {
        return Ok(());
    }
    let all = || jobs.iter().map(|job| Id(job.0));
    stmt::<DB>(&NOTE_ATTEMPTS)
        .list(all())
        .bind(i64::from(ended.fenced_off))
        .bind(i64::from(ended.refunded))
        .bind(ended.end.as_str().to_owned())
        .bind(ended.code.map(str::to_owned))
        .execute(c)
        .await?;
    stmt::<DB>(&BOUND_ATTEMPTS).list(all()).bind(MAX_ATTEMPTS_KEPT).execute(c).await?;
    Ok(())
}

pub(crate) struct TimelineOf {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for TimelineOf {
    const NAME: &'static str = "timeline";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Timeline>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Timeline>, Trouble> {
        let rows = stmt::<DB>(&TIMELINE).bind(Id(self.id.0)).bind(Id(self.tenant.0)).all(c).await?;
        let Some(job) = rows.first().map(|row| Cells::<DB>::of("jobs", "id", row)) else { return Ok(None) };
        let mut fences = Vec::new();
        let mut attempts = Vec::new();
        for row in &rows {
            let cells = Cells::<DB>::of("attempts", "id", row);
            if let Some(fence) = cells.get::<Option<i64>>("ended_fence")? {
                fences.push(fence);
                attempts.push(ended_before(&cells)?);
            }
        }
        attempts.extend(last(&job, &fences)?);
        let status: Status = job.name("status")?;
        let counted = attempts.iter().filter(|attempt| !attempt.refunded).count();
        let made: i64 = job.get("attempt")?;
        Ok(Some(Timeline {
            id: self.id,
            status,
            created_at: job.time("created_at")?,
            queued_at: job.maybe_time("queued_at")?,
            started_at: job.maybe_time("started_at")?,
            cancel_requested_at: job.maybe_time("cancel_requested_at")?,
            finished_at: job.maybe_time("finished_at")?,
            next_try_at: if status == Status::Queued { Some(job.time("run_at")?) } else { None },
            unrecorded: made.saturating_sub(i64::try_from(counted).unwrap_or(i64::MAX)).max(0),
            attempts,
        }))
    }
}

fn ended_before<DB: Backend>(cells: &Cells<'_, DB>) -> Result<Attempt, Trouble> {
    Ok(Attempt {
        number: cells.get("number")?,
        started_at: cells.maybe_time("began_at")?,
        ended_at: cells.maybe_time("ended_at")?,
        end: cells.maybe_name("outcome")?,
        code: cells.get("code")?,
        refunded: cells.get("refunded")?,
        next_try_at: cells.maybe_time("next_at")?,
    })
}

/// The attempt that the job's own row tells of: it goes on, or the job ended with it.
fn last<DB: Backend>(job: &Cells<'_, DB>, recorded: &[i64]) -> Result<Option<Attempt>, Trouble> {
    let code: Option<String> = job.get("failure_code")?;
    let crashed = code.as_deref() == Some(CRASHED_REPEATEDLY);
    let fence = job.get::<i64>("fence")? - i64::from(crashed);
    let number: i64 = job.get("attempt")?;
    let end = match job.name("status")? {
        Status::Processing => None,
        Status::Completed => Some(AttemptEnd::Completed),
        Status::Failed if crashed => Some(AttemptEnd::Crashed),
        Status::Failed => Some(AttemptEnd::Failed),
        Status::AwaitingUpload | Status::Queued | Status::Cancelled => return Ok(None),
    };
    if number == 0 || recorded.contains(&fence) {
        return Ok(None);
    }
    let claimed = job.get::<Option<i64>>("claimed_fence")? == Some(fence);
    let started_at = match fence {
        1 => job.maybe_time("started_at")?,
        _ if claimed => job.maybe_time("claimed_at")?,
        _ => None,
    };
    let ended_at = job.maybe_time("finished_at")?;
    Ok(Some(Attempt { number, started_at, ended_at, end, code, refunded: false, next_try_at: None }))
}
