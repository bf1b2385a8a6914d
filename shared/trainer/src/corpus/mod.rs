//! The corpus of our own: dialogues in which every utterance is labelled.
//!
//! What must stay true: what the format's description (the corpus' README) does not allow is an error that names
//! file and line, so that a label with a slip of the pen never counts as "does not hold".

mod boundaries;
mod parse;
mod report;
mod spoken;

use std::path::{Path, PathBuf};

use engine::Name;

pub use boundaries::{Cuts, boundaries, cuts};
pub use report::report;
pub use spoken::{Spoken, found};

use crate::Result;

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialogue {
    pub file: PathBuf,
    pub domain: String,
    pub style: Style,
    pub turns: Vec<Turn>,
}

/// How the text was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    Punctuated,
    /// As a speech recogniser would: lower case, no marks, numbers as words.
    Asr,
}

impl Style {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Punctuated => "punctuated",
            Self::Asr => "asr",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    pub role: String,
    /// Given where two speakers share a role.
    pub name: Option<String>,
    /// Seconds from the dialogue's beginning.
    pub start: Option<f64>,
    pub end: Option<f64>,
    pub utterances: Vec<Utterance>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// In the file, from 1.
    pub line: usize,
    pub text: String,
    /// What holds; whatever is not named here does not.
    pub labels: Vec<Label>,
    /// What seems to hold and does not.
    pub near_misses: Vec<Name>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    pub name: Name,
    /// 0 none; 1 to 4 for safety behaviors that have one.
    pub severity: u8,
}

/// All dialogues of a folder, by file name.
pub fn read(dir: &Path) -> Result<Vec<Dialogue>> {
    crate::error::files(dir, "txt")?.iter().map(|file| parse::dialogue(file, &crate::error::read(file)?)).collect()
}
