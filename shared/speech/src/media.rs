//! The kinds of recordings that are taken: WAV, MP3, M4A, MP4.

/// What a recording is, told by its content type, else by its file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Wav,
    Mp3,
    M4a,
    Mp4,
}

impl Media {
    /// `None`: a recording of another kind, or none at all. A type that says nothing leaves it to the name.
    pub fn of(content_type: &str, file_name: &str) -> Option<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => Some(Self::Wav),
            "audio/mpeg" | "audio/mp3" | "audio/mpeg3" => Some(Self::Mp3),
            "audio/m4a" | "audio/x-m4a" | "audio/mp4" => Some(Self::M4a),
            "video/mp4" => Some(Self::Mp4),
            "" | "application/octet-stream" | "binary/octet-stream" => Self::by_name(file_name),
            _ => None,
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "wav" => Some(Self::Wav),
            "mp3" => Some(Self::Mp3),
            "m4a" => Some(Self::M4a),
            "mp4" => Some(Self::Mp4),
            _ => None,
        }
    }

    /// A content type and a file name for it that say nothing else.
    pub(crate) const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Wav => ("audio/wav", "audio.wav"),
            Self::Mp3 => ("audio/mpeg", "audio.mp3"),
            Self::M4a => ("audio/mp4", "audio.m4a"),
            Self::Mp4 => ("video/mp4", "audio.mp4"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_decides_and_the_name_where_it_says_nothing() {
        assert_eq!(Media::of("audio/X-WAV; rate=8000", "a.mp3"), Some(Media::Wav));
        assert_eq!(Media::of("", "Call 7.MP3"), Some(Media::Mp3));
        assert_eq!(Media::of("application/octet-stream", "a.b.m4a"), Some(Media::M4a));
        assert_eq!(Media::of("video/mp4", ""), Some(Media::Mp4));
        for (content_type, name) in [("audio/ogg", "a.wav"), ("text/vtt", "a.wav"), ("", "wav"), ("", "a.flac")] {
            assert_eq!(Media::of(content_type, name), None, "{content_type} {name}");
        }
    }
}
