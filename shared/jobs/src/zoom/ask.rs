//! What an import's job is asked for: its input, in our own rendering.

use model::{CredentialsId, FileId};
use serde::{Deserialize, Serialize};

pub(crate) const CONTENT_TYPE: &str = "application/json";

/// Which recording becomes which file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) file: FileId,
    pub(crate) credentials: CredentialsId,
    pub(crate) meeting_id: Option<String>,
    pub(crate) recording_file_id: Option<String>,
}

/// As it is kept.
#[derive(Serialize, Deserialize)]
struct Rendered<'a> {
    file: &'a str,
    credentials: &'a str,
    meeting_id: Option<String>,
    recording_file_id: Option<String>,
}

impl Ask {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let rendered = Rendered {
            file: &self.file.to_string(),
            credentials: &self.credentials.to_string(),
            meeting_id: self.meeting_id.clone(),
            recording_file_id: self.recording_file_id.clone(),
        };
        serde_json::to_vec(&rendered).expect("ids and texts are JSON")
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let Rendered { file, credentials, meeting_id, recording_file_id } = serde_json::from_slice(bytes).ok()?;
        Some(Self { file: file.parse().ok()?, credentials: credentials.parse().ok()?, meeting_id, recording_file_id })
    }
}

#[cfg(test)]
mod tests {
    use model::{Random as _, SystemRandom, Timestamp};

    use super::*;

    #[test]
    fn what_is_asked_for_is_read_back() {
        let uuid = || SystemRandom.uuid(Timestamp(1_900_000_000_000_000));
        let ask = Ask {
            file: FileId(uuid()),
            credentials: CredentialsId(uuid()),
            meeting_id: Some("/a\"b==".to_owned()),
            recording_file_id: None,
        };
        assert_eq!(Ask::parse(&ask.to_bytes()), Some(ask));
        assert_eq!(Ask::parse(b"{}"), None);
    }
}
