//! A file being written where nobody looks.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};

use super::Fault;
use super::sealed::Seal;

/// The bytes so far, and their MD5. Dropped, it leaves nothing.
pub(in crate::embedded) struct Draft {
    at: Temporary,
    file: File,
    md5: Md5,
    size: u64,
}

/// A whole file, on disk, not yet in its place. Dropped, it leaves nothing.
pub(super) struct Ready(Temporary);

struct Temporary(Option<PathBuf>);

impl Draft {
    pub(super) fn create(path: PathBuf) -> Result<Self, Fault> {
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { at: Temporary(Some(path)), file, md5: Md5::new(), size: 0 })
    }

    pub(in crate::embedded) fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.file.write_all(bytes)?;
        self.md5.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    pub(in crate::embedded) fn size(&self) -> u64 {
        self.size
    }

    pub(in crate::embedded) fn md5(&self) -> [u8; 16] {
        self.md5.clone().finalize().into()
    }

    /// Seals the bytes as an object or a part of their own; answers with the ETag (without quotes).
    pub(super) fn seal(self, content_type: Option<String>) -> Result<(Ready, String), Fault> {
        let etag = hex::encode(self.md5());
        let seal = Seal { size: self.size, etag: etag.clone(), content_type, upload: None };
        Ok((self.seal_as(&seal)?, etag))
    }

    /// Writes the seal and waits for the disk.
    pub(super) fn seal_as(mut self, seal: &Seal) -> Result<Ready, Fault> {
        self.file.write_all(&seal.to_bytes())?;
        self.file.sync_data()?;
        Ok(Ready(self.at))
    }
}

impl Ready {
    /// Puts the file in its place, over what was there. The folder is the caller's to sync.
    pub(super) fn publish(&mut self, to: &Path) -> std::io::Result<()> {
        if let Some(from) = &self.0.0 {
            std::fs::rename(from, to)?;
            self.0.0 = None;
        }
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::warn!(%error, "an abandoned temporary file stays until the next start");
        }
    }
}
