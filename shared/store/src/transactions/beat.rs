//! The heartbeat: one statement that renews every lease a session still holds, and says that the session is there.

use model::{Fence, JobId};

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, listed, stmt};
use crate::{Pulse, Renewed, Sql};

pub(super) const ALL: &[&Sql] = &[&BEAT];

macro_rules! seen {
    () => {
        "INSERT INTO workers (session, slots, lanes, beat_at) VALUES ($1, $2, TRUE, (SELECT now FROM clock))
  ON CONFLICT (session) DO UPDATE SET slots = excluded.slots, beat_at = excluded.beat_at"
    };
}

macro_rules! beats {
    ($dialect:ident) => {
        listed!($dialect: job UUID "$4", at_fence BIGINT "$5", at_stage TEXT "$6", done BIGINT "$7", total BIGINT "$8")
    };
}

macro_rules! renew {
    ($from:expr) => {
        concat!(
            "
UPDATE jobs SET lease_until = (SELECT now FROM clock) + CAST($3 AS INTERVAL),
  stage = beat.at_stage, turns_done = beat.done, turns_total = beat.total,
  revision = revision + CASE WHEN stage IS DISTINCT FROM beat.at_stage OR turns_done <> beat.done
    OR turns_total IS DISTINCT FROM beat.total THEN 1 ELSE 0 END
FROM ",
            $from,
            "
RETURNING jobs.id AS id, fence, cancel_requested_at IS NOT NULL AS cancel_requested"
        )
    };
}

// Locked in the order of their ids, as everything that locks several does.
const BEAT: Sql = Sql {
    pg: concat!(
        "-- beat()
WITH seen AS (
  ",
        seen!(),
        "),
listed AS MATERIALIZED (",
        beats!(pg),
        "),
held AS MATERIALIZED (
  SELECT listed.* FROM jobs JOIN listed ON jobs.id = listed.job AND jobs.fence = listed.at_fence
  WHERE jobs.id = ANY ($4) AND jobs.session = $1 AND (jobs.status = 'processing') IS NOT FALSE
  ORDER BY jobs.id FOR UPDATE OF jobs)",
        renew!("held AS beat WHERE jobs.id = beat.job AND jobs.id = ANY (ARRAY(SELECT job FROM held))")
    ),
    lite: concat!(
        "-- beat()
",
        seen!(),
        ";",
        renew!(concat!(
            "(",
            beats!(lite),
            ") AS beat
WHERE jobs.id = beat.job AND jobs.fence = beat.at_fence AND jobs.session = $1
  AND (jobs.status = 'processing') IS NOT FALSE"
        ))
    ),
};

pub(crate) struct RenewLeases(pub(crate) Pulse);

impl Transaction for RenewLeases {
    const NAME: &'static str = "beat";
    const ACCESS: Access = Access::Write;
    type Answer = Vec<Renewed>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Renewed>, Trouble> {
        let Pulse { session, slots, lease, beats } = &self.0;
        let rows = stmt::<DB>(&BEAT)
            .bind(Id(session.0))
            .bind(i64::from(*slots))
            .bind(Span(*lease))
            .list(beats.iter().map(|beat| Id(beat.job.0)))
            .list(beats.iter().map(|beat| beat.fence.0))
            .list(beats.iter().map(|beat| beat.progress.stage.map(|stage| stage.as_str().to_owned())))
            .list(beats.iter().map(|beat| beat.progress.turns_done))
            .list(beats.iter().map(|beat| beat.progress.turns_total))
            .all(c)
            .await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("jobs", "id", row);
                Ok(Renewed {
                    job: JobId(cells.uuid("id")?),
                    fence: Fence(cells.get("fence")?),
                    cancel_requested: cells.get("cancel_requested")?,
                })
            })
            .collect()
    }
}
