//! Following a job without asking again and again: tags, waits and events.

mod events;
mod room;
mod streams;
mod tags;
mod waits;

use tests::{Client, Server};

use crate::reply::get;
use crate::statuses::alter;

const JOBS: &str = "/v1/conversations/jobs";

/// A job that runs in another process than the server's, as far as anybody can see, until the test ends it.
struct Elsewhere<'server> {
    server: &'server Server,
    job: String,
}

impl<'server> Elsewhere<'server> {
    async fn start(server: &'server Server, client: &Client) -> Self {
        let announced = serde_json::json!({ "file_name": "a", "file_size_bytes": 9, "content_type": "text/vtt" });
        let job = Self { server, job: client.start_upload(&announced).await.job };
        // In the year 2100.
        job.set(
            "status = 'processing', upload_until = NULL, session = '00000000-0000-0000-0000-000000000001', fence = 1,
             attempt = 1, lease_until = 4102444800000000, started_at = created_at",
        )
        .await;
        job
    }

    /// As a worker does it: with a new revision.
    async fn set(&self, columns: &str) {
        let job = &self.job;
        let sql = format!("UPDATE jobs SET {columns}, revision = revision + 1 WHERE id = '{job}'");
        alter(self.server, &sql).await;
    }

    async fn done(&self, turns: usize) {
        self.set(&format!("stage = 'analyzing', turns_done = {turns}")).await;
    }

    async fn end(&self) {
        self.set("status = 'cancelled', finished_at = created_at, lease_until = NULL, stage = NULL").await;
    }

    fn path(&self) -> String {
        format!("{JOBS}/{}", self.job)
    }
}

/// The sum of all of the page's samples whose series starts so.
async fn told(client: &Client, series: &str) -> f64 {
    let page = get(client, "/metrics").await.text;
    let samples = page.lines().filter_map(|line| line.strip_prefix(series)?.rsplit_once(' '));
    samples.map(|(_, value)| value.parse::<f64>().expect("a number")).sum()
}

async fn followers(client: &Client) -> f64 {
    told(client, "colloquy_followers").await
}
