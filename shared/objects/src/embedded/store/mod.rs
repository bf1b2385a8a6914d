//! Objects and multipart uploads in a directory.
//!
//! What must stay true:
//! - an object is visible whole or not at all: every change is one rename of a file whose bytes are already on disk,
//!   and a change is acknowledged only after the folder that received it is on disk too;
//! - an object's file is the only truth about it. A completed upload is one whose object names it; where the upload's
//!   folder lies is bookkeeping that the next start redoes;
//! - nothing is left behind: what a killed process was doing is undone or finished by [`DirectoryStore::open`].
//!
//! Deliberately absent: async (callers bring a blocking thread, so no step is ever cancelled half-way), buckets,
//! more than one process per directory (the caller holds a lock on it), S3's wire format.
//!
//! ```text
//! objects/…           one sealed file per object, in folders that mirror the key
//! uploads/{id}/…      open multipart uploads: `upload` (its key) and one sealed file per part
//! parts/{id}/…        the same after completion: the bytes behind an object that is a list of parts
//! tmp/                files being written and folders being removed; every start removes what it finds there
//! ```

mod draft;
mod durable;
mod fault;
mod list;
mod names;
mod objects;
mod open;
mod read;
mod remove;
mod sealed;
mod uploads;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::Random;
use serde::{Deserialize, Serialize};

pub(super) use draft::Draft;
pub(super) use fault::Fault;
pub(super) use list::Listed;
pub(super) use read::Reader;
pub(super) use uploads::OpenUpload;

use durable::Tree;
use remove::Remover;

/// What is locked together: enough that strangers rarely meet, few enough to need no bookkeeping.
const TURNS: usize = 256;

pub(super) struct DirectoryStore {
    objects: Tree,
    uploads: PathBuf,
    parts: PathBuf,
    temporary: PathBuf,
    random: Arc<dyn Random>,
    remover: Remover,
    /// Tells this process's temporary names from those that an earlier one left.
    session: String,
    drafts: AtomicU64,
    turns: [Mutex<()>; TURNS],
}

/// A part as the client that completes an upload names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedPart {
    pub(super) number: u32,
    /// Without quotes.
    pub(super) etag: String,
}

/// A part that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredPart {
    pub(super) number: u32,
    pub(super) etag: String,
    pub(super) size: u64,
}

impl DirectoryStore {
    /// Everything that decides about one key, its object and its uploads, happens one at a time.
    fn turn(&self, key: &str) -> MutexGuard<'_, ()> {
        let hash = key
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let index = usize::try_from(hash % TURNS as u64).expect("below TURNS");
        // A panic under the lock left files, not memory, and those are valid at every step.
        self.turns[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A path in `tmp/` that nothing else has.
    fn temporary_path(&self) -> PathBuf {
        self.temporary.join(format!("{}-{}", self.session, self.drafts.fetch_add(1, Ordering::Relaxed)))
    }

    /// Starts a file that nobody sees until it is published.
    pub(super) fn draft(&self) -> Result<Draft, Fault> {
        Draft::create(self.temporary_path())
    }

    /// Takes a folder away in one step. Removing it is left to [`Remover`], or to the next start.
    fn set_aside(&self, folder: &Path) -> std::io::Result<PathBuf> {
        let away = self.temporary_path();
        std::fs::rename(folder, &away)?;
        Ok(away)
    }

    /// Removes the parts of an object that is no more.
    fn discard_parts(&self, upload: &str) {
        match self.set_aside(&self.parts.join(upload)) {
            Ok(away) => self.remover.remove(away),
            Err(error) => tracing::warn!(%error, "a removed object still takes space; the next start frees it"),
        }
    }
}

/// `None` when there is no such file.
fn open_if_there(path: &Path) -> std::io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
