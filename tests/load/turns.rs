//! Very long transcripts: memory that does not grow with them, and speed beside the peer's.

use std::io::Write as _;
use std::time::Duration;

use serde_json::json;
use tests::{Dialogue, ndjson, peak_memory_bytes};

use crate::{bound, processor, say, server};

const LIMIT: Duration = Duration::from_mins(10);
/// The peer is slow: it gets as many turns as it reads in seconds, not minutes.
const PEER_TURNS: usize = 100_000;

pub(crate) async fn measure() -> bool {
    let ours_before = one(1_000_000).await;
    let (rate, peak) = one(4_000_000).await;
    let peer = peer();
    let ratio = rate / peer;
    say(&format!(
        "peer (Python json + vaderSentiment, the same turns): {peer:.0} turns/s of processor time; ours is {ratio:.1} times that"
    ));
    let kept = bound("at most 256 MB of memory at either length", peak.max(ours_before.1) <= 256_000_000);
    bound("at least 8 times the peer", ratio >= 8.0) && kept
}

/// Uploads and analyses this many turns; turns per second of processor time (the whole server's, upload included), and
/// peak memory.
async fn one(turns: usize) -> (f64, u64) {
    let server = server();
    let client = server.client().await;
    let file = ndjson(Dialogue { turns, seed: 1 });
    let announced = json!({
        "file_name": "turns.ndjson",
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
    });
    let before = processor::seconds(server.process_id());
    let job = client.upload(&announced, &file).await;
    let document = client.completed(&job, LIMIT).await;
    let used = processor::seconds(server.process_id()) - before;
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], turns, "every turn is counted");
    let peak = peak_memory_bytes(server.process_id());
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let rate = turns as f64 / used;
    let megabytes = file.len() / 1_000_000;
    say(&format!(
        "{turns} turns ({megabytes} MB): {used:.1} s of processor time, {rate:.0} turns/s/core, peak {} MiB",
        peak >> 20
    ));
    (rate, peak)
}

/// Turns per second of processor time.
fn peer() -> f64 {
    let python = std::env::var("PEER_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(&ndjson(Dialogue { turns: PEER_TURNS, seed: 1 })).expect("a temporary file can be written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/load/peer.py");
    let output = std::process::Command::new(python).arg(script).arg(file.path()).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    numbers[0] / numbers[1]
}
