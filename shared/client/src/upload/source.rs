//! The file that is uploaded.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

/// So much of either end tells whether a file is the same.
const END_BYTES: u64 = 1 << 20;

/// An open file, and what is known of it.
pub(crate) struct Source {
    pub(crate) file: Arc<File>,
    /// As it is called before people and on the server.
    pub(crate) name: String,
    /// Absolute; none for what was read from a pipe.
    pub(crate) path: Option<PathBuf>,
    pub(crate) bytes: u64,
    /// Nanoseconds since 1970.
    pub(crate) modified: i128,
}

impl Source {
    /// `-` is standard input, which is written to a temporary file of no name first, however long it is.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut io::stdin().lock(), &mut file)?;
            return Self::of(file, "standard input".to_owned(), None);
        }
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            let why = "it is not a file; a folder cannot be uploaded, and a pipe is read as - (standard input)";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let name = path.file_name().map_or_else(|| "transcript".into(), |name| name.to_string_lossy().into_owned());
        Self::of(file, name, Some(path.canonicalize()?))
    }

    fn of(file: File, name: String, path: Option<PathBuf>) -> io::Result<Self> {
        let known = file.metadata()?;
        let modified = i128::from(known.mtime()) * 1_000_000_000 + i128::from(known.mtime_nsec());
        Ok(Self { bytes: known.len(), file: Arc::new(file), name, path, modified })
    }

    /// SHA-256 of the file's length, its first and its last mebibyte, in hexadecimal.
    pub(crate) fn fingerprint(&self) -> io::Result<String> {
        let end = usize::try_from(self.bytes.min(END_BYTES)).expect("a mebibyte fits into memory");
        let mut ends = vec![0; end];
        let mut hash = Sha256::new();
        hash.update(self.bytes.to_le_bytes());
        for offset in [0, self.bytes - end as u64] {
            self.file.read_exact_at(&mut ends, offset)?;
            hash.update(&ends);
        }
        Ok(hex::encode(hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(content: &[u8]) -> String {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("talk.vtt");
        std::fs::write(&path, content).expect("a file for the test");
        let source = Source::open(&path).expect("a file");
        assert_eq!((source.bytes, source.name.as_str()), (content.len() as u64, "talk.vtt"));
        source.fingerprint().expect("a fingerprint")
    }

    #[test]
    fn a_file_that_was_changed_at_either_end_or_in_length_is_another() {
        let long = vec![7; 3 << 20];
        let with = |at: usize| {
            let mut changed = long.clone();
            changed[at] = 8;
            fingerprint(&changed)
        };
        let same = fingerprint(&long);
        assert_eq!(same, fingerprint(&long));
        assert_ne!(same, with(0));
        assert_ne!(same, with(long.len() - 1));
        assert_ne!(same, fingerprint(&long[1..]));
        assert_ne!(fingerprint(b""), fingerprint(b"a"));
    }

    #[test]
    fn a_folder_is_no_file() {
        assert!(Source::open(&std::env::temp_dir()).is_err());
    }
}
