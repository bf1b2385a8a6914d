//! A result that cannot be read to its end.

use std::fs;
use std::path::{Path, PathBuf};

use tests::Server;

use super::{JOBS, kept, results};
use crate::reply::any_reply;
use crate::site::Site;
use crate::wire::{Wire, head};

const TURNS: usize = 12_000;

/// The largest file below a folder: of all objects that are not lists of parts, a result.
fn largest(folder: &Path) -> (u64, PathBuf) {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let each =
        entries.map(|path| if path.is_dir() { largest(&path) } else { (path.metadata().expect("a file").len(), path) });
    each.max().unwrap_or_default()
}

/// Overwrites the middle of a result; its first turns, and its analytics at the end, stay.
fn damage(server: &Server, job: &str) -> PathBuf {
    let (bytes, path) = largest(&server.data_dir().join("objects/objects"));
    assert!(path.to_string_lossy().contains(job) && bytes > 100_000, "{bytes} bytes in {}", path.display());
    let whole = fs::read(&path).expect("it is read");
    let mut damaged = whole.clone();
    let third = damaged.len() / 3;
    damaged[third..2 * third].fill(0);
    fs::write(&path, damaged).expect("it is written");
    path
}

#[tokio::test]
async fn half_a_result_never_looks_like_a_whole_one() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, TURNS).await;
    let object = damage(&site.server, &job);
    for form in ["json", "ndjson", "csv"] {
        for coding in ["", "accept-encoding: gzip\r\n", "accept-encoding: zstd\r\n"] {
            let mut wire = Wire::open(&client.url).await;
            let path = format!("{JOBS}/{job}/results?format={form}");
            assert!(wire.send(format!("{}{coding}\r\n", head(client, "GET", &path))).await);
            let said = wire.raw().await;
            assert!(said.starts_with(b"HTTP/1.1 200 OK\r\n"), "it had begun");
            assert!(said.len() > 10_000, "{} bytes", said.len());
            assert!(!said.ends_with(b"0\r\n\r\n"), "{form}, {coding}: it looks as if it had ended");
        }
    }
    // What is whole of it is read; what is not is our fault, said before the first byte.
    for range in ["0-99", "-100"] {
        assert_eq!(results(client, &job, &format!("?turns={range}"), &[]).await.status, 200, "{range}");
    }
    let middle = client.request(reqwest::Method::GET, &format!("{JOBS}/{job}/results?turns=6000-6010"));
    any_reply(middle).await.refused(500, "internal");
    fs::remove_file(object).expect("it is removed");
    let nothing = client.request(reqwest::Method::GET, &format!("{JOBS}/{job}/results"));
    any_reply(nothing).await.refused(500, "internal");
}
