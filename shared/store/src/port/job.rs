//! A job as its tenant may see it.

use model::{Fence, Generation, JobId, Kind, Stage, Status, TenantId, Timestamp};

/// Everything about a job but its input and result.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub tenant: TenantId,
    pub kind: Kind,
    pub status: Status,
    pub priority: i64,
    pub fence: Fence,
    pub generation: Generation,
    pub attempt: i64,
    pub crashes: i64,
    /// Grows on every visible change.
    pub revision: i64,
    pub conversation_id: String,
    pub user_metadata: Option<Vec<u8>>,
    pub options: Vec<u8>,
    pub progress: Progress,
    pub failure: Option<Failure>,
    pub created_at: Timestamp,
    pub run_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub cancel_requested_at: Option<Timestamp>,
    /// The job whose input, options and metadata this one has.
    pub redrive_of: Option<JobId>,
}

/// As much of a job as tells whether it is worth reading again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub id: JobId,
    pub revision: i64,
    pub status: Status,
}

/// How far the current attempt is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub stage: Option<Stage>,
    pub turns_done: i64,
    pub turns_total: Option<i64>,
}

/// Why a job failed; never quotes transcript text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub detail: String,
    pub line: Option<i64>,
    pub pointer: Option<String>,
    pub turn: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub key: String,
    pub upload_id: Option<String>,
    pub file_name: String,
    pub content_type: String,
    pub file_bytes: i64,
    pub part_bytes: i64,
    pub part_count: i64,
    pub expires_at: Timestamp,
    /// The verified list, once the upload was completed.
    pub parts: Option<Vec<UploadedPart>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedPart {
    pub number: i32,
    /// Without quotes.
    pub etag: String,
}

/// What a conditional move by a client came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// This call moved it.
    Done,
    /// It was not in a state to be moved from; it is in this one.
    Was(Status),
    /// No such job of this tenant, or, where an upload is moved, it has none.
    Missing,
}

/// Where a result is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResult {
    /// Our own description of sections and chunks (JSON).
    pub manifest: Vec<u8>,
    /// The result itself where it is small, else it is in objects that the manifest names.
    pub inline: Option<Vec<u8>>,
    pub turns: i64,
    pub utterances: i64,
}
