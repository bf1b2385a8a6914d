//! Multipart uploads: open, take parts, complete or abort.
//!
//! What must stay true: a refused completion changes nothing; the rename of the object's file is the completion, all
//! that follows is tidying that the next start would do as well.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::objects::manifest;
use super::sealed::{Seal, Sealed};
use super::{DirectoryStore, Draft, Fault, NamedPart, StoredPart, durable, open_if_there};

/// Of every part but the last (S3's rule).
const SMALLEST_PART: u64 = 5 * 1024 * 1024;
/// The file in an upload's folder that says what it is for.
const ABOUT: &str = "upload";

/// An upload that can take parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::embedded) struct OpenUpload {
    pub(in crate::embedded) key: String,
    pub(in crate::embedded) id: String,
}

/// What stands in [`ABOUT`].
#[derive(Serialize, Deserialize)]
pub(super) struct About {
    pub(super) key: String,
    content_type: Option<String>,
}

pub(super) fn part_name(number: u32) -> String {
    format!("{number:05}")
}

/// `None` when there is no such folder.
pub(super) fn about(folder: &Path) -> Result<Option<About>, Fault> {
    let Some(mut file) = open_if_there(&folder.join(ABOUT))? else { return Ok(None) };
    let mut about = Vec::new();
    file.read_to_end(&mut about)?;
    serde_json::from_slice(&about).map(Some).map_err(|_| Fault::Corrupt("upload"))
}

impl DirectoryStore {
    /// Opens an upload and returns its id.
    pub(in crate::embedded) fn open_upload(&self, key: &str, content_type: Option<String>) -> Result<String, Fault> {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let id = hex::encode(id);
        let about = About { key: key.to_owned(), content_type };
        let making = self.temporary_path();
        let made = make_folder(&making, &about).and_then(|()| std::fs::rename(&making, self.uploads.join(&id)));
        if let Err(error) = made {
            self.remover.remove(making);
            return Err(error.into());
        }
        durable::sync_folder(&self.uploads)?;
        Ok(id)
    }

    /// Fails unless this upload can take parts.
    pub(in crate::embedded) fn check_open(&self, key: &str, id: &str) -> Result<(), Fault> {
        self.open_folder(key, id).map(|_| ())
    }

    /// Stores a part, over an earlier one of this number; answers with its ETag (without quotes).
    pub(in crate::embedded) fn put_part(
        &self,
        key: &str,
        id: &str,
        number: u32,
        draft: Draft,
    ) -> Result<String, Fault> {
        let (mut ready, etag) = draft.seal(None)?;
        let turn = self.turn(key);
        let (folder, _) = self.open_folder(key, id)?;
        ready.publish(&folder.join(part_name(number)))?;
        // Held open, the folder can be synced wherever it has moved to, without making other parts wait for the disk.
        let folder = File::open(folder)?;
        drop(turn);
        folder.sync_all()?;
        Ok(etag)
    }

    /// The parts with a number above `after`, at most `limit` of them, and whether there are more.
    pub(in crate::embedded) fn parts(
        &self,
        key: &str,
        id: &str,
        after: u32,
        limit: usize,
    ) -> Result<(Vec<StoredPart>, bool), Fault> {
        let (folder, _) = self.open_folder(key, id)?;
        let mut numbers = numbers_in(&folder)?;
        numbers.retain(|number| *number > after);
        numbers.sort_unstable();
        let more = numbers.len() > limit;
        numbers.truncate(limit);
        let parts = numbers
            .into_iter()
            .map(|number| stored_part(&folder, number)?.ok_or(Fault::NoSuchUpload))
            .collect::<Result<_, _>>()?;
        Ok((parts, more))
    }

    /// Turns exactly these parts into the object; answers with its ETag (without quotes). The same list again gets
    /// the same answer as long as the object is there.
    pub(in crate::embedded) fn complete(&self, key: &str, id: &str, named: &[NamedPart]) -> Result<String, Fault> {
        let turn = self.turn(key);
        let (folder, about) = match self.open_folder(key, id) {
            Ok(open) => open,
            Err(Fault::NoSuchUpload) => return self.completed_before(key, id, named),
            Err(fault) => return Err(fault),
        };
        let parts = verified(&folder, named)?;
        durable::sync_folder(&folder)?;
        let replaced = self.upload_behind(key)?;
        let seal = Seal {
            size: parts.iter().map(|part| part.size).sum(),
            etag: etag_of(&parts)?,
            content_type: about.content_type,
            upload: Some(id.to_owned()),
        };
        let mut list = self.draft()?;
        list.write(&serde_json::to_vec(&parts).expect("plain fields are JSON"))?;
        self.objects.publish(list.seal_as(&seal)?, &self.object_path(key))?;
        if let Err(error) = self.settle(id, &parts) {
            tracing::warn!(%error, "a completed upload is not tidied up yet; the next start does it");
        }
        drop(turn);
        if let Some(replaced) = replaced {
            self.discard_parts(&replaced);
        }
        Ok(seal.etag)
    }

    /// Forgets the upload and its parts.
    pub(in crate::embedded) fn abort(&self, key: &str, id: &str) -> Result<(), Fault> {
        let turn = self.turn(key);
        let (folder, _) = self.open_folder(key, id)?;
        let away = self.set_aside(&folder)?;
        drop(turn);
        durable::sync_folder(&self.uploads)?;
        self.remover.remove(away);
        Ok(())
    }

    /// The open uploads on keys with this prefix, by key, then id.
    pub(in crate::embedded) fn open_uploads(&self, prefix: &str) -> Result<Vec<OpenUpload>, Fault> {
        let mut open = Vec::new();
        for entry in std::fs::read_dir(&self.uploads)? {
            let Ok(id) = entry?.file_name().into_string() else { continue };
            let Some(about) = about(&self.uploads.join(&id))? else { continue };
            if about.key.starts_with(prefix) && !self.is_made_of(&about.key, &id)? {
                open.push(OpenUpload { key: about.key, id });
            }
        }
        open.sort_unstable();
        Ok(open)
    }

    /// Where the parts of an open upload lie. Completed ones are not open, wherever they lie.
    fn open_folder(&self, key: &str, id: &str) -> Result<(PathBuf, About), Fault> {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Fault::NoSuchUpload);
        }
        let folder = self.uploads.join(id);
        let about = about(&folder)?.filter(|about| about.key == key).ok_or(Fault::NoSuchUpload)?;
        if self.is_made_of(key, id)? { Err(Fault::NoSuchUpload) } else { Ok((folder, about)) }
    }

    fn completed_before(&self, key: &str, id: &str, named: &[NamedPart]) -> Result<String, Fault> {
        let sealed = Sealed::open(&self.object_path(key))?.ok_or(Fault::NoSuchUpload)?;
        let seal = sealed.seal.clone();
        if seal.upload.as_deref() != Some(id) {
            return Err(Fault::NoSuchUpload);
        }
        let parts = manifest(sealed)?;
        let same = parts.len() == named.len()
            && parts.iter().zip(named).all(|(part, named)| part.number == named.number && part.etag == named.etag);
        if same { Ok(seal.etag) } else { Err(Fault::NoSuchUpload) }
    }

    /// What follows a completion: parts that are not in the object go, the folder moves to where it is no longer open.
    pub(super) fn settle(&self, id: &str, parts: &[StoredPart]) -> Result<(), Fault> {
        let folder = self.uploads.join(id);
        for number in numbers_in(&folder)? {
            if parts.binary_search_by_key(&number, |part| part.number).is_err() {
                std::fs::remove_file(folder.join(part_name(number)))?;
            }
        }
        std::fs::rename(folder, self.parts.join(id))?;
        durable::sync_folder(&self.parts)?;
        durable::sync_folder(&self.uploads)?;
        Ok(())
    }
}

/// An upload's folder, on disk.
fn make_folder(folder: &Path, about: &About) -> io::Result<()> {
    std::fs::create_dir(folder)?;
    let mut file = File::create_new(folder.join(ABOUT))?;
    file.write_all(&serde_json::to_vec(about).expect("plain text is JSON"))?;
    file.sync_data()?;
    durable::sync_folder(folder)
}

fn numbers_in(folder: &Path) -> Result<Vec<u32>, Fault> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Fault::NoSuchUpload),
        entries => entries?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        numbers.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    }
    Ok(numbers)
}

fn stored_part(folder: &Path, number: u32) -> Result<Option<StoredPart>, Fault> {
    let sealed = Sealed::open(&folder.join(part_name(number)))?;
    Ok(sealed.map(|sealed| StoredPart { number, etag: sealed.seal.etag, size: sealed.seal.size }))
}

/// The parts that were named, when S3's rules allow to complete them.
fn verified(folder: &Path, named: &[NamedPart]) -> Result<Vec<StoredPart>, Fault> {
    if !named.is_sorted_by(|a, b| a.number < b.number) {
        return Err(Fault::InvalidPartOrder);
    }
    let mut parts = Vec::with_capacity(named.len());
    for NamedPart { number, etag } in named {
        let part = stored_part(folder, *number)?.filter(|part| part.etag == *etag).ok_or(Fault::InvalidPart)?;
        parts.push(part);
    }
    let but_last = parts.len().saturating_sub(1);
    if parts[..but_last].iter().any(|part| part.size < SMALLEST_PART) {
        return Err(Fault::PartTooSmall);
    }
    Ok(parts)
}

/// The MD5 of the parts' MD5s, and their number (S3's ETag of an object that was uploaded in parts).
fn etag_of(parts: &[StoredPart]) -> Result<String, Fault> {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(hex::decode(&part.etag).map_err(|_| Fault::Corrupt("ETag of a part"))?);
    }
    Ok(format!("{}-{}", hex::encode(md5.finalize()), parts.len()))
}
