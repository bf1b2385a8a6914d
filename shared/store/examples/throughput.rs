//! How many jobs a second PostgreSQL takes in and completes, through the port and with nothing else around it.
//!
//! `TEST_POSTGRES_URL=… cargo run --release -p store --example throughput [HISTORY [SECONDS]]`
//! In a schema of its own, which is dropped in the end: loads `HISTORY` finished jobs (1,000,000 unless told),
//! ANALYZEs, and then at each number of jobs in flight submits for `SECONDS` (5 unless told) and claims and
//! completes what was submitted before. A fresh table lies, and so does a figure without the disk's fsync time.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::error::Error;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::{Clock, JobId, Kind, Random, SessionId, SystemClock, SystemRandom, TenantId};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection};
use store::{Ask, Fenced, NewInput, NewJob, Store, StoredResult, Submitted};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

const IN_FLIGHT: [usize; 4] = [1, 16, 64, 256];
/// Enough to run for as long as was asked at the rates there may be.
const QUEUED_PER_SECOND: u64 = 20_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let history: u64 = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(5), |n| n.parse())?;
    let mut url: Url = std::env::var("TEST_POSTGRES_URL")?.parse()?;
    let schema = format!("throughput_{}", uuid().simple());
    let mut admin = connect(&url).await?;
    run(&mut admin, &format!("CREATE SCHEMA {schema}")).await?;
    url.query_pairs_mut().append_pair("options", &format!("-c search_path={schema}"));

    let outcome = measure(&url, history, Duration::from_secs(seconds)).await;
    run(&mut admin, &format!("DROP SCHEMA {schema} CASCADE")).await?;
    outcome
}

async fn measure(url: &Url, history: u64, lasting: Duration) -> Outcome<()> {
    let store = store::open_postgres(url.as_str()).await?;
    store.migrate().await?;
    let mut connection = connect(url).await?;
    load(&mut connection, "completed", history).await?;
    run(&mut connection, "ANALYZE").await?;
    println!("{history} finished jobs; fdatasync of 8 KiB: the median of 101 in the folder for temporary files");
    println!("{:>9} {:>12} {:>12} {:>12}", "in flight", "submitted/s", "completed/s", "fdatasync");
    for in_flight in IN_FLIGHT {
        let submitted = submit(&store, in_flight, lasting).await;
        load(&mut connection, "queued", QUEUED_PER_SECOND * lasting.as_secs()).await?;
        let completed = complete(&store, in_flight, lasting).await;
        run(
            &mut connection,
            "UPDATE jobs SET status = 'cancelled', finished_at = now(), ticket_due = NULL WHERE status = 'queued'",
        )
        .await?;
        let sync = format!("{:.2?}", fdatasync()?);
        println!("{in_flight:>9} {submitted:>12.0} {completed:>12.0} {sync:>12}");
    }
    Ok(())
}

/// Clients that each submit one job after another.
async fn submit(store: &Arc<dyn Store>, clients: usize, lasting: Duration) -> f64 {
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let tenant = TenantId(uuid());
            let mut submitted = 0_u32;
            while began.elapsed() < lasting {
                assert!(matches!(store.submit(&job(tenant)).await.expect("submitted"), Submitted::New(_)));
                submitted += 1;
            }
            submitted
        });
    }
    let submitted: u32 = tasks.join_all().await.into_iter().sum();
    f64::from(submitted) / began.elapsed().as_secs_f64()
}

/// One worker process: claims as many as it has free slots, and a slot is free when its completion is on disk.
async fn complete(store: &Arc<dyn Store>, slots: usize, lasting: Duration) -> f64 {
    let began = Instant::now();
    let session = SessionId(uuid());
    let free = Arc::new(Semaphore::new(slots));
    let mut tasks = JoinSet::new();
    while began.elapsed() < lasting {
        let mut permits = vec![Arc::clone(&free).acquire_owned().await.expect("never closed")];
        while let Ok(permit) = Arc::clone(&free).try_acquire_owned() {
            permits.push(permit);
        }
        let limit = u32::try_from(permits.len()).expect("few slots");
        let ask = Ask { session, limit, lease: Duration::from_secs(20), idle: false };
        for (job, permit) in store.claim(&ask).await.expect("claimed").jobs.into_iter().zip(permits) {
            let store = Arc::clone(store);
            tasks.spawn(async move {
                assert_eq!(store.complete(&job.lease, &result()).await.expect("completed"), Fenced::Held);
                drop(permit);
            });
        }
    }
    let completed = u32::try_from(tasks.len()).expect("fewer");
    tasks.join_all().await;
    f64::from(completed) / began.elapsed().as_secs_f64()
}

fn uuid() -> Uuid {
    SystemRandom.uuid(SystemClock.now())
}

fn job(tenant: TenantId) -> NewJob {
    NewJob {
        id: JobId(uuid()),
        tenant,
        kind: Kind::Analysis,
        profile: None,
        priority: 0,
        conversation_id: "a conversation".to_owned(),
        user_metadata: None,
        options: b"{}".to_vec(),
        input: NewInput::Inline { content_type: "application/x-ndjson".to_owned(), bytes: vec![7; 1000] },
        idempotency: None,
        traceparent: None,
        first_ticket: None,
        counted: None,
    }
}

fn result() -> StoredResult {
    StoredResult { manifest: vec![7; 200], inline: Some(vec![7; 1000]), turns: 8, utterances: 8 }
}

/// As a UUIDv7 is, so that new rows lie together in every index.
const ID: &str = "CAST(lpad(to_hex(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)), 12, '0')
  || '7' || substr(md5(CAST(random() AS TEXT)), 1, 3) || '8' || substr(md5(CAST(random() AS TEXT)), 1, 15) AS UUID)";

/// Straight into the tables: what is measured is what comes after.
async fn load(connection: &mut PgConnection, status: &str, jobs: u64) -> sqlx::Result<()> {
    let ends = match status {
        "queued" => "NULL, now()",
        _ => "now(), NULL",
    };
    run(connection, "SET session_replication_role = replica").await?;
    run(connection, &format!(
        "WITH made AS (INSERT INTO jobs (id, tenant, kind, priority, status, run_at, created_at, conversation_id,
           finished_at, ticket_due)
         SELECT {ID}, gen_random_uuid(), 'analysis', 0, '{status}', now(), now(), 'c', {ends}
         FROM generate_series(1, {jobs}) RETURNING id),
         details AS (INSERT INTO job_details (job, options) SELECT id, '{{}}' FROM made),
         results AS (INSERT INTO results (job, manifest, bytes, turns, utterances)
           SELECT id, '{{}}', decode(repeat('07', 200), 'hex'), 1, 1 FROM made WHERE '{status}' = 'completed')
         INSERT INTO job_inputs (job, content_type, bytes) SELECT id, 'text/plain', decode(repeat('07', 200), 'hex') FROM made"
    ))
    .await?;
    run(connection, "RESET session_replication_role").await
}

fn fdatasync() -> std::io::Result<Duration> {
    let mut file = tempfile::tempfile()?;
    let mut times = Vec::new();
    for _ in 0..101 {
        file.write_all(&[0; 8192])?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

async fn connect(url: &Url) -> Outcome<PgConnection> {
    let options: PgConnectOptions = url.as_str().parse()?;
    Ok(options.connect().await?)
}

async fn run(connection: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
    connection.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}
