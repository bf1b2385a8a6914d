//! What is wrong with an input, and where.
//!
//! What must stay true: nothing here repeats what a client wrote. A pointer names only members that a
//! format knows; a detail says what was expected, not what was found.

use std::borrow::Cow;

/// An input that cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    /// A short stable name, e.g. `turn_too_long`.
    pub code: &'static str,
    /// What was expected.
    pub detail: String,
    /// Line of the (decompressed) input, from 1.
    pub line: Option<u64>,
    /// JSON pointer into the document, or for NDJSON into the line's object. It stops at the last
    /// member the format knows.
    pub pointer: Option<String>,
    /// Index of the talk turn that was being read, from 0.
    pub turn: Option<u64>,
}

impl Problem {
    /// A problem that has no place, for sinks and for whole inputs.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), line: None, pointer: None, turn: None }
    }

    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn in_turn(mut self, turn: u64) -> Self {
        self.turn = Some(turn);
        self
    }
}

/// A problem before its place is known: whoever knows the place makes it a [`Problem`].
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) detail: Cow<'static, str>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(fault.code, fault.detail)
    }
}

/// A content type or file name that says: not a transcript this crate reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// `audio/*` or `video/*`, or a file name that ends so: it would need a transcriber first.
    #[error("audio and video must be transcribed first")]
    Audio,
    #[error(
        "expected a content type of a transcript: application/json, application/x-ndjson, text/vtt, \
         application/x-subrip, text/csv, text/tab-separated-values, text/plain, or application/octet-stream, \
         application/gzip or application/zstd for the content to tell"
    )]
    ContentType,
    #[error(
        "expected a file name of a transcript: .json, .ndjson, .jsonl, .vtt, .srt, .csv, .tsv or .txt, \
         perhaps with .gz or .zst"
    )]
    FileName,
}
