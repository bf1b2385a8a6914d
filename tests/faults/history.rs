//! Everything that ever happened to a job, written down by the database itself.
//!
//! What must stay true: a change and its record are one transaction, so neither is there without the other, whatever dies
//! and whoever writes; the product knows nothing of it.
//!
//! The database's clock can be moved too: `clock` is the one place where the product reads it.

use std::time::Duration;

use serde_json::Value;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};
use tests::until;

use crate::site::SOON;

const WRITE_DOWN: &str = "
CREATE TABLE history (
  ordinal BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tx BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  source TEXT NOT NULL,
  job UUID NOT NULL,
  before JSONB,
  after JSONB
);
CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before_row JSONB := NULL;
  after_row JSONB := NULL;
  whose UUID;
BEGIN
  IF TG_OP <> 'INSERT' THEN before_row := to_jsonb(OLD) - 'bytes' - 'manifest'; END IF;
  IF TG_OP <> 'DELETE' THEN after_row := to_jsonb(NEW) - 'bytes' - 'manifest'; END IF;
  IF TG_TABLE_NAME = 'jobs' THEN
    whose := COALESCE(after_row, before_row) ->> 'id';
  ELSE
    whose := COALESCE(after_row, before_row) ->> 'job';
  END IF;
  INSERT INTO history (tx, at, source, job, before, after)
    SELECT txid_current(), now, TG_TABLE_NAME, whose, before_row, after_row FROM clock;
  RETURN NULL;
END $$;
CREATE TRIGGER write_down AFTER INSERT OR UPDATE OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION write_down();
CREATE TRIGGER write_down AFTER INSERT OR UPDATE OR DELETE ON results FOR EACH ROW EXECUTE FUNCTION write_down();

CREATE TABLE skew (ahead INTERVAL NOT NULL);
INSERT INTO skew VALUES ('0');
CREATE TABLE slow (commits DOUBLE PRECISION NOT NULL);
INSERT INTO slow VALUES (0);
CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(commits) FROM slow WHERE commits > 0;
  RETURN NULL;
END $$;
-- Deferred: it is the commit that takes so long, with every lock held.
CREATE CONSTRAINT TRIGGER slow_down AFTER INSERT OR UPDATE ON jobs DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION slow_down();
CREATE OR REPLACE VIEW clock AS SELECT clock_timestamp() + (SELECT ahead FROM skew) AS now;
";

const READ: &str = "
SELECT tx, source, CAST(job AS TEXT) AS job, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after,
  micros(at) AS at,
  micros(CAST(before ->> 'lease_until' AS TIMESTAMPTZ)) AS lease_until,
  micros(CAST(before ->> 'run_at' AS TIMESTAMPTZ)) AS run_at
FROM history
ORDER BY ordinal";

const MICROS: &str = "
CREATE FUNCTION micros(at TIMESTAMPTZ) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS
  $$ SELECT CAST(extract(epoch FROM at) * 1000000 AS BIGINT) $$";

/// One row that was written, changed or removed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Changes of one transaction share it.
    pub(crate) tx: i64,
    pub(crate) of: Of,
    pub(crate) job: String,
    /// By the database's clock, in microseconds; never earlier than what the statement itself saw.
    pub(crate) at: i64,
    /// The row, without its large columns.
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    /// Of the row before.
    pub(crate) lease_until: Option<i64>,
    pub(crate) run_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Job,
    Result,
}

/// A connection past the product, to a database that the product has migrated.
#[derive(Clone)]
pub(crate) struct History {
    url: String,
}

impl History {
    /// Writes down everything from now on.
    pub(crate) async fn begin(url: &str) -> Self {
        let history = Self { url: url.to_owned() };
        let mut connection = history.connect().await;
        connection.execute(WRITE_DOWN).await.expect("the triggers are made");
        connection.execute(MICROS).await.expect("a function is made");
        history
    }

    /// A database that is away is waited for.
    async fn connect(&self) -> PgConnection {
        until("the database", SOON, async || PgConnection::connect(&self.url).await.ok()).await
    }

    /// The first column of each row, as text, when the database answers.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = until("the database's answer", SOON, async || {
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut self.connect().await).await.ok()
        });
        rows.await.iter().map(|row| row.get(0)).collect()
    }

    /// All changes; those of one job in their order.
    pub(crate) async fn read(&self) -> Vec<Change> {
        let mut connection = self.connect().await;
        let rows = sqlx::query(READ).fetch_all(&mut connection).await.expect("the history can be read");
        let json = |text: Option<String>| text.map(|text| serde_json::from_str(&text).expect("rows are JSON"));
        rows.iter()
            .map(|row| Change {
                tx: row.get("tx"),
                of: if row.get::<&str, _>("source") == "jobs" { Of::Job } else { Of::Result },
                job: row.get("job"),
                at: row.get("at"),
                before: json(row.get("before")),
                after: json(row.get("after")),
                lease_until: row.get("lease_until"),
                run_at: row.get("run_at"),
            })
            .collect()
    }

    /// Sets the database's clock so far ahead of the true time.
    pub(crate) async fn step_clock(&self, ahead: Duration) {
        self.set("UPDATE skew SET ahead = $1 * INTERVAL '1 second'", ahead.as_secs_f64()).await;
    }

    /// Moves the database's clock on by so much.
    pub(crate) async fn step_clock_on(&self, by: Duration) {
        self.set("UPDATE skew SET ahead = ahead + $1 * INTERVAL '1 second'", by.as_secs_f64()).await;
    }

    /// Moves the database's clock back by so much.
    pub(crate) async fn step_clock_back(&self, by: Duration) {
        self.set("UPDATE skew SET ahead = ahead - $1 * INTERVAL '1 second'", by.as_secs_f64()).await;
    }

    /// Makes every commit that changes a job take so much longer for each of them.
    pub(crate) async fn slow_commits(&self, by: Duration) {
        self.set("UPDATE slow SET commits = $1", by.as_secs_f64()).await;
    }

    async fn set(&self, sql: &'static str, seconds: f64) {
        let set = sqlx::query(sql).bind(seconds).execute(&mut self.connect().await).await;
        assert_eq!(set.expect("the database does it").rows_affected(), 1);
    }
}
