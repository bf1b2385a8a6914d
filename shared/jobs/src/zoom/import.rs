//! Asking for a recording to become a file.
//!
//! What must stay true: the file's id is known at once and stays the same whichever attempt or redrive brings it; the same
//! request sent again under its key is the same file.

use std::time::Duration;

use ::zoom::MeetingId;
use contract::short_text;
use model::{CredentialsId, FileId, JobId, Kind, TenantId};
use store::{NewInput, NewJob, Submitted};

use super::ask::{Ask, CONTENT_TYPE};
use super::credentials::configured;
use crate::overload::Overload;
use crate::{Chosen, Error, Invalid, Options, Ports, Submission};

/// Makes the jobs that import.
#[derive(Clone)]
pub struct ZoomImports {
    ports: Ports,
    overload: Overload,
}

/// Which recording, as its tenant says.
#[derive(Clone, Debug, Default)]
pub struct ZoomWanted {
    /// `None`: the only ones that the tenant has.
    pub credentials_id: Option<String>,
    /// `None`: the recording is looked for in all of the account's.
    pub meeting_id: Option<String>,
    /// `None`: the meeting's transcript, else what comes nearest.
    pub recording_file_id: Option<String>,
    pub user_metadata: Option<Vec<u8>>,
}

/// A file that is coming.
#[derive(Clone, Debug)]
pub struct ImportAnswer {
    pub file: FileId,
    pub job: JobId,
    pub user_metadata: Option<Vec<u8>>,
    pub replayed: bool,
}

impl ZoomImports {
    pub fn new(ports: Ports) -> Self {
        let overload = Overload::new(&ports, None);
        Self { ports, overload }
    }

    /// Refuses while jobs have been waiting for longer than this.
    #[must_use]
    pub fn refusing_over(self, oldest: Option<Duration>) -> Self {
        Self { overload: Overload::new(&self.ports, oldest), ..self }
    }

    /// `asked`: the request's body, for its key.
    pub async fn import(&self, from: &Submission, wanted: ZoomWanted, asked: &[u8]) -> Result<ImportAnswer, Error> {
        configured(&self.ports)?;
        let mut wrong = wrong(&wanted);
        let credentials = match self.credentials(from.tenant, wanted.credentials_id.as_deref()).await? {
            Ok(credentials) => Some(credentials),
            Err(invalid) => {
                wrong.insert(0, invalid);
                None
            }
        };
        let Some(credentials) = credentials.filter(|_| wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
        let key = from.idempotency.as_ref();
        let idempotency = key.map(|key| key.bound_to(&Chosen::default(), asked)).transpose()?;
        self.overload.check().await?;
        let now = self.ports.clock.now();
        let id = JobId(self.ports.random.uuid(now));
        let file = FileId::brought_by(id);
        let ZoomWanted { meeting_id, recording_file_id, .. } = wanted.clone();
        let ask = Ask { file, credentials, meeting_id, recording_file_id };
        let job = NewJob {
            id,
            tenant: from.tenant,
            kind: Kind::ZoomImport,
            priority: from.lane.priority(),
            conversation_id: self.ports.random.uuid(now).to_string(),
            user_metadata: wanted.user_metadata.clone(),
            options: Options::default().to_bytes(),
            profile: None,
            input: NewInput::Inline { content_type: CONTENT_TYPE.to_owned(), bytes: ask.to_bytes() },
            idempotency,
            traceparent: from.traceparent.clone(),
            first_ticket: None,
            counted: from.counted.clone(),
        };
        match self.ports.store.imports().submit(&job).await? {
            Submitted::New(_) => {
                self.ports.bell.ring();
                Ok(ImportAnswer { file, job: id, user_metadata: wanted.user_metadata, replayed: false })
            }
            Submitted::Replayed(job) => {
                let file = FileId::brought_by(job);
                Ok(ImportAnswer { file, job, user_metadata: wanted.user_metadata, replayed: true })
            }
            Submitted::KeyReused | Submitted::NoFile => Err(Error::KeyReused),
            Submitted::OverLimit(left) => Err(Error::OverLimit { left }),
        }
    }

    /// Those of this id, or the only ones. What is not an id is as unknown as an id that is nobody's.
    async fn credentials(&self, tenant: TenantId, id: Option<&str>) -> Result<Result<CredentialsId, Invalid>, Error> {
        let pointer = "/credentials_id";
        let all = self.ports.store.zoom().all(tenant).await?;
        if let Some(text) = id {
            let found = text.parse().ok().filter(|id| all.iter().any(|one| one.id == *id));
            let unknown = || Invalid::at(pointer, "credentials_unknown", "There are no such credentials.");
            return Ok(found.ok_or_else(unknown));
        }
        Ok(match all.as_slice() {
            [] => {
                let detail = "There are no Zoom credentials yet; POST /v1/zoom/credentials takes some.";
                Err(Invalid::at(pointer, "credentials_missing", detail))
            }
            [only] => Ok(only.id),
            _ => Err(Invalid::at(pointer, "credentials_ambiguous", "There are several credentials; say which.")),
        })
    }
}

/// All that cannot be meant, whatever there is.
fn wrong(wanted: &ZoomWanted) -> Vec<Invalid> {
    let mut wrong = Vec::new();
    match (&wanted.meeting_id, &wanted.recording_file_id) {
        (None, None) => {
            let detail = "Expected a meeting_id, or a recording_file_id, or both.";
            wrong.push(Invalid::at("/meeting_id", "required", detail));
        }
        (Some(meeting), _) if MeetingId::parse(meeting).is_none() => {
            let detail = "Expected a meeting's number or UUID, as Zoom writes it.";
            wrong.push(Invalid::at("/meeting_id", "meeting_id_illegal", detail));
        }
        _ => {}
    }
    if let Some(recording) = &wanted.recording_file_id {
        if recording.is_empty() {
            let detail = "Expected the id of a recording's file, or none.";
            wrong.push(Invalid::at("/recording_file_id", "required", detail));
        }
        wrong.extend(short_text(recording, "/recording_file_id").err());
    }
    wrong
}
