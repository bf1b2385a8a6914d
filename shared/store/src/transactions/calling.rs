//! Whatever ends a job tells its tenant's webhooks: a delivery for each that asked for this, in the same transaction.
//!
//! What must stay true: every statement that ends a job of a tenant is followed by [`call_back`] in its transaction, or, as
//! completions on PostgreSQL, does the same itself; a job ends once, so a delivery's id can be made of the job's own and of
//! the webhook's place, and none is made twice. Deliveries belong to no tenant and so call nobody back. Nothing is locked
//! that others hold: rows come in, and webhooks are only read.
//! Where nobody has a webhook the statement ends before it has looked at a job.

use model::JobId;

use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Id, stmt};

pub(super) const ALL: &[&Sql] = &[&CALL_BACK];

/// A delivery's id: the job's, marked as custom (RFC 9562, version 8), with two digits of it given to the webhook's place,
/// of which there are fewer than a hundred. What is left of the job's is random enough.
macro_rules! delivery_id {
    (pg $job:literal) => {
        concat!("CAST(", delivery_id!(@ $job), " AS UUID)")
    };
    (lite $job:literal) => {
        delivery_id!(@ $job)
    };
    (@ $job:literal) => {
        concat!(
            "substr(CAST(", $job, " AS TEXT), 1, 14) || '8' || substr(CAST(", $job, " AS TEXT), 16, 5)
    || substr(CAST(100 + place AS TEXT), 2, 2) || substr(CAST(", $job, " AS TEXT), 23)"
        )
    };
}

/// The deliveries that the ends in `$ended` (a table with the columns of `jobs`) make.
macro_rules! calls {
    ($dialect:ident, $ended:literal) => {
        concat!(
            "SELECT ",
            delivery_id!($dialect "ended.id"),
            " AS delivery, ended.id AS subject, 'job.' || ended.status AS event, ended.finished_at AS at, ended.traceparent AS trace,
  webhooks.id AS webhook
FROM ",
            $ended,
            " AS ended CROSS JOIN webhooks
WHERE webhooks.tenant = ended.tenant AND disabled_at IS NULL AND events LIKE '%job.' || ended.status || '%'
  AND EXISTS (SELECT 1 FROM webhooks)"
        )
    };
}

macro_rules! insert_jobs {
    () => {
        "INSERT INTO jobs (id, tenant, kind, lane, priority, conversation_id, traceparent, status, created_at, run_at, ticket_due)
SELECT delivery, webhook, 'webhook', 'main', 0, '', trace, 'queued', at, at, at FROM calls"
    };
}

macro_rules! insert_details {
    ($options:literal) => {
        concat!("INSERT INTO job_details (job, options) SELECT delivery, ", $options, " FROM calls")
    };
}

macro_rules! insert_deliveries {
    () => {
        "INSERT INTO deliveries (job, webhook, event, subject, message) SELECT delivery, webhook, event, subject, delivery FROM calls"
    };
}

/// The parts of a `WITH` that write the deliveries for `ended`.
macro_rules! called_back {
    () => {
        concat!(
            "calls AS MATERIALIZED (
",
            calls!(pg, "ended"),
            "),
called AS (
",
            insert_jobs!(),
            "),
called_details AS (
",
            insert_details!("CAST('{}' AS BYTEA)"),
            "),
called_deliveries AS (
",
            insert_deliveries!(),
            ")"
        )
    };
}

/// One step of the script for SQLite, where only a whole statement may write.
macro_rules! of_calls {
    ($step:expr) => {
        concat!(
            "WITH calls AS MATERIALIZED (
SELECT * FROM (",
            calls!(lite, "(SELECT jobs.* FROM json_each($1) CROSS JOIN jobs ON jobs.id = json_each.value)"),
            "))
",
            $step
        )
    };
}

const CALL_BACK: Sql = Sql {
    pg: concat!(
        "-- call_back()
WITH ended AS MATERIALIZED (
  SELECT id, tenant, status, finished_at, traceparent FROM jobs
  WHERE id = ANY ($1) AND (SELECT EXISTS (SELECT 1 FROM webhooks))),
",
        called_back!(),
        "
SELECT count(*) AS calls FROM calls"
    ),
    lite: concat!(
        "-- call_back()
",
        of_calls!(insert_jobs!()),
        ";
",
        of_calls!(insert_details!("CAST('{}' AS BLOB)")),
        ";
",
        of_calls!(insert_deliveries!())
    ),
};

pub(super) use {called_back, calls, delivery_id, insert_deliveries, insert_details, insert_jobs};

/// This transaction has just ended these jobs.
pub(super) async fn call_back<DB: Backend>(
    c: &mut DB::Connection,
    ended: impl Iterator<Item = JobId>,
) -> Result<(), Trouble> {
    let ended: Vec<Id> = ended.map(|job| Id(job.0)).collect();
    if !ended.is_empty() {
        stmt::<DB>(&CALL_BACK).list(ended.into_iter()).execute(c).await?;
    }
    Ok(())
}
