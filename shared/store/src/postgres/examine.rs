//! Looking a PostgreSQL server over for an operator.
//!
//! What must stay true: one session, a few short statements, nothing written; a server that has never seen our schema
//! can be examined too.

use std::str::FromStr;

use model::{Clock, Timestamp};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection, Postgres, Row};
use tokio::time::timeout;

use super::{ANSWER, CONNECT, SESSIONS_EACH};
use crate::examine::{APPLIED, Applied, ClockReading, PostgresFacts, SchemaFacts, Unexamined, compare, leave};
use crate::migrations::migrator;

const SERVER: &str = "-- examine_server()
SELECT current_setting('server_version') AS version,
  CAST(current_setting('server_version_num') AS BIGINT) AS version_number,
  pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS standby,
  current_setting('fsync') = 'on' AS fsync,
  current_setting('full_page_writes') = 'on' AS full_page_writes,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('autovacuum') = 'on' AS autovacuum,
  CAST(current_setting('max_connections') AS BIGINT)
    - CAST(current_setting('superuser_reserved_connections') AS BIGINT) AS sessions_allowed,
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS sessions_open,
  (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'colloquy heart') AS workers,
  to_regclass('_sqlx_migrations') IS NOT NULL AS migrated,
  coalesce(has_table_privilege(to_regclass('jobs'), 'INSERT')
    AND has_table_privilege(to_regclass('jobs'), 'UPDATE')
    AND has_table_privilege(to_regclass('jobs'), 'DELETE'), true) AS writable";

const CLOCK: &str = "-- examine_clock()
SELECT CAST(extract(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

/// Looks the server at this URL over. `clock` is what its clock is compared with.
pub async fn examine_postgres(url: &str, clock: &dyn Clock) -> Result<PostgresFacts, Unexamined> {
    let options = PgConnectOptions::from_str(url)?.application_name("colloquy doctor");
    let connecting = timeout(CONNECT, options.connect()).await;
    let mut connection = connecting.map_err(|_| silent("the connection was not answered"))??;
    let facts = timeout(ANSWER, look(&mut connection, clock)).await;
    let facts = facts.map_err(|_| silent("a statement was not answered"))?;
    leave(connection).await;
    Ok(facts?)
}

fn silent(what: &str) -> Unexamined {
    Unexamined { code: None, said: what.to_owned() }
}

async fn look(connection: &mut PgConnection, clock: &dyn Clock) -> sqlx::Result<PostgresFacts> {
    let server = sqlx::query(SERVER).fetch_one(&mut *connection).await?;
    let schema = schema(connection, server.try_get("migrated")?).await?;
    let asked = clock.now();
    let told = Timestamp(sqlx::query_scalar(CLOCK).fetch_one(&mut *connection).await?);
    let clock = ClockReading { asked, told, answered: clock.now() };
    // Without this one, which is gone in a moment.
    let sessions_open = server.try_get::<i64, _>("sessions_open")? - 1;
    Ok(PostgresFacts {
        version: server.try_get("version")?,
        version_number: server.try_get("version_number")?,
        standby: server.try_get("standby")?,
        writable: server.try_get("writable")?,
        fsync: server.try_get("fsync")?,
        full_page_writes: server.try_get("full_page_writes")?,
        synchronous_commit: server.try_get("synchronous_commit")?,
        autovacuum: server.try_get("autovacuum")?,
        sessions_allowed: server.try_get("sessions_allowed")?,
        sessions_open,
        workers: server.try_get("workers")?,
        sessions_each: SESSIONS_EACH,
        schema,
        clock,
    })
}

async fn schema(connection: &mut PgConnection, migrated: bool) -> sqlx::Result<SchemaFacts> {
    let rows = if migrated { sqlx::query(APPLIED).fetch_all(connection).await? } else { Vec::new() };
    let theirs: sqlx::Result<Vec<Applied>> = rows.iter().map(Applied::read::<Postgres>).collect();
    Ok(compare(&migrator(|sql| sql.pg), &theirs?))
}
