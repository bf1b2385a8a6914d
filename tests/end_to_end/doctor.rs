//! `api doctor` on an embedded server: before its first start, while it runs, after it has ended, and damaged.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;
use tests::{Server, run_to_end};

use crate::API;

struct Report {
    document: Value,
    well: bool,
}

impl Report {
    fn of(server: &Server, arguments: &[&str]) -> Self {
        let output = run_to_end(server.command().arg("doctor").arg("--json").args(arguments));
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said);
        for secret in secrets(&server.data_dir()) {
            assert!(!said.contains(&secret), "a secret is shown: {said}");
        }
        assert!(!said.contains("X-Amz-"), "a signature is shown: {said}");
        let document = serde_json::from_slice(&output.stdout).expect("JSON alone is on the output");
        Self { document, well: output.status.success() }
    }

    fn line(&self, check: &str) -> &Value {
        let lines = self.document["checks"].as_array().expect("a list");
        lines.iter().find(|line| line["check"] == check).unwrap_or_else(|| panic!("{check}: {:#}", self.document))
    }

    fn expect(&self, check: &str, verdict: &str, word: &str) {
        let line = self.line(check);
        assert!(line["verdict"] == verdict && line.to_string().contains(word), "{verdict}, {word}: {line}");
    }

    fn complaints(&self) -> Vec<&Value> {
        // The machine of the tests may be short of room.
        let complaint = |line: &&Value| line["verdict"] != "ok" && line["check"] != "disk";
        self.document["checks"].as_array().expect("a list").iter().filter(complaint).collect()
    }
}

/// What the data directory keeps to itself.
fn secrets(data: &Path) -> Vec<String> {
    let secrets = ["dev-credentials.json", "object-keys.json"].map(|name| {
        let stored: Value = serde_json::from_slice(&std::fs::read(data.join(name)).ok()?).ok()?;
        stored.get("client_secret").or(stored.get("secret_key"))?.as_str().map(str::to_owned)
    });
    secrets.into_iter().flatten().collect()
}

/// Every file below, without what the database does by itself.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry.clone());
            }
            let name = entry.display().to_string();
            if !name.ends_with("-wal") && !name.ends_with("-shm") {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn before_the_first_start_all_is_well_and_nothing_is_made() {
    let server = Server::prepare(API, &[]);
    let beside = server.data_dir().parent().expect("a folder").to_owned();
    let before = files(&beside);
    let report = Report::of(&server, &[]);
    assert!(report.well, "{:#}", report.document);
    report.expect("data directory", "ok", "not there yet");
    report.expect("database", "ok", "not there yet");
    report.expect("listener", "ok", "free");
    report.expect("part round trip", "ok", "5 MiB");
    report.expect("api", "warn", "start one");
    assert_eq!(report.complaints().len(), 1, "{:#}", report.document);
    assert_eq!(files(&beside), before);
}

#[tokio::test]
async fn a_running_server_is_visited_and_left_as_it_was() {
    let mut server = Server::start(API, &[]);
    let objects = server.data_dir().join("objects");
    let before = files(&objects);
    let report = Report::of(&server, &[]);
    assert!(report.well && report.complaints().is_empty(), "{:#}", report.document);
    report.expect("data lock", "ok", "a server runs");
    report.expect("database", "ok", "sound");
    report.expect("schema", "ok", "as this program wants it");
    report.expect("api", "ok", "ready");
    report.expect("part round trip", "ok", &server.url());
    report.expect("CORS preflight", "ok", "not needed");
    let limit = std::time::Duration::from_secs(10);
    tests::until("the parts to be removed", limit, async || (files(&objects) == before).then_some(())).await;

    let elsewhere = Report::of(&server, &["--origin", "https://app.example"]);
    assert!(!elsewhere.well);
    elsewhere.expect("CORS preflight", "fail", "own origin");
    assert!(server.terminate());

    let ended = Report::of(&server, &[]);
    assert!(ended.well, "{:#}", ended.document);
    ended.expect("data lock", "ok", "no server runs");
    ended.expect("part round trip", "ok", "5 MiB");
    server.restart();
    assert!(server.terminate());
}

#[test]
fn a_port_that_is_taken_and_an_answer_that_is_no_api_s_fail() {
    let server = Server::prepare(API, &[]);
    let address = server.url().replace("http://", "");
    let _taken = TcpListener::bind(&address).expect("the port is free");
    let report = Report::of(&server, &[]);
    assert!(!report.well);
    report.expect("listener", "fail", "COLLOQUY_LISTEN");
}

#[test]
fn a_damaged_database_fails_and_a_file_that_is_none_too() {
    let mut server = Server::start(API, &[]);
    assert!(server.terminate());
    let path = server.data_dir().join("colloquy.db");
    let mut file = File::options().write(true).open(&path).expect("the database is a file");
    let pages = file.metadata().expect("it has a size").len() / 4096;
    assert!(pages > 10, "{pages}");
    // The pages of tables and indexes, not the first, which says that it is a database.
    for page in 2..pages {
        file.seek(SeekFrom::Start(page * 4096)).expect("within the file");
        file.write_all(&[0xa5; 64]).expect("written");
    }
    drop(file);
    let report = Report::of(&server, &[]);
    assert!(!report.well);
    report.expect("database", "fail", "backup");
    std::fs::write(&path, "no database at all".repeat(1000)).expect("written");
    Report::of(&server, &[]).expect("database", "fail", "backup");
}

#[test]
fn a_setting_that_cannot_be_read_is_a_report_too() {
    let server = Server::prepare(API, &[("COLLOQUY_UPLOAD_URL_TTL", "soon")]);
    let report = Report::of(&server, &[]);
    assert!(!report.well);
    report.expect("settings", "fail", "COLLOQUY_UPLOAD_URL_TTL");
    let wrong = run_to_end(server.command().args(["doctor", "--origin", "app.example"]));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && said.contains("https://app.example"), "{said}");
}
