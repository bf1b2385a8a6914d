//! The suite on PostgreSQL, and what only PostgreSQL has to promise. `TEST_POSTGRES_URL` names a database
//! in which schemas may be made; every test has its own.

#[macro_use]
mod conformance;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use conformance::{AT_LEISURE, BY_ID, Bench, PARTIAL_INDEXES, make};
use model::{ManualClock, Random, SystemRandom, Timestamp};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqlSafeStr};
use store::{Fenced, Store};
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

    async fn close(self) {
        drop(self.store);
        execute(&self.url, &format!("DROP SCHEMA {} CASCADE", self.schema)).await;
    }
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

/// Generic plans, because those are what a busy connection may end up with.
#[tokio::test]
async fn no_hot_statement_scans_the_jobs() {
    let bench = Server::open().await;
    let mut connection = bench.connect().await;
    for history in [
        "SET plan_cache_mode = force_generic_plan",
        "INSERT INTO jobs (id, tenant, kind, priority, status, fence, session, attempt, run_at, created_at, finished_at,
           conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', 0, 'completed', 1, gen_random_uuid(), 1, now(), now(),
           now(), 'c' FROM generate_series(1, 40000)",
        "INSERT INTO job_details (job, options) SELECT id, '{}' FROM jobs",
        "INSERT INTO job_inputs (job, content_type, bytes) SELECT id, 'text/plain', 'turns' FROM jobs",
        "INSERT INTO results (job, manifest, turns, utterances) SELECT id, '{}', 1, 1 FROM jobs",
        "ANALYZE",
    ] {
        connection.execute(history).await.expect("done");
    }
    // With an empty queue a partial index looks free, and the plan stays when the queue has filled up.
    assert_plans(&mut connection, &["jobs"]).await;
    for backlog in [
        "INSERT INTO jobs (id, tenant, kind, priority, status, run_at, ticket_due, created_at, conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', n % 3, 'queued', now(), now(), now(), 'c'
         FROM generate_series(1, 20000) AS n",
        "INSERT INTO jobs (id, tenant, kind, priority, status, run_at, session, lease_until, created_at, conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', 0, 'processing', now(), gen_random_uuid(), now(), now(),
           'c' FROM generate_series(1, 500)",
        "INSERT INTO garbage (kind, name, due_at, created_at) SELECT 'key', 'key ' || n, now(), now()
         FROM generate_series(1, 20000) AS n",
        "ANALYZE",
    ] {
        connection.execute(backlog).await.expect("done");
    }
    // With a full one a guess at how much of it a statement takes may be far too high.
    assert_plans(&mut connection, &["jobs", "garbage"]).await;
    bench.close().await;
}

async fn assert_plans(connection: &mut PgConnection, tables: &[&str]) {
    let mut by_id = 0;
    for sql in store::statements().into_iter().filter(|sql| !AT_LEISURE.contains(&sql.name())) {
        let plan = plan(connection, sql.pg).await;
        for table in tables {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{}:\n{plan}", sql.name());
        }
        if BY_ID.contains(&sql.name()) {
            by_id += 1;
            assert!(!PARTIAL_INDEXES.iter().any(|index| plan.contains(index)), "{}:\n{plan}", sql.name());
            assert!(plan.contains("jobs_pkey"), "{}:\n{plan}", sql.name());
        }
    }
    assert_eq!(by_id, BY_ID.len(), "every one of them is a statement");
}

async fn plan(connection: &mut PgConnection, sql: &str) -> String {
    let parameters = (1..100).take_while(|n| sql.contains(&format!("${n}"))).count();
    connection.execute(AssertSqlSafe(format!("PREPARE explained AS {sql}"))).await.expect("prepared");
    let nulls = vec!["NULL"; parameters].join(", ");
    let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE explained{arguments}"));
    let lines: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut *connection).await.expect("explained");
    connection.execute("DEALLOCATE explained").await.expect("done");
    lines.join("\n")
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
        let jobs = store.claim(&make::ask(session, 1)).await.expect("claimed").jobs;
        let lease = jobs[0].lease;
        let beat = store::Beat { job: lease.job, fence: lease.fence, progress: store::Progress::default() };
        assert_eq!(heart.beat(session, &[beat], make::LEASE).await.expect("beaten").len(), 1);
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
