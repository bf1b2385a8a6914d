//! Opening the directory: what a process left unfinished when it died is undone or finished.

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use model::Random;

use super::durable::{Tree, sync_folder};
use super::remove::Remover;
use super::{DirectoryStore, Fault, uploads};

impl DirectoryStore {
    /// Takes the directory over, making it if needed. The caller keeps every other process out of it.
    pub(in crate::embedded) fn open(directory: &Path, random: Arc<dyn Random>) -> Result<Self, Fault> {
        let mut session = [0; 8];
        random.fill(&mut session);
        let store = Self {
            objects: Tree::at(directory.join("objects")),
            uploads: directory.join("uploads"),
            parts: directory.join("parts"),
            temporary: directory.join("tmp"),
            remover: Remover::start()?,
            session: hex::encode(session),
            random,
            drafts: AtomicU64::new(0),
            turns: std::array::from_fn(|_| Mutex::new(())),
        };
        for folder in [store.objects.root(), &store.uploads, &store.parts, &store.temporary] {
            std::fs::create_dir_all(folder)?;
        }
        sync_folder(directory)?;
        for left in names_in(&store.temporary)? {
            store.remover.remove(store.temporary.join(left));
        }
        store.objects.prune_all()?;
        store.settle_completed()?;
        store.discard_unowned()?;
        Ok(store)
    }

    /// Finishes completions that were cut short after the object's rename.
    fn settle_completed(&self) -> Result<(), Fault> {
        for id in names_in(&self.uploads)? {
            let Some(about) = readable(&self.uploads.join(&id))? else { continue };
            if self.is_made_of(&about.key, &id)? {
                self.upload_behind(&about.key)?;
            }
        }
        Ok(())
    }

    /// Removes parts whose object was deleted or replaced.
    fn discard_unowned(&self) -> Result<(), Fault> {
        for id in names_in(&self.parts)? {
            let Some(about) = readable(&self.parts.join(&id))? else { continue };
            if !self.is_made_of(&about.key, &id)? {
                self.discard_parts(&id);
            }
        }
        Ok(())
    }
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}

/// What cannot be read is left alone: it is not ours, or it is evidence.
fn readable(folder: &Path) -> Result<Option<uploads::About>, Fault> {
    match uploads::about(folder) {
        Err(Fault::Corrupt(what)) => {
            tracing::warn!(what, "left alone in the object directory");
            Ok(None)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use model::SeededRandom;

    use super::super::{Draft, NamedPart};
    use super::*;

    fn open(directory: &Path) -> DirectoryStore {
        DirectoryStore::open(directory, Arc::new(SeededRandom::new(3))).expect("opens")
    }

    fn draft(store: &DirectoryStore, bytes: &[u8]) -> Draft {
        let mut draft = store.draft().expect("a draft");
        draft.write(bytes).expect("written");
        draft
    }

    fn read(store: &DirectoryStore, key: &str) -> Option<Vec<u8>> {
        let object = match store.get(key) {
            Err(Fault::NoSuchKey) => return None,
            object => object.expect("readable"),
        };
        let size = object.size;
        Some(object.reader(0, size).next(u64::MAX).expect("readable").into())
    }

    fn open_with_part(store: &DirectoryStore) -> (String, Vec<NamedPart>) {
        let id = store.open_upload("key", None).expect("an upload");
        store.put_part("key", &id, 1, draft(store, b"dropped")).expect("a part");
        let etag = store.put_part("key", &id, 2, draft(store, b"body")).expect("a part");
        (id, vec![NamedPart { number: 2, etag }])
    }

    /// Asserts what there is once everything has been removed that is going to be.
    fn assert_left(directory: &Path, expected: &[&str]) {
        let end = Instant::now() + Duration::from_secs(30);
        while std::fs::read_dir(directory.join("tmp")).expect("a folder").count() > 0 {
            assert!(Instant::now() < end, "gave up waiting for tmp/ to be empty");
            std::thread::yield_now();
        }
        let mut expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
        expected.extend(["objects", "parts", "tmp", "uploads"].map(PathBuf::from));
        expected.sort();
        assert_eq!(everything(directory), expected);
    }

    /// Every file and folder below, as paths from there.
    fn everything(directory: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![directory.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                found.push(path.strip_prefix(directory).expect("inside").to_owned());
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn abandoned_drafts_folders_and_removals_are_gone_after_a_start() {
        let directory = tempfile::tempdir().expect("a folder");
        open(directory.path());
        std::fs::write(directory.path().join("tmp/0"), "half").expect("a file");
        std::fs::create_dir_all(directory.path().join("tmp/1/deep")).expect("a folder");
        std::fs::write(directory.path().join("tmp/1/00001"), "part").expect("a file");
        std::fs::create_dir_all(directory.path().join("objects/jobs.d/one.d/deep.d")).expect("a folder");
        open(directory.path());
        assert_left(directory.path(), &[]);
    }

    #[test]
    fn a_dropped_draft_leaves_nothing() {
        let directory = tempfile::tempdir().expect("a folder");
        let store = open(directory.path());
        drop(draft(&store, b"half"));
        assert!(matches!(store.put_part("key", "0a", 1, draft(&store, b"late")), Err(Fault::NoSuchUpload)));
        assert_left(directory.path(), &[]);
    }

    /// As a process leaves it that died between the object's rename and the tidying.
    fn cut_short(directory: &Path) -> (String, Vec<NamedPart>) {
        let store = open(directory);
        let (id, named) = open_with_part(&store);
        store.complete("key", &id, &named).expect("completed");
        std::fs::rename(directory.join("parts").join(&id), directory.join("uploads").join(&id)).expect("moved back");
        std::fs::write(directory.join("uploads").join(&id).join("00001"), "unlisted").expect("a file");
        (id, named)
    }

    #[test]
    fn a_completion_cut_short_is_finished_by_the_next_start() {
        let directory = tempfile::tempdir().expect("a folder");
        let (id, named) = cut_short(directory.path());
        let store = open(directory.path());
        let parts = ["", "/00002", "/upload"].map(|file| format!("parts/{id}{file}"));
        assert_left(directory.path(), &["objects/key.o", &parts[0], &parts[1], &parts[2]]);
        assert_eq!(read(&store, "key").as_deref(), Some(b"body".as_slice()));
        assert!(store.complete("key", &id, &named).is_ok(), "the same list gets the same answer");
        store.delete("key").expect("deleted");
        assert_left(directory.path(), &[]);
    }

    #[test]
    fn a_completion_cut_short_is_a_completion_before_the_next_start_too() {
        let directory = tempfile::tempdir().expect("a folder");
        let store = open(directory.path());
        let (id, named) = open_with_part(&store);
        store.complete("key", &id, &named).expect("completed");
        let (settled, unsettled) =
            (directory.path().join("parts").join(&id), directory.path().join("uploads").join(&id));
        std::fs::rename(settled, unsettled).expect("moved back");

        assert_eq!(read(&store, "key").as_deref(), Some(b"body".as_slice()));
        assert!(matches!(store.check_open("key", &id), Err(Fault::NoSuchUpload)));
        let late = store.put_part("key", &id, 2, draft(&store, b"late"));
        assert!(matches!(late, Err(Fault::NoSuchUpload)));
        assert!(matches!(store.abort("key", &id), Err(Fault::NoSuchUpload)));
        assert_eq!(store.open_uploads("").expect("a list"), []);
        assert!(store.complete("key", &id, &named).is_ok());
        assert_eq!(read(&store, "key").as_deref(), Some(b"body".as_slice()));
        store.put("key", None, draft(&store, b"new")).expect("replaced");
        assert_eq!(read(&store, "key").as_deref(), Some(b"new".as_slice()));
        store.delete("key").expect("deleted");
        assert_left(directory.path(), &[]);
    }

    #[test]
    fn parts_whose_object_is_gone_are_removed_by_the_next_start() {
        let directory = tempfile::tempdir().expect("a folder");
        let store = open(directory.path());
        let (id, named) = open_with_part(&store);
        store.complete("key", &id, &named).expect("completed");
        // As a process leaves it that died between the object's removal and that of its parts.
        std::fs::remove_file(directory.path().join("objects/key.o")).expect("removed");
        open(directory.path());
        assert_left(directory.path(), &[]);
    }

    #[test]
    fn open_uploads_survive_a_start() {
        let directory = tempfile::tempdir().expect("a folder");
        let (id, named) = open_with_part(&open(directory.path()));
        let store = open(directory.path());
        assert_eq!(store.parts("key", &id, 0, 10).expect("a list").0.len(), 2);
        store.complete("key", &id, &named).expect("completed");
        assert_eq!(read(&store, "key").as_deref(), Some(b"body".as_slice()));
    }

    #[test]
    fn an_unreadable_object_can_be_replaced_and_deleted() {
        let directory = tempfile::tempdir().expect("a folder");
        let store = open(directory.path());
        for _ in 0..2 {
            std::fs::write(directory.path().join("objects/key.o"), "not ours").expect("a file");
            assert!(matches!(store.get("key"), Err(Fault::Corrupt(_))));
            store.put("key", None, draft(&store, b"new")).expect("replaced");
            assert_eq!(read(&store, "key").as_deref(), Some(b"new".as_slice()));
            std::fs::write(directory.path().join("objects/key.o"), "").expect("a file");
            store.delete("key").expect("deleted");
        }
        assert_left(directory.path(), &[]);
    }
}
