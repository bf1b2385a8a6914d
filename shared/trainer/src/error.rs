//! What can be wrong with the files that weights and figures are made from.

use std::path::{Path, PathBuf};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}:{line}: {what}", path.display())]
    Malformed { path: PathBuf, line: usize, what: String },
    /// Something that was asked for and is not to be had.
    #[error("{0}")]
    Asked(String),
}

impl Error {
    pub(crate) fn malformed(path: &Path, line: usize, what: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_owned(), line, what: what.into() }
    }
}

/// A whole file as UTF-8.
pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })
}

/// The files of a folder that end in `.extension`, by name.
pub(crate) fn files(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let unreadable = |source| Error::Unreadable { path: dir.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
