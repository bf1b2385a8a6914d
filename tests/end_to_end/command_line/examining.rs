//! `colloquy doctor`.

use serde_json::Value;

use super::terminal::{Terminal, text};
use crate::site::Site;

fn verdicts(report: &str) -> Vec<(String, String)> {
    let report: Value = serde_json::from_str(report).expect("JSON alone is on the output");
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let checks = report["checks"].as_array().expect("a list");
    checks.iter().map(|line| (word(&line["check"]), word(&line["verdict"]))).collect()
}

#[tokio::test]
async fn all_is_well_and_nothing_stays_behind() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let ran = terminal.run(&["doctor", "--json"]);
    let names = ["address", "server", "clock", "credentials", "part"];
    assert_eq!(verdicts(&ran.ends(0, &[]).out), names.map(|name| (name.to_owned(), "ok".to_owned())));
    let metrics = site.client.http.get(format!("{}/metrics", site.server.url())).send().await.expect("an answer");
    let metrics = metrics.text().await.expect("text");
    let line = metrics.lines().find(|line| line.contains("colloquy_jobs_in_state") && line.contains("awaiting_upload"));
    assert!(line.is_none_or(|line| line.ends_with(" 0")), "{line:?}");
}

#[tokio::test]
async fn credentials_of_another_server_are_named() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let stored = std::fs::read_to_string(site.server.credentials()).expect("credentials");
    let wrong = terminal.file("wrong.json", stored.replace(&site.client.client_secret, "hunter22hunter22"));
    let ran = terminal.run(&["doctor", "--credentials", text(&wrong)]);
    assert!(ran.ends(1, &[]).out.contains("FAIL  credentials"), "{ran:?}");
    assert!(ran.out.contains("fix: ") && !ran.out.contains("hunter22"), "{ran:?}");
}
