//! Whose turn it is: tenants with work one after the other, and lanes by their shares.
//!
//! The statements that pick jobs walk the tenants of a lane in the order of their ids, from the one after the last that
//! had its turn, round to the beginning: one probe of the index each, however many jobs a tenant has, and no further
//! than jobs are asked for. What is remembered between picks is here, in the process that picks: a second process takes
//! turns of its own.
//!
//! What must stay true: every tenant with work is reached, whatever the others have; a tenant at its limit does not use
//! up anybody's turn. Forgetting all of it costs one round of turns and nothing else.

use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Lane;
use uuid::Uuid;

/// What says whether a row waits in this lane. The tables' partial index needs it spelt exactly so.
macro_rules! waits {
    ($lane:literal) => {
        concat!("status = 'queued' AND crashes < 2 AND lane = ", $lane)
    };
}

/// What says whether a row's ticket has been given and not come back.
macro_rules! ticketed {
    () => {
        "status = 'queued' AND ticket_due > run_at AND ticket_due > (SELECT now FROM clock)"
    };
}

/// `limited`: what a tenant without a limit of its own may run, and whether there are limits at all. `running`: how many
/// jobs run, of each tenant; nothing is counted where there are no limits.
macro_rules! limits {
    (pg) => {
        limits!(@ "jobs")
    };
    // Else the index that groups them best would be read, which is of all jobs there ever were.
    (lite) => {
        limits!(@ "jobs INDEXED BY jobs_leased")
    };
    (@ $jobs:literal) => {
        concat!(
            "limited AS MATERIALIZED (
  SELECT (SELECT jobs FROM limits WHERE name = 'tenant') AS usual,
    EXISTS (SELECT 1 FROM limits) OR EXISTS (SELECT 1 FROM tenants WHERE job_limit IS NOT NULL) AS there),
running AS MATERIALIZED (
  SELECT tenant, count(*) AS jobs FROM ",
            $jobs,
            "
  WHERE status = 'processing' AND (SELECT there FROM limited) GROUP BY tenant)"
        )
    };
}

/// How many more jobs of this tenant may run; null where there is no limit.
macro_rules! room {
    ($tenant:literal) => {
        concat!(
            "(SELECT COALESCE(job_limit, usual)
      - COALESCE((SELECT running.jobs FROM running WHERE running.tenant = tenants.id), 0)
      FROM limited CROSS JOIN tenants WHERE there AND tenants.id = ",
            $tenant,
            ")"
        )
    };
}

macro_rules! lap {
    (pg: $name:literal, $lane:literal, $first:expr, $until:expr) => {
        concat!(
            $name,
            " AS (
  SELECT * FROM (
    SELECT 1 AS n, tenant, run_at, kind FROM jobs
    WHERE ",
            waits!($lane),
            " AND tenant ",
            $first,
            " ORDER BY tenant, run_at, id LIMIT 1) AS first
  UNION ALL
  SELECT n + 1, next.tenant, next.run_at, next.kind FROM ",
            $name,
            " AS last CROSS JOIN LATERAL (
    SELECT tenant, run_at, kind FROM jobs
    WHERE ",
            waits!($lane),
            " AND tenant > last.tenant",
            $until,
            "
    ORDER BY tenant, run_at, id LIMIT 1) AS next)"
        )
    };
    (lite: $name:literal, $lane:literal, $first:expr, $until:expr) => {
        concat!(
            $name,
            " (n, tenant, run_at, kind) AS (
  SELECT * FROM (
    SELECT 1, tenant, run_at, kind FROM jobs
    WHERE ",
            waits!($lane),
            " AND tenant ",
            $first,
            " ORDER BY tenant, run_at, id LIMIT 1)
  UNION ALL
  SELECT n + 1, jobs.tenant, jobs.run_at, jobs.kind FROM ",
            $name,
            " AS last CROSS JOIN jobs ON jobs.id = (
    SELECT id FROM jobs
    WHERE ",
            waits!($lane),
            " AND tenant > last.tenant",
            $until,
            "
    ORDER BY tenant, run_at, id LIMIT 1))"
        )
    };
}

/// `later` and `earlier`: the tenants with jobs in this lane, after the one who had the last turn and up to it, each
/// with the first of its jobs. Read in this order and no further than needed.
macro_rules! walk {
    ($dialect:ident, $lane:literal, $last:literal) => {
        concat!(
            lap!($dialect: "later", $lane, concat!("> ", $last), ""),
            ",
",
            lap!($dialect: "earlier", $lane, concat!("<= ", $last), concat!(" AND tenant <= ", $last))
        )
    };
}

pub(crate) use {lap, limits, room, ticketed, waits, walk};

/// Where a process stands with its picks.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<Stand>);

#[derive(Debug, Default)]
struct Stand {
    claims: [Uuid; 3],
    tickets: [Uuid; 3],
    picks: u64,
}

/// What picks: each takes turns by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Claims,
    Tickets,
}

impl Turns {
    /// The tenant who had the last turn; nobody's id at first, which is less than any.
    pub(crate) fn last(&self, by: By, lane: Lane) -> Uuid {
        *self.stand().place(by, lane)
    }

    /// These tenants' jobs were picked, when so many were asked for.
    pub(crate) fn had(&self, by: By, lane: Lane, asked: u32, tenants: &[Uuid]) {
        let mut stand = self.stand();
        let place = stand.place(by, lane);
        let mut round = tenants.to_vec();
        let before = *place;
        round.sort_unstable_by_key(|&tenant| (tenant <= before, tenant));
        round.dedup();
        let cut_short = by == By::Claims && u32::try_from(round.len()) == Ok(asked);
        // When everybody had a turn, the one who comes first next time is the only thing to change.
        if let Some(&tenant) = if cut_short { round.last() } else { round.first() } {
            *place = tenant;
        }
        if by == By::Claims {
            stand.picks += tenants.len() as u64;
        }
    }

    /// How many of the next `limit` picks are each lane's, of those that have work.
    pub(crate) fn shares(&self, limit: u32, busy: [bool; 3]) -> [u32; 3] {
        let picks = self.stand().picks;
        let round = u64::from(limit) % Lane::ROUND;
        let mut shares = [0; 3];
        let whole = limit / u32::try_from(Lane::ROUND).expect("a small number");
        for pick in 0..Lane::ROUND {
            let first = Lane::order(picks + pick).into_iter().find(|&lane| busy[lane as usize]);
            if let Some(lane) = first {
                shares[lane as usize] += whole + u32::from(pick < round);
            }
        }
        shares
    }

    fn stand(&self) -> MutexGuard<'_, Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stand {
    fn place(&mut self, by: By, lane: Lane) -> &mut Uuid {
        match by {
            By::Claims => &mut self.claims[lane as usize],
            By::Tickets => &mut self.tickets[lane as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenants<const N: usize>(numbers: [u128; N]) -> [Uuid; N] {
        numbers.map(Uuid::from_u128)
    }

    #[test]
    fn the_next_turn_is_that_of_the_one_after_the_last() {
        let turns = Turns::default();
        let last = || turns.last(By::Claims, Lane::Normal).as_u128();
        turns.had(By::Claims, Lane::Normal, 2, &tenants([3, 5]));
        assert_eq!(last(), 5, "there may be more of them");
        turns.had(By::Claims, Lane::Normal, 3, &tenants([2, 9, 7]));
        assert_eq!(last(), 2, "after 5 come 7 and 9, and then 2");
        turns.had(By::Claims, Lane::Normal, 9, &tenants([2, 3, 3, 5]));
        assert_eq!(last(), 3, "everybody was served: another begins");
        turns.had(By::Claims, Lane::Normal, 9, &[]);
        assert_eq!(
            (last(), turns.last(By::Claims, Lane::Low), turns.last(By::Tickets, Lane::Normal)),
            (3, Uuid::nil(), Uuid::nil())
        );
    }

    #[test]
    fn picks_are_shared_among_the_lanes_that_have_work() {
        let turns = Turns::default();
        assert_eq!(turns.shares(16, [true; 3]), [12, 2, 2]);
        assert_eq!(turns.shares(8, [false, true, true]), [0, 7, 1]);
        assert_eq!(turns.shares(5, [true, false, false]), [5, 0, 0]);
        assert_eq!(turns.shares(9, [false; 3]), [0; 3]);
        // One at a time, as a worker with a single slot asks.
        let mut had = [0; 3];
        for _ in 0..Lane::ROUND * 3 {
            let share = turns.shares(1, [true; 3]);
            let lane = Lane::ALL[share.iter().position(|&share| share == 1).expect("one pick is somebody's")];
            had[lane as usize] += 1;
            turns.had(By::Claims, lane, 1, &tenants([1]));
        }
        assert_eq!(had, [18, 3, 3]);
    }
}
