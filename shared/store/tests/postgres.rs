//! The suite on PostgreSQL, and what only PostgreSQL has to promise. `TEST_POSTGRES_URL` names a database
//! in which schemas may be made; every test has its own.

#[macro_use]
mod conformance;
mod plans;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use conformance::{Bench, make};
use futures::future::join_all;
use model::{Generation, ManualClock, Random, Status, SystemRandom, Ticket, Timestamp};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqlSafeStr};
use store::{Error, Fenced, Store};
use tempfile::TempDir;
use tokio::task::JoinSet;
use url::Url;

suite!(crate::Server::open);

/// A schema of its own. Its clock is the server's, moved on by replacing the view that tells it.
struct Server {
    store: Arc<dyn Store>,
    url: Url,
    schema: String,
    skew_micros: AtomicU64,
}

impl Server {
    async fn open() -> Self {
        Self::open_with("").await
    }

    /// With these settings for every session of the store.
    async fn open_with(settings: &str) -> Self {
        let url = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a database");
        let mut url: Url = url.parse().expect("a URL");
        let schema = fresh_name();
        execute(&url, &format!("CREATE SCHEMA {schema}")).await;
        url.query_pairs_mut().append_pair("options", &format!("-c search_path={schema} {settings}"));
        let store = store::open_postgres(url.as_str()).await.expect("a URL it reads");
        store.migrate().await.expect("migrated");
        Self { store, url, schema, skew_micros: AtomicU64::default() }
    }

    async fn connect(&self) -> PgConnection {
        connect(&self.url).await
    }
}

#[async_trait]
impl Bench for Server {
    fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    async fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_micros()).expect("a short time");
        let skew = self.skew_micros.fetch_add(by, Ordering::SeqCst) + by;
        let later = format!("clock_timestamp() + interval '{skew} microseconds'");
        self.raw(&format!("CREATE OR REPLACE VIEW clock AS SELECT {later} AS now")).await;
    }

    async fn raw(&self, sql: &str) {
        execute(&self.url, sql).await;
    }

    async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connect().await).await.expect("counted")
    }

    async fn close(self) {
        nothing_breaks_what_sqlite_checks(&self.url).await;
        drop(self.store);
        execute(&self.url, &format!("DROP SCHEMA {} CASCADE", self.schema)).await;
    }
}

/// What the migrations check on SQLite and, for its cost, not here.
const BROKEN: &[&str] = &[
    "SELECT CAST(id AS TEXT) FROM jobs WHERE (status IN (
  'awaiting_upload', 'queued', 'processing', 'completed', 'failed', 'cancelled')
AND (status = 'awaiting_upload') = (upload_until IS NOT NULL)
AND (status = 'queued') = (ticket_due IS NOT NULL)
AND (status = 'processing') = (lease_until IS NOT NULL)
AND (status = 'processing' AND session IS NULL) IS FALSE
AND (status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)
AND (status = 'failed') = (failure_code IS NOT NULL)) IS NOT TRUE",
    "SELECT CAST(job AS TEXT) FROM job_inputs WHERE (bytes IS NULL) = (object_key IS NULL)",
    "SELECT CAST(job AS TEXT) FROM job_details WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM job_inputs WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM results WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM idempotency WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM attempts WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM deliveries WHERE job NOT IN (SELECT id FROM jobs)",
    "SELECT CAST(job AS TEXT) FROM webhook_attempts WHERE job NOT IN (SELECT job FROM deliveries)",
];

async fn nothing_breaks_what_sqlite_checks(url: &Url) {
    let mut connection = connect(url).await;
    for broken in BROKEN {
        let rows: Vec<String> = sqlx::query_scalar(*broken).fetch_all(&mut connection).await.expect("looked");
        assert_eq!(rows, [""; 0], "{broken}");
    }
    connection.close().await.expect("closed");
}

fn fresh_name() -> String {
    format!("test_{}", SystemRandom.uuid(Timestamp(0)).simple())
}

async fn connect(url: &Url) -> PgConnection {
    let options: PgConnectOptions = url.as_str().parse().expect("a URL");
    options.connect().await.expect("connected")
}

async fn execute(url: &Url, sql: &str) {
    let mut connection = connect(url).await;
    connection.execute(AssertSqlSafe(sql)).await.expect("done");
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn every_statement_prepares() {
    let bench = Server::open().await;
    let mut connection = bench.connect().await;
    for sql in store::statements() {
        let prepared = (&mut connection).prepare(sql.pg.into_sql_str()).await;
        assert!(prepared.is_ok(), "{}: {prepared:?}", sql.name());
    }
    bench.close().await;
}

/// Names, tables, columns, types and what may be absent.
#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let bench = Server::open().await;
    let columns = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES'
        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";
    let server: Vec<(String, String, String, bool)> =
        sqlx::query_as(columns).fetch_all(&mut bench.connect().await).await.expect("read");

    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("jobs.db");
    let clock = Arc::new(ManualClock::at(Timestamp(0)));
    let file = store::open_sqlite(&path, clock).await.expect("opened");
    file.migrate().await.expect("migrated");
    let mut connection = SqliteConnectOptions::new().filename(&path).connect().await.expect("opened");
    let columns = r#"SELECT t.name, c.name, c.type, NOT c."notnull" FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'"#;
    let file: Vec<(String, String, String, bool)> =
        sqlx::query_as(columns).fetch_all(&mut connection).await.expect("read");

    let as_sqlite = |data_type: &str| match data_type {
        "uuid" | "text" => "TEXT",
        "bigint" | "boolean" | "timestamp with time zone" => "INTEGER",
        "bytea" => "BLOB",
        other => panic!("a type without a counterpart: {other}"),
    };
    let ours = |table: &str| table != "_sqlx_migrations";
    let server: BTreeMap<(String, String), (&str, bool)> = server
        .iter()
        .filter(|(table, ..)| ours(table))
        .map(|(table, column, data_type, null)| ((table.clone(), column.clone()), (as_sqlite(data_type), *null)))
        .collect();
    let file: BTreeMap<(String, String), (&str, bool)> = file
        .iter()
        .filter(|(table, ..)| ours(table))
        .map(|(table, column, data_type, null)| ((table.clone(), column.clone()), (data_type.as_str(), *null)))
        .collect();
    assert!(server.len() > 60, "{}", server.len());
    assert_eq!(server, file);
    bench.close().await;
}

#[tokio::test]
async fn migrating_at_once_changes_nothing() {
    let bench = Server::open().await;
    bench.raw(&format!("DROP SCHEMA {0} CASCADE; CREATE SCHEMA {0}", bench.schema)).await;
    let mut migrations = JoinSet::new();
    for _ in 0..4 {
        let store = store::open_postgres(bench.url.as_str()).await.expect("a URL it reads");
        migrations.spawn(async move { store.migrate().await.expect("migrated") });
    }
    migrations.join_all().await;
    assert!(!bench.store.has_clients().await.expect("read"));
    bench.close().await;
}

/// Under a stricter isolation a race ends in a serialization failure, and the loser runs again.
#[tokio::test]
async fn a_conflict_is_run_again() {
    let bench = Server::open_with("-c default_transaction_isolation=serializable").await;
    conformance::submit::one_of_many_racing_keys_wins(&bench).await;
    conformance::uploads::one_of_the_racing_moves_wins(&bench).await;
    bench.close().await;
}

/// Rows that one transaction wrote have its number in common.
#[tokio::test]
async fn calls_at_once_share_commits() {
    const CALLS: usize = 200;
    let bench = Server::open().await;
    let jobs: Vec<_> = (0..CALLS).map(|_| make::inline_job(make::tenant())).collect();
    for answer in join_all(jobs.iter().map(|job| bench.store.submit(job))).await {
        answer.expect("submitted");
    }
    let claimed = make::claim(&bench, make::session(), 200).await;
    let result = make::result("done");
    for answer in join_all(claimed.iter().map(|job| bench.store.complete(&job.lease, &result))).await {
        assert_eq!(answer.expect("completed"), Fenced::Held);
    }
    let mut connection = bench.connect().await;
    for table in ["job_details", "results"] {
        let counts = AssertSqlSafe(format!("SELECT count(*), count(DISTINCT xmin::text) FROM {table}"));
        let (rows, commits): (i64, i64) = sqlx::query_as(counts).fetch_one(&mut connection).await.expect("counted");
        assert!(rows == 200 && commits < 20, "{table}: {rows} rows in {commits} commits");
    }
    bench.close().await;
}

/// Meanwhile somebody else changes the jobs: what a completion waited for is looked at again.
#[tokio::test]
async fn a_completion_that_waited_sees_what_it_waited_for() {
    let bench = Server::open().await;
    let (tenant, session) = (make::tenant(), make::session());
    let mut leases = Vec::new();
    for _ in 0..3 {
        make::submit_inline(&bench, tenant).await;
        leases.push(make::claim_one(&bench, session).await);
    }
    let mut other = bench.connect().await;
    let (renewed, lost) = (leases[0].job, leases[1].job);
    for change in [
        "BEGIN".to_owned(),
        format!("UPDATE jobs SET lease_until = now(), turns_done = 2 WHERE id = '{renewed}'"),
        format!("UPDATE jobs SET fence = fence + 1, session = gen_random_uuid() WHERE id = '{lost}'"),
    ] {
        other.execute(AssertSqlSafe(change)).await.expect("changed");
    }
    let mut completions = JoinSet::new();
    for (n, lease) in leases.into_iter().enumerate() {
        let store = Arc::clone(&bench.store);
        completions.spawn(async move { (n, store.complete(&lease, &make::result("done")).await.expect("answered")) });
    }
    let mut watcher = bench.connect().await;
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() <> pid
        AND $1 = ANY (pg_blocking_pids(pid))";
    let other_pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut other).await.expect("told");
    let deadline = Instant::now() + Duration::from_secs(1);
    while sqlx::query_scalar::<_, i64>(waiting).bind(other_pid).fetch_one(&mut watcher).await.expect("read") == 0 {
        assert!(Instant::now() < deadline, "nobody waits");
    }
    other.execute("COMMIT").await.expect("committed");
    let mut answers = completions.join_all().await;
    answers.sort_by_key(|(n, _)| *n);
    assert_eq!(
        answers.into_iter().map(|(_, answer)| answer).collect::<Vec<_>>(),
        [Fenced::Held, Fenced::Lost, Fenced::Held]
    );
    assert_eq!(make::read(&bench, tenant, renewed).await.status, Status::Completed);
    assert_eq!(make::read(&bench, tenant, lost).await.status, Status::Processing);
    assert_eq!(bench.store.result(tenant, lost).await.expect("read"), None);
    bench.close().await;
}

/// The server ends every session, as it does when it restarts: whoever comes next notices nothing.
#[tokio::test]
async fn ended_sessions_are_replaced() {
    let bench = Server::open().await;
    let database = fresh_name();
    bench.raw(&format!("CREATE DATABASE {database}")).await;
    let mut url = bench.url.clone();
    url.set_path(&database);
    url.set_query(None);
    let store = store::open_postgres(url.as_str()).await.expect("a URL it reads");
    store.migrate().await.expect("migrated");
    let tenant = make::tenant();
    let heart = store.heart();
    for round in 0..3 {
        // Many at once, so that there are many sessions to lose.
        let mut submits = JoinSet::new();
        for _ in 0..16 {
            let store = Arc::clone(&store);
            submits.spawn(async move { store.submit(&make::inline_job(tenant)).await });
        }
        for answer in submits.join_all().await {
            answer.unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
        let session = make::session();
        // The first to use a session that ended is left in doubt; whoever is, asks what is its own.
        let claimed = match store.claim(&make::ask(session, 1)).await {
            Err(_) if round > 0 => {
                assert!(store.unheld(session, &[]).await.expect("told").is_empty());
                store.claim(&make::ask(session, 1)).await
            }
            answered => answered,
        };
        let lease = claimed.expect("claimed").jobs[0].lease;
        let beat = store::Beat { job: lease.job, fence: lease.fence, progress: store::Progress::default() };
        assert_eq!(heart.beat(&make::pulse(session, &[beat])).await.expect("beaten").len(), 1);
        assert!(store.job(tenant, lease.job).await.expect("read").is_some());
        assert_eq!(store.complete(&lease, &make::result("done")).await.expect("answered"), Fenced::Held);
        let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1";
        let ended: i64 =
            sqlx::query_scalar(end).bind(&database).fetch_one(&mut bench.connect().await).await.expect("ended");
        assert!(ended >= 2, "{ended} sessions to end");
    }
    drop((store, heart));
    bench.raw(&format!("DROP DATABASE {database} WITH (FORCE)")).await;
    bench.close().await;
}

/// A ticket is not stranded by a row that somebody else is just changing, and nobody is held up by it for long.
#[tokio::test]
async fn a_ticket_claim_waits_a_moment_for_a_locked_row_and_no_longer() {
    let bench = Server::open().await;
    let tenant = make::tenant();
    let (mine, other) = (make::submit_inline(&bench, tenant).await, make::submit_inline(&bench, tenant).await);
    let ask = make::ask(make::session(), 10);
    let tickets = [mine, other].map(|job| Ticket { job, generation: Generation(0) });
    let mut holder = bench.connect().await;
    let mut held = holder.begin().await.expect("begun");
    let lock = format!("SELECT 1 FROM jobs WHERE id = '{other}' FOR UPDATE");
    held.execute(AssertSqlSafe(lock.clone())).await.expect("locked");
    let began = Instant::now();
    let refused = bench.store.claim_tickets(&ask, &tickets).await;
    assert!(matches!(refused, Err(Error::Unavailable { transaction: "claim_tickets", .. })), "{refused:?}");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    // The setting was that claim's alone, and nothing of it was kept.
    assert_eq!(bench.store.unheld(ask.session, &[]).await.expect("answered").len(), 0);
    bench.store.tickets_refused(&tickets).await.expect("a refusal does not wait at all");
    assert_eq!(bench.store.claim_tickets(&ask, &tickets[..1]).await.expect("claimed").jobs.len(), 1);
    held.rollback().await.expect("released");

    let mut watcher = bench.connect().await;
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await.expect("told");
    // On a busy machine the release may come too late, and then the next round shows it.
    for round in 0.. {
        let mut held = holder.begin().await.expect("begun");
        held.execute(AssertSqlSafe(lock.clone())).await.expect("locked");
        let (claimed, ()) = tokio::join!(bench.store.claim_tickets(&ask, &tickets), async {
            let waiting = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)))";
            while !sqlx::query_scalar::<_, bool>(waiting).bind(pid).fetch_one(&mut watcher).await.expect("told") {}
            held.rollback().await.expect("released");
        });
        match claimed {
            Err(Error::Unavailable { .. }) if round < 50 => {}
            claimed => {
                assert_eq!(claimed.expect("claimed").jobs.len(), 1, "the row was worth waiting for");
                break;
            }
        }
    }
    bench.close().await;
}
