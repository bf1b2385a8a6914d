//! Long jobs and clients that wait, in one process: neither starves the other.

use std::time::Duration;

use serde_json::json;
use tests::{Client, until};
use tokio::task::JoinSet;

use super::{BEHAVIORS, CONVERSATIONS, heaviest};
use crate::busy::Busy;
use crate::reply::post;

/// Of an answer, while every processor is at a job that never ends.
const AN_ANSWER: Duration = Duration::from_secs(10);

async fn turns_done(client: &Client, job: &str) -> u64 {
    client.job(job).await["progress"]["done"].as_u64().expect("a count")
}

#[tokio::test]
async fn answers_come_while_jobs_run_and_jobs_go_on_while_answers_are_given() {
    let busy = Busy::start(&[]).await;
    let client = &busy.site.client;
    let sentence = json!({ "input": "Have you completed the document for our meeting?" }).to_string();
    for (path, body, times) in [(BEHAVIORS, sentence, 10), (CONVERSATIONS, heaviest(), 2)] {
        for _ in 0..times {
            let answer = tokio::time::timeout(AN_ANSWER, post(client, path, body.clone())).await;
            answer.expect("it does not wait for a job to end").document();
        }
    }
    // As many as keep every thread of theirs at work, one after another.
    let mut asking = JoinSet::new();
    for _ in 0..4 {
        let (client, body) = (client.clone(), heaviest());
        asking.spawn(async move {
            loop {
                post(&client, CONVERSATIONS, body.clone()).await.document();
            }
        });
    }
    for job in &busy.endless {
        let before = turns_done(client, job).await;
        until("the job to go on", Duration::from_mins(1), async || {
            (turns_done(client, job).await > before).then_some(())
        })
        .await;
    }
    asking.abort_all();
    while let Some(asked) = asking.join_next().await {
        assert!(asked.is_err_and(|ended| ended.is_cancelled()), "every answer was one");
    }
    busy.free().await;
    busy.site.unharmed().await;
}
