//! The worker path of awa, a job queue of Rust and PostgreSQL, on the same kind of database.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tests::{setting, until};
use tokio::process::{Child, Command};

use super::bed::Bed;
use super::cpu::Spent;
use super::statistics::{median, rate};
use super::work::number;
use crate::say;

const WORKERS: usize = 2;
const LIMIT: Duration = Duration::from_mins(5);

/// `rival` is the program of `tests/load/awa`. It shows, and promises nothing.
pub(crate) async fn measure(rival: &Path) -> bool {
    let bed = Bed::start().await;
    let jobs = number("LOAD_JOBS", 50_000, 500);
    let mut rates = Vec::new();
    for round in 1..=setting("LOAD_ROUNDS", 3, 1) {
        let database = bed.database().await;
        let run = |words: &[&str]| -> Child {
            let mut command = Command::new(rival);
            command.args(words).stdin(Stdio::null()).kill_on_drop(true).spawn().expect("the rival starts")
        };
        let filled = run(&["fill", &database.url, &jobs.to_string()]).wait().await.expect("the rival ends");
        assert!(filled.success(), "the rival's queue was filled");
        database.run("VACUUM (ANALYZE)").await;
        database.run("CHECKPOINT").await;
        let before = Spent::now();
        let _working: Vec<Child> = (0..WORKERS).map(|_| run(&["work", &database.url])).collect();
        let done = async || {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let completed = "(SELECT count(*) FROM awa.jobs WHERE state = 'completed')";
            database.holds(&format!("{completed} >= {jobs}")).await.then_some(())
        };
        until("awa's jobs to be completed", LIMIT, done).await;
        let spent = Spent::now().since(&before);
        let span = "SELECT extract(epoch FROM max(finalized_at) - min(attempted_at)) FROM awa.jobs";
        rates.push(rate(jobs, database.number(span).await));
        let rate = rates[rates.len() - 1];
        say(&format!("round {round}, awa, {WORKERS} workers: {rate:.0} completions/s; {}", spent.per_thousand(jobs)));
    }
    say(&format!("awa: median {:.0} completions/s", median(&rates)));
    true
}
