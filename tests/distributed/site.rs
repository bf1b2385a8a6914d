//! What the processes of one test share.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tests::services::Vhost;
use tests::{Client, Dialogue, Server, Worker, ndjson, setting, until};

use crate::bucket::Bucket;
use crate::database::Database;
use crate::{API, WORKER};

pub(crate) struct Site {
    pub(crate) bucket: Bucket,
    database: Database,
    vhost: Vhost,
    settings: Vec<(&'static str, String)>,
}

impl Site {
    pub(crate) async fn make() -> Self {
        let (bucket, database) = (Bucket::from_environment(), Database::make().await);
        let vhost = Vhost::make(&database.name);
        let mut settings = vec![
            ("DATABASE_URL", database.url()),
            ("AMQP_URL", vhost.url.clone()),
            // What a worker writes after its lease was over is swept when the URLs of that time are over too.
            ("COLLOQUY_UPLOAD_URL_TTL", "30s".to_owned()),
        ];
        settings.extend(bucket.settings.iter().cloned());
        Self { bucket, database, vhost, settings }
    }

    pub(crate) fn setting(&self, name: &str) -> &str {
        self.settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str()).expect("it is set")
    }

    /// The last of several of one name counts.
    fn settings<'a>(&'a self, more: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
        self.settings.iter().chain(more).map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// The one number that a query answers, behind the programs' backs.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut connection = PgConnection::connect(&self.database.url()).await.expect("the database answers");
        sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("counted")
    }

    pub(crate) fn api(&self) -> Server {
        self.api_with(&[])
    }

    pub(crate) fn api_with(&self, more: &[(&str, String)]) -> Server {
        Server::start(API, &self.settings(more))
    }

    pub(crate) fn worker(&self) -> Worker {
        self.worker_with(&[])
    }

    pub(crate) fn worker_with(&self, more: &[(&str, String)]) -> Worker {
        Worker::start(WORKER, &self.settings(more))
    }

    pub(crate) async fn discard(self) {
        self.database.discard().await;
        self.vhost.discard();
    }
}

/// A transcript long enough to be interrupted, what becomes of it undisturbed, and how long that takes.
pub(crate) struct Long {
    file: Vec<u8>,
    turns: usize,
    undisturbed: Value,
    pub(crate) took: Duration,
}

impl Long {
    /// Measured on an embedded server: both shapes must come to the same.
    pub(crate) async fn measure() -> Self {
        let turns = usize::try_from(setting("TEST_LONG_TURNS", 300_000, 60_000)).expect("a number of turns");
        let file = ndjson(Dialogue { turns, seed: 11 });
        let mut long = Self { file, turns, undisturbed: Value::Null, took: Duration::ZERO };
        let embedded = Server::start(API, &[]);
        let client = embedded.client().await;
        let began = Instant::now();
        let job = long.upload(&client).await;
        let document = client.completed(&job, Duration::from_mins(5)).await;
        (long.undisturbed, long.took) = (analytics(&document), began.elapsed());
        long
    }

    /// Returns the job's id.
    pub(crate) async fn upload(&self, client: &Client) -> String {
        let announced = json!({
            "file_name": "long.ndjson",
            "file_size_bytes": self.file.len(),
            "content_type": "application/x-ndjson",
            "options": { "include_conversation": true },
        });
        client.upload(&announced, &self.file).await
    }

    pub(crate) fn check(&self, document: &Value) {
        assert_eq!(document["progress"]["done"], self.turns);
        assert!(analytics(document) == self.undisturbed, "another result than undisturbed");
    }
}

pub(crate) fn analytics(document: &Value) -> Value {
    document["conversations_response"]["analytics"].clone()
}

/// Waits until a worker has the job.
pub(crate) async fn processing(client: &Client, job: &str) {
    let taken = async || (client.job(job).await["status"] == "processing").then_some(());
    until("a worker to take the job", Duration::from_secs(20), taken).await;
}
