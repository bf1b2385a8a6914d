//! How it ends, in codes that a script can tell apart.

use serde_json::json;
use tests::{Dialogue, ndjson};

use super::terminal::{Terminal, signal, text};
use crate::site::{SOON, Site};

const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// A job that waits for an upload that never comes.
async fn waiting(site: &Site) -> String {
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 5, "content_type": "text/vtt" });
    site.client.start_upload(&announced).await.job
}

#[tokio::test]
async fn wrong_credentials_are_told_apart_from_everything_else() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 3, seed: 1 }));
    let stored = std::fs::read_to_string(site.server.credentials()).expect("credentials");
    let wrong = terminal.file("wrong.json", stored.replace(&site.client.client_secret, "hunter22hunter22"));
    for arguments in
        [["--credentials", text(&wrong), "run", text(&talk)], ["--credentials", text(&wrong), "results", NOBODY]]
    {
        let ran = terminal.run(&arguments);
        assert_eq!(ran.ends(4, &["HTTP 401"]).out, "");
        assert!(!ran.err.contains("hunter22"), "{ran:?}");
    }
    let none = terminal.command(&["jobs", "get", NOBODY]).env_remove("COLLOQUY_CREDENTIALS").spawn();
    terminal.end(none.expect("the program starts")).ends(4, &["COLLOQUY_CLIENT_ID"]);
    let half = terminal.command(&["jobs", "get", NOBODY]).env("COLLOQUY_CLIENT_ID", "c1").spawn();
    terminal.end(half.expect("the program starts")).ends(2, &["COLLOQUY_CLIENT_SECRET"]);
    let set = terminal
        .command(&["jobs", "get", &waiting(&site).await])
        .env_remove("COLLOQUY_CREDENTIALS")
        .env("COLLOQUY_CLIENT_ID", &site.client.client_id)
        .env("COLLOQUY_CLIENT_SECRET_FILE", terminal.file("secret", format!("{}\n", site.client.client_secret)))
        .env("COLLOQUY_MPATHIC_ID", &site.client.mpathic_id)
        .spawn();
    terminal.end(set.expect("the program starts")).ends(0, &[]);
}

#[tokio::test]
async fn what_nobody_knows_is_not_found() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    for arguments in [&["jobs", "get"][..], &["jobs", "watch"], &["jobs", "cancel"], &["jobs", "retry"], &["results"]] {
        let ran = terminal.run(&[arguments, &[NOBODY]].concat());
        assert_eq!(ran.ends(5, &["HTTP 404"]).out, "", "{arguments:?}");
    }
    terminal.run(&["jobs", "get", "../../token"]).ends(2, &["a job's id"]);
}

#[tokio::test]
async fn a_job_that_fails_says_why_and_can_be_tried_again() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let broken = terminal.file("broken.ndjson", "{\"input\":\"Hello.\"}\n{\"input\":7,\"secret\":\"unsaid\"}\n");
    let ran = terminal.run(&["run", text(&broken)]);
    let document = ran.ends(3, &["failed", "line 2", "(wrong_type)"]).document();
    assert_eq!(document["status"], "failed");
    assert!(!ran.err.contains("unsaid"), "{ran:?}");
    let id = document["id"].as_str().expect("an id");
    terminal.run(&["results", id]).ends(3, &["line 2"]);
    let again = terminal.run(&["jobs", "retry", id]).ends(0, &[]).document();
    assert_eq!(again["redrive_of"], id);
    let ran = terminal.run(&["jobs", "watch", again["id"].as_str().expect("an id")]);
    assert_eq!(ran.ends(3, &["line 2"]).document()["status"], "failed");
}

#[tokio::test]
async fn a_result_without_some_turns_is_one_in_part() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let broken = terminal.file("broken.ndjson", "{\"input\":\"Hello.\"}\n{\"input\":7}\n");
    let ran = terminal.run(&["run", text(&broken), "--on-error", "report"]);
    let document = ran.ends(6, &["line 2", "1 turns could not be read"]).document();
    assert_eq!(document["status"], "completed");
    // One that cannot be read beside one that fails: the first counts, and both are worked on.
    let none = terminal.file("none.ndjson", "nothing of the kind");
    let both = terminal.run(&["run", "missing.vtt", text(&none)]);
    both.ends(1, &["missing.vtt", "none.ndjson"]);
}

#[tokio::test]
async fn waiting_ends_and_the_job_does_not() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let id = waiting(&site).await;
    let ran = terminal.run(&["jobs", "watch", &id, "--timeout", "1s"]);
    assert_eq!(ran.ends(7, &["waited for too long", &id]).out, "");
    assert_eq!(terminal.run(&["results", &id]).ends(1, &["awaiting_upload"]).out, "");
    let child = terminal.start(&["jobs", "watch", &id]);
    listens(child.id()).await;
    signal(child.id(), "INT");
    terminal.end(child).ends(130, &["the job goes on", &id]);
    assert_eq!(site.client.job(&id).await["status"], "awaiting_upload");
    let cancelled = terminal.run(&["jobs", "cancel", &id]).ends(0, &[]).document();
    assert_eq!(cancelled["status"], "cancelled");
    terminal.run(&["jobs", "watch", &id]).ends(3, &["cancelled"]);
}

#[tokio::test]
async fn a_server_that_is_away_is_an_error() {
    let mut site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    site.server.kill();
    // The doctor asks once.
    let ran = terminal.run(&["doctor"]);
    assert!(ran.ends(1, &[]).out.contains("FAIL  server"), "{ran:?}");
}

/// Until the program has a handler of its own for Ctrl-C.
pub(super) async fn listens(process: u32) {
    tests::until("the program to listen for Ctrl-C", SOON, async || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        (u64::from_str_radix(caught.trim(), 16).ok()? >> 1 & 1 == 1).then_some(())
    })
    .await;
}
