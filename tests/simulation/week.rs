//! A week of load in which everything is kept for a day: what is stored grows with what is, not with what has been.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use model::{JobId, Random as _, SeededRandom, TenantId, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, SqliteConnection};
use store::Pulse;

use crate::bed::{Disk, FileKind, Opened, Process, Served, Talk};
use crate::clients::first_client;

const DAYS: usize = 7;
/// By then the first jobs of every sort are gone: an upload that nobody completes stays for a day until it expires, and
/// for another one.
const STEADY: usize = 3;
/// Jobs that their client erases in a day.
const ERASED: usize = 3;

#[tokio::test]
#[expect(clippy::print_stdout, reason = "figures for who asks with --nocapture")]
async fn a_week_of_load_leaves_no_more_behind_than_three_days() {
    let engine = Arc::new(Engine::new());
    let disk = Disk::new(&engine, 5, Arc::new(|| Ok(())));
    let opened = disk.open().await;
    let tenant = TenantId(SeededRandom::new(6).uuid(Timestamp(0)));
    let mut ends = Vec::new();
    let mut submitted = 0;
    for _ in 0..DAYS {
        for hour in 0..24 {
            let mut week = Week { process: Process::start(&disk, &opened), engine: &engine, tenant, hour, submitted };
            week.hour().await;
            submitted = week.submitted;
            disk.advance(Duration::from_hours(1));
        }
        ends.push(look(&disk, &opened).await);
    }
    for (day, rows) in (1..).zip(&ends) {
        println!("after day {day}: {rows:?}");
    }
    assert!(submitted > 300, "{submitted} jobs are a load");
    let steady = &ends[STEADY];
    assert!(
        ["jobs", "job_inputs", "uploads", "results", "idempotency", "objects"].iter().all(|what| steady[*what] > 0)
    );
    for (day, rows) in ends.iter().enumerate().skip(STEADY) {
        for (what, rows) in rows {
            // The audit is kept for longer than a week, and has an entry for each job that was erased.
            let most = if what == "audit" { (day + 1) * ERASED } else { steady[what] };
            assert!(*rows <= most, "{what} after day {day}: {rows}, and never more than {most} before");
        }
    }
}

/// One hour of it, with a process that was started for it.
struct Week<'a> {
    process: Process,
    engine: &'a Engine,
    tenant: TenantId,
    hour: usize,
    submitted: usize,
}

impl Week<'_> {
    async fn hour(&mut self) {
        let pulse =
            Pulse { session: self.process.session, slots: 4, lease: Duration::from_secs(20), beats: Vec::new() };
        self.process.ports.store.heart().beat(&pulse).await.expect("beaten");
        let short = self.submit(&Talk::short(self.engine, self.hour)).await;
        self.work().await;
        match self.hour % 8 {
            0 => {
                self.submit(&Talk::long(self.engine, self.hour)).await;
            }
            1 => {
                self.upload(&Talk::file(self.engine, FileKind::Long { padding: 0 }, self.hour)).await;
            }
            2 => {
                self.upload(&Talk::file(self.engine, FileKind::Broken, self.hour)).await;
            }
            // Announced, begun, and never heard of again.
            3 => drop(self.begin(&Talk::file(self.engine, FileKind::Short, self.hour)).await),
            4 => {
                let given_up = self.submit(&Talk::long(self.engine, self.hour)).await;
                self.process.cancel.job(self.tenant, given_up).await.expect("cancelled");
                self.process.redrive(self.tenant, None, given_up).await.expect("wanted again");
                self.submitted += 1;
            }
            5 => self.process.erase.job(first_client(self.tenant), short).await.expect("erased"),
            // Its worker dies, and the next hour's takes it over.
            6 => {
                self.submit(&Talk::short(self.engine, self.hour)).await;
                drop(self.process.claim(1, true).await.expect("claimed"));
            }
            _ => {}
        }
        self.work().await;
        self.sweep().await;
    }

    async fn submit(&mut self, talk: &Talk) -> JobId {
        self.submitted += 1;
        let key = format!("key {}", self.submitted);
        self.process.submit(self.tenant, Some(&key), talk).await.expect("submitted").job
    }

    async fn begin(&mut self, talk: &Talk) -> JobId {
        self.submitted += 1;
        let job = self.process.start_upload(self.tenant, None, talk).await.expect("announced").job;
        let urls = self.process.links.all_urls(self.tenant, job).await.expect("signed").expect("it is awaited");
        for ((_, url), (_, bytes)) in urls.parts.iter().zip(talk.parts()) {
            assert!(matches!(self.process.put_part(url, bytes).await, Served::Stored(_)));
        }
        job
    }

    async fn upload(&mut self, talk: &Talk) {
        let job = self.begin(talk).await;
        self.process.uploads.complete(self.tenant, job, None).await.expect("completed");
    }

    async fn work(&self) {
        while let jobs = self.process.claim(8, true).await.expect("a claim").jobs
            && !jobs.is_empty()
        {
            for job in jobs {
                self.process.run(job).await;
            }
        }
    }

    /// As the processes do, as long as there is more.
    async fn sweep(&self) {
        let sweep = &self.process.sweep;
        sweep.rescue(true).await.expect("a sweep");
        while sweep.expire_uploads().await.expect("a sweep")
            + sweep.prune().await.expect("a sweep")
            + sweep.collect_garbage().await.expect("a sweep")
            > 0
        {}
    }
}

/// How many rows each table has, and how many objects there are.
async fn look(disk: &Disk, opened: &Opened) -> BTreeMap<String, usize> {
    let options = SqliteConnectOptions::new().filename(disk.database()).read_only(true);
    let mut connection: SqliteConnection = options.connect().await.expect("opened");
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.expect("read");
    let mut found = BTreeMap::new();
    for table in tables {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
        let rows: i64 = sqlx::query_scalar(count).fetch_one(&mut connection).await.expect("counted");
        found.insert(table, usize::try_from(rows).expect("a small number"));
    }
    assert!(found.len() > 10, "{found:?}");
    let objects = opened.s3.objects().list("", None).await.expect("a list");
    assert!(objects.len() < 1_000, "a page holds all keys");
    found.insert("objects".to_owned(), objects.len());
    found
}
