//! `colloquy jobs ls`, and talk turns by `colloquy results` and `run`.

use serde_json::Value;
use tests::{Dialogue, ndjson, request};

use super::terminal::{Ran, Terminal, text};
use crate::redriving::failed;
use crate::site::{SOON, Site};

fn lines(ran: &Ran) -> Vec<Value> {
    ran.ends(0, &[]).out.lines().map(|line| serde_json::from_str(line).expect("a document a line")).collect()
}

fn ids(ran: &Ran) -> Vec<String> {
    lines(ran).iter().map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn jobs_are_listed_newest_first() {
    let site = Site::start().await;
    let (client, terminal) = (&site.client, Terminal::of(&site.server));
    let mut jobs = Vec::new();
    for seed in 0..3 {
        let job = client.submit(&request(Dialogue { turns: 3, seed })).await;
        client.completed(&job, SOON).await;
        jobs.push(job);
    }
    jobs.push(failed(client, 1).await);
    jobs.reverse();
    assert_eq!(ids(&terminal.run(&["jobs", "ls"])), jobs);
    assert_eq!(ids(&terminal.run(&["jobs", "ls", "--status", "failed"])), jobs[..1]);
    let first = terminal.run(&["jobs", "ls", "--status", "completed", "--limit", "2"]);
    assert_eq!(ids(&first), jobs[1..3]);
    let (_, cursor) = first.err.trim_end().split_once("--cursor ").expect("where it goes on");
    assert_eq!(ids(&terminal.run(&["jobs", "ls", "--status", "completed", "--cursor", cursor])), jobs[3..]);
    let shown = terminal.run(&["jobs", "ls", "--output", "text"]);
    assert!(
        shown.ends(0, &[]).out.lines().next().is_some_and(|line| line.starts_with(&jobs[0]) && line.contains("failed"))
    );
    site.unharmed().await;
}

#[tokio::test]
async fn talk_turns_are_read_in_any_form() {
    let site = Site::start().await;
    let terminal = Terminal::of(&site.server);
    let talk = terminal.file("talk.ndjson", ndjson(Dialogue { turns: 30, seed: 1 }));
    // Whoever wants turns has them kept.
    let table = terminal.run(&["run", "--output", "csv", text(&talk)]);
    let rows: Vec<&str> = table.ends(0, &[]).out.lines().collect();
    assert!(rows[0].starts_with("talk_turn_index,talk_turn_id,speaker_id,"), "{}", rows[0]);
    assert!(rows.len() > 30, "a row for each turn at least");
    let turns = lines(&terminal.run(&["run", "--output", "ndjson", text(&talk)]));
    let positions = |turns: &[Value]| turns.iter().map(|turn| turn["index"].as_u64().expect("one")).collect::<Vec<_>>();
    assert_eq!(positions(&turns), (0..30).collect::<Vec<_>>());

    let job = &ids(&terminal.run(&["jobs", "ls", "--limit", "1"]))[0];
    let some = terminal.run(&["results", job, "--format", "ndjson", "--turns", "10-12"]);
    assert_eq!(lines(&some), turns[10..13]);
    let last = terminal.run(&["results", job, "--format", "json", "--turns", "-2"]).ends(0, &[]).document();
    assert_eq!(last["talk_turns"].as_array().expect("turns"), &turns[28..]);
    terminal.run(&["results", job, "--turns", "9-8"]).ends(2, &[]);

    let without = terminal.run(&["run", text(&talk)]).ends(0, &[]).document();
    let job = without["id"].as_str().expect("an id");
    terminal.run(&["results", job, "--format", "csv"]).ends(1, &["include_conversation"]);
    site.unharmed().await;
}
