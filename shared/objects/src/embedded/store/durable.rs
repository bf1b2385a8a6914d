//! Folders that are on disk before anything in them is acknowledged.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::draft::Ready;

/// Waits until the names in this folder are on disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A root and the folders below it, which come and go with the files in them.
pub(super) struct Tree {
    root: PathBuf,
    /// Held for writing while folders are made or removed: a folder that can be seen under the read lock is on disk.
    shape: RwLock<()>,
}

impl Tree {
    pub(super) fn at(root: PathBuf) -> Self {
        Self { root, shape: RwLock::new(()) }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Publishes `file` at `path` (below the root), making folders as needed, and waits for the disk.
    pub(super) fn publish(&self, mut file: Ready, path: &Path) -> io::Result<()> {
        let folder = path.parent().expect("a path below the root has a parent");
        let moved = {
            let _stays = self.shape.read().unwrap_or_else(PoisonError::into_inner);
            file.publish(path)
        };
        match moved {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let _changes = self.shape.write().unwrap_or_else(PoisonError::into_inner);
                make_folders(folder)?;
                file.publish(path)?;
            }
            other => other?,
        }
        sync_folder(folder)
    }

    /// Removes a file (below the root) and waits for the disk. The folder stays until then, though somebody else may be
    /// about to prune it.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        let _stays = self.shape.read().unwrap_or_else(PoisonError::into_inner);
        std::fs::remove_file(path)?;
        sync_folder(path.parent().expect("a path below the root has a parent"))
    }

    /// Removes `folder` and those above it, up to the root, as long as they are empty.
    pub(super) fn prune(&self, folder: &Path) {
        let _changes = self.shape.write().unwrap_or_else(PoisonError::into_inner);
        let mut folder = folder;
        while folder != self.root && std::fs::remove_dir(folder).is_ok() {
            let Some(parent) = folder.parent() else { return };
            folder = parent;
        }
    }

    /// Removes every empty folder below the root.
    pub(super) fn prune_all(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                prune_below(&entry.path())?;
            }
        }
        Ok(())
    }
}

fn make_folders(folder: &Path) -> io::Result<()> {
    match std::fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folders(folder.parent().ok_or(error)?)?;
            std::fs::create_dir(folder)?;
        }
        Err(error) => return Err(error),
    }
    folder.parent().map_or(Ok(()), sync_folder)
}

fn prune_below(folder: &Path) -> io::Result<()> {
    let mut empty = true;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            prune_below(&entry.path())?;
            empty &= !entry.path().exists();
        } else {
            empty = false;
        }
    }
    if empty { std::fs::remove_dir(folder) } else { Ok(()) }
}
