//! The workers' path alone: jobs that are queued already, as small as can be, in a database with a history.

use std::time::Duration;

use tests::{Worker, setting, until};

use super::bed::Bed;
use super::cpu::Spent;
use super::database::Database;
use super::preload::{Samples, trivial};
use super::side;
use super::statistics::{median, rate};
use crate::{bound, say};

const LIMIT: Duration = Duration::from_mins(20);
const WORKERS: usize = 2;
/// Fewer than copying makes.
const QUEUED_PER_SECOND: f64 = 6_000.0;
/// Seconds: a virtual host, an api and the workers.
const STARTED_WITHIN: f64 = 15.0;

/// How jobs come to the workers.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Way {
    Tickets,
    Direct,
}

/// A database whose queue is filled and emptied again and again.
pub(crate) struct Floor {
    bed: Bed,
    pub(crate) database: Database,
    samples: Samples,
}

impl Floor {
    /// With `LOAD_HISTORY` completed jobs in it.
    pub(crate) async fn lay(request: &serde_json::Value) -> Self {
        let bed = Bed::start_as_deployed().await;
        let database = bed.database().await;
        let samples = Samples::make(&bed, &database, request).await;
        let history = number("LOAD_HISTORY", 1_000_000, 2_000);
        samples.history(&database, history).await;
        say(&format!("{history} completed jobs are there and analyzed"));
        Self { bed, database, samples }
    }

    /// Queues `jobs`, all due at one moment, and has them done by so many worker processes. Completions per second,
    /// from the first claim to the last completion, and what they cost; starting the processes is not in it.
    pub(crate) async fn drain(&self, jobs: u32, workers: usize, way: Way) -> (f64, Spent) {
        let began = self.database.clock().await;
        let due = began + f64::from(jobs) / QUEUED_PER_SECOND + STARTED_WITHIN;
        self.samples.queue(&self.database, jobs, due).await;
        self.database.run("CHECKPOINT").await;
        let broker = (way == Way::Tickets).then(|| self.bed.broker());
        let settings = side::settings(&self.bed, &self.database, broker);
        let _api = (way == Way::Tickets).then(|| side::api(&settings));
        let working: Vec<Worker> = (0..workers).map(|_| side::worker(&settings)).collect();
        let left = due - self.database.clock().await - 0.2;
        assert!(left > 0.0, "the jobs were due before everything was ready");
        tokio::time::sleep(Duration::from_secs_f64(left)).await;
        let before = Spent::now();
        until("the queue to be empty", LIMIT, async || self.is_done().await.then_some(())).await;
        let spent = Spent::now().since(&before);
        say(&format!("    {}", claims(&working).await));
        drop(working);
        let made = format!("created_at >= to_timestamp({began})");
        let completed = format!("SELECT count(*) FROM jobs WHERE {made} AND status = 'completed'");
        let completed = self.database.number(&completed).await;
        assert!((completed - f64::from(jobs)).abs() < 0.5, "{completed} of {jobs} jobs were completed");
        let span = format!("SELECT extract(epoch FROM max(finished_at) - min(started_at)) FROM jobs WHERE {made}");
        (rate(jobs, self.database.number(&span).await), spent)
    }

    /// Asks the indexes of the queue, not the history.
    async fn is_done(&self) -> bool {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let queued = "EXISTS (SELECT 1 FROM jobs WHERE status = 'queued' AND crashes < 2)";
        let processing = "EXISTS (SELECT 1 FROM jobs WHERE status = 'processing')";
        self.database.holds(&format!("NOT {queued} AND NOT {processing}")).await
    }

    async fn dead_rows(&self) -> String {
        let sql = "SELECT string_agg(format('%s %s of %s', relname, n_dead_tup, n_live_tup), ', ' ORDER BY relname)
            FROM pg_stat_user_tables WHERE schemaname = 'public' AND n_live_tup > 1000";
        self.database.text(sql).await
    }
}

/// How the workers say they came by their jobs.
async fn claims(working: &[Worker]) -> String {
    let (mut by_ticket, mut all, mut batches) = (0.0, 0.0, 0.0);
    for worker in working {
        let page = reqwest::get(format!("{}/metrics", worker.url)).await.expect("the worker answers");
        let page = page.text().await.expect("a page of text");
        for line in page.lines().filter(|line| line.starts_with("colloquy_claim_batch_jobs_")) {
            let value: f64 = line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number");
            if line.contains("_sum{") {
                all += value;
                by_ticket += if line.contains("tickets") { value } else { 0.0 };
            } else if line.contains("_count{") {
                batches += value;
            }
        }
    }
    format!("{:.1} % claimed by ticket, {:.1} jobs a claim", 100.0 * by_ticket / all, all / batches)
}

pub(crate) async fn measure() -> bool {
    let floor = Floor::lay(&trivial()).await;
    let jobs = number("LOAD_JOBS", 50_000, 500);
    let (mut tickets, mut direct) = (Vec::new(), Vec::new());
    for round in 1..=setting("LOAD_ROUNDS", 3, 1) {
        for (way, name, rates) in [(Way::Tickets, "tickets", &mut tickets), (Way::Direct, "direct claim", &mut direct)]
        {
            let (rate, spent) = floor.drain(jobs, WORKERS, way).await;
            say(&format!("round {round}, {name}: {rate:.0} completions/s; {}", spent.per_thousand(jobs)));
            rates.push(rate);
        }
        say(&format!("    dead rows: {}", floor.dead_rows().await));
    }
    let (tickets, direct) = (median(&tickets), median(&direct));
    let kept = bound(&format!("through RabbitMQ {tickets:.0} completions/s, at least 5,000"), tickets >= 5e3);
    bound(&format!("by direct claim {direct:.0} completions/s, at least 10,000"), direct >= 1e4) && kept
}

/// One long queue: does the last tenth go as fast as the first?
pub(crate) async fn endurance() -> bool {
    let floor = Floor::lay(&trivial()).await;
    let jobs = number("LOAD_JOBS", 500_000, 2_000);
    say(&format!("dead rows before: {}", floor.dead_rows().await));
    let (whole, spent) = floor.drain(jobs, WORKERS, Way::Tickets).await;
    say(&format!("{jobs} jobs: {whole:.0} completions/s; {}", spent.per_thousand(jobs)));
    say(&format!("dead rows after: {}", floor.dead_rows().await));
    let sql = format!(
        "SELECT string_agg(round(n / greatest(seconds, 0.001))::text, ' ' ORDER BY tenth) FROM (
           SELECT tenth, count(*) AS n, extract(epoch FROM max(finished_at) - min(finished_at)) AS seconds FROM (
             SELECT finished_at, ntile(10) OVER (ORDER BY finished_at) AS tenth
             FROM (SELECT finished_at FROM jobs ORDER BY finished_at DESC LIMIT {jobs}) last) tenths
           GROUP BY tenth) rates"
    );
    let told = floor.database.text(&sql).await;
    say(&format!("completions/s by tenth: {told}"));
    let tenths: Vec<f64> = told.split(' ').filter_map(|rate| rate.parse().ok()).collect();
    let (first, last) = (tenths[0], tenths[tenths.len() - 1]);
    bound(&format!("the last tenth, {last:.0}/s, within 10 % of the first, {first:.0}/s"), last >= 0.9 * first)
}

pub(crate) fn number(name: &str, optimised: u64, unoptimised: u64) -> u32 {
    u32::try_from(setting(name, optimised, unoptimised)).expect("a number of jobs")
}
