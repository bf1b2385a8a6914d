//! Keys in S3's order: by their UTF-8 bytes.
//!
//! What must stay true: memory is bounded by the length of a page, however many names a folder has.
//!
//! A folder's names are sorted as the keys they begin, a folder's with its `/`. Nothing else in the folder can sort
//! between a folder's name and what is in it, so walking in that order is listing in order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::sealed::Sealed;
use super::{DirectoryStore, Fault, names};

/// An object in a listing.
pub(in crate::embedded) struct Listed {
    pub(in crate::embedded) key: String,
    pub(in crate::embedded) size: u64,
    /// Without quotes.
    pub(in crate::embedded) etag: String,
    pub(in crate::embedded) modified: SystemTime,
}

enum Entry {
    Object(PathBuf),
    Folder(PathBuf),
}

struct Walk<'a> {
    prefix: &'a [u8],
    after: Option<&'a [u8]>,
    wanted: usize,
    found: Vec<(String, PathBuf)>,
}

impl DirectoryStore {
    /// Up to `limit` objects whose keys begin with `prefix` and come after `after`; and, when there are more, the key
    /// they come after.
    pub(in crate::embedded) fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Listed>, Option<String>), Fault> {
        if limit == 0 {
            return Ok((Vec::new(), None));
        }
        let (base, folder) = match prefix.rsplit_once('/') {
            None => (String::new(), self.objects.root().to_owned()),
            Some((pieces, _)) => (format!("{pieces}/"), names::folder_path(self.objects.root(), pieces)),
        };
        let mut walk =
            Walk { prefix: prefix.as_bytes(), after: after.map(str::as_bytes), wanted: limit + 1, found: Vec::new() };
        walk.folder(&folder, base.as_bytes())?;
        let more = walk.found.len() > limit;
        walk.found.truncate(limit);
        let last = walk.found.last().filter(|_| more).map(|(key, _)| key.clone());
        let mut listed = Vec::with_capacity(walk.found.len());
        for (key, path) in walk.found {
            // Deleted since its name was read: then it is not listed.
            if let Some(Sealed { seal, modified, .. }) = Sealed::open(&path)? {
                listed.push(Listed { key, size: seal.size, etag: seal.etag, modified });
            }
        }
        Ok((listed, last))
    }
}

impl Walk<'_> {
    /// Collects what lies in `folder`, whose keys begin with `base`.
    fn folder(&mut self, folder: &Path, base: &[u8]) -> Result<(), Fault> {
        let mut beyond: Option<Vec<u8>> = None;
        loop {
            let room = self.wanted - self.found.len();
            let mut next = BTreeMap::new();
            let complete = self.smallest(folder, base, beyond.as_deref(), room, &mut next)?;
            beyond = next.last_key_value().map(|(key, _)| key.clone());
            for (key, entry) in next {
                match entry {
                    Entry::Folder(path) => self.folder(&path, &key)?,
                    Entry::Object(path) => self.found.extend(String::from_utf8(key).ok().map(|key| (key, path))),
                }
                if self.found.len() == self.wanted {
                    return Ok(());
                }
            }
            // Only folders that turned out to hold nothing wanted leave room after a cut-off round.
            if complete {
                return Ok(());
            }
        }
    }

    /// The smallest entries of a folder that come after `beyond` and can hold wanted keys; `true` when that is all.
    fn smallest(
        &self,
        folder: &Path,
        base: &[u8],
        beyond: Option<&[u8]>,
        room: usize,
        into: &mut BTreeMap<Vec<u8>, Entry>,
    ) -> Result<bool, Fault> {
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
            entries => entries?,
        };
        let mut complete = true;
        for entry in entries {
            let entry = match entry {
                // The folder itself was pruned while it was read: nothing is in it any more.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
                entry => entry?,
            };
            let Some(name) = entry.file_name().to_str().and_then(names::read) else { continue };
            let path = entry.path();
            let (key, entry) = match name {
                names::Name::More(piece) => {
                    complete &= self.smallest(&path, &[base, &piece].concat(), beyond, room, into)?;
                    continue;
                }
                names::Name::Object(piece) => ([base, &piece].concat(), Entry::Object(path)),
                names::Name::Folder(piece) => ([base, &piece, b"/"].concat(), Entry::Folder(path)),
            };
            if !self.wants(&key, &entry) || beyond.is_some_and(|beyond| key.as_slice() <= beyond) {
                continue;
            }
            into.insert(key, entry);
            if into.len() > room {
                into.pop_last();
                complete = false;
            }
        }
        Ok(complete)
    }

    /// Whether an entry is, or can hold, a wanted key.
    fn wants(&self, key: &[u8], entry: &Entry) -> bool {
        let Some(after) = self.after else { return key.starts_with(self.prefix) };
        key.starts_with(self.prefix) && (key > after || matches!(entry, Entry::Folder(_)) && after.starts_with(key))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::SeededRandom;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_listing_is_the_sorted_keys_page_by_page(
            keys in prop::collection::btree_set("[a-cA/.\\-é]{1,6}|a{199}[bA/]{0,3}", 1..40),
            prefix in "[a-cA/]{0,2}|a{199}",
            page in 1_usize..6,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let store = DirectoryStore::open(folder.path(), Arc::new(SeededRandom::new(1))).expect("opens");
            for key in &keys {
                store.put(key, None, store.draft().expect("a draft")).expect("stored");
            }
            let mut listed: Vec<String> = Vec::new();
            loop {
                let after = listed.last().cloned();
                let (next, more) = store.list(&prefix, after.as_deref(), page).expect("listed");
                prop_assert!(next.len() == page || more.is_none());
                listed.extend(next.into_iter().map(|object| object.key));
                if more.is_none() {
                    break;
                }
                prop_assert_eq!(listed.last(), more.as_ref());
            }
            let expected: Vec<String> = keys.into_iter().filter(|key| key.starts_with(&prefix)).collect();
            prop_assert_eq!(listed, expected);
        }
    }
}
