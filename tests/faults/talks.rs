//! What clients send, and what a server that nobody disturbs makes of it.

use std::time::Duration;

use serde_json::{Value, json};
use tests::services::Mode;
use tests::{Client, Dialogue, Server, full_line, ndjson, request};

use crate::API;

const PART_BYTES: usize = 5 << 20;
const UNDISTURBED: Duration = Duration::from_mins(1);

/// How a talk comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Inline,
    File,
}

pub(crate) struct Talk {
    pub(crate) form: Form,
    pub(crate) bytes: Vec<u8>,
    /// The analysis, or the code that it fails with.
    pub(crate) comes_to: Result<Value, String>,
}

impl Talk {
    /// As it is announced before its parts are put.
    pub(crate) fn announced(&self) -> Value {
        json!({
            "file_name": "turns.ndjson",
            "file_size_bytes": self.bytes.len(),
            "content_type": "application/x-ndjson",
            "preferred_part_size_bytes": PART_BYTES,
            "options": { "include_conversation": true },
        })
    }

    /// Every part, by its number from 1.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (i64, &[u8])> {
        (1..).zip(self.bytes.chunks(PART_BYTES))
    }

    /// Panics when a document is not what this talk must come to.
    pub(crate) fn check(&self, document: &Value) {
        match &self.comes_to {
            Ok(analytics) => {
                assert_eq!(document["status"], "completed", "{}", document["error"]);
                assert!(essence(document) == *analytics, "job {}: another result than undisturbed", document["id"]);
            }
            Err(code) => {
                assert_eq!(document["error"]["code"], code.as_str(), "{}", document["id"]);
            }
        }
    }
}

/// Small requests; one whose input and result are objects; files of one part and of two; one that cannot be read.
pub(crate) async fn talks() -> Vec<Talk> {
    let large: Vec<String> = lines(Dialogue { turns: 1_500, seed: 2 }).collect();
    let large = format!(r#"{{"include_conversation":true,"talk_turns":[{}]}}"#, large.join(","));
    let mut two_parts = lines(Dialogue { turns: 3_000, seed: 3 }).collect::<Vec<_>>().join("\n");
    // Blank lines make a second part without making more work.
    two_parts.push_str(&"\n".repeat(PART_BYTES + 100));
    let mut broken = ndjson(Dialogue { turns: 50, seed: 4 });
    broken.extend_from_slice(b"{\"input\":7}\n");
    let small =
        (0..6).map(|seed| (Form::Inline, request(Dialogue { turns: 4 + seed * 9, seed }).to_string().into_bytes()));
    let others = [
        (Form::Inline, large.into_bytes()),
        (Form::File, ndjson(Dialogue { turns: 800, seed: 5 })),
        (Form::File, two_parts.into_bytes()),
        (Form::File, broken),
    ];
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let mut talks = Vec::new();
    for (form, bytes) in small.chain(others) {
        talks.push(undisturbed(&client, form, bytes).await);
    }
    talks
}

/// A small request, and a file that takes long where the object store is slow.
pub(crate) async fn small_and_slow() -> Vec<Talk> {
    let small = request(Dialogue { turns: 20, seed: 7 }).to_string().into_bytes();
    let slow = lines(Dialogue { turns: 6_000, seed: 8 }).collect::<Vec<_>>().join("\n");
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let small = undisturbed(&client, Form::Inline, small).await;
    vec![small, undisturbed(&client, Form::File, slow.into_bytes()).await]
}

/// Their places.
pub(crate) const SMALL: usize = 0;
pub(crate) const SLOW: usize = 1;
/// So slow: the slow file, about 1.2 MB, comes in at least as many chunks of 16 KiB.
pub(crate) const SLOWLY: Mode = Mode::Delay(Duration::from_secs(1));

async fn undisturbed(client: &Client, form: Form, bytes: Vec<u8>) -> Talk {
    let mut talk = Talk { form, bytes, comes_to: Err(String::new()) };
    let job = send(client, &talk).await;
    let document = client.finished(&job, UNDISTURBED).await;
    talk.comes_to = match document["error"]["code"].as_str() {
        Some(code) => Err(code.to_owned()),
        None => Ok(essence(&document)),
    };
    talk
}

/// By a client that nothing goes wrong for; returns the job's id.
pub(crate) async fn send(client: &Client, talk: &Talk) -> String {
    match talk.form {
        Form::Inline => client.submit(&serde_json::from_slice(&talk.bytes).expect("a request")).await,
        Form::File => client.upload(&talk.announced(), &talk.bytes).await,
    }
}

/// What of a document must not depend on when, where and how often the job was tried.
fn essence(document: &Value) -> Value {
    let response = &document["conversations_response"];
    json!([document["progress"]["done"], response["analytics"], response["conversation"]])
}

fn lines(dialogue: Dialogue) -> impl Iterator<Item = String> {
    dialogue.each().enumerate().map(|(at, (speaker, input))| full_line(at, speaker, &input))
}
