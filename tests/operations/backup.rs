//! A backup as deploy/README.md describes it, and what comes back from it.
//!
//! What must stay true: the bucket is copied before the database is dumped and once more after it, and nothing is taken
//! out of the copy: so every object that the dump knows of is in it. The queue is not part of a backup.

use std::path::Path;
use std::process::Command;

use futures::StreamExt as _;
use objects::Objects as _;
use serde_json::json;
use tempfile::NamedTempFile;
use tests::services::{Garage, Postgres, postgres_programs};
use tests::{Client, Dialogue, Server, request, run_to_end};

use crate::place::{Place, SOON, response, upload};
use crate::{API, WORKER};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_brings_back_results_and_the_work_that_was_left() {
    let place = Place::make();
    let api = place.api(API);
    let client = api.client().await;
    let worker = place.worker(WORKER);
    let large = upload(&client, 1).await;
    let small = client.submit(&request(Dialogue { turns: 20, seed: 2 })).await;
    let mut before = Vec::new();
    for job in [&large, &small] {
        before.push(client.completed(job, SOON).await);
    }
    assert!(worker.terminate(), "nothing works on what follows");
    let waiting = client.submit(&request(Dialogue { turns: 20, seed: 3 })).await;
    let unread = upload(&client, 4).await;

    let restored = Place::make();
    copy(&place.garage, &restored.garage).await;
    let dump = dump(&place.postgres);
    copy(&place.garage, &restored.garage).await;
    drop((api, place));

    restore(&restored.postgres, &dump);
    let api: Server = restored.api(API);
    let _worker = restored.worker(WORKER);
    // The same client, its secret and its token: all of it was in the database.
    let client = Client { url: api.url(), ..client };
    for (job, before) in [&large, &small].into_iter().zip(&before) {
        assert!(response(&client.job(job).await) == response(before), "the result is what it was");
    }
    client.completed(&waiting, SOON).await;
    // No copy of a bucket holds the parts of an upload that no worker has put together yet: its client has to come again.
    let unread = client.finished(&unread, SOON).await;
    assert_eq!((&unread["status"], &unread["error"]["code"]), (&json!("failed"), &json!("upload_lost")));
}

/// Whatever one bucket holds and the other does not have yet.
async fn copy(from: &Garage, to: &Garage) {
    let (from, to) = (from.objects(&from.url()), to.objects(&to.url()));
    let keys = from.list("", None).await.expect("a list");
    assert!(keys.len() < 1_000, "one page of keys");
    for key in keys {
        let Some(mut chunks) = from.read(&key, 0).await.expect("it can be read") else { continue };
        let mut whole = Vec::new();
        while let Some(chunk) = chunks.next().await {
            whole.extend_from_slice(&chunk.expect("all of it arrives"));
        }
        to.put(&key, "application/octet-stream", whole.into()).await.expect("it can be written");
    }
}

fn dump(postgres: &Postgres) -> NamedTempFile {
    let file = NamedTempFile::new().expect("a temporary file");
    run("pg_dump", &["--format=custom", "--no-owner", &postgres.url(), "--file"], file.path());
    file
}

fn restore(postgres: &Postgres, dump: &NamedTempFile) {
    run("pg_restore", &["--no-owner", "--exit-on-error", "--dbname", &postgres.url()], dump.path());
}

fn run(program: &str, arguments: &[&str], file: &Path) {
    let ended = run_to_end(Command::new(postgres_programs().join(program)).args(arguments).arg(file));
    assert!(ended.status.success(), "{program}: {}", String::from_utf8_lossy(&ended.stderr));
}
