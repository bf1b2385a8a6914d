//! Handing out due jobs, each to one caller.
//!
//! What must stay true: the claim itself is a single statement; a job that has crashed often runs alone
//! in its process; a kind this program does not know stays for a newer worker.
//! Deliberately absent: fairness over tenants.

use std::collections::BTreeSet;

use model::limits::CRASHES_BEFORE_ALONE;
use model::{Kind, Ticket};

use super::claimed::read;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Id, Span, Stmt, listed, stmt};
use crate::{Ask, Claimed, ClaimedJob, Sql};

pub(super) const ALL: &[&Sql] = &[&CLAIM, &CLAIM_SUSPECT, &SUSPECT_WAITS, &CLAIM_TICKETS];

// The statements spell the number out, because only a literal lets the planner use the partial indexes.
const _: () = assert!(CRASHES_BEFORE_ALONE == 2, "the statements here and the indexes of jobs say 2");

macro_rules! lease {
    ($which:literal) => {
        concat!(
            "
UPDATE jobs SET status = 'processing', fence = fence + 1, attempt = attempt + 1, session = $1,
  lease_until = (SELECT now FROM clock) + CAST($2 AS INTERVAL), ticket_due = NULL,
  started_at = COALESCE(started_at, (SELECT now FROM clock)),
  stage = NULL, turns_done = 0, turns_total = NULL, revision = revision + 1
WHERE id ",
            $which,
            "
RETURNING id"
        )
    };
}

macro_rules! claim {
    ($name:literal, $crashes:literal, $kinds:literal, $lock:literal, $due:literal) => {
        concat!(
            "-- ",
            $name,
            "()
WITH due AS MATERIALIZED (
  SELECT id FROM jobs
  WHERE status = 'queued' AND crashes ",
            $crashes,
            " AND run_at <= (SELECT now FROM clock)
    AND kind IN (SELECT value FROM ",
            $kinds,
            ")
  ORDER BY priority DESC, run_at, id LIMIT $3 ",
            $lock,
            ")",
            lease!($due)
        )
    };
}

macro_rules! claim_pg {
    ($name:literal, $crashes:literal) => {
        claim!(
            $name,
            $crashes,
            "json_array_elements_text(CAST($4 AS json))",
            "FOR UPDATE SKIP LOCKED",
            "= ANY (ARRAY(SELECT id FROM due))"
        )
    };
}

macro_rules! claim_lite {
    ($name:literal, $crashes:literal) => {
        claim!($name, $crashes, "json_each($4)", "", "IN (SELECT id FROM due)")
    };
}

const CLAIM: Sql = Sql { pg: claim_pg!("claim", "< 2"), lite: claim_lite!("claim", "< 2") };

const CLAIM_SUSPECT: Sql = Sql { pg: claim_pg!("claim_suspect", ">= 2"), lite: claim_lite!("claim_suspect", ">= 2") };

macro_rules! suspect_waits {
    ($kinds:literal) => {
        concat!(
            "-- suspect_waits()
SELECT id FROM jobs
WHERE status = 'queued' AND crashes >= 2 AND run_at <= (SELECT now FROM clock)
  AND kind IN (SELECT value FROM ",
            $kinds,
            ")
ORDER BY priority DESC, run_at, id LIMIT 1"
        )
    };
}

const SUSPECT_WAITS: Sql =
    Sql { pg: suspect_waits!("json_array_elements_text(CAST($1 AS json))"), lite: suspect_waits!("json_each($1)") };

macro_rules! claim_tickets {
    ($listed:expr, $named:literal, $kinds:literal, $lock:literal, $which:literal) => {
        concat!(
            "-- claim_tickets()
WITH listed AS MATERIALIZED (",
            $listed,
            "),
named AS MATERIALIZED (
  SELECT jobs.id FROM ",
            $named,
            " (jobs.status = 'queued') IS NOT FALSE AND crashes < 2 AND run_at <= (SELECT now FROM clock)
    AND kind IN (SELECT value FROM ",
            $kinds,
            ")
  ORDER BY jobs.id LIMIT $3 ",
            $lock,
            ")",
            lease!($which)
        )
    };
}

// Locked in the order of their ids, as everything that locks several does. Not SKIP LOCKED: what is locked may be
// queued again in a moment, and its ticket would have gone nowhere.
const CLAIM_TICKETS: Sql = Sql {
    pg: claim_tickets!(
        listed!(pg: job UUID "$5", generation BIGINT "$6"),
        "jobs JOIN listed ON jobs.id = listed.job AND jobs.generation = listed.generation
  WHERE jobs.id = ANY ($5) AND",
        "json_array_elements_text(CAST($4 AS json))",
        "FOR UPDATE OF jobs",
        "= ANY (ARRAY(SELECT id FROM named))"
    ),
    lite: claim_tickets!(
        listed!(lite: job UUID "$5", generation BIGINT "$6"),
        "listed CROSS JOIN jobs ON jobs.id = listed.job AND jobs.generation = listed.generation
  WHERE",
        "json_each($4)",
        "",
        "IN (SELECT id FROM named)"
    ),
};

pub(crate) struct Claim(pub(crate) Ask);

impl Transaction for Claim {
    const NAME: &'static str = "claim";
    const ACCESS: Access = Access::HastyWrite;
    type Answer = Claimed;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Claimed, Trouble> {
        let ask = &self.0;
        let mut claimed = Claimed::default();
        if ask.idle {
            claimed.jobs = take::<DB>(c, &CLAIM_SUSPECT, ask, 1).await?;
            claimed.alone = !claimed.jobs.is_empty();
        } else {
            claimed.alone_waiting = stmt::<DB>(&SUSPECT_WAITS).bind(known_kinds()).first(c).await?.is_some();
        }
        if ask.limit > 0 && !claimed.alone && !claimed.alone_waiting {
            claimed.jobs = take::<DB>(c, &CLAIM, ask, ask.limit).await?;
        }
        Ok(claimed)
    }
}

pub(crate) struct ClaimTickets {
    pub(crate) ask: Ask,
    pub(crate) tickets: BTreeSet<Ticket>,
}

impl Transaction for ClaimTickets {
    const NAME: &'static str = "claim_tickets";
    const ACCESS: Access = Access::HastyWrite;
    type Answer = Claimed;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Claimed, Trouble> {
        let Self { ask, tickets } = self;
        let rows = asking::<DB>(&CLAIM_TICKETS, ask, ask.limit)
            .list(tickets.iter().map(|ticket| Id(ticket.job.0)))
            .list(tickets.iter().map(|ticket| ticket.generation.0))
            .all(c)
            .await?;
        Ok(Claimed { jobs: read::<DB>(c, &rows).await?, ..Claimed::default() })
    }
}

fn known_kinds() -> String {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    serde_json::to_string(&names).expect("strings are always JSON")
}

/// A statement whose first four parameters are who asks, for how long and for how many, and what kinds it knows.
fn asking<DB: Backend>(claim: &Sql, ask: &Ask, limit: u32) -> Stmt<DB> {
    stmt::<DB>(claim).bind(Id(ask.session.0)).bind(Span(ask.lease)).bind(i64::from(limit)).bind(known_kinds())
}

async fn take<DB: Backend>(
    c: &mut DB::Connection,
    claim: &Sql,
    ask: &Ask,
    limit: u32,
) -> Result<Vec<ClaimedJob>, Trouble> {
    let rows = asking::<DB>(claim, ask, limit).all(c).await?;
    read::<DB>(c, &rows).await
}
