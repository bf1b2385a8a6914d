//! How long a file stays, and what is left of it.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, Form, ndjson, until};

use super::{FILES, delete, keep, start, vtt};
use crate::reply::{CANARY, get, reply};
use crate::site::{SOON, Site};

/// Whether any file below has this in it.
fn holds(folder: &Path, what: &str) -> bool {
    std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("readable").path()).any(|path| {
        if path.is_dir() {
            return holds(&path, what);
        }
        std::fs::read(path).is_ok_and(|bytes| bytes.windows(what.len()).any(|window| window == what.as_bytes()))
    })
}

fn form() -> Form {
    let mut bytes = ndjson(Dialogue { turns: 20, seed: 3 });
    bytes.extend_from_slice(format!("{{\"input\":\"{CANARY}\"}}\n").as_bytes());
    Form::of(&format!("{CANARY}.ndjson"), "application/x-ndjson", &bytes)
        .text("user_metadata", &format!("\"{CANARY}\""))
}

async fn erase_job(client: &Client, job: &str) {
    let erased = reply(client.request(Method::DELETE, &format!("/v1/conversations/jobs/{job}"))).await;
    assert_eq!(erased.status, 204, "{}", erased.text);
}

#[tokio::test]
async fn nothing_is_left_of_what_is_erased() {
    let mut site = Site::start().await;
    let client = site.client.clone();
    let objects = site.server.data_dir().join("objects");
    let [unused, used] = [keep(&client, form()).await, keep(&client, form()).await];
    let jobs = [start(&client, &used).await.id(), start(&client, &used).await.id()];
    for job in &jobs {
        client.completed(job, SOON).await;
    }
    for file in [&unused, &used] {
        let erased = delete(&client, file).await;
        assert_eq!((erased.status, erased.text.as_str(), erased.header("content-type")), (204, "", None));
        delete(&client, file).await.refused(404, "file_unknown");
        get(&client, &format!("{FILES}/{file}")).await.refused(404, "file_unknown");
        start(&client, file).await.refused(404, "file_unknown");
    }
    erase_job(&client, &jobs[0]).await;
    assert!(holds(&objects, CANARY), "a job still has it");
    erase_job(&client, &jobs[1]).await;
    until("the object to be gone", SOON, async || (!holds(&objects, CANARY)).then_some(())).await;
    site.unharmed().await;
    // Which folds the database's log into it.
    assert!(site.server.terminate(), "a drained server exits with success");
    assert!(!holds(&site.server.data_dir(), CANARY), "not in the database either");
}

#[tokio::test]
async fn a_file_is_kept_for_as_long_as_the_operator_says() {
    let site = Site::with(&[("COLLOQUY_RETENTION", "1s")]).await;
    let client = &site.client;
    let file = keep(client, form()).await;
    let job = start(client, &file).await.id();
    let gone = async |path: String| {
        let answer = client.request(Method::GET, &path).send().await.expect("an answer");
        (answer.status() == 404).then_some(())
    };
    until("the job to be gone", Duration::from_mins(1), async || gone(format!("/v1/conversations/jobs/{job}")).await)
        .await;
    until("the file to be gone", Duration::from_mins(1), async || gone(format!("{FILES}/{file}")).await).await;
    let objects = site.server.data_dir().join("objects");
    until("the object to be gone", SOON, async || (!holds(&objects, CANARY)).then_some(())).await;
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_outlives_its_jobs_and_the_server() {
    let mut site = Site::start().await;
    let client = site.client.clone();
    let file = keep(&client, vtt()).await;
    let job = start(&client, &file).await.id();
    client.completed(&job, SOON).await;
    erase_job(&client, &job).await;
    site.server.kill();
    site.server.restart();
    let job = client.submit(&json!({ "file_id": file })).await;
    client.completed(&job, SOON).await;
    site.unharmed().await;
}
