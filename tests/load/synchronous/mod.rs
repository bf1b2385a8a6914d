//! What a client waits for: a sentence's behaviors, beside the peer, and the state of a job.
//!
//! What must stay true: both sides answer the same sentence on the same two processors, in turn, while the other side is
//! stopped, to the same `ab` with as many connections, all kept alive; a request that fails ends the measurement.
//! Deliberately absent: tuning, of either side.

mod fastapi;
mod unchanged;

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tempfile::NamedTempFile;
use tests::{Client, Dialogue, Server, request, setting};

use crate::distributed::ab::{self, Load, Told};
use crate::distributed::side::Target;
use crate::distributed::statistics::median;
use crate::{bound, say, server};
use fastapi::FastApi;

const SENTENCE: &str = "Have you completed the document for our meeting?";

/// So many times the peer's answers per second.
const WANTED: f64 = 8.0;
/// Of our answers, in milliseconds.
const P99: f64 = 20.0;
const POLLS_PER_SECOND: f64 = 10_000.0;

/// A sentence, here and there.
pub(crate) async fn behaviors() -> bool {
    let mut body = NamedTempFile::new().expect("a temporary file");
    write!(body, "{}", json!({ "input": SENTENCE })).expect("a temporary file can be written");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=setting("LOAD_ROUNDS", 3, 1) {
        let server = server();
        ours.push(one(&format!("round {round}, ours"), &our_target(&server, "/v1/behaviors").await, body.path()).await);
        drop(server);
        let peer = FastApi::start().await;
        let target = Target { url: format!("{}/v1/behaviors", peer.url), headers: Vec::new() };
        theirs.push(one(&format!("round {round}, FastAPI"), &target, body.path()).await);
    }
    let rate = |told: &[Told]| median(&told.iter().map(|told| told.per_second).collect::<Vec<_>>());
    let p99 = median(&ours.iter().map(|told| told.p99).collect::<Vec<_>>());
    let times = rate(&ours) / rate(&theirs);
    let more = bound(&format!("{times:.1} times the peer, at least {WANTED}"), times >= WANTED);
    bound(&format!("99 of 100 within {p99} ms, less than {P99}"), p99 < P99) && more
}

/// Long enough that either side has a few seconds to do.
async fn one(name: &str, target: &Target, body: &Path) -> Told {
    let at_once = setting("LOAD_CONCURRENCY", 16, 16);
    let load = |requests| Load { target, body: Some(body), requests, at_once, keep_alive: true };
    // Connections, caches, and Python's first calls; and how fast it is, roughly.
    let warm = ab::run(load(2_000)).await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of requests per second")]
    let requests = (warm.per_second * 5.0).clamp(5_000.0, 1e6) as u32;
    let told = ab::run(load(requests)).await;
    say(&format!(
        "{name}: {requests} requests from {at_once} at once, {:.0}/s, median {} ms, p99 {} ms",
        told.per_second, told.median, told.p99
    ));
    told
}

async fn our_target(server: &Server, path: &str) -> Target {
    target(&server.client().await, path)
}

fn target(client: &Client, path: &str) -> Target {
    let headers =
        vec![("Authorization", format!("Bearer {}", client.token)), ("mpathic-id", client.mpathic_id.clone())];
    Target { url: format!("{}{path}", client.url), headers }
}

/// A job's document over and over, in the states in which it is asked for.
pub(crate) async fn polls() -> bool {
    let server = server();
    let client = server.client().await;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let over = client.start_upload(&announced).await.job;
    client.post(&format!("/v1/conversations/jobs/{over}/cancel"), &json!({})).await;
    let completed = client.submit(&request(Dialogue { turns: 20, seed: 1 })).await;
    client.completed(&completed, Duration::from_secs(20)).await;
    let mut kept = true;
    for (what, job, wanted) in [
        ("a job without a result", &over, Some(POLLS_PER_SECOND)),
        ("a completed job of 20 turns, with its analytics", &completed, None),
    ] {
        let target = target(&client, &format!("/v1/conversations/jobs/{job}"));
        let load = |requests| Load {
            target: &target,
            body: None,
            requests,
            at_once: setting("LOAD_CONCURRENCY", 16, 16),
            keep_alive: true,
        };
        ab::run(load(2_000)).await;
        let told = ab::run(load(50_000)).await;
        say(&format!("{what}: {:.0} polls/s, median {} ms, p99 {} ms", told.per_second, told.median, told.p99));
        if let Some(wanted) = wanted {
            kept &= bound(&format!("{:.0} polls/s, at least {wanted}", told.per_second), told.per_second >= wanted);
        }
    }
    for (what, job) in [("a job without a result", &over), ("a completed job of 20 turns", &completed)] {
        let rate = unchanged::polls(&client, job, setting("LOAD_CONCURRENCY", 16, 16), 50_000).await;
        say(&format!("{what}, by who has it already: {rate:.0} polls/s"));
        kept &= bound(&format!("{rate:.0} polls/s, at least {POLLS_PER_SECOND}"), rate >= POLLS_PER_SECOND);
    }
    kept
}
