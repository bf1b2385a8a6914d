//! Which sessions are there to work: for operators, and for how many tickets may be out. No lease depends on it.

use std::time::Duration;

use model::SessionId;

use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Id, Span, stmt};

pub(super) const ALL: &[&Sql] = &[&RETIRE, &FORGET_WORKERS, &FORGET_ALL_BUT];

/// A session that has not beaten for this long does not count any more.
pub(super) const ALIVE: Duration = Duration::from_mins(1);

const RETIRE: Sql = Sql::same(
    "-- retire()
DELETE FROM workers WHERE session = $1",
);

const FORGET_WORKERS: Sql = Sql::same(
    "-- forget_workers()
DELETE FROM workers WHERE beat_at < (SELECT now FROM clock) - CAST($1 AS INTERVAL)",
);

const FORGET_ALL_BUT: Sql = Sql::same(
    "-- forget_all_but()
DELETE FROM workers WHERE session <> $1",
);

pub(crate) struct Retire(pub(crate) SessionId);

impl Transaction for Retire {
    const NAME: &'static str = "retire";
    const ACCESS: Access = Access::Write;
    type Answer = ();

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        stmt::<DB>(&RETIRE).bind(Id(self.0.0)).execute(c).await?;
        Ok(())
    }
}

/// Those whose processes ended without a word.
pub(super) async fn forget_silent<DB: Backend>(c: &mut DB::Connection) -> Result<(), Trouble> {
    stmt::<DB>(&FORGET_WORKERS).bind(Span(ALIVE)).execute(c).await?;
    Ok(())
}

pub(super) async fn forget_all_but<DB: Backend>(c: &mut DB::Connection, alive: SessionId) -> Result<(), Trouble> {
    stmt::<DB>(&FORGET_ALL_BUT).bind(Id(alive.0)).execute(c).await?;
    Ok(())
}
