//! Writing a result: records in, pieces of bounded size out.

use model::limits::INLINE_BYTES;
use serde::Serialize;

use super::manifest::{Chunk, InputError, Manifest};
use crate::result::StoredTurn;
use crate::{Options, Record, packed};

/// A chunk is closed when its lines reach this many bytes.
const CHUNK_BYTES: usize = 256 << 10;
/// An object is closed when its chunks reach this many bytes.
const OBJECT_BYTES: usize = 8 << 20;

/// Malformed turns that are listed one by one; more are only counted.
pub(crate) const MAX_INPUT_ERRORS: usize = 100;

/// An object ready to be stored.
#[derive(Debug)]
pub(crate) struct Piece {
    pub number: u32,
    pub bytes: Vec<u8>,
}

/// Turns first, analytics after: [`Writer::turn`] must not follow [`Writer::record`].
pub(crate) struct Writer {
    lines: Vec<u8>,
    in_lines: u64,
    written: u64,
    blob: Vec<u8>,
    object: u32,
    section: Section,
    manifest: Manifest,
    ready: Vec<Piece>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Section {
    Turns,
    Analytics,
    Beyond,
}

impl Writer {
    pub(crate) fn new(engine_version: &str, profile_digest: &str, options: Options) -> Self {
        Self {
            lines: Vec::new(),
            in_lines: 0,
            written: 0,
            blob: Vec::new(),
            object: 0,
            section: Section::Turns,
            manifest: Manifest {
                engine_version: engine_version.to_owned(),
                profile_digest: Some(profile_digest.to_owned()),
                options,
                ..Manifest::default()
            },
            ready: Vec::new(),
        }
    }

    pub(crate) fn turn(&mut self, turn: &StoredTurn) {
        self.push(turn);
    }

    pub(crate) fn record(&mut self, record: &Record) {
        let section = match record {
            Record::Speaker(_) | Record::Role(_) | Record::Conversation(_) => Section::Analytics,
            Record::Synchrony(_) | Record::Extended(_) => Section::Beyond,
        };
        if self.section < section {
            self.close_chunk();
            self.section = section;
            self.written = 0;
        }
        self.push(record);
    }

    /// Notes a malformed turn that was passed over.
    pub(crate) fn input_error(&mut self, error: InputError) {
        self.manifest.input_error_count += 1;
        if self.manifest.input_errors.len() < MAX_INPUT_ERRORS {
            self.manifest.input_errors.push(error);
        }
    }

    /// Objects that are full and may be stored now.
    pub(crate) fn take_ready(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.ready)
    }

    /// The manifest, what is kept in the database (when no object was ever full and the whole is small), and
    /// else the last object.
    pub(crate) fn finish(mut self, format: Option<&str>, prefix: &str) -> (Manifest, Option<Vec<u8>>, Option<Piece>) {
        self.close_chunk();
        self.manifest.format = format.map(str::to_owned);
        if self.object == 0 && self.blob.len() <= INLINE_BYTES {
            return (self.manifest, Some(self.blob), None);
        }
        self.manifest.prefix = Some(prefix.to_owned());
        let last = (!self.blob.is_empty()).then_some(Piece { number: self.object, bytes: self.blob });
        (self.manifest, None, last)
    }

    fn push(&mut self, record: &impl Serialize) {
        serde_json::to_writer(&mut self.lines, record).expect("records have text keys and finite numbers");
        self.lines.push(b'\n');
        self.in_lines += 1;
        if self.lines.len() >= CHUNK_BYTES {
            self.close_chunk();
        }
    }

    fn close_chunk(&mut self) {
        if self.in_lines == 0 {
            return;
        }
        let offset = self.blob.len();
        self.blob.extend_from_slice(&packed::pack(&self.lines));
        let chunk = Chunk {
            object: self.object,
            offset: offset as u64,
            length: (self.blob.len() - offset) as u64,
            first: self.written,
            records: self.in_lines,
        };
        match self.section {
            Section::Turns => self.manifest.turns.push(chunk),
            Section::Analytics => self.manifest.analytics.push(chunk),
            Section::Beyond => self.manifest.beyond.push(chunk),
        }
        self.written += self.in_lines;
        self.in_lines = 0;
        self.lines.clear();
        if self.blob.len() >= OBJECT_BYTES {
            self.ready.push(Piece { number: self.object, bytes: std::mem::take(&mut self.blob) });
            self.object += 1;
        }
    }
}
