//! The suite on SQLite, and what only SQLite has to promise.

#[macro_use]
mod conformance;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use conformance::{AT_LEISURE, BY_ID, BY_INDEX, Bench, PARTIAL_INDEXES, make};
use model::{ClientNumber, ManualClock, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, SqlSafeStr, SqliteConnection};
use store::{Error, Store};
use tempfile::TempDir;
use tokio::task::JoinSet;

suite!(crate::File::open);

struct File {
    store: Arc<dyn Store>,
    clock: Arc<ManualClock>,
    folder: TempDir,
}

impl File {
    async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000_000)));
        let store = open(&path(&folder), &clock).await;
        store.migrate().await.expect("migrated");
        Self { store, clock, folder }
    }

    async fn connect(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(path(&self.folder));
        options.connect().await.expect("opened")
    }
}

#[async_trait]
impl Bench for File {
    fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    async fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    async fn raw(&self, sql: &str) {
        let mut connection = self.connect().await;
        connection.execute(AssertSqlSafe(sql)).await.expect("done");
        connection.close().await.expect("closed");
    }

    async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connect().await).await.expect("counted")
    }

    async fn close(self) {}
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("jobs.db")
}

async fn open(path: &Path, clock: &Arc<ManualClock>) -> Arc<dyn Store> {
    store::open_sqlite(path, Arc::clone(clock) as _).await.expect("opened")
}

#[tokio::test]
async fn every_statement_prepares() {
    let bench = File::open().await;
    let mut connection = bench.connect().await;
    connection.execute("CREATE TEMPORARY TABLE clock (now INTEGER NOT NULL)").await.expect("made");
    for sql in store::statements() {
        for step in sql.lite.split(";\n") {
            let prepared = (&mut connection).prepare(step.into_sql_str()).await;
            assert!(prepared.is_ok(), "{}: {prepared:?}", sql.name());
        }
    }
}

/// The same trap as on PostgreSQL, and the same way out of it.
#[tokio::test]
async fn no_hot_statement_scans_the_jobs() {
    let bench = File::open().await;
    let mut connection = bench.connect().await;
    connection.execute("CREATE TEMPORARY TABLE clock (now INTEGER NOT NULL)").await.expect("made");
    for sql in store::statements() {
        let mut plan = Vec::new();
        for step in sql.lite.split(";\n") {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {step}"));
            let lines: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(&mut connection).await.expect("explained");
            plan.extend(lines.into_iter().map(|(.., line)| line));
        }
        let scans = plan.contains(&"SCAN jobs".to_owned());
        assert!(!scans || AT_LEISURE.contains(&sql.name()), "{}: {plan:#?}", sql.name());
        if BY_ID.contains(&sql.name()) {
            let plan = plan.join("\n");
            assert!(!PARTIAL_INDEXES.iter().any(|index| plan.contains(index)), "{}:\n{plan}", sql.name());
            assert!(plan.contains("SEARCH jobs USING"), "{}:\n{plan}", sql.name());
        } else if let Some((_, indexes)) = BY_INDEX.iter().find(|(name, _)| *name == sql.name()) {
            let plan = plan.join("\n");
            for index in PARTIAL_INDEXES {
                assert_eq!(plan.contains(index), indexes.contains(index), "{}, {index}:\n{plan}", sql.name());
            }
        }
    }
}

#[tokio::test]
async fn an_acknowledged_submit_survives_reopening() {
    let bench = File::open().await;
    let tenant = make::tenant();
    let id = make::submit_inline(&bench, tenant).await;
    let File { store, clock, folder } = bench;
    let copy = TempDir::new().expect("a folder");
    // What a machine that died at this moment would find: the files as they are, the store still open.
    for file in std::fs::read_dir(folder.path()).expect("readable") {
        let file = file.expect("readable");
        std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("copied");
    }
    let found = open(&path(&copy), &clock).await.job(tenant, id).await.expect("read");
    assert_eq!(found, store.job(tenant, id).await.expect("read"));
    assert!(found.is_some());
}

#[tokio::test]
async fn closing_finishes_what_is_queued_and_folds_the_log() {
    let bench = File::open().await;
    let tenant = make::tenant();
    let jobs: Vec<_> = (0..50).map(|_| make::inline_job(tenant)).collect();
    let mut submits = JoinSet::new();
    for job in &jobs {
        let (store, job) = (Arc::clone(&bench.store), job.clone());
        submits.spawn(async move { store.submit(&job).await.expect("submitted") });
    }
    let heart = bench.store.heart();
    submits.join_all().await;
    let File { store, clock, folder } = bench;
    drop(store);
    drop(heart);
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("readable").collect();
    assert_eq!(files.len(), 1, "no write-ahead log is left: {files:?}");
    let store = open(&path(&folder), &clock).await;
    for job in jobs {
        assert!(store.job(tenant, job.id).await.expect("read").is_some());
    }
}

#[tokio::test]
async fn two_stores_on_one_file_see_each_other() {
    let bench = File::open().await;
    let other = open(&path(&bench.folder), &bench.clock).await;
    let tenant = make::tenant();
    let mut submits = JoinSet::new();
    for n in 0..40 {
        let store = Arc::clone(if n % 2 == 0 { &bench.store } else { &other });
        submits.spawn(async move {
            let job = make::inline_job(tenant);
            store.submit(&job).await.expect("submitted");
            job.id
        });
    }
    for id in submits.join_all().await {
        for store in [&bench.store, &other] {
            assert!(store.job(tenant, id).await.expect("read").is_some());
        }
    }
    assert_eq!(make::claim(&bench, make::session(), 15).await.len(), 15);
    assert_eq!(other.claim(&make::ask(make::session(), 100)).await.expect("claimed").jobs.len(), 25);
}

#[tokio::test]
async fn migrating_again_and_at_once_changes_nothing() {
    let folder = TempDir::new().expect("a folder");
    let clock = Arc::new(ManualClock::at(Timestamp(0)));
    let mut migrations = JoinSet::new();
    for _ in 0..4 {
        let store = open(&path(&folder), &clock).await;
        migrations.spawn(async move { store.migrate().await.expect("migrated") });
    }
    migrations.join_all().await;
    let store = open(&path(&folder), &clock).await;
    store.migrate().await.expect("nothing to do");
    assert!(!store.has_clients().await.expect("read"));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(path(&folder), "not a database, but long enough to look at it twice".repeat(100)).expect("written");
    let clock = Arc::new(ManualClock::at(Timestamp(0)));
    let refused = store::open_sqlite(&path(&folder), clock).await;
    assert!(matches!(refused, Err(Error::Refused { transaction: "open", .. })));
}

/// Not only out of reach: the bytes are no longer in the files.
#[tokio::test]
async fn what_is_erased_is_overwritten() {
    const CANARY: &str = "kanarienvogel";
    let bench = File::open().await;
    let tenant = make::tenant();
    let long = CANARY.repeat(2_000);
    let mut job = make::inline_job(tenant);
    job.conversation_id = CANARY.to_owned();
    job.user_metadata = Some(long.clone().into_bytes());
    let key = store::Idempotency { key: CANARY.to_owned(), fingerprint: [0; 32] };
    job.idempotency = Some(key);
    let id = make::submit(&bench, job).await;
    let lease = make::claim_one(&bench, make::session()).await;
    let result = store::StoredResult { inline: Some(long.into_bytes()), ..make::result(CANARY) };
    assert_eq!(bench.store.complete(&lease, &result).await.expect("answered"), store::Fenced::Held);
    assert!(bench.store.erase(tenant, ClientNumber::FIRST, id).await.expect("answered"));
    let File { store, clock: _, folder } = bench;
    // Folds the log into the file.
    drop(store);
    let bytes = std::fs::read(path(&folder)).expect("readable");
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
}
