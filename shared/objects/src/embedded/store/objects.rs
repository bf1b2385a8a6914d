//! Whole objects: put, look, delete.

use std::io::Read;
use std::path::PathBuf;
use std::time::SystemTime;

use super::read::{Content, Reader};
use super::sealed::Sealed;
use super::{DirectoryStore, Draft, Fault, StoredPart, names};

/// An object as it was when it was looked up.
pub(in crate::embedded) struct Object {
    pub(in crate::embedded) size: u64,
    /// Without quotes.
    pub(in crate::embedded) etag: String,
    pub(in crate::embedded) content_type: Option<String>,
    pub(in crate::embedded) modified: SystemTime,
    content: Content,
}

impl DirectoryStore {
    /// Stores a whole object over whatever had this key; answers with its ETag (without quotes).
    pub(in crate::embedded) fn put(
        &self,
        key: &str,
        content_type: Option<String>,
        draft: Draft,
    ) -> Result<String, Fault> {
        let (ready, etag) = draft.seal(content_type)?;
        let turn = self.turn(key);
        let replaced = self.upload_behind(key)?;
        self.objects.publish(ready, &self.object_path(key))?;
        drop(turn);
        if let Some(upload) = replaced {
            self.discard_parts(&upload);
        }
        Ok(etag)
    }

    /// The object with this key, ready to be read.
    pub(in crate::embedded) fn get(&self, key: &str) -> Result<Object, Fault> {
        let sealed = Sealed::open(&self.object_path(key))?.ok_or(Fault::NoSuchKey)?;
        let modified = sealed.modified;
        let seal = sealed.seal.clone();
        let content = match &seal.upload {
            None => Content::Whole(sealed.file),
            Some(upload) => Content::Parts {
                parts: manifest(sealed)?,
                folders: [self.parts.join(upload), self.uploads.join(upload)],
            },
        };
        Ok(Object { size: seal.size, etag: seal.etag, content_type: seal.content_type, modified, content })
    }

    /// Deletes; an object that is not there is deleted already.
    pub(in crate::embedded) fn delete(&self, key: &str) -> Result<(), Fault> {
        let path = self.object_path(key);
        let turn = self.turn(key);
        let upload = self.upload_behind(key)?;
        match self.objects.remove(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        drop(turn);
        self.objects.prune(path.parent().expect("an object lies in a folder"));
        if let Some(upload) = upload {
            self.discard_parts(&upload);
        }
        Ok(())
    }

    /// The upload whose parts are this object, moved to where completed uploads lie (should its completion have been
    /// cut short): once the object no longer names it, only its place tells that it is not open.
    pub(super) fn upload_behind(&self, key: &str) -> Result<Option<String>, Fault> {
        let Some(sealed) = self.look(key)? else { return Ok(None) };
        let Some(upload) = sealed.seal.upload.clone() else { return Ok(None) };
        if self.uploads.join(&upload).exists() {
            match manifest(sealed) {
                Err(Fault::Corrupt(_)) => return Ok(None),
                parts => self.settle(&upload, &parts?)?,
            }
        }
        Ok(Some(upload))
    }

    /// Whether the object with this key consists of this upload's parts.
    pub(super) fn is_made_of(&self, key: &str, upload: &str) -> Result<bool, Fault> {
        Ok(self.look(key)?.is_some_and(|sealed| sealed.seal.upload.as_deref() == Some(upload)))
    }

    /// A file that is not ours must not keep its key from being deleted or written again.
    fn look(&self, key: &str) -> Result<Option<Sealed>, Fault> {
        match Sealed::open(&self.object_path(key)) {
            Err(Fault::Corrupt(_)) => Ok(None),
            other => other,
        }
    }

    pub(super) fn object_path(&self, key: &str) -> PathBuf {
        names::object_path(self.objects.root(), key)
    }
}

impl Object {
    /// Reads `length` bytes from `offset`; both lie within the object.
    pub(in crate::embedded) fn reader(self, offset: u64, length: u64) -> Reader {
        Reader::new(self.content, offset, length)
    }
}

/// The parts an object consists of.
pub(super) fn manifest(sealed: Sealed) -> Result<Vec<StoredPart>, Fault> {
    let mut file = sealed.file;
    std::io::Seek::rewind(&mut file)?;
    let mut list = Vec::new();
    file.take(sealed.body).read_to_end(&mut list)?;
    serde_json::from_slice(&list).map_err(|_| Fault::Corrupt("list of parts"))
}
