//! Handing out due jobs, each to one caller, lane by lane and tenant by tenant.
//!
//! What must stay true: what is claimed is picked, locked and changed in a single statement; a tenant never has more
//! jobs running than its limit; a job that has crashed often runs alone in its process; a kind this program does not
//! know stays for a newer worker.
//!
//! On PostgreSQL several may claim at once. A claim for tenants with a limit locks their rows of `tenants` first, waiting
//! for nobody, and counts what runs as it was when its statement began; so it compares `claims`, which every such claim
//! raises, as it was then with the locked row's: where they differ somebody has claimed in between, and this tenant's
//! jobs are left for the next time. What ends meanwhile only makes the count too high.
//! Deliberately absent: a count of running jobs that is kept: it would cost every job a write and could go wrong.

use std::sync::Arc;

use model::Lane;
use model::limits::CRASHES_BEFORE_ALONE;

use uuid::Uuid;

use super::claimed::read;
use super::lease::{asking, known, known_kinds, lease};
use super::turns::{By, Turns, lap, limits, room, waits, walk};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Ask, Claimed, Sql};

pub(super) const ALL: &[&Sql] = &[&CLAIM, &CLAIM_OF_ONE, &CLAIM_SUSPECT, &SUSPECT_WAITS, &LOOK];

// The statements spell the number out, because only a literal lets the planner use the partial indexes.
const _: () = assert!(CRASHES_BEFORE_ALONE == 2, "the statements here and the indexes of jobs say 2");

/// What a turn's tenant may be given: due, known, in this lane.
macro_rules! due {
    ($dialect:ident) => {
        concat!(
            waits!("$5"),
            " AND tenant = turn.tenant
      AND run_at >= turn.run_at AND run_at <= (SELECT now FROM clock) AND kind IN ",
            known!($dialect "$4")
        )
    };
}

/// `around`: the tenants that have something due that is known and may run, in the order of their turns. `turn`: as many
/// as jobs are asked for.
macro_rules! turn {
    ($dialect:ident) => {
        concat!(
            "around AS MATERIALIZED (
  SELECT * FROM (
    SELECT n, tenant, run_at, kind, ",
            room!("lap.tenant"),
            " AS room
    FROM (SELECT n, tenant, run_at, kind FROM later
      UNION ALL SELECT 1000000 + n, tenant, run_at, kind FROM earlier) AS lap) AS turn
  WHERE run_at <= (SELECT now FROM clock) AND (room > 0) IS NOT FALSE
    AND (kind IN ",
            known!($dialect "$4"),
            " OR EXISTS (SELECT 1 FROM jobs WHERE ",
            due!($dialect),
            "))),
turn AS MATERIALIZED (SELECT * FROM around LIMIT $3)"
        )
    };
}

/// Some jobs of each turn's tenant, locked.
macro_rules! picked_pg {
    ($name:literal, $whose:literal, $which:literal) => {
        concat!(
            $name,
            " AS MATERIALIZED (
  SELECT job.id FROM ",
            $whose,
            " CROSS JOIN LATERAL (
    SELECT id FROM jobs WHERE ",
            due!(pg),
            "
    ORDER BY run_at, id ",
            $which,
            " FOR UPDATE SKIP LOCKED) AS job
  WHERE turn.room IS NULL OR turn.tenant = ANY (ARRAY(SELECT tenant FROM mine))"
        )
    };
}

const CLAIM: Sql = Sql {
    // First everybody's equal share, which is all there is to do where jobs abound; then whatever is left to take, of
    // those as well whose turn it is not yet: somebody else may be at work on all the others.
    pg: concat!(
        "-- claim()
WITH RECURSIVE ",
        limits!(pg),
        ",
",
        walk!(pg, "$5", "$6"),
        ",
",
        turn!(pg),
        ",
locked AS MATERIALIZED (
  SELECT id AS tenant, claims FROM tenants
  WHERE id = ANY (ARRAY(SELECT tenant FROM turn WHERE room IS NOT NULL)) FOR NO KEY UPDATE SKIP LOCKED),
mine AS MATERIALIZED (
  SELECT tenant FROM locked WHERE claims = (SELECT seen.claims FROM tenants AS seen WHERE seen.id = locked.tenant)),
counted AS (UPDATE tenants SET claims = claims + 1 WHERE id = ANY (ARRAY(SELECT tenant FROM mine))),
share AS MATERIALIZED (SELECT $3 / GREATEST(count(*), 1) AS jobs FROM turn),
",
        picked_pg!("shared", "turn", "LIMIT LEAST(turn.room, (SELECT jobs FROM share))"),
        "),
missing AS MATERIALIZED (SELECT $3 - count(*) AS jobs FROM shared),
",
        picked_pg!(
            "more",
            "around AS turn",
            "OFFSET CASE WHEN turn.n <= (SELECT max(n) FROM turn) THEN (SELECT jobs FROM share) ELSE 0 END
    LIMIT GREATEST(LEAST(turn.room - (SELECT jobs FROM share), (SELECT jobs FROM missing)), 0)"
        ),
        "
  LIMIT (SELECT jobs FROM missing))",
        lease!("= ANY (ARRAY(SELECT id FROM shared UNION ALL SELECT id FROM more))", ", tenant")
    ),
    // Round by round: everybody's first, everybody's second …
    lite: concat!(
        "-- claim()
WITH RECURSIVE ",
        limits!(lite),
        ",
",
        walk!(lite, "$5", "$6"),
        ",
",
        turn!(lite),
        ",
picked (n, tenant, room, place, run_at, id) AS (
  SELECT n, turn.tenant, room, 1, jobs.run_at, jobs.id FROM turn CROSS JOIN jobs ON jobs.id = (
    SELECT id FROM jobs WHERE ",
        due!(lite),
        " ORDER BY run_at, id LIMIT 1)
  UNION ALL
  SELECT n, turn.tenant, room, place + 1, jobs.run_at, jobs.id FROM picked AS turn CROSS JOIN jobs ON jobs.id = (
    SELECT id FROM jobs WHERE ",
        due!(lite),
        " AND (run_at, id) > (turn.run_at, turn.id) ORDER BY run_at, id LIMIT 1)
  WHERE (place < room) IS NOT FALSE
  ORDER BY 4, 1 LIMIT $3)",
        lease!("IN (SELECT id FROM picked)", ", tenant")
    ),
};

/// What a suspect must be: due, known, and of a tenant who may run one more.
macro_rules! suspect {
    ($dialect:ident, $kinds:literal) => {
        concat!(
            "status = 'queued' AND crashes >= 2 AND run_at <= (SELECT now FROM clock)
    AND kind IN ",
            known!($dialect $kinds),
            " AND (",
            room!("jobs.tenant"),
            " > 0) IS NOT FALSE"
        )
    };
}

const CLAIM_SUSPECT: Sql = Sql {
    pg: concat!(
        "-- claim_suspect()
WITH ",
        limits!(pg),
        ",
due AS MATERIALIZED (
  SELECT id, tenant, ",
        room!("jobs.tenant"),
        " AS room FROM jobs
  WHERE ",
        suspect!(pg, "$4"),
        "
  ORDER BY priority DESC, run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED),
locked AS MATERIALIZED (
  SELECT id AS tenant, claims FROM tenants
  WHERE id = ANY (ARRAY(SELECT tenant FROM due WHERE room IS NOT NULL)) FOR NO KEY UPDATE SKIP LOCKED),
mine AS MATERIALIZED (
  SELECT tenant FROM locked WHERE claims = (SELECT seen.claims FROM tenants AS seen WHERE seen.id = locked.tenant)),
counted AS (UPDATE tenants SET claims = claims + 1 WHERE id = ANY (ARRAY(SELECT tenant FROM mine)))",
        lease!(
            "= ANY (ARRAY(SELECT id FROM due WHERE room IS NULL OR tenant = ANY (ARRAY(SELECT tenant FROM mine))))",
            ""
        )
    ),
    lite: concat!(
        "-- claim_suspect()
WITH ",
        limits!(lite),
        ",
due AS MATERIALIZED (
  SELECT id FROM jobs
  WHERE ",
        suspect!(lite, "$4"),
        "
  ORDER BY priority DESC, run_at, id LIMIT $3)",
        lease!("IN (SELECT id FROM due)", "")
    ),
};

/// Whether a suspect may run, where there are limits.
const SUSPECT_WAITS: Sql = Sql {
    pg: concat!(
        "-- suspect_waits()
WITH ",
        limits!(pg),
        "
SELECT id FROM jobs WHERE ",
        suspect!(pg, "$1"),
        " LIMIT 1"
    ),
    lite: concat!(
        "-- suspect_waits()
WITH ",
        limits!(lite),
        "
SELECT id FROM jobs WHERE ",
        suspect!(lite, "$1"),
        " LIMIT 1"
    ),
};

/// From the end of the index, where there are no remains of what has left the queue.
macro_rules! last_of {
    ($lane:literal, $less:literal) => {
        concat!(
            "(SELECT tenant FROM jobs WHERE ",
            waits!($lane),
            $less,
            " ORDER BY tenant DESC, run_at DESC, id DESC LIMIT 1)"
        )
    };
}

// What decides how to claim: of each lane a tenant with work, and another one.
macro_rules! look {
    ($dialect:ident) => {
        concat!(
            "-- look()
WITH last AS MATERIALIZED (
  SELECT ",
            last_of!("'high'", ""),
            " AS high, ",
            last_of!("'main'", ""),
            " AS main, ",
            last_of!("'low'", ""),
            " AS low)
SELECT high, main, low, ",
            last_of!("'high'", " AND tenant < high"),
            " AS other_high, ",
            last_of!("'main'", " AND tenant < main"),
            " AS other_main, ",
            last_of!("'low'", " AND tenant < low"),
            " AS other_low,
  EXISTS (SELECT 1 FROM jobs WHERE status = 'queued' AND crashes >= 2 AND run_at <= (SELECT now FROM clock)
    AND kind IN ",
            known!($dialect "$1"),
            ") AS suspect,
  EXISTS (SELECT 1 FROM limits) OR EXISTS (SELECT 1 FROM tenants WHERE job_limit IS NOT NULL) AS limited
FROM last"
        )
    };
}

const LOOK: Sql = Sql { pg: look!(pg), lite: look!(lite) };

macro_rules! claim_of_one {
    ($dialect:ident, $lock:literal, $due:literal) => {
        concat!(
            "-- claim_of_one()
WITH due AS MATERIALIZED (
  SELECT id FROM jobs
  WHERE ",
            waits!("$5"),
            " AND tenant = $6 AND run_at <= (SELECT now FROM clock) AND kind IN ",
            known!($dialect "$4"),
            "
  ORDER BY run_at, id LIMIT $3 ",
            $lock,
            ")",
            lease!($due, ", tenant")
        )
    };
}

/// Where only one tenant has work and nobody has a limit there are no turns to take.
const CLAIM_OF_ONE: Sql = Sql {
    pg: claim_of_one!(pg, "FOR UPDATE SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM due))"),
    lite: claim_of_one!(lite, "", "IN (SELECT id FROM due)"),
};

pub(crate) struct Claim {
    pub(crate) ask: Ask,
    pub(crate) turns: Arc<Turns>,
}

impl Transaction for Claim {
    const NAME: &'static str = "claim";
    const ACCESS: Access = Access::HastyWrite;
    type Answer = Claimed;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Claimed, Trouble> {
        let ask = &self.ask;
        let mut claimed = Claimed::default();
        let mut seen = Seen::look::<DB>(c).await?;
        if seen.suspect {
            if ask.idle {
                let rows = asking::<DB>(&CLAIM_SUSPECT, ask, 1).all(c).await?;
                claimed.jobs = read::<DB>(c, &rows).await?;
                claimed.alone = !claimed.jobs.is_empty();
            } else {
                let waits = stmt::<DB>(&SUSPECT_WAITS).bind(known_kinds());
                claimed.alone_waiting = !seen.limited || waits.first(c).await?.is_some();
            }
        }
        if ask.limit > 0 && !claimed.alone && !claimed.alone_waiting {
            let rows = self.by_shares::<DB>(c, &mut seen).await?;
            claimed.jobs = read::<DB>(c, &rows).await?;
        }
        Ok(claimed)
    }
}

/// What there is to claim.
struct Seen {
    lanes: [Work; 3],
    suspect: bool,
    limited: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    None,
    OfOne(Uuid),
    OfMany,
}

impl Seen {
    async fn look<DB: Backend>(c: &mut DB::Connection) -> Result<Self, Trouble> {
        let row = stmt::<DB>(&LOOK).bind(known_kinds()).first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        let cells = Cells::<DB>::of("jobs", "suspect", &row);
        let limited: bool = cells.get("limited")?;
        let lane = |tenant, other| -> Result<Work, Trouble> {
            Ok(match (cells.maybe_uuid(tenant)?, cells.maybe_uuid(other)?) {
                (None, _) => Work::None,
                (Some(tenant), None) if !limited => Work::OfOne(tenant),
                _ => Work::OfMany,
            })
        };
        let lanes = [lane("high", "other_high")?, lane("main", "other_main")?, lane("low", "other_low")?];
        Ok(Self { lanes, suspect: cells.get("suspect")?, limited })
    }
}

impl Claim {
    /// From each lane that has work its share, and what one lane leaves, from the others.
    async fn by_shares<DB: Backend>(&self, c: &mut DB::Connection, seen: &mut Seen) -> Result<Vec<DB::Row>, Trouble> {
        let mut rows = Vec::new();
        let mut left = self.ask.limit;
        while left > 0 && seen.lanes != [Work::None; 3] {
            let shares = self.turns.shares(left, seen.lanes.map(|work| work != Work::None));
            for (lane, share) in Lane::ALL.into_iter().zip(shares).filter(|&(_, share)| share > 0) {
                let work = &mut seen.lanes[lane as usize];
                let some = self.of_lane::<DB>(c, lane, *work, share).await?;
                let taken = u32::try_from(some.len()).unwrap_or(share);
                if taken < share {
                    *work = Work::None;
                }
                left = left.saturating_sub(taken);
                rows.extend(some);
            }
        }
        Ok(rows)
    }

    async fn of_lane<DB: Backend>(
        &self,
        c: &mut DB::Connection,
        lane: Lane,
        work: Work,
        share: u32,
    ) -> Result<Vec<DB::Row>, Trouble> {
        let (claim, tenant) = match work {
            Work::None => return Ok(Vec::new()),
            Work::OfOne(tenant) => (&CLAIM_OF_ONE, tenant),
            Work::OfMany => (&CLAIM, self.turns.last(By::Claims, lane)),
        };
        let claim = asking::<DB>(claim, &self.ask, share).bind(lane.as_str().to_owned()).bind(Id(tenant));
        let rows = claim.all(c).await?;
        let tenants = rows.iter().map(|row| Cells::<DB>::of("jobs", "id", row).uuid("tenant"));
        self.turns.had(By::Claims, lane, share, &tenants.collect::<Result<Vec<_>, _>>()?);
        Ok(rows)
    }
}
