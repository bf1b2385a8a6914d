//! Rows made by copying a real job's, for what would take too long through HTTP.
//!
//! What must stay true: a copy is a job like any other, in every table; its id is in the order of time, as real ones
//! are. Copies are made from within the database, so that no column's name or meaning is repeated here.

use std::fmt::Write as _;

use serde_json::json;

use super::bed::Bed;
use super::database::Database;
use super::side;

/// Rows of one statement.
const STRETCH: u32 = 50_000;

/// Has one job's rows kept aside as samples, queued and completed.
pub(crate) struct Samples;

impl Samples {
    /// Submits one small job, keeps its rows, lets it be completed and keeps those.
    pub(crate) async fn make(bed: &Bed, database: &Database, request: &serde_json::Value) -> Self {
        let settings = side::settings(bed, database, None);
        let api = side::api(&settings);
        let client = api.client().await;
        let post = client.request(reqwest::Method::POST, "/v1/conversations/jobs").header("mpathic-profile", "counts");
        let answer = tests::Client::send(post.json(request)).await;
        let job = answer.body["id"].as_str().expect("a job was made").to_owned();
        keep(database, "queued", &job).await;
        let _worker = side::worker(&settings);
        client.completed(&job, std::time::Duration::from_secs(30)).await;
        keep(database, "completed", &job).await;
        Self
    }

    /// Queues so many jobs, due at this second of the database's clock.
    pub(crate) async fn queue(&self, database: &Database, jobs: u32, due: f64) {
        let due = format!("to_timestamp({due})");
        let due = format!("'created_at', clock_timestamp(), 'run_at', {due}, 'ticket_due', {due}");
        copy(database, "queued", &due, jobs).await;
    }

    /// Adds so many completed jobs, and lets the database look at them while no job is queued.
    pub(crate) async fn history(&self, database: &Database, jobs: u32) {
        copy(database, "completed", "", jobs).await;
        database.run("VACUUM (ANALYZE)").await;
    }
}

/// The tables that hold a job's rows, and the column that names the job.
const TABLES: [(&str, &str); 4] = [("jobs", "id"), ("job_details", "job"), ("job_inputs", "job"), ("results", "job")];

async fn keep(database: &Database, status: &str, job: &str) {
    database.run("CREATE SCHEMA IF NOT EXISTS sample").await;
    for (table, key) in TABLES {
        let sample = format!("CREATE TABLE sample.{status}_{table} AS SELECT * FROM {table} WHERE {key} = '{job}'");
        database.run(&sample).await;
    }
    let kept = format!("(SELECT status FROM sample.{status}_jobs) = '{status}'");
    assert!(database.holds(&kept).await, "the sample is {status}");
}

async fn copy(database: &Database, status: &str, now: &str, jobs: u32) {
    database.run("CREATE TEMPORARY TABLE IF NOT EXISTS copied (id uuid)").await;
    let mut left = jobs;
    while left > 0 {
        let stretch = left.min(STRETCH);
        left -= stretch;
        // Version 7: milliseconds, then what tells one id from the next. Rows that nothing checks are made faster.
        let ids =
            "SELECT CAST(lpad(to_hex(CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)), 12, '0')
            || '7' || lpad(to_hex(n / 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0') AS uuid)";
        let mut sql = format!(
            "SET session_replication_role = replica; TRUNCATE copied;
             INSERT INTO copied {ids} FROM generate_series(1, {stretch}) n;"
        );
        for (table, key) in TABLES {
            let now = if table == "jobs" && !now.is_empty() { format!(", {now}") } else { String::new() };
            write!(
                sql,
                "INSERT INTO {table} SELECT made.* FROM copied, sample.{status}_{table} one,
                 jsonb_populate_record(one, jsonb_build_object('{key}', copied.id{now})) made;"
            )
            .expect("writing to memory does not fail");
        }
        database.run(&sql).await;
    }
    database.run("SET session_replication_role = origin").await;
}

/// A job as small as one can be: what is measured is what goes on around its analysis.
pub(crate) fn trivial() -> serde_json::Value {
    json!({ "talk_turns": [{ "input": "Good.", "speaker": { "id": "a" } }] })
}
