//! Which jobs get a ticket, and when.
//!
//! What must stay true: `ticket_due` of a queued job is no earlier than its `run_at`, and later only while a ticket
//! of it is out or has been lost; a job leaves these statements' sight when it leaves the queue.
//! Deliberately absent: fairness over tenants, and an exact bound for callers that come at the same moment: each may
//! fill what it sees is left.

use std::cmp::Reverse;

use model::limits::CRASHES_BEFORE_ALONE;
use model::{Generation, JobId, Ticket};

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, listed, stmt};
use crate::{Sql, TicketAsk};

pub(super) const ALL: &[&Sql] = &[&TAKE_TICKETS, &TICKETS_OUT, &TICKETS_REFUSED];

// The statements spell the number out, because only a literal lets the planner use the partial indexes.
const _: () = assert!(CRASHES_BEFORE_ALONE == 2, "the statement here and the index of jobs say 2");

macro_rules! tickets_out {
    ($most:literal) => {
        concat!(
            "SELECT count(*) AS tickets FROM (
    SELECT 1 AS one FROM jobs
    WHERE status = 'queued' AND ticket_due > run_at AND ticket_due > (SELECT now FROM clock) LIMIT ",
            $most,
            ") AS counted"
        )
    };
}

const TICKETS_OUT: Sql = Sql::same(concat!(
    "-- tickets_out()
",
    tickets_out!("$1")
));

macro_rules! take_tickets {
    ($lock:literal, $due:literal) => {
        concat!(
            "-- take_tickets()
WITH given AS MATERIALIZED (
  ",
            tickets_out!("$2"),
            "),
due AS MATERIALIZED (
  SELECT id FROM jobs
  WHERE status = 'queued' AND crashes < 2
    AND ticket_due <= (SELECT now FROM clock) AND run_at <= (SELECT now FROM clock)
  ORDER BY priority DESC, ticket_due, run_at, id
  LIMIT (SELECT CASE WHEN $2 - tickets < $1 THEN $2 - tickets ELSE $1 END FROM given) ",
            $lock,
            ")
UPDATE jobs SET ticket_due = (SELECT now FROM clock) + CAST($3 AS INTERVAL)
WHERE id ",
            $due,
            "
RETURNING id, generation, priority, run_at"
        )
    };
}

const TAKE_TICKETS: Sql = Sql {
    pg: take_tickets!("FOR UPDATE SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM due))"),
    lite: take_tickets!("", "IN (SELECT id FROM due)"),
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

pub(crate) struct TakeTickets(pub(crate) TicketAsk);

impl Transaction for TakeTickets {
    const NAME: &'static str = "take_tickets";
    const ACCESS: Access = Access::HastyWrite;
    type Answer = Vec<Ticket>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Ticket>, Trouble> {
        let TicketAsk { limit, out, again } = self.0;
        let take = stmt::<DB>(&TAKE_TICKETS).bind(i64::from(limit)).bind(i64::from(out)).bind(Span(again));
        let rows = take.all(c).await?;
        let mut tickets = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = Cells::<DB>::of("jobs", "id", row);
            let ticket = Ticket { job: JobId(cells.uuid("id")?), generation: Generation(cells.get("generation")?) };
            tickets.push((Reverse(cells.get::<i64>("priority")?), cells.time("run_at")?, ticket));
        }
        tickets.sort_unstable();
        Ok(tickets.into_iter().map(|(.., ticket)| ticket).collect())
    }
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
