//! What operators look at: how much there is to do and how long it has waited.
//!
//! What must stay true: every part is answered from an index of live rows, each of which is named by exactly its
//! predicate; what has ended is never looked at.

use std::time::Duration;

use model::Timestamp;

use super::workers::ALIVE;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Time, stmt};
use crate::{Load, Sql};

pub(super) const ALL: &[&Sql] = &[&LOAD];

// The time is a parameter: on SQLite only the writer has a clock, and counting must not hold up the writer.
const LOAD: Sql = Sql::same(
    "-- load()
SELECT awaiting_upload, waiting.jobs + suspect.jobs AS queued, waiting.due_since, suspect.due_since AS suspect_since,
  tickets_due, ticket_due_since, processing, lease_over_since, garbage_pending, workers, slots, lanes_heard,
  beat_since
FROM
  (SELECT count(*) AS awaiting_upload FROM jobs WHERE status = 'awaiting_upload') AS awaited
  CROSS JOIN (SELECT count(*) AS jobs, min(CASE WHEN run_at <= $1 THEN run_at END) AS due_since,
      count(CASE WHEN ticket_due <= $1 THEN 1 END) AS tickets_due,
      min(CASE WHEN ticket_due <= $1 THEN ticket_due END) AS ticket_due_since
    FROM jobs WHERE status = 'queued' AND crashes < 2) AS waiting
  CROSS JOIN (SELECT count(*) AS jobs, min(CASE WHEN run_at <= $1 THEN run_at END) AS due_since
    FROM jobs WHERE status = 'queued' AND crashes >= 2) AS suspect
  CROSS JOIN (SELECT count(*) AS processing, min(CASE WHEN lease_until < $1 THEN lease_until END) AS lease_over_since
    FROM jobs WHERE status = 'processing') AS leased
  CROSS JOIN (SELECT count(*) AS garbage_pending FROM garbage) AS rubbish
  CROSS JOIN (SELECT count(*) AS workers, CAST(COALESCE(sum(slots), 0) AS BIGINT) AS slots, min(beat_at) AS beat_since,
      count(*) > 0 AND count(CASE WHEN lanes THEN 1 END) = count(*) AS lanes_heard
    FROM workers WHERE beat_at >= $2) AS alive",
);

pub(crate) struct LoadAt(pub(crate) Timestamp);

impl Transaction for LoadAt {
    const NAME: &'static str = "load";
    const ACCESS: Access = Access::Read;
    type Answer = Load;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Load, Trouble> {
        let now = self.0;
        let load = stmt::<DB>(&LOAD).bind(Time(now)).bind(Time(now.minus(ALIVE)));
        let row = load.first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        let cells = Cells::<DB>::of("jobs", "queued", &row);
        let count = |column| Ok::<u64, Trouble>(u64::try_from(cells.get::<i64>(column)?).unwrap_or_default());
        let age = |since: Option<Timestamp>| -> Option<Duration> { since.map(|since| now.since(since)) };
        let due = [cells.maybe_time("due_since")?, cells.maybe_time("suspect_since")?];
        Ok(Load {
            awaiting_upload: count("awaiting_upload")?,
            queued: count("queued")?,
            processing: count("processing")?,
            oldest_due: age(due.into_iter().flatten().min()),
            tickets_due: count("tickets_due")?,
            oldest_ticket_due: age(cells.maybe_time("ticket_due_since")?),
            oldest_lease_overrun: age(cells.maybe_time("lease_over_since")?),
            garbage_pending: count("garbage_pending")?,
            workers: count("workers")?,
            slots: count("slots")?,
            lanes_heard: cells.get("lanes_heard")?,
            oldest_beat: age(cells.maybe_time("beat_since")?),
        })
    }
}
