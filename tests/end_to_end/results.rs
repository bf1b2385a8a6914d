//! The turns of a result: in ranges, as JSON, lines or a table, packed or not.

mod asking;
mod breaking;
mod packing;
mod reading;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, ndjson};

use crate::json::Json;
use crate::reply::{Reply, reply};
use crate::site::SOON;

const JOBS: &str = "/v1/conversations/jobs";
const NDJSON: &str = "application/x-ndjson";

/// A completed job whose turns were kept.
async fn kept(client: &Client, turns: usize) -> String {
    let lines = ndjson(Dialogue { turns, seed: 4 });
    let announced = json!({
        "file_name": "turns.ndjson",
        "file_size_bytes": lines.len(),
        "content_type": NDJSON,
        "options": { "include_conversation": true, "include_tips": true, "confidence_threshold": 0.6, "max_behaviors": 2 },
    });
    let job = client.upload(&announced, &lines).await;
    client.completed(&job, SOON).await;
    job
}

/// Asks for results as `query` says, with these headers.
async fn results(client: &Client, job: &str, query: &str, headers: &[(&str, &str)]) -> Reply {
    let path = format!("{JOBS}/{job}/results{query}");
    let request = client.request(Method::GET, &path);
    reply(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

/// The positions of the turns in a JSON answer.
fn positions(answer: &Reply) -> Vec<u64> {
    answer.document().at("/talk_turns").list().iter().map(|turn| turn.at("/index").count()).collect()
}

fn lines(answer: &Reply) -> Vec<Json> {
    answer.text.lines().map(Json::parse).collect()
}
