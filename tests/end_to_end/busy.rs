//! A server whose every slot is taken: two endless jobs hold all that may read from object storage at once, and jobs that
//! wait for that hold the rest. What is sent after them stays in the queue.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tests::{Client, Dialogue, ndjson, until};

use crate::site::Site;

/// The endless jobs take all the processor time that they can get.
const AMID_ALL_THIS: Duration = Duration::from_mins(1);

/// Slots of a worker process, and how many of them may read from object storage at once.
const SLOTS: usize = 256;
const READING: usize = 2;

pub(crate) struct Busy {
    pub(crate) site: Site,
    /// They run until they are cancelled.
    pub(crate) endless: Vec<String>,
    /// They run, and wait for those.
    pub(crate) waiting: Vec<String>,
}

impl Busy {
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let site = Site::with(settings).await;
        let client = &site.client;
        let file = endless();
        let announced = json!({
            "file_name": "endless.ndjson.gz",
            "file_size_bytes": file.len(),
            "content_type": "application/x-ndjson",
        });
        let mut busy = Vec::new();
        for _ in 0..READING {
            let job = client.upload(&announced, &file).await;
            until("a long job to run", AMID_ALL_THIS, async || {
                let document = client.job(&job).await;
                (document["progress"]["done"].as_u64() > Some(0)).then_some(())
            })
            .await;
            busy.push(job);
        }
        let body = bulky();
        let sent = (READING..SLOTS).map(|_| {
            let (client, body) = (client.clone(), body.clone());
            // An operator's bound on the backlog may be told meanwhile.
            let accepted = async move || {
                let answer = client.post("/v1/conversations/jobs", &body).await;
                assert!(matches!(answer.status.as_u16(), 200 | 429), "{}", answer.body);
                answer.body["id"].as_str().map(str::to_owned)
            };
            async move { until("a job to be accepted", AMID_ALL_THIS, accepted).await }
        });
        let waiting: Vec<String> = stream::iter(sent).buffered(32).collect().await;
        for job in &waiting {
            until("a slot to be taken", AMID_ALL_THIS, async || {
                (client.job(job).await["status"] == "processing").then_some(())
            })
            .await;
        }
        Self { site, endless: busy, waiting }
    }

    /// Ends the endless jobs, so that everything else goes on.
    pub(crate) async fn free(&self) {
        let client = &self.site.client;
        for job in &self.endless {
            let told = client.post(&format!("/v1/conversations/jobs/{job}/cancel"), &Value::Null).await;
            assert_eq!((told.status.as_u16(), &told.body["status"]), (200, &json!("processing")));
        }
        for job in &self.endless {
            assert_eq!(client.finished(job, AMID_ALL_THIS).await["status"], "cancelled");
        }
    }
}

impl std::ops::Deref for Busy {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.site.client
    }
}

/// Eight million turns in a few megabytes: the same gzip member over and over.
fn endless() -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::default());
    member.write_all(&ndjson(Dialogue { turns: 20_000, seed: 3 })).expect("writing to memory does not fail");
    member.finish().expect("writing to memory does not fail").repeat(400)
}

/// A request too large, compressed, for the database: its job reads from object storage.
fn bulky() -> Value {
    let mut noise = 7_u64;
    let mut word = || {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:08x}", noise >> 32)
    };
    let turns: Vec<Value> =
        (0..20).map(|_| json!({ "input": (0..700).map(|_| word()).collect::<Vec<_>>().join(" ") })).collect();
    json!({ "talk_turns": turns })
}
