//! The shapes of jobs and files on the wire, member for member in the contract's order; ours stand beside the contract's.
//! What an analysis looks like is the `contract` crate's.

use contract::Conversations;
use model::limits::{MAX_PART_BYTES, MAX_PARTS, MIN_PART_BYTES};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

/// The job document up to its large members, which are written after it.
#[derive(Serialize, JsonSchema)]
pub(super) struct JobHead {
    #[schemars(extend("format" = "uuid"))]
    pub id: String,
    #[schemars(with = "serde_json::Value")]
    pub user_metadata: Option<Box<RawValue>>,
    #[schemars(extend("const" = contract::API_VERSION))]
    pub api_version: &'static str,
    pub conversation_id: String,
    #[schemars(extend("enum" = model::Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()))]
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
    #[schemars(extend("format" = "uuid"))]
    pub redrive_of: Option<String>,
    /// The file that an import brings; no other job has this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub file_id: Option<String>,
    pub progress: Progress,
    pub error: Option<JobError>,
    /// Malformed turns that were passed over, at most a hundred; the count is of all.
    #[schemars(length(max = 100))]
    pub input_errors: Vec<JobError>,
    pub input_error_count: u64,
    pub links: JobLinks,
}

/// The whole job document, as it is written piece by piece: never built, only described.
#[derive(Serialize, JsonSchema)]
pub(super) struct Job {
    #[serde(flatten)]
    head: JobHead,
    /// Once the job is completed; else null.
    conversations_response: Option<Conversations>,
    /// While the job awaits its upload: where parts go.
    upload: Option<Upload>,
}

/// The answer to a request that is waited for, described like [`Job`].
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImmediateResponse")]
pub(super) struct Immediate {
    #[serde(flatten)]
    response: Conversations,
    /// Only where turns were passed over.
    #[serde(flatten)]
    passed_over: Option<PassedOver>,
}

/// What an event tells of a job: members of its document, and as they are there.
#[derive(Serialize, JsonSchema)]
pub(super) struct JobState {
    #[schemars(extend("format" = "uuid"))]
    pub id: String,
    #[schemars(extend("enum" = model::Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()))]
    pub status: &'static str,
    pub cancel_requested_at: Option<i64>,
    pub progress: Progress,
    pub error: Option<JobError>,
    pub links: JobLinks,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Progress {
    #[schemars(extend("const" = "turns"))]
    pub unit: &'static str,
    #[schemars(range(min = 0))]
    pub done: i64,
    pub total: Option<i64>,
    /// Open: more may come with a later release.
    pub stage: Option<&'static str>,
    pub attempt: i64,
}

#[derive(Serialize, JsonSchema)]
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
#[derive(Serialize, JsonSchema)]
pub(super) struct PassedOver {
    #[schemars(length(max = 100))]
    pub input_errors: Vec<JobError>,
    pub input_error_count: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SelfLink")]
pub(super) struct Links {
    #[serde(rename = "self")]
    pub this: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct JobLinks {
    #[serde(rename = "self")]
    pub this: String,
    pub events: String,
    pub timeline: String,
    /// Where ranges of turns are read, once there is a result.
    pub results: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Upload {
    #[schemars(extend("const" = "multipart"))]
    pub r#type: &'static str,
    #[schemars(range(min = MIN_PART_BYTES, max = MAX_PART_BYTES))]
    pub part_size_bytes: i64,
    #[schemars(range(min = 1, max = MAX_PARTS))]
    pub part_count: i64,
    /// RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub urls_expire_at: String,
    pub parts: Vec<UploadPart>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct UploadPart {
    #[schemars(range(min = 1, max = MAX_PARTS))]
    pub part_number: i32,
    #[schemars(extend("format" = "uri"))]
    pub url: String,
}

/// A file that is to come.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportedFile")]
pub(super) struct Importing {
    #[schemars(extend("format" = "uuid"))]
    pub file_id: String,
    pub message: &'static str,
    #[schemars(with = "serde_json::Value")]
    pub user_metadata: Option<Box<RawValue>>,
    /// Ours, as all that follows.
    #[schemars(extend("format" = "uuid"))]
    pub job_id: String,
    pub links: Links,
}

/// A file that is kept, or how it stands with one that is to come.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
pub(super) struct Kept {
    pub id: String,
    #[schemars(with = "serde_json::Value")]
    pub user_metadata: Option<Box<RawValue>>,
    #[schemars(extend("const" = contract::API_VERSION))]
    pub api_version: &'static str,
    #[schemars(extend("format" = "uuid"))]
    pub file_id: String,
    pub message: &'static str,
    /// Ours, as all that follows: kept, importing, failed or cancelled.
    #[schemars(extend("enum" = ["kept", "importing", "failed", "cancelled"]))]
    pub status: &'static str,
    /// That brings it, or has brought it, where one does.
    #[schemars(extend("format" = "uuid"))]
    pub job_id: Option<String>,
    /// Why it will not come.
    pub error: Option<JobError>,
    /// Null until it is there, as the next three.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub file_size_bytes: Option<i64>,
    /// Of the content, in hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: Option<String>,
    /// Unix seconds: of the file, or of its job.
    pub created_at: i64,
    pub links: Links,
}
