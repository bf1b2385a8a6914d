//! Clients that do not wait for their answer, and more of them than can be waited with.

use std::time::Duration;

use serde_json::json;
use tests::until;
use tokio::task::JoinSet;

use super::{BEHAVIORS, CONVERSATIONS, counted, heaviest};
use crate::reply::post;
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

const TURNS: usize = 2_000;

/// Longer than the heaviest requests of a whole line take.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn when_a_client_goes_away_its_analysis_stops() {
    const CLIENTS: usize = 20;
    let site = Site::start().await;
    let client = &site.client;
    let body = heaviest();
    let mut wires = Vec::new();
    for _ in 0..CLIENTS {
        let mut wire = Wire::open(&client.url).await;
        let head = head(client, "POST", CONVERSATIONS);
        assert!(wire.send(format!("{head}content-length: {}\r\n\r\n{body}", body.len())).await);
        wires.push(wire);
    }
    until("an analysis to begin", PATIENCE, async || {
        (counted(client, "colloquy_turns_parsed_total").await > 0).then_some(())
    })
    .await;
    drop(wires);
    let answered = r#"colloquy_http_request_duration_seconds_count{route="/v1/conversations""#;
    let answered = until("every analysis to end", PATIENCE, async || {
        let (answered, abandoned) =
            (counted(client, answered).await, counted(client, "colloquy_analyses_abandoned_total").await);
        (answered + abandoned == CLIENTS).then_some(answered)
    })
    .await;
    // Those that ran stopped on the way, and the others never began.
    let running = std::thread::available_parallelism().map_or(1, usize::from).min(CLIENTS - answered);
    let parsed = counted(client, "colloquy_turns_parsed_total").await;
    assert!(parsed < (answered + running) * TURNS, "{parsed} turns, {answered} answers");
    // Nothing of it is in anybody's way.
    post(client, CONVERSATIONS, body).await.document();
    site.unharmed().await;
}

#[tokio::test]
async fn who_would_wait_too_long_is_refused_and_a_sentence_is_not() {
    const CLIENTS: usize = 100;
    let site = Site::start().await;
    let client = &site.client;
    let body = heaviest();
    let mut asked = JoinSet::new();
    for _ in 0..CLIENTS {
        let (client, body) = (client.clone(), body.clone());
        asked.spawn(async move { post(&client, CONVERSATIONS, body).await });
    }
    let (mut answered, mut refused) = (0, 0);
    while let Some(reply) = asked.join_next().await {
        let reply = reply.expect("no panic");
        if reply.status == 200 {
            reply.document();
            answered += 1;
        } else {
            reply.refused(429, "too_many_analyses");
            assert_eq!(reply.header("retry-after"), Some("2"));
            refused += 1;
            // The line is full, or has been.
            let sentence = json!({ "input": "Have you completed the document for our meeting?" }).to_string();
            let sentence = tokio::time::timeout(SOON, post(client, BEHAVIORS, sentence));
            sentence.await.expect("it does not stand in that line").document();
        }
    }
    assert!(answered > 0 && refused > 0, "{answered} answered, {refused} refused");
    assert_eq!(counted(client, "colloquy_analyses_abandoned_total").await, 0, "who was refused was told");
    post(client, CONVERSATIONS, body).await.document();
    site.unharmed().await;
}
