//! The formats, and what a content type or a file name says about them.

use std::fmt;

use encoding_rs::Encoding;

use crate::problem::Unsupported;

/// What a transcript is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON object with `talk_turns` and options beside them, as `POST /v1/conversations` takes.
    Request,
    /// A JSON array of talk turns.
    TurnArray,
    /// One JSON talk turn per line.
    Ndjson,
    WebVtt,
    Srt,
    /// With a header; the delimiter is found.
    Csv,
    /// With a header.
    Tsv,
    /// A turn per line, perhaps `Speaker: text`.
    Text,
    /// Otter's text export: `Name  0:03`, then what was said.
    Otter,
    /// JSON messages with `role` and `content`.
    Chat,
    /// JSON messages with `role` and `message`, as Context.ai takes them.
    Context,
    /// Amazon Transcribe.
    AwsTranscribe,
    /// Amazon Transcribe Call Analytics and Amazon Connect Contact Lens.
    CallAnalytics,
    Deepgram,
    AssemblyAi,
    /// Whisper's verbose JSON and WhisperX.
    Whisper,
    /// Google Speech-to-Text.
    GoogleStt,
    Gong,
}

impl Format {
    pub const ALL: &'static [Self] = &[
        Self::Request,
        Self::TurnArray,
        Self::Ndjson,
        Self::WebVtt,
        Self::Srt,
        Self::Csv,
        Self::Tsv,
        Self::Text,
        Self::Otter,
        Self::Chat,
        Self::Context,
        Self::AwsTranscribe,
        Self::CallAnalytics,
        Self::Deepgram,
        Self::AssemblyAi,
        Self::Whisper,
        Self::GoogleStt,
        Self::Gong,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "json_request",
            Self::TurnArray => "json_turns",
            Self::Ndjson => "ndjson",
            Self::WebVtt => "webvtt",
            Self::Srt => "srt",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Text => "text",
            Self::Otter => "otter",
            Self::Chat => "chat_messages",
            Self::Context => "context_messages",
            Self::AwsTranscribe => "aws_transcribe",
            Self::CallAnalytics => "aws_call_analytics",
            Self::Deepgram => "deepgram",
            Self::AssemblyAi => "assemblyai",
            Self::Whisper => "whisper",
            Self::GoogleStt => "google_stt",
            Self::Gong => "gong",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a client says about its input; either may be missing or mean nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint<'a> {
    /// A `Content-Type`, with or without parameters.
    pub content_type: Option<&'a str>,
    pub file_name: Option<&'a str>,
}

/// What a hint leaves to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Nothing to go by but the content.
    Any,
    /// One of the JSON formats.
    Json,
    /// Text of any kind; plain, if of none that can be told.
    Text,
    Settled(Format),
}

impl Hint<'_> {
    /// The content type first, then the file name; whoever says nothing leaves it to the next. Plain text
    /// says little: a file name may say more.
    pub(crate) fn family(&self) -> Result<Family, Unsupported> {
        let by_type = by_content_type(self.content_type.unwrap_or_default())?;
        match by_type {
            Family::Any | Family::Text => {
                let by_name = by_file_name(self.file_name.unwrap_or_default())?;
                Ok(if by_name == Family::Any { by_type } else { by_name })
            }
            family => Ok(family),
        }
    }

    /// The charset that the content type names, if it is a known one.
    pub(crate) fn charset(&self) -> Option<&'static Encoding> {
        let parameters = self.content_type?.split(';').skip(1);
        let mut charsets = parameters.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
        });
        Encoding::for_label(charsets.next()?.as_bytes())
    }
}

impl Family {
    /// JSON and WebVTT are UTF-8, whatever anybody says.
    pub(crate) const fn may_have_charset(self) -> bool {
        match self {
            Self::Any | Self::Text => true,
            Self::Json => false,
            Self::Settled(format) => {
                matches!(format, Format::Srt | Format::Csv | Format::Tsv | Format::Text | Format::Otter)
            }
        }
    }
}

/// [`Family::Any`] for a type that says nothing about what is inside.
fn by_content_type(content_type: &str) -> Result<Family, Unsupported> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(match essence.as_str() {
        ""
        | "application/octet-stream"
        | "binary/octet-stream"
        | "application/gzip"
        | "application/x-gzip"
        | "application/zstd"
        | "application/x-zstd" => Family::Any,
        "text/plain" => Family::Text,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines"
        | "application/jsonlines" => Family::Settled(Format::Ndjson),
        "text/vtt" => Family::Settled(Format::WebVtt),
        "application/x-subrip" | "application/srt" | "text/srt" | "text/x-srt" => Family::Settled(Format::Srt),
        "text/csv" | "application/csv" => Family::Settled(Format::Csv),
        "text/tab-separated-values" | "text/tsv" => Family::Settled(Format::Tsv),
        "application/json" | "text/json" => Family::Json,
        other if other.ends_with("+json") => Family::Json,
        other if other.starts_with("audio/") || other.starts_with("video/") => return Err(Unsupported::Audio),
        _ => return Err(Unsupported::ContentType),
    })
}

/// Only endings that are surely something else are refused: a name is free text.
fn by_file_name(name: &str) -> Result<Family, Unsupported> {
    let name = name.to_ascii_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|around| name.strip_suffix(around)).unwrap_or(&name);
    let Some((_, ending)) = name.rsplit_once('.') else {
        return Ok(Family::Any);
    };
    Ok(match ending {
        "json" => Family::Json,
        "ndjson" | "jsonl" => Family::Settled(Format::Ndjson),
        "vtt" => Family::Settled(Format::WebVtt),
        "srt" => Family::Settled(Format::Srt),
        "csv" => Family::Settled(Format::Csv),
        "tsv" | "tab" => Family::Settled(Format::Tsv),
        "txt" | "text" => Family::Text,
        "aac" | "aiff" | "flac" | "m4a" | "m4v" | "mkv" | "mov" | "mp3" | "mp4" | "oga" | "ogg" | "opus" | "wav"
        | "webm" | "wma" => return Err(Unsupported::Audio),
        "avi" | "bmp" | "doc" | "docx" | "gif" | "html" | "jpeg" | "jpg" | "pdf" | "png" | "ppt" | "pptx" | "rtf"
        | "xls" | "xlsx" | "xml" | "zip" => return Err(Unsupported::FileName),
        _ => Family::Any,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(content_type: &str, file_name: &str) -> Result<Family, Unsupported> {
        Hint { content_type: Some(content_type), file_name: Some(file_name) }.family()
    }

    #[test]
    fn the_content_type_comes_before_the_name() {
        assert_eq!(family("Application/JSON; charset=utf-8", "a.vtt"), Ok(Family::Json));
        assert_eq!(family("application/octet-stream", "talk.VTT.gz"), Ok(Family::Settled(Format::WebVtt)));
        assert_eq!(family("text/plain", "talk.jsonl"), Ok(Family::Settled(Format::Ndjson)));
        assert_eq!(family("text/plain; charset=utf-8", "talk.csv"), Ok(Family::Settled(Format::Csv)));
        assert_eq!(family("text/plain", "talk"), Ok(Family::Text));
        assert_eq!(family("application/zstd", "talk.srt.zst"), Ok(Family::Settled(Format::Srt)));
        assert_eq!(family("text/tab-separated-values", "talk.csv"), Ok(Family::Settled(Format::Tsv)));
        assert_eq!(family("", "talk.2024-05-01"), Ok(Family::Any));
        assert_eq!(Hint::default().family(), Ok(Family::Any));
    }

    #[test]
    fn every_format_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
        assert_eq!(names.len(), Format::ALL.len());
    }

    #[test]
    fn a_charset_is_found_among_the_parameters() {
        let charset = |content_type| Hint { content_type: Some(content_type), file_name: None }.charset();
        assert_eq!(charset("text/csv; header=present; Charset=\"ISO-8859-1\""), Some(encoding_rs::WINDOWS_1252));
        for content_type in ["", "text/csv", "text/csv; charset", "text/csv; charset=klingon"] {
            assert_eq!(charset(content_type), None, "{content_type}");
        }
    }

    #[test]
    fn what_is_no_transcript_is_refused() {
        assert_eq!(family("audio/mpeg", "a.json"), Err(Unsupported::Audio));
        assert_eq!(family("application/pdf", "a.json"), Err(Unsupported::ContentType));
        assert_eq!(family("", "a.mp4"), Err(Unsupported::Audio));
        assert_eq!(family("application/octet-stream", "a.pdf"), Err(Unsupported::FileName));
    }
}
