//! A full disk in the embedded shape: said plainly, nothing lost, and over once there is room again.
//!
//! The server gets a data directory on a file system of 32 MiB, in a mount namespace of its own (with a user namespace
//! where the tests do not run as root).

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tests::{Client, Dialogue, Server, ndjson, request, until};

use crate::API;

const DISK: &str = "32m";
const PART: usize = 5 << 20;
const BALLAST: usize = 3 << 20;

/// A program that starts the api on the small disk, with the same process id.
fn on_a_small_disk(folder: &TempDir) -> PathBuf {
    let script = format!(
        r#"#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p "$COLLOQUY_DATA_DIR"
user=; [ "$(id -u)" = 0 ] || user="--user --map-root-user"
exec unshare $user --mount sh -c 'mount -t tmpfs -o size={DISK} colloquy "$COLLOQUY_DATA_DIR" && exec "{API}"'
"#
    );
    let path = folder.path().join("api-on-a-small-disk");
    std::fs::write(&path, script).expect("a temporary file can be written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it can be made executable");
    path
}

#[tokio::test]
async fn a_full_disk_is_a_507_and_over_once_there_is_room() {
    let folder = TempDir::new().expect("a temporary folder");
    let program = on_a_small_disk(&folder);
    let server = Server::start(program.to_str().expect("a readable path"), &[]);
    // The mount is the server's own: what is below it is seen through the process.
    let seen = PathBuf::from(format!("/proc/{}/root", server.process_id()));
    let credentials = server.credentials();
    let credentials = seen.join(credentials.strip_prefix("/").expect("an absolute path"));
    let client = Client::connect(&server.url(), &credentials).await;
    // What an operator takes away when there is no room for anything.
    let ballast = credentials.with_file_name("ballast");
    std::fs::write(&ballast, vec![7; BALLAST]).expect("there is room at first");

    let file = ndjson(Dialogue { turns: 500_000, seed: 1 });
    let announced = json!({
        "file_name": "too-long.ndjson",
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": PART,
    });
    let started = client.start_upload(&announced).await;
    assert!(started.urls.len() > 8, "more parts than the disk holds");
    let mut refused = None;
    for ((_, url), part) in started.urls.iter().zip(file.chunks(PART)) {
        let put = client.http.put(url).body(part.to_vec()).send().await.expect("the server answers");
        if !put.status().is_success() {
            refused = Some(put.status().as_u16());
            break;
        }
    }
    assert_eq!(refused, Some(507));
    let job = format!("/v1/conversations/jobs/{}", started.job);
    assert_eq!(client.get(&job).await.body["status"], "awaiting_upload", "the upload is still there");

    // Whatever little fits or not: the answer is an answer, and what was accepted is done in the end.
    let mut accepted = Vec::new();
    for seed in 0..20 {
        let answer = client.post("/v1/conversations/jobs", &request(Dialogue { turns: 200, seed })).await;
        match answer.status.as_u16() {
            200 => accepted.push(answer.body["id"].as_str().expect("an id").to_owned()),
            status => assert_eq!(status, 507, "{}", answer.body),
        }
    }

    // Less than a part is free, but now enough to write down that the upload is given up.
    std::fs::remove_file(&ballast).expect("it is there");
    let cancelled = client.post(&format!("{job}/cancel-multipart"), &json!({})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.body);
    until("the disk to have room again", Duration::from_mins(1), async || {
        let answer = client.post("/v1/conversations/jobs", &request(Dialogue { turns: 2_000, seed: 99 })).await;
        (answer.status == 200).then(|| accepted.push(answer.body["id"].as_str().expect("an id").to_owned()))
    })
    .await;
    for job in accepted {
        client.completed(&job, Duration::from_mins(1)).await;
    }
}
