//! A recording as Zoom lists it, and which one is taken of several.

use serde::Deserialize;

/// One file of a meeting's recordings, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Recording {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    file_type: String,
    #[serde(default)]
    pub file_size: Option<u64>,
    #[serde(default)]
    pub(crate) download_url: String,
    /// Absent of some that are there.
    #[serde(default)]
    status: Option<String>,
    #[serde(default, rename = "recording_type")]
    view: Option<String>,
}

/// What can be made of a recording here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Transcript,
    Audio,
    Video,
}

impl Media {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Transcript => "text/vtt",
            Self::Audio => "audio/mp4",
            Self::Video => "video/mp4",
        }
    }

    pub const fn ending(self) -> &'static str {
        match self {
            Self::Transcript => "vtt",
            Self::Audio => "m4a",
            Self::Video => "mp4",
        }
    }
}

impl Recording {
    /// `None`: chat, polls, timelines, pictures and what else Zoom keeps of a meeting.
    pub fn media(&self) -> Option<Media> {
        match self.file_type.to_ascii_uppercase().as_str() {
            "TRANSCRIPT" | "CC" => Some(Media::Transcript),
            "M4A" => Some(Media::Audio),
            "MP4" => Some(Media::Video),
            _ => None,
        }
    }

    /// Zoom is done with it.
    pub fn is_ready(&self) -> bool {
        self.status.as_deref().is_none_or(|status| status.eq_ignore_ascii_case("completed"))
            && !self.download_url.is_empty()
    }

    /// The less, the rather it is taken: who spoke, before what was said; the mix of all, before one voice.
    fn rank(&self) -> Option<u8> {
        let of_all = self.view.as_deref().is_none_or(|kind| kind != "audio_interpretation");
        match (self.file_type.to_ascii_uppercase().as_str(), self.media()?) {
            ("TRANSCRIPT", _) => Some(0),
            (_, Media::Transcript) => Some(1),
            (_, Media::Audio) if of_all => Some(2),
            (_, Media::Audio) => Some(3),
            (_, Media::Video) => Some(4),
        }
    }
}

/// The transcript, else captions, else the sound; of equals the first. One that is still being made is not passed over
/// for a lesser one.
pub fn preferred(recordings: Vec<Recording>) -> Option<Recording> {
    recordings
        .into_iter()
        .filter_map(|recording| Some((recording.rank()?, recording)))
        .min_by_key(|one| one.0)
        .map(|one| one.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(json: &str) -> Vec<Recording> {
        serde_json::from_str(json).expect("recordings")
    }

    #[test]
    fn a_transcript_is_preferred_then_captions_then_sound() {
        let all = r#"[{"id":"v","file_type":"MP4"},{"id":"i","file_type":"M4A","recording_type":"audio_interpretation"},
            {"id":"a","file_type":"M4A","recording_type":"audio_only"},{"id":"c","file_type":"CC"},{"file_type":"TIMELINE"},
            {"id":"t","file_type":"TRANSCRIPT","status":"processing"},{"id":"chat","file_type":"CHAT"}]"#;
        let mut left = listed(all);
        for best in ["t", "c", "a", "i", "v"] {
            assert_eq!(preferred(left.clone()).expect("one").id, best);
            left.retain(|recording| recording.id != best);
        }
        assert_eq!(preferred(left), None, "what is left is no talk");
    }

    #[test]
    fn what_is_not_done_or_nowhere_is_not_ready() {
        for (json, ready) in [
            (r#"[{"download_url":"https://z"}]"#, true),
            (r#"[{"download_url":"https://z","status":"completed"}]"#, true),
            (r#"[{"download_url":"https://z","status":"processing"}]"#, false),
            (r#"[{"status":"completed"}]"#, false),
        ] {
            assert_eq!(listed(json)[0].is_ready(), ready, "{json}");
        }
    }
}
