//! Where the chunks of a result are.

use serde::{Deserialize, Serialize};
use transcript::Problem;

use crate::Options;

/// Written beside every result; grows by one entry per chunk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Manifest {
    /// Of the engine that made the result.
    pub engine_version: String,
    /// SHA-256 of the content of the profile that it went by; which one that was, the options say.
    pub profile_digest: Option<String>,
    /// The input's format, as the transcript reader names it.
    pub format: Option<String>,
    /// What the analysis went by: those of the job, unless a request-shaped file had its own.
    pub options: Options,
    /// Objects are `{prefix}{number:05}`; `None` when the result is kept in the database.
    pub prefix: Option<String>,
    pub turns: Vec<Chunk>,
    pub analytics: Vec<Chunk>,
    /// What comes after the conversation's record: apart, because readers of before there was any know no such record.
    pub beyond: Vec<Chunk>,
    /// Malformed turns that were passed over: the first hundred of them, and how many there were.
    pub input_errors: Vec<InputError>,
    pub input_error_count: u64,
}

/// A malformed turn that was passed over; never quotes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputError {
    pub code: String,
    pub detail: String,
    pub line: Option<u64>,
    pub pointer: Option<String>,
    pub turn: Option<u64>,
}

impl From<Problem> for InputError {
    fn from(problem: Problem) -> Self {
        let Problem { code, detail, line, pointer, turn } = problem;
        Self { code: code.to_owned(), detail, line, pointer, turn }
    }
}

/// Lines packed together, readable alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// Number of the object that holds it.
    pub object: u32,
    /// Byte offset in that object (or in the bytes kept in the database).
    pub offset: u64,
    /// Compressed bytes.
    pub length: u64,
    /// Position of its first record in the section.
    pub first: u64,
    pub records: u64,
}

impl Manifest {
    pub(crate) fn object_key(prefix: &str, number: u32) -> String {
        format!("{prefix}{number:05}")
    }
}
