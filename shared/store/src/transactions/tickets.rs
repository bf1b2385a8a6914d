//! Which jobs get a ticket, and when.
//!
//! What must stay true: `ticket_due` of a queued job is no earlier than its `run_at`, and later only while a ticket
//! of it is out or has been lost; a job leaves these statements' sight when it leaves the queue. Tenants take turns; one
//! that has no ticket out in a lane may have one there even when as many are out as may be, up to twice as many: it is
//! not to wait behind everybody else's. A tenant with a limit has no more tickets out than it could use now.
//! Deliberately absent: an exact bound for callers that come at the same moment: each may fill what it sees is left.

use std::collections::HashMap;
use std::sync::Arc;

use model::limits::CRASHES_BEFORE_ALONE;
use model::{Generation, JobId, Ticket, Timestamp};
use uuid::Uuid;

use super::turns::{By, Turns, lap, limits, room, ticketed, waits, walk};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, listed, stmt};
use crate::{Given, Sql, TicketAsk};

pub(super) const ALL: &[&Sql] = &[&TAKE_TICKETS, &LANE_WAITS, &TICKETS_OUT, &TICKETS_REFUSED];

// The statements spell the number out, because only a literal lets the planner use the partial indexes.
const _: () = assert!(CRASHES_BEFORE_ALONE == 2, "the statement here and the index of jobs say 2");

const TICKETS_OUT: Sql = Sql::same(concat!(
    "-- tickets_out()
SELECT count(*) AS tickets FROM (SELECT 1 AS one FROM jobs WHERE ",
    ticketed!(),
    " LIMIT $1) AS counted"
));

// Most lanes are empty most of the time. From the end of the index, where there are no remains of what has left.
const LANE_WAITS: Sql = Sql::same(concat!(
    "-- lane_waits()
SELECT id FROM jobs WHERE ",
    waits!("$1"),
    " ORDER BY tenant DESC, run_at DESC, id DESC LIMIT 1"
));

/// What a turn's tenant may be given a ticket for.
macro_rules! due {
    () => {
        concat!(
            waits!("$4"),
            " AND tenant = turn.tenant AND run_at >= turn.run_at AND run_at <= (SELECT now FROM clock)
      AND ticket_due <= (SELECT now FROM clock)"
        )
    };
}

/// `given`: tickets out in this lane, counted up to twice as many as may be. `turn`: the next tenants with something due,
/// and whether they have no ticket out.
macro_rules! turn {
    () => {
        concat!(
            "given AS MATERIALIZED (
  SELECT count(*) AS tickets FROM (SELECT 1 AS one FROM jobs WHERE ",
            ticketed!(),
            " AND lane = $4 LIMIT 2 * CAST($2 AS BIGINT)) AS counted),
turn AS MATERIALIZED (
  SELECT * FROM (
    SELECT n, tenant, run_at, ",
            room!("around.tenant"),
            " - (SELECT count(*) FROM jobs WHERE ",
            ticketed!(),
            " AND tenant = around.tenant AND (SELECT there FROM limited)) AS room,
      NOT EXISTS (SELECT 1 FROM jobs WHERE ",
            ticketed!(),
            " AND lane = $4 AND tenant = around.tenant)
        AND (SELECT tickets FROM given) < 2 * CAST($2 AS BIGINT) AS idle
    FROM (SELECT n, tenant, run_at FROM later
      UNION ALL SELECT 1000000 + n, tenant, run_at FROM earlier) AS around) AS turn
  WHERE run_at <= (SELECT now FROM clock) AND (room > 0) IS NOT FALSE
    AND (idle OR (SELECT tickets FROM given) < CAST($2 AS BIGINT)) AND EXISTS (SELECT 1 FROM jobs WHERE ",
            due!(),
            ")
  LIMIT $1)"
        )
    };
}

macro_rules! picked_pg {
    ($name:literal, $which:literal) => {
        concat!(
            $name,
            " AS MATERIALIZED (
  SELECT job.id FROM turn CROSS JOIN share CROSS JOIN LATERAL (
    SELECT id FROM jobs WHERE ",
            due!(),
            "
    ORDER BY run_at, id ",
            $which,
            " FOR UPDATE SKIP LOCKED) AS job"
        )
    };
}

macro_rules! give {
    ($which:literal, $idle:literal) => {
        concat!(
            "
UPDATE jobs SET ticket_due = (SELECT now FROM clock) + CAST($3 AS INTERVAL)
WHERE id ",
            $which,
            "
RETURNING id, generation, tenant, run_at, ",
            $idle,
            " AS idle"
        )
    };
}

const TAKE_TICKETS: Sql = Sql {
    // First everybody's equal share, and one for each who has none; then, while there is room, whatever is left to take.
    pg: concat!(
        "-- take_tickets()
WITH RECURSIVE ",
        limits!(pg),
        ",
",
        walk!(pg, "$4", "$5"),
        ",
",
        turn!(),
        ",
room AS MATERIALIZED (
  SELECT GREATEST(LEAST($1, CAST($2 AS BIGINT) - tickets), 0) AS jobs FROM given),
share AS MATERIALIZED (
  SELECT (SELECT jobs FROM room) / GREATEST(count(*), 1) AS jobs FROM turn),
",
        picked_pg!("shared", "LIMIT LEAST(turn.room, GREATEST(share.jobs, CAST(turn.idle AS INT)))"),
        "
  LIMIT $1),
missing AS MATERIALIZED (SELECT GREATEST((SELECT jobs FROM room) - count(*), 0) AS jobs FROM shared),
",
        picked_pg!(
            "more",
            "OFFSET GREATEST(share.jobs, CAST(turn.idle AS INT))
    LIMIT GREATEST(0, LEAST(turn.room - GREATEST(share.jobs, CAST(turn.idle AS INT)),
      CASE WHEN share.jobs = 0 THEN 1 ELSE (SELECT jobs FROM missing) END))"
        ),
        "
  LIMIT (SELECT jobs FROM missing))",
        give!(
            "= ANY (ARRAY(SELECT id FROM shared UNION ALL SELECT id FROM more))",
            "tenant = ANY (ARRAY(SELECT tenant FROM turn WHERE idle))"
        )
    ),
    // Round by round; the first of everybody who has none comes first. Whether there was none is told by those that were
    // given earlier: what is told here sees the rows as they have become.
    lite: concat!(
        "-- take_tickets()
WITH RECURSIVE ",
        limits!(lite),
        ",
",
        walk!(lite, "$4", "$5"),
        ",
",
        turn!(),
        ",
picked (first, place, n, tenant, room, run_at, id) AS (
  SELECT idle, 1, n, turn.tenant, room, jobs.run_at, jobs.id FROM turn CROSS JOIN jobs ON jobs.id = (
    SELECT id FROM jobs WHERE ",
        due!(),
        " ORDER BY run_at, id LIMIT 1)
  UNION ALL
  SELECT FALSE, place + 1, n, turn.tenant, room, jobs.run_at, jobs.id FROM picked AS turn CROSS JOIN jobs ON jobs.id = (
    SELECT id FROM jobs WHERE ",
        due!(),
        " AND (run_at, id) > (turn.run_at, turn.id) ORDER BY run_at, id LIMIT 1)
  WHERE (place < room) IS NOT FALSE
  ORDER BY 1 DESC, 2, 3 LIMIT $1),
placed AS MATERIALIZED (
  SELECT id, first, row_number() OVER (ORDER BY first DESC, place, n) AS spot FROM picked)",
        give!(
            "IN (SELECT id FROM placed WHERE first OR spot <= (SELECT $2 - tickets FROM given))",
            "NOT EXISTS (SELECT 1 FROM jobs AS other
  WHERE other.status = 'queued' AND other.ticket_due > other.run_at AND other.lane = jobs.lane
    AND other.tenant = jobs.tenant AND other.ticket_due > (SELECT now FROM clock) AND other.ticket_due < jobs.ticket_due)"
        )
    ),
};

macro_rules! tickets_refused {
    ($listed:expr, $named:literal, $lock:literal, $refused:literal) => {
        concat!(
            "-- tickets_refused()
WITH listed AS MATERIALIZED (",
            $listed,
            "),
refused AS MATERIALIZED (
  SELECT jobs.id FROM ",
            $named,
            " (jobs.status = 'queued') IS NOT FALSE AND jobs.ticket_due > (SELECT now FROM clock) ",
            $lock,
            ")
UPDATE jobs SET
  ticket_due = CASE WHEN run_at > (SELECT now FROM clock) THEN run_at ELSE (SELECT now FROM clock) END
WHERE id ",
            $refused
        )
    };
}

// Who holds a row is just taking the job out of the queue, or refusing the same ticket: nothing to wait for.
const TICKETS_REFUSED: Sql = Sql {
    pg: tickets_refused!(
        listed!(pg: job UUID "$1", generation BIGINT "$2"),
        "jobs JOIN listed ON jobs.id = listed.job AND jobs.generation = listed.generation WHERE jobs.id = ANY ($1) AND",
        "ORDER BY jobs.id FOR UPDATE OF jobs SKIP LOCKED",
        "= ANY (ARRAY(SELECT id FROM refused))"
    ),
    lite: tickets_refused!(
        listed!(lite: job UUID "$1", generation BIGINT "$2"),
        "listed CROSS JOIN jobs ON jobs.id = listed.job AND jobs.generation = listed.generation WHERE",
        "",
        "IN (SELECT id FROM refused)"
    ),
};

pub(crate) struct TakeTickets {
    pub(crate) ask: TicketAsk,
    pub(crate) turns: Arc<Turns>,
}

impl Transaction for TakeTickets {
    const NAME: &'static str = "take_tickets";
    const ACCESS: Access = Access::HastyWrite;
    type Answer = Vec<Given>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Given>, Trouble> {
        let TicketAsk { lane, limit, out, again } = self.ask;
        if stmt::<DB>(&LANE_WAITS).bind(lane.as_str().to_owned()).first(c).await?.is_none() {
            return Ok(Vec::new());
        }
        let last = self.turns.last(By::Tickets, lane);
        let rows = stmt::<DB>(&TAKE_TICKETS)
            .bind(i64::from(limit))
            .bind(i64::from(out))
            .bind(Span(again))
            .bind(lane.as_str().to_owned())
            .bind(Id(last))
            .all(c)
            .await?;
        let mut taken = rows.iter().map(Taken::read::<DB>).collect::<Result<Vec<_>, _>>()?;
        let tenants: Vec<Uuid> = taken.iter().map(|taken| taken.tenant).collect();
        self.turns.had(By::Tickets, lane, limit, &tenants);
        taken.sort_unstable_by_key(|taken| (taken.run_at, taken.ticket));
        Ok(by_turns(taken))
    }
}

struct Taken {
    run_at: Timestamp,
    ticket: Ticket,
    tenant: Uuid,
    /// Its tenant had no ticket out.
    idle: bool,
}

impl Taken {
    fn read<DB: Backend>(row: &DB::Row) -> Result<Self, Trouble> {
        let cells = Cells::<DB>::of("jobs", "id", row);
        Ok(Self {
            run_at: cells.time("run_at")?,
            ticket: Ticket { job: JobId(cells.uuid("id")?), generation: Generation(cells.get("generation")?) },
            tenant: cells.uuid("tenant")?,
            idle: cells.get("idle")?,
        })
    }
}

/// Everybody's first ticket before anybody's second; of each tenant, and in each round, in the order they came in.
fn by_turns(taken: Vec<Taken>) -> Vec<Given> {
    let mut rounds: HashMap<Uuid, u32> = HashMap::new();
    let mut given: Vec<(u32, Given)> = Vec::with_capacity(taken.len());
    for Taken { ticket, tenant, idle, .. } in taken {
        let round = rounds.entry(tenant).or_default();
        given.push((*round, Given { ticket, first: idle && *round == 0 }));
        *round += 1;
    }
    given.sort_by_key(|&(round, _)| round);
    given.into_iter().map(|(_, given)| given).collect()
}

pub(crate) struct TicketsOut {
    pub(crate) most: u32,
}

impl Transaction for TicketsOut {
    const NAME: &'static str = "tickets_out";
    // Changes nothing, but asks the clock, which SQLite's readers do not have.
    const ACCESS: Access = Access::HastyWrite;
    type Answer = u32;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u32, Trouble> {
        let row = stmt::<DB>(&TICKETS_OUT).bind(i64::from(self.most)).first(c).await?;
        let row = row.ok_or(sqlx::Error::RowNotFound)?;
        let tickets = Cells::<DB>::of("jobs", "tickets", &row).get::<i64>("tickets")?;
        Ok(u32::try_from(tickets).unwrap_or(self.most))
    }
}

pub(crate) struct TicketsRefused(pub(crate) Vec<Ticket>);

impl Transaction for TicketsRefused {
    const NAME: &'static str = "tickets_refused";
    const ACCESS: Access = Access::Write;
    type Answer = ();

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        let refused = stmt::<DB>(&TICKETS_REFUSED)
            .list(self.0.iter().map(|ticket| Id(ticket.job.0)))
            .list(self.0.iter().map(|ticket| ticket.generation.0));
        refused.execute(c).await?;
        Ok(())
    }
}
