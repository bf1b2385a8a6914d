//! Handing out the jobs that tickets name.
//!
//! What must stay true: as for a claim straight from the store. What is over its tenant's limit is due for another ticket
//! at once, and the tickets' own picker gives none until there is room: so nothing turns in circles and nothing waits for
//! a ticket that was used up.

use std::collections::BTreeSet;

use model::Ticket;

use super::claimed::read;
use super::lease::{asking, known, lease};
use super::turns::{limits, room};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Id, listed};
use crate::{Ask, Claimed, Sql};

pub(super) const ALL: &[&Sql] = &[&CLAIM_TICKETS];

macro_rules! named {
    (pg: $and:literal) => {
        concat!(
            "jobs JOIN listed ON jobs.id = listed.job AND jobs.generation = listed.generation
  WHERE jobs.id = ANY ($5) AND ",
            named!(@ pg, $and)
        )
    };
    (lite: $and:literal) => {
        concat!(
            "listed CROSS JOIN jobs ON jobs.id = listed.job AND jobs.generation = listed.generation
  WHERE ",
            named!(@ lite, $and)
        )
    };
    (@ $dialect:ident, $and:literal) => {
        concat!(
            "(jobs.status = 'queued') IS NOT FALSE AND crashes < 2 AND run_at <= (SELECT now FROM clock)
    AND kind IN ",
            known!($dialect "$4"),
            $and
        )
    };
}

/// `over`: those of the named jobs that their tenants may not run now. None where there are no limits.
macro_rules! over {
    ($dialect:ident, $sure:literal) => {
        concat!(
            limits!($dialect),
            ",
bound AS MATERIALIZED (
  SELECT jobs.id, jobs.tenant, ",
            room!("jobs.tenant"),
            " AS room FROM ",
            named!($dialect: " AND (SELECT there FROM limited)"),
            ")",
            $sure,
            ",
over AS MATERIALIZED (
  SELECT id FROM (SELECT id, tenant, room, row_number() OVER (PARTITION BY tenant ORDER BY id) AS place FROM bound) AS placed
  WHERE place > room"
        )
    };
}

// Locked in the order of their ids, as everything that locks several does. Not SKIP LOCKED: what is locked may be
// queued again in a moment, and its ticket would have gone nowhere.
const CLAIM_TICKETS: Sql = Sql {
    pg: concat!(
        "-- claim_tickets()
WITH listed AS MATERIALIZED (",
        listed!(pg: job UUID "$5", generation BIGINT "$6"),
        "),
",
        over!(
            pg,
            ",
locked AS MATERIALIZED (
  SELECT id AS tenant, claims FROM tenants
  WHERE id = ANY (ARRAY(SELECT tenant FROM bound WHERE room IS NOT NULL)) FOR NO KEY UPDATE SKIP LOCKED),
mine AS MATERIALIZED (
  SELECT tenant FROM locked WHERE claims = (SELECT seen.claims FROM tenants AS seen WHERE seen.id = locked.tenant)),
counted AS (UPDATE tenants SET claims = claims + 1 WHERE id = ANY (ARRAY(SELECT tenant FROM mine)))"
        ),
        " OR room IS NOT NULL AND NOT tenant = ANY (ARRAY(SELECT tenant FROM mine))),
waiting AS MATERIALIZED (
  SELECT id FROM jobs WHERE id = ANY (ARRAY(SELECT id FROM over)) AND (status = 'queued') IS NOT FALSE
  ORDER BY id FOR UPDATE SKIP LOCKED),
back AS (
  UPDATE jobs SET ticket_due = (SELECT now FROM clock) WHERE id = ANY (ARRAY(SELECT id FROM waiting))),
named AS MATERIALIZED (
  SELECT jobs.id FROM ",
        named!(pg: " AND NOT jobs.id = ANY (ARRAY(SELECT id FROM over))"),
        "
  ORDER BY jobs.id LIMIT $3 FOR UPDATE OF jobs)",
        lease!("= ANY (ARRAY(SELECT id FROM named))", "")
    ),
    lite: concat!(
        "-- claim_tickets()
WITH listed AS MATERIALIZED (",
        listed!(lite: job UUID "$5", generation BIGINT "$6"),
        "),
",
        over!(lite, ""),
        ")
UPDATE jobs SET ticket_due = (SELECT now FROM clock) WHERE id IN (SELECT id FROM over);
WITH listed AS MATERIALIZED (",
        listed!(lite: job UUID "$5", generation BIGINT "$6"),
        "),
",
        over!(lite, ""),
        "),
named AS MATERIALIZED (
  SELECT jobs.id FROM ",
        named!(lite: " AND jobs.id NOT IN (SELECT id FROM over)"),
        "
  ORDER BY jobs.id LIMIT $3)",
        lease!("IN (SELECT id FROM named)", "")
    ),
};

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
