//! What the server answers with: its members as far as this client reads them. More may come, and is left.

use bytes::Bytes;
use model::Status;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A job as its document says, without the analysis and without a part's URL.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Job {
    pub id: String,
    #[serde(default)]
    pub user_metadata: Option<Value>,
    #[serde(default)]
    pub conversation_id: Option<String>,
    #[serde(deserialize_with = "status", serialize_with = "name")]
    pub status: Status,
    #[serde(default)]
    pub profile: Option<String>,
    #[serde(default)]
    pub profile_version: Option<i64>,
    /// Unix seconds.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// Unix seconds.
    #[serde(default)]
    pub cancel_requested_at: Option<i64>,
    /// The job whose input this one has.
    #[serde(default)]
    pub redrive_of: Option<String>,
    #[serde(default)]
    pub progress: Option<Progress>,
    #[serde(default)]
    pub error: Option<JobError>,
    /// Turns that were left out, at most a hundred.
    #[serde(default)]
    pub input_errors: Vec<JobError>,
    #[serde(default)]
    pub input_error_count: u64,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Progress {
    pub unit: String,
    pub done: u64,
    pub total: Option<u64>,
    pub stage: Option<String>,
    pub attempt: u64,
}

/// Why a job failed, or a turn was left out. Never quotes the transcript.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct JobError {
    pub code: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<i64>,
}

/// How a job that is over went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Well,
    /// Completed, without the turns that could not be read.
    InPart,
    Failed,
    Cancelled,
}

impl Job {
    /// `None` while it is not over.
    pub fn ended(&self) -> Option<Ended> {
        match self.status {
            Status::Completed if self.input_error_count > 0 => Some(Ended::InPart),
            Status::Completed => Some(Ended::Well),
            Status::Failed => Some(Ended::Failed),
            Status::Cancelled => Some(Ended::Cancelled),
            Status::AwaitingUpload | Status::Queued | Status::Processing => None,
        }
    }
}

/// Where the parts of an upload go that have not arrived.
#[derive(Clone, Deserialize)]
pub struct Upload {
    pub part_size_bytes: u64,
    pub part_count: u32,
    pub parts: Vec<Part>,
}

/// Whoever has the URL can send the part, so it is shown to nobody: there is no `Debug`.
#[derive(Clone, Deserialize)]
pub struct Part {
    pub part_number: u32,
    pub url: String,
}

/// A part that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GivenPart {
    pub part_number: u32,
    pub etag: String,
}

/// A job's document: what was read of it, and all of it as it came.
#[derive(Clone)]
pub struct Document {
    pub job: Job,
    /// While it awaits its upload.
    pub upload: Option<Upload>,
    pub bytes: Bytes,
}

impl Document {
    pub(super) fn read(bytes: Bytes) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Beside {
            #[serde(default)]
            upload: Option<Upload>,
        }
        let job = serde_json::from_slice(&bytes)?;
        let Beside { upload } = serde_json::from_slice(&bytes)?;
        Ok(Self { job, upload, bytes })
    }
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct List {
    /// Each as it came.
    pub data: Vec<Box<RawValue>>,
    #[serde(default)]
    pub has_more: bool,
    #[serde(default)]
    pub next_cursor: Option<String>,
}

fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Status, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(serde::de::Error::custom)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn name<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(members: &str) -> Document {
        Document::read(Bytes::from(format!(r#"{{"id":"j1",{members}}}"#))).expect("a document")
    }

    #[test]
    fn how_a_job_ended_is_told_by_its_status_and_what_was_left_out() {
        let ended = |members| document(members).job.ended();
        assert_eq!(ended(r#""status":"processing""#), None);
        assert_eq!(ended(r#""status":"completed""#), Some(Ended::Well));
        assert_eq!(ended(r#""status":"completed","input_error_count":3"#), Some(Ended::InPart));
        assert_eq!(ended(r#""status":"failed","error":{"code":"bad","detail":"d","line":2}"#), Some(Ended::Failed));
        assert_eq!(ended(r#""status":"cancelled""#), Some(Ended::Cancelled));
    }

    #[test]
    fn what_is_printed_of_a_job_holds_no_url_and_no_analysis() {
        let document = document(
            r#""status":"awaiting_upload","upload":{"part_size_bytes":5,"part_count":1,"parts":
            [{"part_number":1,"url":"http://s3/?X-Amz-Signature=1"}]},"conversations_response":null"#,
        );
        assert_eq!(document.upload.as_ref().map(|upload| upload.parts.len()), Some(1));
        let printed = serde_json::to_string(&document.job).unwrap();
        assert!(!printed.contains("X-Amz") && !printed.contains("conversations_response"), "{printed}");
        assert!(printed.contains(r#""status":"awaiting_upload""#), "{printed}");
    }
}
