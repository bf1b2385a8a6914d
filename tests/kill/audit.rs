//! Who owns what lies in a stopped server's object directory.
//!
//! Everything that a job, its adopted result or a garbage row accounts for is removed through the object store itself;
//! whatever file is left then is somebody's mistake. Opening it does what the next start would do. The garbage rows come
//! from a copy of the database whose clock is far ahead, so that all of them are due and every upload that is still
//! awaited has expired: that, and not its job's row, answers for a second upload on its key, opened by a process that
//! died before it could write down the id.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::{ManualClock, Status, TenantId, Timestamp};
use objects::Objects;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use serde_json::{Value, json};
use store::{Garbage, Store};
use tests::{Dialogue, Server, request, until};

use crate::API;
use crate::patient::Patient;
use crate::workload::Workload;

/// What was found.
pub(crate) struct Audit {
    /// Files of the object directory that nothing accounts for.
    pub(crate) orphans: Vec<String>,
    /// Jobs in the database.
    pub(crate) jobs: u64,
    /// Garbage rows still to be collected.
    pub(crate) garbage: usize,
}

/// Looks through the directory of a stopped server whose clients made these jobs. Takes the objects apart: the last
/// thing to be done with a directory.
pub(crate) async fn audit(data: &Path, jobs: &BTreeSet<String>) -> Audit {
    let directory = data.join("objects");
    let objects = open(data).await.objects();
    let copy = tempfile::tempdir().expect("a temporary folder");
    for file in ["colloquy.db", "colloquy.db-wal"] {
        if data.join(file).exists() {
            std::fs::copy(data.join(file), copy.path().join(file)).expect("copied");
        }
    }
    let far_ahead = Timestamp(i64::MAX / 2);
    let clock = Arc::new(ManualClock::at(far_ahead));
    let store = store::open_sqlite(&copy.path().join("colloquy.db"), clock).await.expect("the database opens");
    let tenant = tenant(data, &*store).await;
    store.expire_uploads(u32::MAX).await.expect("expired");
    for id in jobs {
        remove_owned(&*objects, &*store, tenant, id).await;
    }
    let rows = store.due_garbage(u32::MAX).await.expect("garbage rows");
    for row in &rows {
        remove_garbage(&*objects, &row.garbage).await;
    }
    // What is removed goes in the background, and so does what a killed process was still writing.
    let tidy = async || files_below(&directory.join("tmp")).is_empty().then_some(());
    until("removed objects to be gone", Duration::from_secs(20), tidy).await;
    let orphans = files_below(&directory);
    let jobs = store.counts().await.expect("counts").values().sum();
    Audit { orphans, jobs, garbage: rows.len() }
}

/// The objects of a stopped server.
pub(crate) async fn open(data: &Path) -> EmbeddedS3 {
    let settings = EmbeddedSettings::new(data.join("objects"), "audit", "http://audit", "key", "secret");
    EmbeddedS3::open(settings).await.expect("the object directory opens")
}

async fn tenant(data: &Path, store: &dyn Store) -> TenantId {
    let credentials = std::fs::read(data.join("dev-credentials.json")).expect("the credentials are there");
    let credentials: Value = serde_json::from_slice(&credentials).expect("credentials are JSON");
    let client = store.client(credentials["client_id"].as_str().expect("a string")).await.expect("a client");
    client.expect("the client is known").client.tenant
}

/// A job owns its input unless it was cancelled, and the result it has adopted.
async fn remove_owned(objects: &dyn Objects, store: &dyn Store, tenant: TenantId, id: &str) {
    let id = id.parse().expect("a job's id");
    let job = store.job(tenant, id).await.expect("a job").expect("an accepted job is in the database");
    objects.delete(&format!("inputs/{id}")).await.expect("deleted");
    if let Some(upload) = store.upload(tenant, id).await.expect("an upload")
        && job.status != Status::Cancelled
    {
        objects.delete(&upload.key).await.expect("deleted");
    }
    if let Some(result) = store.result(tenant, id).await.expect("a result") {
        let manifest: Value = serde_json::from_slice(&result.manifest).expect("a manifest is JSON");
        if let Some(prefix) = manifest["prefix"].as_str() {
            delete_below(objects, prefix).await;
        }
    }
}

async fn remove_garbage(objects: &dyn Objects, garbage: &Garbage) {
    if let Garbage::Key(key) | Garbage::Uploads(key) = garbage {
        for upload_id in objects.uploads(key).await.expect("open uploads") {
            objects.abort_upload(key, &upload_id).await.expect("aborted");
        }
    }
    match garbage {
        Garbage::Key(key) => objects.delete(key).await.expect("deleted"),
        Garbage::Prefix(prefix) => delete_below(objects, prefix).await,
        Garbage::Uploads(_) => {}
    }
}

async fn delete_below(objects: &dyn Objects, prefix: &str) {
    loop {
        let keys = objects.list(prefix, None).await.expect("a list");
        for key in &keys {
            objects.delete(key).await.expect("deleted");
        }
        if keys.is_empty() {
            return;
        }
    }
}

/// Every file below a folder, as a path from there.
pub(crate) fn files_below(top: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        // One that is not there any more holds no file.
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(top).expect("below").display().to_string());
            }
        }
    }
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_finds_what_nobody_owns() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let workload = Workload::new();
    let mut upload = patient.announce("upload", &workload.file).await;
    patient.put(&mut upload, &workload.file, 1).await.expect("a part is put");
    let inline = patient.submit("inline", &workload.large).await;
    patient.completed(&inline).await;
    let (jobs, data) = (BTreeSet::from([upload.job.clone(), inline.clone()]), server.data_dir());
    assert!(server.terminate());
    {
        let objects = open(&data).await.objects();
        objects.put(&format!("jobs/{inline}/9-stray/00000"), "text/plain", "x".into()).await.unwrap();
        objects.open_upload("uploads/of-nobody", "text/plain").await.unwrap();
    }
    std::fs::write(data.join("objects/tmp/half"), "x").unwrap();
    let found = audit(&data, &jobs).await;
    assert_eq!(found.jobs, 2);
    let stray = |name: &str| found.orphans.iter().filter(|path| path.ends_with(name)).count();
    assert_eq!((stray("00000.o"), stray("/upload")), (1, 1), "{:?}", found.orphans);
    assert_eq!(found.orphans.len(), 2, "what a killed process was writing is not there any more: {:?}", found.orphans);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_content_with_a_server_that_was_left_alone() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let dialogue = Dialogue { turns: 20, seed: 9 };
    let job = patient.0.submit(&request(dialogue)).await;
    patient.completed(&job).await;
    let data = server.data_dir();
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::from([job])).await;
    assert_eq!((found.orphans, found.jobs, found.garbage), (vec![], 1, 0), "{}", json!(found.garbage));
}
