//! The services of one installation, and its processes.

use std::time::Duration;

use serde_json::{Value, json};
use tests::services::{Garage, Postgres, RabbitMq};
use tests::{Client, Dialogue, Server, Worker, webvtt};

pub(crate) const SOON: Duration = Duration::from_mins(1);

/// Turns of a transcript whose result is too large to stand in the database.
const LONG: usize = 4_000;

pub(crate) struct Place {
    pub(crate) postgres: Postgres,
    rabbit: RabbitMq,
    pub(crate) garage: Garage,
}

impl Place {
    pub(crate) fn make() -> Self {
        Self { postgres: Postgres::start(), rabbit: RabbitMq::start(), garage: Garage::start() }
    }

    pub(crate) fn api(&self, program: &str) -> Server {
        Server::start(program, &borrowed(&self.settings()))
    }

    pub(crate) fn worker(&self, program: &str) -> Worker {
        Worker::start(program, &borrowed(&self.settings()))
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = vec![("DATABASE_URL", self.postgres.url()), ("AMQP_URL", self.rabbit.url())];
        settings.extend(self.garage.settings(&self.garage.url()));
        settings
    }
}

fn borrowed<'a>(settings: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    settings.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Uploads a transcript whose result goes to object storage; returns the job's id.
pub(crate) async fn upload(client: &Client, seed: usize) -> String {
    let file = webvtt(Dialogue { turns: LONG, seed });
    let announced = json!({
        "file_name": "session.vtt",
        "file_size_bytes": file.len(),
        "content_type": "text/vtt",
        "options": { "include_conversation": true },
    });
    client.upload(&announced, &file).await
}

/// What the document says of the talk.
pub(crate) fn response(document: &Value) -> Value {
    document["conversations_response"].clone()
}
