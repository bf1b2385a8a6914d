//! The heartbeat: one statement that renews every lease a session still holds.

use std::time::Duration;

use model::{Fence, JobId, SessionId};
use serde::Serialize;

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{Beat, Renewed, Sql};

pub(super) const ALL: &[&Sql] = &[&BEAT];

macro_rules! beat {
    ($beats:literal) => {
        concat!(
            "-- beat()
UPDATE jobs SET lease_until = (SELECT now FROM clock) + CAST($3 AS INTERVAL),
  stage = beat.at_stage, turns_done = beat.done, turns_total = beat.total,
  revision = revision + CASE WHEN stage IS DISTINCT FROM beat.at_stage OR turns_done <> beat.done
    OR turns_total IS DISTINCT FROM beat.total THEN 1 ELSE 0 END
FROM (",
            $beats,
            ") AS beat
WHERE jobs.id = beat.job AND jobs.fence = beat.at_fence AND jobs.session = $2
  AND (jobs.status = 'processing') IS TRUE
RETURNING jobs.id AS id, fence, cancel_requested_at IS NOT NULL AS cancel_requested"
        )
    };
}

const BEAT: Sql = Sql {
    pg: beat!(
        "SELECT job, at_fence, at_stage, done, total FROM json_to_recordset(CAST($1 AS json))
    AS listed(job UUID, at_fence BIGINT, at_stage TEXT, done BIGINT, total BIGINT)"
    ),
    lite: beat!(
        "SELECT value ->> 'job' AS job, value ->> 'at_fence' AS at_fence, value ->> 'at_stage' AS at_stage,
    value ->> 'done' AS done, value ->> 'total' AS total FROM json_each($1)"
    ),
};

#[derive(Serialize)]
struct Listed {
    job: String,
    at_fence: i64,
    at_stage: Option<&'static str>,
    done: i64,
    total: Option<i64>,
}

pub(crate) struct RenewLeases {
    session: SessionId,
    beats: String,
    lease: Duration,
}

impl RenewLeases {
    pub(crate) fn new(session: SessionId, beats: &[Beat], lease: Duration) -> Self {
        let mut beats = beats.to_vec();
        beats.sort_unstable_by_key(|beat| beat.job);
        let listed: Vec<Listed> = beats
            .into_iter()
            .map(|Beat { job, fence, progress }| Listed {
                job: job.to_string(),
                at_fence: fence.0,
                at_stage: progress.stage.map(model::Stage::as_str),
                done: progress.turns_done,
                total: progress.turns_total,
            })
            .collect();
        let beats = serde_json::to_string(&listed).expect("numbers and strings are always JSON");
        Self { session, beats, lease }
    }
}

impl Transaction for RenewLeases {
    const NAME: &'static str = "beat";
    const ACCESS: Access = Access::Write;
    type Answer = Vec<Renewed>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Renewed>, Trouble> {
        let beat = stmt::<DB>(&BEAT).bind(self.beats.clone()).bind(Id(self.session.0)).bind(Span(self.lease));
        let rows = beat.all(c).await?;
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
