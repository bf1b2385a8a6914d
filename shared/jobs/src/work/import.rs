//! A recording in Zoom's cloud becomes an object, which is to be its tenant's file.
//!
//! What must stay true: it streams from there to object storage, of which one part is in memory, and never more than so many
//! at a time; its key is named as this attempt's garbage before the first byte, so what an attempt leaves is swept as soon
//! as another may run; nothing that Zoom says of a meeting is logged or told. If the process dies here, the next attempt
//! begins anew, under a key of its own.
//! Deliberately absent: taking up a download where it broke off, and the file's row, which comes with the job's completion.

use std::sync::Arc;

use ::zoom::{Account, Download, Media, MeetingId, Recording, preferred};
use bytes::Bytes;
use futures::StreamExt as _;
use model::Stage;
use store::{ClaimedJob, Fenced, Garbage, Input, NewFile};

use super::error::StepError;
use super::{Tracker, Work};
use crate::file_nature::FileNature;
use crate::files::parts::{Gathered, Parts};
use crate::uploads::PartPlan;
use crate::zoom::Ask;
use crate::{Error, ZoomAccess};

impl Work {
    /// One attempt, up to the file that is ready to be taken over.
    pub(super) async fn import(&self, job: &ClaimedJob, tracker: &Arc<Tracker>) -> Result<NewFile, StepError> {
        let ask = ask(&job.input)?;
        let Some(zoom) = &self.ports.zoom else {
            let detail = "No key to open credentials with is configured where the job was worked on.";
            return Err(StepError::transient("encryption_key_not_configured", detail));
        };
        let _permit = self.wait_for(&self.limits.imports, tracker).await;
        tracker.enter(Stage::Importing);
        // Zoom takes its time, and a long list has many pages; each answer has a limit of its own.
        tracker.waits();
        let began = self.begin(job, &ask, zoom).await;
        tracker.goes_on();
        let (recording, media, download) = began?;
        let too_long = |bytes| i64::try_from(bytes).map_or(true, |bytes| bytes > zoom.max_bytes);
        if download.length.is_some_and(too_long) {
            return Err(too_large(zoom.max_bytes));
        }
        self.fetch(job, &ask, download, (&recording, media), zoom.max_bytes, tracker).await
    }

    /// From signing in to the first bytes.
    async fn begin(
        &self,
        job: &ClaimedJob,
        ask: &Ask,
        zoom: &ZoomAccess,
    ) -> Result<(Recording, Media, Download), StepError> {
        let account = self.sign_in(job, ask, zoom).await?;
        let recording = self.find(account.as_ref(), ask).await?;
        let media = self.judge(&recording, zoom.max_bytes)?;
        let download = account.download(&recording).await.map_err(|error| failed(&error))?;
        Ok((recording, media, download))
    }

    async fn sign_in(&self, job: &ClaimedJob, ask: &Ask, zoom: &ZoomAccess) -> Result<Box<dyn Account>, StepError> {
        let stored = self.ports.store.zoom().sealed(job.tenant, ask.credentials).await?;
        let (stored, sealed) = stored.ok_or_else(|| {
            StepError::permanent(
                "zoom_credentials_unknown",
                "The credentials are no longer there; import anew with others.",
            )
        })?;
        let app = zoom.open(job.tenant, &stored, &sealed).map_err(|_| {
            let detail = "The credentials were sealed under another key; bring their secret again and redrive.";
            StepError::permanent("zoom_credentials_unreadable", detail)
        })?;
        zoom.zoom.sign_in(&app).await.map_err(|error| failed(&error))
    }

    async fn find(&self, account: &dyn Account, ask: &Ask) -> Result<Recording, StepError> {
        let unknown = || failed(&::zoom::Error::NoRecording);
        let id = ask.recording_file_id.as_deref();
        let Some(meeting) = &ask.meeting_id else {
            let id = id.ok_or_else(unreadable)?;
            let found = account.by_id(id, self.ports.clock.now()).await.map_err(|error| failed(&error))?;
            return found.ok_or_else(unknown);
        };
        let meeting = MeetingId::parse(meeting).ok_or_else(unreadable)?;
        let all = account.of_meeting(&meeting).await.map_err(|error| failed(&error))?;
        match id {
            Some(id) => all.into_iter().find(|recording| recording.id == id).ok_or_else(unknown),
            None => preferred(all).ok_or_else(unknown),
        }
    }

    /// Refuses what would be no use as a file, before it is fetched.
    fn judge(&self, recording: &Recording, max_bytes: i64) -> Result<Media, StepError> {
        let Some(media) = recording.media() else {
            let detail = "The recording is neither a transcript nor sound.";
            return Err(StepError::permanent("zoom_recording_unsupported", detail));
        };
        if !recording.is_ready() {
            let detail = "Zoom is still at work on the recording; redrive the job once it is done.";
            return Err(StepError::permanent("zoom_recording_not_ready", detail));
        }
        if let Err(Error::Unsupported(refused)) =
            FileNature::of(&self.ports, media.content_type(), &name(recording, media))
        {
            return Err(StepError::permanent(refused.code, refused.detail));
        }
        if recording.file_size.is_some_and(|bytes| i64::try_from(bytes).map_or(true, |bytes| bytes > max_bytes)) {
            return Err(too_large(max_bytes));
        }
        Ok(media)
    }

    async fn fetch(
        &self,
        job: &ClaimedJob,
        ask: &Ask,
        mut download: Download,
        (recording, media): (&Recording, Media),
        max_bytes: i64,
        tracker: &Tracker,
    ) -> Result<NewFile, StepError> {
        let content_type = media.content_type();
        let mut parts = self.open(job, content_type).await?;
        let plan = PartPlan::for_file(max_bytes, None).map_err(|_| too_large(max_bytes))?;
        let mut gathered = Gathered::new(usize::try_from(plan.part_bytes).expect("a part fits into memory"));
        while let Some(chunk) = download.bytes.next().await {
            let mut chunk: Bytes = chunk.map_err(|error| failed(&error))?;
            gathered.count(&chunk);
            if gathered.bytes > max_bytes {
                return Err(too_large(max_bytes));
            }
            tracker.touch();
            while let Some(part) = gathered.fill(&mut chunk) {
                parts.put(part).await?;
                tracker.touch();
            }
        }
        if gathered.bytes == 0 {
            return Err(StepError::permanent("zoom_recording_empty", "The recording is empty."));
        }
        if let Some(part) = gathered.rest() {
            parts.put(part).await?;
        }
        tracker.enter(Stage::Finalizing);
        parts.put_together(gathered.bytes).await?;
        Ok(NewFile {
            tenant: job.tenant,
            id: ask.file,
            key: parts.key.clone(),
            upload_id: parts.upload_id.clone(),
            parts: parts.listed(),
            part_bytes: plan.part_bytes,
            file_name: name(recording, media),
            content_type: content_type.to_owned(),
            bytes: gathered.bytes,
            sha256: gathered.sha256(),
            // The job's; the store knows it.
            user_metadata: None,
        })
    }

    /// The garbage row comes first, then the upload.
    async fn open(&self, job: &ClaimedJob, content_type: &str) -> Result<Parts, StepError> {
        let key = format!("files/{}", self.ports.random.uuid(self.ports.clock.now()));
        match self.ports.store.expect_garbage(&job.lease, &Garbage::Key(key.clone())).await? {
            Fenced::Held => Ok(Parts::open(&self.ports.objects, key, content_type).await?),
            Fenced::Lost => {
                self.ports.metrics.stale_writes(1);
                Err(StepError::LeaseLost)
            }
        }
    }
}

fn ask(input: &Input) -> Result<Ask, StepError> {
    let Input::Inline { bytes, .. } = input else { return Err(unreadable()) };
    Ask::parse(bytes).ok_or_else(unreadable)
}

fn unreadable() -> StepError {
    StepError::permanent("input_unreadable", "What the job was asked for cannot be read.")
}

fn too_large(max_bytes: i64) -> StepError {
    StepError::permanent("too_large", format!("A file holds at most {max_bytes} bytes here."))
}

/// Says what it is and which, and nothing of what it is about.
fn name(recording: &Recording, media: Media) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let fits = (1..=64).contains(&recording.id.len()) && recording.id.bytes().all(plain);
    format!("zoom-{}.{}", if fits { &recording.id } else { "recording" }, media.ending())
}

fn failed(error: &::zoom::Error) -> StepError {
    use ::zoom::Error;
    tracing::warn!(error = %error, "a recording was not imported");
    match error {
        Error::Away { .. } => StepError::transient("zoom_away", "Zoom could not be reached, or broke off."),
        Error::Busy { after } => StepError::Later(*after),
        Error::Unreadable { .. } => StepError::transient("zoom_answer_unreadable", "Zoom's answer could not be read."),
        Error::Unauthenticated { .. } => {
            StepError::permanent("zoom_credentials_refused", "Zoom refused the credentials.")
        }
        Error::Forbidden { .. } => {
            StepError::permanent("zoom_forbidden", "Zoom does not let the app have that; it may lack a scope.")
        }
        Error::NoMeeting => StepError::permanent("zoom_meeting_unknown", "Zoom knows no such meeting in the account."),
        Error::NoRecording => StepError::permanent("zoom_recording_unknown", "Zoom has no such recording."),
        Error::Refused { status } => {
            StepError::permanent("zoom_refused", format!("Zoom refused the request with status {status}."))
        }
    }
}
