//! Removing what was set aside, in the background.
//!
//! Freeing a file's blocks takes some disks milliseconds, and an upload has up to 10,000 files: neither a caller nor
//! the start waits for that. What a process does not get to, the next one does.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

/// A thread that removes files and folders in the order in which it hears of them, until nobody holds this any more.
pub(super) struct Remover(Sender<PathBuf>);

impl Remover {
    pub(super) fn start() -> io::Result<Self> {
        let (sender, paths) = channel::<PathBuf>();
        std::thread::Builder::new().name("objects-remover".to_owned()).spawn(move || {
            for path in paths {
                if let Err(error) = remove(&path) {
                    tracing::warn!(%error, "what was removed still takes space; the next start tries again");
                }
            }
        })?;
        Ok(Self(sender))
    }

    pub(super) fn remove(&self, path: PathBuf) {
        self.0.send(path).expect("the thread ends after its last sender");
    }
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
