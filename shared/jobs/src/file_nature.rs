//! What a file is, told by its content type and its name before anybody reads it.

use model::Kind;
use speech::Media;
use transcript::{Hint, Reader, Unsupported};

use crate::error::NoTranscript;
use crate::{Chosen, Error, Ports};

/// What a job makes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileNature {
    Transcript,
    /// It is transcribed first.
    Recording,
}

impl FileNature {
    /// Refuses what can be neither, and recordings where nobody would transcribe them.
    pub(crate) fn of(ports: &Ports, content_type: &str, file_name: &str) -> Result<Self, Error> {
        match Reader::new(Hint { content_type: Some(content_type), file_name: Some(file_name) }) {
            Ok(_) => Ok(Self::Transcript),
            Err(Unsupported::Audio) => recording(ports, content_type, file_name),
            Err(unsupported) => Err(refused("unsupported_media_type", unsupported.to_string())),
        }
    }

    /// Of a job that goes by this profile.
    pub(crate) const fn kind(self, profile: &Chosen) -> Kind {
        match self {
            Self::Transcript => profile.kind(),
            Self::Recording => Kind::Recording,
        }
    }
}

fn recording(ports: &Ports, content_type: &str, file_name: &str) -> Result<FileNature, Error> {
    if Media::of(content_type, file_name).is_none() {
        return Err(refused("unsupported_media_type", "Recordings are taken as WAV, MP3, M4A or MP4."));
    }
    if ports.transcriber.is_none() {
        let detail = "Recordings need a transcriber, and none is configured here.";
        return Err(refused("transcriber_not_configured", detail));
    }
    Ok(FileNature::Recording)
}

fn refused(code: &'static str, detail: impl Into<String>) -> Error {
    Error::Unsupported(NoTranscript { code, detail: detail.into() })
}
