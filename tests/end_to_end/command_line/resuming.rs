//! Uploads that are interrupted, and gone on with.

use std::time::Duration;

use tests::Server;
use tests::services::{Mode, Proxy};

use super::ending::listens;
use super::terminal::{Terminal, long, signal, text};
use crate::API;
use crate::site::SOON;

/// Of about 8 MiB each.
const PARTS: usize = 5;
const LINES: usize = 45;
const PART_BYTES: usize = 8 << 20;

/// A server whose parts come over a network that can be broken.
fn behind_a_proxy() -> (Server, Proxy) {
    let mut server = Server::prepare(API, &[]);
    let proxy = Proxy::listening(&server.url());
    server.set("COLLOQUY_PUBLIC_URL", &proxy.url(&server.url()));
    server.restart();
    (server, proxy)
}

#[tokio::test]
async fn an_upload_survives_the_end_of_its_client() {
    let (server, proxy) = behind_a_proxy();
    let terminal = Terminal::of(&server);
    let client = server.client().await;
    let talk = terminal.file("long.ndjson", long(LINES));
    proxy.set(Mode::Delay(Duration::from_millis(5)));
    let mut child = terminal.start(&["run", "--concurrency", "1", text(&talk)]);
    let kept = tests::until("the upload to begin", SOON, async || terminal.kept().pop()).await;
    let kept = std::fs::read_to_string(kept).expect("what is kept");
    assert!(!kept.contains("X-Amz"), "{kept}");
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
    let id = kept["job"].as_str().expect("an id");
    let missing = tests::until("some parts to arrive", SOON * 2, async || {
        let document = client.job(id).await;
        let missing = document["upload"]["parts"].as_array()?.len();
        (missing < PARTS).then_some(missing)
    })
    .await;
    child.kill().expect("it runs");
    child.wait().expect("it has ended");
    assert!(missing > 0, "it was in the middle");
    proxy.set(Mode::Pass);

    let heard = proxy.heard().len();
    let ran = terminal.run(&["upload", "--resume", text(&talk)]);
    assert_eq!(ran.ends(0, &[]).id(), id, "the same job");
    // What the one that was killed had sent may be on its way yet.
    let sent = proxy.heard().len() - heard;
    assert!(sent < missing * PART_BYTES + PART_BYTES / 2, "{sent} bytes for {missing} parts");
    assert!(terminal.kept().is_empty(), "there is nothing to go on with any more");
    let document = client.completed(id, SOON).await;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], LINES);
    terminal.run(&["upload", "--resume", text(&talk)]).ends(0, &["no upload of it was interrupted"]);
}

#[tokio::test]
async fn ctrl_c_says_how_to_go_on_and_a_changed_file_is_begun_afresh() {
    let (server, proxy) = behind_a_proxy();
    let terminal = Terminal::of(&server);
    let client = server.client().await;
    let talk = terminal.file("my talk.ndjson", long(12));
    proxy.set(Mode::Blackhole);
    let child = terminal.start(&["run", text(&talk)]);
    listens(child.id()).await;
    tests::until("the upload to begin", SOON, async || terminal.kept().pop()).await;
    signal(child.id(), "INT");
    let ran = terminal.end(child);
    let resume = format!("colloquy run --resume '{}'", text(&talk));
    assert_eq!(ran.ends(130, &[&resume]).out, "");
    let kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&terminal.kept()[0]).expect("what is kept")).expect("JSON");
    let begun = kept["job"].as_str().expect("an id").to_owned();
    assert_eq!(client.job(&begun).await["status"], "awaiting_upload", "nothing was given up");

    proxy.set(Mode::Pass);
    std::fs::write(&talk, long(11)).expect("the file can be changed");
    let ran = terminal.run(&["run", "--resume", text(&talk)]);
    let document = ran.ends(0, &["it has changed since its upload began"]).document();
    assert_ne!(document["id"], begun);
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 11);
}

#[tokio::test]
async fn a_url_that_has_ended_is_asked_for_anew() {
    let (mut server, proxy) = behind_a_proxy();
    server.kill();
    server.set("COLLOQUY_UPLOAD_URL_TTL", "2s");
    server.restart();
    let terminal = Terminal::of(&server);
    let talk = terminal.file("long.ndjson", long(LINES));
    // The last parts go when the URLs that came with the job have long ended.
    proxy.set(Mode::Delay(Duration::from_millis(5)));
    let ran = terminal.run(&["upload", "--concurrency", "1", text(&talk)]);
    let document = server.client().await.completed(ran.ends(0, &[]).id(), SOON).await;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], LINES);
    let refusal = b"HTTP/1.1 403";
    assert!(proxy.heard().windows(refusal.len()).any(|bytes| bytes == refusal), "a URL had ended");
}
