//! What is wrong with a profile, said so that it can be put right.
//!
//! What must stay true: all faults of a text are found in one reading, up to [`MAX_FAULTS`]; each names its place, the
//! key, what is wrong and what would be right; what was written is quoted shortened and without control characters.

use std::cell::RefCell;
use std::fmt;

use super::tree::Position;

/// More faults than this are not listed.
pub const MAX_FAULTS: usize = 50;

/// A longer quotation is cut.
const MAX_QUOTED: usize = 60;

/// One thing that is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As the reader named it.
    pub file: String,
    /// From 1; `None` where the profile did not come as text.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    /// Which key: `detectors[3].list`; empty where the whole file is meant.
    pub path: String,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, "{number}:")?;
        }
        if !self.path.is_empty() {
            write!(f, " {}:", self.path)?;
        }
        write!(f, " {}", self.message)
    }
}

impl std::error::Error for Fault {}

/// The faults found so far.
pub(super) struct Faults<'f> {
    file: &'f str,
    found: RefCell<Vec<Fault>>,
}

impl<'f> Faults<'f> {
    pub(super) fn of(file: &'f str) -> Self {
        Self { file, found: RefCell::default() }
    }

    pub(super) fn add(&self, place: Option<Position>, path: &str, message: String) {
        let mut found = self.found.borrow_mut();
        if found.len() < MAX_FAULTS {
            found.push(Fault {
                file: self.file.to_owned(),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                path: path.to_owned(),
                message,
            });
        }
    }

    /// In the order of the text.
    pub(super) fn into_list(self) -> Vec<Fault> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|fault| (fault.line, fault.column));
        found
    }
}

/// What was written, between quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(MAX_QUOTED).flat_map(char::escape_debug).collect();
    let rest = if text.chars().nth(MAX_QUOTED).is_some() { "…" } else { "" };
    format!("\"{shown}{rest}\"")
}
