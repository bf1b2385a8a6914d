//! Many uploads at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Client, Dialogue, Server, Started, ndjson, peak_memory_bytes};

use crate::{bound, say};

const UPLOADS: usize = 200;
const FILE_BYTES: usize = 20_000_000;
const PART_BYTES: usize = 5 << 20;
const LIMIT: Duration = Duration::from_mins(10);

pub(crate) async fn measure(server: &Server) -> bool {
    let client = server.client().await;
    let (file, turns) = file();
    let began = Instant::now();
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..UPLOADS {
        let (client, file) = (client.clone(), Arc::clone(&file));
        sending.spawn(async move { upload(&client, &file).await });
    }
    let jobs = sending.join_all().await;
    let uploaded = began.elapsed();
    let mut whole = 0;
    for job in &jobs {
        let document = client.finished(job, LIMIT).await;
        let counted = &document["conversations_response"]["analytics"]["conversation_analytics"]["talk_turn_count"];
        whole += usize::from(document["status"] == "completed" && *counted == turns);
    }
    let analysed = began.elapsed();
    let peak = peak_memory_bytes(server.process_id());
    let megabytes = UPLOADS * FILE_BYTES / 1_000_000;
    say(&format!(
        "{UPLOADS} uploads of 20 MB at once: {megabytes} MB sent in {uploaded:.1?}, all analysed after {analysed:.1?}"
    ));
    say(&format!("peak memory of the server: {} MiB", peak >> 20));
    let kept = bound("none lost, every turn counted", whole == UPLOADS);
    bound("at most 512 MB of memory", peak <= 512_000_000) && kept
}

/// Lines of turns cut to about 20 MB, and how many there are.
fn file() -> (Arc<Vec<u8>>, usize) {
    let mut bytes = ndjson(Dialogue { turns: 260_000, seed: 1 });
    assert!(bytes.len() > FILE_BYTES, "enough turns for the file");
    let end = bytes[..FILE_BYTES].iter().rposition(|&b| b == b'\n').expect("there are lines") + 1;
    bytes.truncate(end);
    let turns = bytes.split_inclusive(|&b| b == b'\n').count();
    (Arc::new(bytes), turns)
}

async fn upload(client: &Client, file: &[u8]) -> String {
    let announced = json!({
        "file_name": "turns.ndjson",
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": PART_BYTES,
    });
    let started: Started = client.start_upload(&announced).await;
    for ((_, url), part) in started.urls.iter().zip(file.chunks(started.part_bytes)) {
        client.put_part(url, part.to_vec()).await;
    }
    let path = format!("/v1/conversations/jobs/{}/complete-multipart", started.job);
    let completed = client.post(&path, &json!({ "parts": Value::Null })).await;
    assert!(completed.status.is_success(), "{:?}", completed.body);
    started.job
}
