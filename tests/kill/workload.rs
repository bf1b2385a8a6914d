//! What the clients bring, and what an undisturbed server makes of it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Dialogue, Server, full_line, request};

use crate::API;
use crate::patient::Patient;

/// The smallest that S3 allows.
const PART_BYTES: usize = 5 << 20;

/// A transcript to be uploaded.
pub(crate) struct File(Vec<u8>);

impl File {
    /// About 200 bytes per turn.
    pub(crate) fn of(dialogue: Dialogue) -> Self {
        let mut lines = lines(dialogue).join("\n");
        lines.push('\n');
        Self(lines.into_bytes())
    }

    pub(crate) fn announced(&self) -> Value {
        json!({
            "file_name": "turns.ndjson",
            "file_size_bytes": self.0.len(),
            "content_type": "application/x-ndjson",
            "preferred_part_size_bytes": PART_BYTES,
        })
    }

    /// The bytes of a part, by its number from 1.
    pub(crate) fn part(&self, number: i64, part_bytes: usize) -> Vec<u8> {
        let at = usize::try_from(number - 1).expect("parts are numbered from 1");
        self.0.chunks(part_bytes).nth(at).expect("the part is one of the file's").to_vec()
    }
}

fn lines(dialogue: Dialogue) -> Vec<String> {
    dialogue.each().enumerate().map(|(at, (speaker, input))| full_line(at, speaker, &input)).collect()
}

/// The inputs, the same in every round.
pub(crate) struct Workload {
    /// A request that fits into the database.
    pub(crate) small: String,
    /// A request whose input and result are objects.
    pub(crate) large: String,
    /// About 11 MB: three parts.
    pub(crate) file: File,
}

impl Workload {
    pub(crate) fn new() -> Self {
        let large = lines(Dialogue { turns: 6_000, seed: 2 }).join(",");
        Self {
            small: request(Dialogue { turns: 24, seed: 1 }).to_string(),
            large: format!(r#"{{"include_conversation":true,"talk_turns":[{large}]}}"#),
            file: File::of(Dialogue { turns: 55_000, seed: 3 }),
        }
    }
}

/// What the analysis of each input comes to, and how long all of them took beside each other.
pub(crate) struct Undisturbed {
    pub(crate) small: Value,
    pub(crate) large: Value,
    pub(crate) file: Value,
    pub(crate) took: Duration,
}

impl Undisturbed {
    pub(crate) async fn run(workload: &Workload) -> Self {
        let server = Server::start(API, &[]);
        let patient = Patient(server.client().await);
        let began = Instant::now();
        let inline = async |body: &str, key| patient.completed(&patient.submit(key, body).await).await;
        let uploaded = async |key| {
            let mut upload = patient.announce(key, &workload.file).await;
            patient.complete(&mut upload, &workload.file).await;
            patient.completed(&upload.job).await
        };
        let (small, large, file, _, _) = tokio::join!(
            inline(&workload.small, "small"),
            inline(&workload.large, "large"),
            uploaded("file"),
            inline(&workload.large, "large again"),
            uploaded("file again"),
        );
        let took = began.elapsed();
        for (document, turns) in [(&small, 24), (&large, 6_000), (&file, 55_000)] {
            let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
            assert_eq!(whole["talk_turn_count"], turns);
        }
        for kept_as_object in ["inputs.d", "uploads.d", "jobs.d"] {
            let folder = server.data_dir().join("objects/objects").join(kept_as_object);
            assert!(folder.is_dir(), "the workload has no {kept_as_object}");
        }
        Self { small: essence(&small), large: essence(&large), file: essence(&file), took }
    }
}

/// What of a document must not depend on when, where and how often the job was tried.
pub(crate) fn essence(document: &Value) -> Value {
    let response = &document["conversations_response"];
    json!({
        "progress": document["progress"]["done"],
        "analytics": response["analytics"],
        "conversation": response["conversation"],
    })
}
