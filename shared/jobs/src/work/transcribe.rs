//! A recording becomes a transcript, and is analysed as one.
//!
//! What must stay true: the recording streams from object storage to the transcriber and is never held; how long the job
//! may wait there is bounded by the transcriber's own limit; a transcriber that is away costs no attempt and keeps no
//! other job waiting. If the process dies here, the next attempt transcribes again.
//! Deliberately absent: keeping transcripts. A job that is done again transcribes again.

use std::io::Error as IoError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::stream::StreamExt as _;
use model::Stage;
use speech::{Audio, Media};
use store::{Input, Upload};

use super::error::StepError;
use super::input::Source;
use super::{Dependency, Tracker, Work};

/// A recording in object storage.
pub(super) struct Recording {
    media: Media,
    key: String,
    /// Where it was told when it came.
    bytes: Option<u64>,
}

impl Recording {
    /// `None` where the input is text.
    pub(super) fn of(input: &Input) -> Option<Self> {
        let (content_type, file_name, key, bytes) = match input {
            Input::Upload(Upload { content_type, file_name, key, file_bytes, .. }) => {
                (content_type, file_name, key, Some(file_bytes.unsigned_abs()))
            }
            Input::File { content_type, file_name, key } => (content_type, file_name, key, None),
            Input::Inline { .. } | Input::Object { .. } | Input::None => return None,
        };
        Some(Self { media: Media::of(content_type, file_name)?, key: key.clone(), bytes })
    }
}

impl Work {
    /// The transcript, in the place of the recording.
    pub(super) async fn transcribe(&self, recording: Recording, tracker: &Tracker) -> Result<Source, StepError> {
        let Some(transcriber) = &self.ports.transcriber else {
            let detail = "No transcriber is configured where the job was worked on.";
            return Err(StepError::transient("transcriber_not_configured", detail));
        };
        tracker.enter(Stage::Transcribing);
        let Recording { media, key, bytes } = recording;
        let objects = &self.ports.objects;
        let lost = || StepError::permanent("input_lost", "The input is no longer in object storage.");
        let length = match bytes {
            Some(bytes) => bytes,
            None => objects.size(&key).await?.ok_or_else(lost)?,
        };
        let chunks = objects.read(&key, 0).await?.ok_or_else(lost)?;
        // Whether it was the bucket that failed: the transcriber sees only that the recording breaks off.
        let broken = Arc::new(AtomicBool::new(false));
        let breaks = Arc::clone(&broken);
        let chunks = chunks.map(move |chunk| {
            chunk.map_err(|error| {
                breaks.store(true, Ordering::Relaxed);
                IoError::other(error)
            })
        });
        tracker.waits();
        let transcript = transcriber.transcribe(Audio { media, length, bytes: chunks.boxed() }).await;
        tracker.goes_on();
        match transcript {
            Ok(text) => Ok(Source::of_transcript(text)),
            Err(_) if broken.load(Ordering::Relaxed) => Err(StepError::Away(Dependency::Objects)),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn failed(error: &speech::Error) -> StepError {
    tracing::warn!(error = %error, "a recording was not transcribed");
    match error {
        speech::Error::Away { .. } => StepError::TranscriberAway,
        speech::Error::TooSlow => StepError::transient("transcriber_too_slow", "The transcriber took too long."),
        speech::Error::Unreadable { .. } => {
            StepError::transient("transcript_unreadable", "The transcriber's answer could not be read.")
        }
        speech::Error::Refused { status } => StepError::permanent(
            "transcriber_refused",
            format!("The transcriber refused the recording with status {status}."),
        ),
    }
}
