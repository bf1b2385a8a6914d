//! What is kept of an upload while it goes on, so that it can be gone on with after anything: one small file each, in the
//! user's state folder (`$XDG_STATE_HOME`, or `~/.local/state`), for the user alone.
//!
//! What must stay true: it holds no secret and no URL of a part; it is written before the first part is sent.

use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Source;

/// An upload that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) server: String,
    pub(crate) job: String,
    file: PathBuf,
    bytes: u64,
    modified: i128,
    fingerprint: String,
}

impl Kept {
    /// `None` for what has no path: it cannot be read again.
    pub(crate) fn of(source: &Source, server: &str, job: &str) -> io::Result<Option<Self>> {
        let Some(path) = &source.path else { return Ok(None) };
        Ok(Some(Self {
            server: server.to_owned(),
            job: job.to_owned(),
            file: path.clone(),
            bytes: source.bytes,
            modified: source.modified,
            fingerprint: source.fingerprint()?,
        }))
    }

    /// The file is as it was when the upload began.
    pub(crate) fn is_of(&self, source: &Source) -> io::Result<bool> {
        let looks_so = self.bytes == source.bytes && self.modified == source.modified;
        Ok(looks_so && self.fingerprint == source.fingerprint()?)
    }
}

/// Where they are kept.
pub(crate) struct Shelf(PathBuf);

impl Shelf {
    /// `None` where there is no home to keep anything in.
    pub(crate) fn of_environment(get: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<Self> {
        let absolute = |name: &str| get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
        Some(Self(state.join("colloquy/uploads")))
    }

    /// What is known of this file's upload to this server. What cannot be read is as good as nothing.
    pub(crate) fn find(&self, server: &str, file: &Path) -> Option<Kept> {
        serde_json::from_slice(&fs::read(self.place(server, file)).ok()?).ok()
    }

    pub(crate) fn keep(&self, kept: &Kept) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let mut new = tempfile::NamedTempFile::new_in(&self.0)?;
        serde_json::to_writer(&mut new, kept)?;
        new.flush()?;
        new.persist(self.place(&kept.server, &kept.file)).map_err(|error| error.error)?;
        Ok(())
    }

    pub(crate) fn forget(&self, kept: &Kept) {
        // What stays is found out by the next upload of the file.
        let _ = fs::remove_file(self.place(&kept.server, &kept.file));
    }

    fn place(&self, server: &str, file: &Path) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(server.as_bytes());
        hash.update([0]);
        hash.update(file.as_os_str().as_bytes());
        self.0.join(format!("{}.json", &hex::encode(hash.finalize())[..32]))
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn shelf(folder: &Path) -> Shelf {
        Shelf::of_environment(|name| (name == "XDG_STATE_HOME").then(|| folder.as_os_str().to_owned()))
            .expect("a shelf")
    }

    #[test]
    fn an_upload_is_found_again_by_its_file_and_its_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("talk.vtt");
        fs::write(&path, "WEBVTT").unwrap();
        let source = Source::open(&path).unwrap();
        let kept = Kept::of(&source, "http://127.0.0.1:8080", "j1").unwrap().unwrap();
        let shelf = shelf(folder.path());
        let absolute = source.path.as_deref().unwrap();
        assert_eq!(shelf.find(&kept.server, absolute), None);
        shelf.keep(&kept).unwrap();
        assert_eq!(shelf.find(&kept.server, absolute).as_ref(), Some(&kept));
        assert_eq!(shelf.find("http://127.0.0.1:8081", absolute), None);
        assert_eq!(shelf.find(&kept.server, Path::new("/other.vtt")), None);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&shelf.place(&kept.server, absolute)), mode(&shelf.0)), (0o600, 0o700));
        shelf.forget(&kept);
        assert_eq!(shelf.find(&kept.server, absolute), None);
    }

    #[test]
    fn a_changed_file_is_another_upload() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("talk.vtt");
        let write = |content: &str, seconds| {
            fs::write(&path, content).unwrap();
            let modified = UNIX_EPOCH + Duration::from_secs(seconds);
            fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
            Source::open(&path).unwrap()
        };
        let kept = Kept::of(&write("WEBVTT", 1_000), "s", "j1").unwrap().unwrap();
        assert!(kept.is_of(&write("WEBVTT", 1_000)).unwrap());
        assert!(!kept.is_of(&write("WEBVTT", 1_001)).unwrap(), "another time");
        assert!(!kept.is_of(&write("WEBVTX", 1_000)).unwrap(), "another content");
        assert!(!kept.is_of(&write("WEBVTT\n", 1_000)).unwrap(), "another length");
    }

    #[test]
    fn the_state_folder_is_the_users() {
        let of = |variables: &[(&str, &str)]| {
            let variables: Vec<_> = variables.to_vec();
            let shelf = Shelf::of_environment(|asked| {
                variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| OsString::from(value))
            });
            shelf.map(|Shelf(folder)| folder)
        };
        assert_eq!(of(&[("HOME", "/home/a")]), Some("/home/a/.local/state/colloquy/uploads".into()));
        assert_eq!(of(&[("HOME", "/h"), ("XDG_STATE_HOME", "/s")]), Some("/s/colloquy/uploads".into()));
        assert_eq!(of(&[("HOME", "/h"), ("XDG_STATE_HOME", "s")]), Some("/h/.local/state/colloquy/uploads".into()));
        assert_eq!(of(&[]), None);
    }
}
