//! Taking jobs back from workers that are gone.
//!
//! What must stay true: the lease is judged inside the statement that takes the job, so a worker that
//! renews at that instant keeps it; the fence grows, so a worker that comes back can write nothing.

use model::limits::RESCUE_GRACE;
use model::{AttemptEnd, JobId, SessionId};

use super::attempts::{self, Ended};
use super::release::Returned;
use super::workers::{forget_all_but, forget_silent};
use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Id, Span, stmt};

pub(super) const ALL: &[&Sql] = &[&RESCUE, &RESCUE_ALL_BUT];

macro_rules! rescue {
    ($name:literal, $which:literal, $lock:literal, $dead:literal) => {
        concat!(
            "-- ",
            $name,
            "()
WITH dead AS MATERIALIZED (
  SELECT id FROM jobs WHERE status = 'processing' AND ",
            $which,
            " ",
            $lock,
            ")
UPDATE jobs SET status = 'queued', fence = fence + 1, generation = generation + 1,
  crashes = crashes + CAST($1 AS BIGINT), session = NULL, lease_until = NULL,
  ticket_due = (SELECT now FROM clock), stage = NULL, turns_done = 0, turns_total = NULL,
  revision = revision + 1
WHERE id ",
            $dead,
            "
RETURNING id, crashes, cancel_requested_at IS NOT NULL AS cancel_requested"
        )
    };
}

macro_rules! expired {
    ($lock:literal, $dead:literal) => {
        rescue!(
            "rescue",
            "lease_until < (SELECT now FROM clock) - CAST($2 AS INTERVAL) ORDER BY lease_until LIMIT $3",
            $lock,
            $dead
        )
    };
}

const RESCUE: Sql = Sql {
    pg: expired!("FOR UPDATE SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM dead))"),
    lite: expired!("", "IN (SELECT id FROM dead)"),
};

macro_rules! others {
    ($lock:literal, $dead:literal) => {
        rescue!("rescue_all_but", "session <> $2 ORDER BY lease_until", $lock, $dead)
    };
}

const RESCUE_ALL_BUT: Sql = Sql {
    pg: others!("FOR UPDATE", "= ANY (ARRAY(SELECT id FROM dead))"),
    lite: others!("", "IN (SELECT id FROM dead)"),
};

pub(crate) struct Rescue {
    pub(crate) limit: u32,
    pub(crate) book_crashes: bool,
}

impl Transaction for Rescue {
    const NAME: &'static str = "rescue";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<JobId>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<JobId>, Trouble> {
        let rescue = stmt::<DB>(&RESCUE).bind(i64::from(self.book_crashes)).bind(Span(RESCUE_GRACE));
        let rows = rescue.bind(i64::from(self.limit)).all(c).await?;
        forget_silent::<DB>(c).await?;
        settle::<DB>(c, &rows, if self.book_crashes { AttemptEnd::Crashed } else { AttemptEnd::Rescued }).await
    }
}

pub(crate) struct RescueAllBut {
    pub(crate) alive: SessionId,
}

impl Transaction for RescueAllBut {
    const NAME: &'static str = "rescue_all_but";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<JobId>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<JobId>, Trouble> {
        let rows = stmt::<DB>(&RESCUE_ALL_BUT).bind(1).bind(Id(self.alive.0)).all(c).await?;
        forget_all_but::<DB>(c, self.alive).await?;
        settle::<DB>(c, &rows, AttemptEnd::Crashed).await
    }
}

async fn settle<DB: Backend>(c: &mut DB::Connection, rows: &[DB::Row], end: AttemptEnd) -> Result<Vec<JobId>, Trouble> {
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let returned = Returned::read::<DB>(row)?;
        returned.settle::<DB>(c).await?;
        ids.push(returned.id);
    }
    ids.sort_unstable();
    attempts::note::<DB>(c, &ids, &Ended { end, code: None, refunded: false, fenced_off: true }).await?;
    Ok(ids)
}
