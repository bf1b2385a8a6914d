//! What every claim says, by whichever road it comes.

use model::Kind;

use crate::sql::{Backend, Id, Span, Stmt, stmt};
use crate::{Ask, Sql};

/// The claim itself, of the rows that `$which` says, telling `id` and more.
macro_rules! lease {
    ($which:literal, $told:literal) => {
        concat!(
            "
UPDATE jobs SET status = 'processing', fence = fence + 1, attempt = attempt + 1, session = $1,
  lease_until = (SELECT now FROM clock) + CAST($2 AS INTERVAL), ticket_due = NULL,
  started_at = COALESCE(started_at, (SELECT now FROM clock)), claimed_at = (SELECT now FROM clock), claimed_fence = fence + 1,
  stage = NULL, turns_done = 0, turns_total = NULL, revision = revision + 1
WHERE id ",
            $which,
            "
RETURNING id",
            $told
        )
    };
}

/// The kinds in this parameter.
macro_rules! known {
    (pg $kinds:literal) => {
        concat!("(SELECT value FROM json_array_elements_text(CAST(", $kinds, " AS json)))")
    };
    (lite $kinds:literal) => {
        concat!("(SELECT value FROM json_each(", $kinds, "))")
    };
}

pub(super) use {known, lease};

pub(super) fn known_kinds() -> String {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    serde_json::to_string(&names).expect("strings are always JSON")
}

/// A statement whose first four parameters are who asks, for how long and for how many, and what kinds it knows.
pub(super) fn asking<DB: Backend>(claim: &Sql, ask: &Ask, limit: u32) -> Stmt<DB> {
    stmt::<DB>(claim).bind(Id(ask.session.0)).bind(Span(ask.lease)).bind(i64::from(limit)).bind(known_kinds())
}
