//! The shapes of jobs and files on the wire, member for member in the contract's order; ours stand beside the contract's.
//! What an analysis looks like is the `contract` crate's.

use serde::Serialize;
use serde_json::value::RawValue;

/// The job document up to its large members, which are written after it.
#[derive(Serialize)]
pub(super) struct JobHead {
    pub id: String,
    pub user_metadata: Option<Box<RawValue>>,
    pub api_version: &'static str,
    pub conversation_id: String,
    pub status: &'static str,
    /// The one the analysis goes by, whatever was asked for.
    pub profile: String,
    /// Ours, as the next one: what chooses it.
    pub profile_id: String,
    /// Null where it is built in.
    pub profile_version: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds. Ours, as all that follows.
    pub cancel_requested_at: Option<i64>,
    /// The job whose input this one has.
    pub redrive_of: Option<String>,
    /// The file that an import brings; no other job has this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    pub progress: Progress,
    pub error: Option<JobError>,
    /// Malformed turns that were passed over, at most a hundred; the count is of all.
    pub input_errors: Vec<JobError>,
    pub input_error_count: u64,
    pub links: JobLinks,
}

/// What an event tells of a job: members of its document, and as they are there.
#[derive(Serialize)]
pub(super) struct JobState {
    pub id: String,
    pub status: &'static str,
    pub cancel_requested_at: Option<i64>,
    pub progress: Progress,
    pub error: Option<JobError>,
    pub links: JobLinks,
}

#[derive(Serialize)]
pub(super) struct Progress {
    pub unit: &'static str,
    pub done: i64,
    pub total: Option<i64>,
    pub stage: Option<&'static str>,
    pub attempt: i64,
}

#[derive(Serialize)]
pub(super) struct JobError {
    pub code: String,
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<i64>,
}

/// Ours, of a synchronous answer: as in [`JobHead`].
#[derive(Serialize)]
pub(super) struct PassedOver {
    pub input_errors: Vec<JobError>,
    pub input_error_count: u64,
}

#[derive(Serialize)]
pub(super) struct Links {
    #[serde(rename = "self")]
    pub this: String,
}

#[derive(Serialize)]
pub(super) struct JobLinks {
    #[serde(rename = "self")]
    pub this: String,
    pub events: String,
    pub timeline: String,
    /// Where ranges of turns are read, once there is a result.
    pub results: String,
}

#[derive(Serialize)]
pub(super) struct Upload {
    pub r#type: &'static str,
    pub part_size_bytes: i64,
    pub part_count: i64,
    /// RFC 3339.
    pub urls_expire_at: String,
    pub parts: Vec<UploadPart>,
}

#[derive(Serialize)]
pub(super) struct UploadPart {
    pub part_number: i32,
    pub url: String,
}

/// A file that is to come.
#[derive(Serialize)]
pub(super) struct Importing {
    pub file_id: String,
    pub message: &'static str,
    pub user_metadata: Option<Box<RawValue>>,
    /// Ours, as all that follows.
    pub job_id: String,
    pub links: Links,
}

/// A file that is kept, or how it stands with one that is to come.
#[derive(Serialize)]
pub(super) struct Kept {
    pub id: String,
    pub user_metadata: Option<Box<RawValue>>,
    pub api_version: &'static str,
    pub file_id: String,
    pub message: &'static str,
    /// Ours, as all that follows: kept, importing, failed or cancelled.
    pub status: &'static str,
    /// That brings it, or has brought it, where one does.
    pub job_id: Option<String>,
    /// Why it will not come.
    pub error: Option<JobError>,
    /// Null until it is there, as the next three.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub file_size_bytes: Option<i64>,
    /// Of the content, in hexadecimal.
    pub sha256: Option<String>,
    /// Unix seconds: of the file, or of its job.
    pub created_at: i64,
    pub links: Links,
}
