//! awa-rival fill DATABASE_URL JOBS: queues so many jobs. awa-rival work DATABASE_URL: does jobs until it is killed.
//!
//! Jobs do nothing: what is measured is what goes on around them. As many run at once as in one of our workers.

use std::time::Duration;

use awa::{Client, InsertOpts, JobArgs, JobContext, JobError, JobResult, QueueConfig, Worker};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgPoolOptions;

const QUEUE: &str = "rival";

#[derive(Serialize, Deserialize, JobArgs)]
struct Trivial {
    number: u32,
}

struct Nothing;

#[async_trait::async_trait]
impl Worker for Nothing {
    fn kind(&self) -> &'static str {
        "trivial"
    }

    async fn perform(&self, _: &JobContext) -> Result<JobResult, JobError> {
        Ok(JobResult::Completed)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", url, jobs] => fill(url, jobs.parse()?).await,
        ["work", url] => work(url).await,
        _ => Err("expected fill DATABASE_URL JOBS or work DATABASE_URL".into()),
    }
}

async fn fill(url: &str, jobs: u32) -> Result<(), Box<dyn std::error::Error>> {
    let pool = PgPoolOptions::new().max_connections(4).connect(url).await?;
    awa::migrations::run(&pool).await?;
    let numbers: Vec<u32> = (0..jobs).collect();
    for numbers in numbers.chunks(1000) {
        let job = |&number: &u32| {
            let options = InsertOpts { queue: QUEUE.into(), ..InsertOpts::default() };
            awa::model::insert::params_with(&Trivial { number }, options)
        };
        let jobs = numbers.iter().map(job).collect::<Result<Vec<_>, _>>()?;
        awa::insert_many(&pool, &jobs).await?;
    }
    Ok(())
}

async fn work(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let pool = PgPoolOptions::new().max_connections(20).connect(url).await?;
    let queue = QueueConfig { max_workers: 256, poll_interval: Duration::from_millis(50), ..QueueConfig::default() };
    let client = Client::builder(pool).queue(QUEUE, queue).register_worker(Nothing).build()?;
    client.start().await?;
    std::future::pending().await
}
