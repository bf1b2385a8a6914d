//! What comes of a file, and of a job's id.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use tests::{Dialogue, ndjson};

use super::terminal::{Terminal, long, text};
use crate::site::Site;

#[tokio::test]
async fn a_small_file_becomes_its_document() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 30, seed: 1 }));
    let ran = terminal.run(&["run", text(&talk), "--include-diagnostics", "--profile", "counts"]);
    let document = ran.ends(0, &[]).document();
    assert_eq!(document["status"], "completed");
    let response = &document["conversations_response"];
    assert_eq!(response["analytics"]["conversation_analytics"]["talk_turn_count"], 30);
    assert_eq!(response["diagnostics"]["input_format"], "ndjson", "the option was sent");
    assert_eq!(document["profile"], "counts");
    assert_eq!(ran.err, "", "nothing to say without a terminal");
    assert_eq!(terminal.kept(), Vec::<std::path::PathBuf>::new(), "nothing to go on with");

    let id = document["id"].as_str().expect("an id");
    assert_eq!(terminal.run(&["results", id]).ends(0, &[]).document(), document);
    let shown = terminal.run(&["jobs", "get", id]).ends(0, &[]).document();
    assert_eq!((&shown["id"], &shown["status"]), (&document["id"], &document["status"]));
    assert!(shown.get("conversations_response").is_none(), "{shown}");
    let watched = terminal.run(&["jobs", "watch", id]).ends(0, &[]).document();
    assert_eq!(watched, shown);
}

#[tokio::test]
async fn a_server_s_table_is_the_one_that_is_drawn_here() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 30, seed: 1 }));
    let harm = "Ada: How are you?\nBen: Some nights I think about ending my life.\nAda: Thank you for telling me.\n";
    let harm = terminal.file("harm.txt", harm);
    let drawn = |command: &str, file| terminal.run(&[command, "--output", "table", text(file)]);
    for file in [&talk, &harm] {
        let (here, there) = (drawn("analyze", file), drawn("run", file));
        // Here it is a path, and there a file's name; either is the argument.
        assert_eq!(there.ends(0, &["all of it: colloquy results "]).out, here.ends(0, &[]).out);
    }
    let page = drawn("run", &harm);
    let line = page.out.lines().find(|line| line.contains("suicidal ideation")).expect("it was said");
    assert!(line.contains("severity") && line.contains("turn 1"), "{line}");

    // Whoever keeps no turns is told how often, and not where.
    let request =
        r#"{"talk_turns":[{"input":"Some nights I think about ending my life."}],"include_conversation":false}"#;
    let request = terminal.file("request.json", request);
    let page = drawn("run", &request);
    assert!(page.ends(0, &[]).out.contains("suicidal ideation       1 time"), "{page:?}");

    let both = terminal.run(&["run", "--output", "table", text(&talk), text(&harm), "-o", "pages.txt"]);
    assert_eq!(both.ends(0, &[]).out, "");
    let written = std::fs::read_to_string(talk.with_file_name("pages.txt")).expect("a file");
    let [first, second] = [&talk, &harm].map(|file| drawn("analyze", file).out);
    assert_eq!(written, format!("{first}\n{second}"));
}

#[tokio::test]
async fn a_file_of_several_parts_arrives_whole() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("long.ndjson", long(24));
    let ran = terminal.run(&["run", text(&talk), "--concurrency", "2", "-o", "result.json"]);
    assert_eq!(ran.ends(0, &[]).out, "");
    let written = talk.with_file_name("result.json");
    let document: Value = serde_json::from_slice(&std::fs::read(written).expect("a file")).expect("JSON");
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 24);
}

#[tokio::test]
async fn several_files_are_a_line_each_in_their_order() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let files = [7, 8, 9].map(|turns| {
        let name = format!("{turns}.ndjson");
        text(&terminal.file(&name, ndjson(Dialogue { turns, seed: 1 }))).to_owned()
    });
    let [a, b, c] = files.each_ref().map(String::as_str);
    let ran = terminal.run(&["run", a, b, c]);
    let counts: Vec<_> = ran
        .ends(0, &[])
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a document a line"))
        .map(|document| {
            document["conversations_response"]["analytics"]["conversation_analytics"]["talk_turn_count"].clone()
        })
        .collect();
    assert_eq!(counts, [7, 8, 9]);
    terminal.run(&["run", a, b, "--output", "csv"]).ends(2, &["for one file"]);
}

#[tokio::test]
async fn standard_input_is_uploaded_like_a_file() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let mut child = terminal.command(&["upload", "-"]).stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(ndjson(Dialogue { turns: 12, seed: 2 }).as_slice()).expect("it reads");
    drop(input);
    let ran = terminal.end(child);
    let document = site.client.completed(ran.ends(0, &[]).id(), crate::site::SOON).await;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], 12);
}

#[tokio::test]
async fn the_same_key_is_the_same_job() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 5, seed: 1 }));
    let run = || terminal.run(&["upload", "--idempotency-key", "k1", text(&talk)]).ends(0, &[]).id().to_owned();
    let first = run();
    assert_eq!(run(), first);
    assert_ne!(terminal.run(&["upload", text(&talk)]).id(), first);
}

#[tokio::test]
async fn what_is_known_of_a_conversation_is_known_to_the_server() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 5, seed: 1 }));
    let ran = terminal.run(&["run", "--metadata", "site=north", "--metadata", "line=b2b", text(&talk)]);
    let conversation = ran.ends(0, &[]).document()["conversation_id"].clone();
    let nothing_more = json!({ "conversation_id": conversation, "metadata": {}, "merge_existing": true });
    let known = site.client.post("/v1/conversations/update-conversation-metadata", &nothing_more).await;
    assert_eq!(known.body["metadata"], json!({ "site": "north", "line": "b2b" }));
}

#[tokio::test]
async fn completions_name_the_commands() {
    let site = Site::start().await;
    for shell in ["bash", "zsh", "fish"] {
        let ran = Terminal::of(&site.server).run(&["completions", shell]);
        assert!(ran.ends(0, &[]).out.contains("doctor"), "{shell}");
    }
}
