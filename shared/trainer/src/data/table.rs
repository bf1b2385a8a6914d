//! Comma-separated files with a head.

use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::{Error, Result};

pub(super) struct Table {
    path: PathBuf,
    head: StringRecord,
    pub(super) rows: Vec<StringRecord>,
}

impl Table {
    pub(super) fn read(path: &Path, text: &str) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let bad = |error: csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            Error::malformed(path, usize::try_from(line).unwrap_or(usize::MAX), error.to_string())
        };
        let head = reader.headers().map_err(bad)?.clone();
        let rows = reader.records().collect::<std::result::Result<_, _>>().map_err(bad)?;
        Ok(Self { path: path.to_owned(), head, rows })
    }

    /// The first column of this name.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        let at = self.head.iter().position(|head| head == name);
        at.ok_or_else(|| Error::malformed(&self.path, 1, format!("no column {name:?}")))
    }

    pub(super) fn malformed(&self, row: &StringRecord, what: impl Into<String>) -> Error {
        let line = row.position().map_or(0, csv::Position::line);
        Error::malformed(&self.path, usize::try_from(line).unwrap_or(usize::MAX), what)
    }
}
