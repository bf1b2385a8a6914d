//! What is answered while the client waits: what it says, what it refuses, and what becomes of it when nobody waits or
//! too many do.

mod behaviors;
mod beside_jobs;
mod conversations;
mod going_away;
mod refusals;

use serde_json::json;
use tests::Client;

use crate::reply::get;

const BEHAVIORS: &str = "/v1/behaviors";
const CONVERSATIONS: &str = "/v1/conversations";

/// The most that is analysed at once, in turns and nearly in bytes.
fn heaviest() -> String {
    let said = "So what I heard is that you'd like to, but not this week, because of all that went wrong at work. ";
    let turn = |n: usize| json!({ "input": said.repeat(4), "speaker": { "id": (n % 2).to_string() } });
    json!({ "talk_turns": (0..2_000).map(turn).collect::<Vec<_>>(), "include_conversation": true }).to_string()
}

/// The sum of the series whose names begin so.
async fn counted(client: &Client, series: &str) -> usize {
    let page = get(client, "/metrics").await.text;
    let values = page.lines().filter(|line| line.starts_with(series)).filter_map(|line| line.rsplit_once(' '));
    values.map(|(_, value)| value.parse::<usize>().expect("a count")).sum()
}
