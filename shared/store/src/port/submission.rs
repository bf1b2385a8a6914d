//! A job on its way in: submitted, or driven again.

use std::time::Duration;

use model::{Fence, FileId, Generation, JobId, Kind, Lane, ProfileVersion, Status, TenantId, Timestamp};

use super::{Job, Progress};

/// A job as it is submitted.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: JobId,
    pub tenant: TenantId,
    pub kind: Kind,
    /// Says the lane too ([`model::Lane::of`]).
    pub priority: i64,
    /// The client's, or made by the server.
    pub conversation_id: String,
    /// The client's bytes, never rendered again.
    pub user_metadata: Option<Vec<u8>>,
    /// Our own rendering of the analysis options (JSON).
    pub options: Vec<u8>,
    /// That the options name, where it is the tenant's own: kept as long as the job.
    pub profile: Option<ProfileVersion>,
    pub input: NewInput,
    pub idempotency: Option<Idempotency>,
    /// The request's, carried to the worker's logs.
    pub traceparent: Option<String>,
    /// `Some`: the submission itself gives the first ticket, for the submitter to send, and another is due after this.
    /// Says nothing of a job that awaits its upload.
    pub first_ticket: Option<Duration>,
    /// Whose limit of jobs it counts against: the `client_id` of a client that has one. Without, nothing is looked at.
    pub counted: Option<String>,
}

impl NewJob {
    /// The job as it stands once it is stored, before anybody has touched it.
    pub fn stored(self, at: Timestamp) -> Job {
        let status = if matches!(self.input, NewInput::Upload(_)) { Status::AwaitingUpload } else { Status::Queued };
        Job {
            id: self.id,
            tenant: self.tenant,
            kind: self.kind,
            status,
            priority: self.priority,
            fence: Fence(0),
            generation: Generation(0),
            attempt: 0,
            crashes: 0,
            revision: 0,
            conversation_id: self.conversation_id,
            user_metadata: self.user_metadata,
            options: self.options,
            progress: Progress::default(),
            failure: None,
            created_at: at,
            run_at: at,
            started_at: None,
            finished_at: None,
            cancel_requested_at: None,
            redrive_of: None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum NewInput {
    /// Small enough for the database (at most [`model::limits::INLINE_BYTES`]). Status `queued`.
    Inline { content_type: String, bytes: Vec<u8> },
    /// Already in object storage under this key. Status `queued`. A garbage row that names the key
    /// ([`Store::note_garbage`]) is settled by this submission. Where none does, or its time is up or nearly so, the
    /// object may be swept at any moment, and the submission is refused as [`crate::Error::Unavailable`].
    Object { content_type: String, key: String },
    /// Still to come, in parts. Status `awaiting_upload`.
    Upload(NewUpload),
    /// A file of the job's tenant, which counts as used now. Status `queued`.
    File(FileId),
}

/// An upload to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    pub key: String,
    pub file_name: String,
    pub content_type: String,
    pub file_bytes: i64,
    pub part_bytes: i64,
    pub part_count: i64,
    /// From now.
    pub lifetime: Duration,
}

/// A client's `Idempotency-Key`, unique per tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    pub key: String,
    /// SHA-256 over route and body.
    pub fingerprint: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// Stored at this time, by the store's clock.
    New(Timestamp),
    /// The same key and fingerprint came before and made this job.
    Replayed(JobId),
    /// The same key came before with another fingerprint.
    KeyReused,
    /// The tenant has no such file.
    NoFile,
    /// The client has made as many jobs as it may until this has passed.
    OverLimit(Duration),
}

/// A job's input once more, for a new job of the same conversation and with the same metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    pub of: JobId,
    pub anew: Anew,
    /// The new job's.
    pub id: JobId,
    pub tenant: TenantId,
    pub idempotency: Option<Idempotency>,
    pub traceparent: Option<String>,
    /// As of a [`NewJob`].
    pub counted: Option<String>,
}

/// What for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anew {
    /// It failed or was cancelled: the same is tried again, with its kind, lane, options and profile.
    Retried,
    /// It was completed: these in the place of its own.
    Otherwise { kind: Kind, lane: Lane, options: Vec<u8>, profile: Option<ProfileVersion> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redriven {
    New,
    /// The same key and fingerprint came before and made this job.
    Replayed(JobId),
    /// The same key came before with another fingerprint.
    KeyReused,
    /// It neither failed nor was cancelled; or, where it was to be done otherwise, it was not completed.
    Was(Status),
    /// Its upload never came in, or went with a cancel.
    InputGone,
    /// No such job of this tenant.
    Missing,
    /// The client has made as many jobs as it may until this has passed.
    OverLimit(Duration),
}
