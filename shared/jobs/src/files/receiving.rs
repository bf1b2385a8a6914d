//! A file on its way from its sender to object storage.
//!
//! What is there if the process dies, step by step. Nothing: until the first part is full or the file has ended. A garbage
//! row alone: before the multipart upload is opened. From then on, whatever the object storage holds (an upload that was
//! opened, its parts, the object they became) is named by that row: the sweep aborts and deletes it when the row is due,
//! an hour after it was last put off. When the file's row is there the garbage row is not, in one commit; a sender who
//! did not hear of it sends the same again under the same id and gets the answer.
//! A file that is given up, by its sender or by us, is due at once.

use std::time::{Duration, Instant};

use bytes::Bytes;
use model::FileId;
use store::{File, FileAdded, Garbage, NewFile};

use super::parts::{Gathered, Parts, gone};
use super::{FileHead, FileWords, Files, id_of};
use crate::Place;
use crate::uploads::PartPlan;
use crate::{Error, Ports};

/// How long what is written may wait for its next part, or for its file.
const ADOPTION: Duration = Duration::from_hours(1);
/// After so long it is put off again.
const PUT_OFF_AFTER: Duration = Duration::from_mins(10);

/// A file that is arriving.
pub struct Incoming {
    files: Files,
    place: Place,
    head: FileHead,
    gathered: Gathered,
    written: Option<Written>,
}

/// What of it is in object storage. Dropped before the file is kept, it is garbage.
struct Written {
    ports: Ports,
    key: String,
    /// `None` until the upload is open.
    parts: Option<Parts>,
    put_off: Instant,
    kept: bool,
}

/// A file that is kept, now or since before.
pub struct Kept {
    pub file: File,
    pub replayed: bool,
}

impl Incoming {
    pub(super) fn new(files: Files, place: Place, head: FileHead, bound: i64) -> Self {
        let plan = PartPlan::for_file(bound, None).expect("the longest file has parts that fit");
        let part_bytes = usize::try_from(plan.part_bytes).expect("a part fits into memory");
        Self { files, place, head, gathered: Gathered::new(part_bytes), written: None }
    }

    /// Takes the next bytes; a part that is full goes to object storage before this returns, and is told.
    pub async fn push(&mut self, mut chunk: Bytes) -> Result<bool, Error> {
        let mut wrote = false;
        self.gathered.count(&chunk);
        if self.gathered.bytes > self.files.max_bytes {
            return Err(self.files.too_large());
        }
        if let Some(written) = &mut self.written {
            written.put_off().await?;
        }
        while let Some(part) = self.gathered.fill(&mut chunk) {
            self.write(part).await?;
            wrote = true;
        }
        Ok(wrote)
    }

    /// The file is whole: keeps it.
    pub async fn keep(mut self, words: FileWords) -> Result<Kept, Error> {
        let bytes = self.gathered.bytes;
        if bytes == 0 {
            return Err(Error::invalid("/file", "file_empty", "Expected a file of at least one byte."));
        }
        if let Some(part) = self.gathered.rest() {
            self.write(part).await?;
        }
        let mut written = self.written.take().expect("something was written: the file has bytes");
        let parts = written.parts.as_ref().expect("what was written has parts");
        parts.put_together(bytes).await?;
        let ports = &self.files.ports;
        let id = match (words.id, &words.idempotency) {
            (Some(id), _) => id,
            (None, Some(key)) => id_of(self.place.tenant, key),
            (None, None) => FileId(ports.random.uuid(ports.clock.now())),
        };
        let part_bytes = i64::try_from(self.gathered.part_bytes).expect("a plan counts in i64");
        let new = NewFile {
            tenant: self.place.tenant,
            id,
            key: parts.key.clone(),
            upload_id: parts.upload_id.clone(),
            parts: parts.listed(),
            part_bytes,
            file_name: self.head.file_name.clone(),
            content_type: self.head.content_type.clone(),
            bytes,
            sha256: self.gathered.sha256(),
            user_metadata: words.user_metadata,
        };
        match ports.store.add_file(&new).await? {
            FileAdded::New(file) => {
                written.kept = true;
                ports.metrics.uploaded(bytes.unsigned_abs());
                Ok(Kept { file, replayed: false })
            }
            FileAdded::Before(file) if same(&new, &file) => Ok(Kept { file, replayed: true }),
            FileAdded::Before(_) if words.id.is_none() => Err(Error::KeyReused),
            FileAdded::Before(_) => {
                let detail = "Another file is kept under this file_id; a file is never changed.";
                Err(Error::conflict("file_id_taken", detail))
            }
        }
    }

    /// Sends what has gathered as the next part.
    async fn write(&mut self, part: Bytes) -> Result<(), Error> {
        let written = match &mut self.written {
            Some(written) => written,
            unwritten => unwritten.insert(Written::open(&self.files.ports, &self.head).await?),
        };
        written.part(part).await
    }
}

impl Written {
    /// The garbage row comes first, then the upload.
    async fn open(ports: &Ports, head: &FileHead) -> Result<Self, Error> {
        let key = format!("files/{}", ports.random.uuid(ports.clock.now()));
        ports.store.note_garbage(&Garbage::Key(key.clone()), ADOPTION).await?;
        let mut written =
            Self { ports: ports.clone(), key: key.clone(), parts: None, put_off: Instant::now(), kept: false };
        written.parts = Some(Parts::open(&ports.objects, key, &head.content_type).await?);
        Ok(written)
    }

    async fn part(&mut self, body: Bytes) -> Result<(), Error> {
        self.parts.as_mut().expect("it was opened").put(body).await?;
        self.put_off().await
    }

    async fn put_off(&mut self) -> Result<(), Error> {
        if self.put_off.elapsed() < PUT_OFF_AFTER {
            return Ok(());
        }
        if !self.ports.store.put_off_garbage(&Garbage::Key(self.key.clone()), ADOPTION).await? {
            return Err(gone().into());
        }
        self.put_off = Instant::now();
        Ok(())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (store, garbage) = (self.ports.store.clone(), Garbage::Key(std::mem::take(&mut self.key)));
        runtime.spawn(async move {
            // If that fails, the sweep finds it within the hour.
            let _ = store.put_off_garbage(&garbage, Duration::ZERO).await;
        });
    }
}

fn same(new: &NewFile, file: &File) -> bool {
    let content = new.bytes == file.bytes && new.sha256 == file.sha256;
    let words = new.file_name == file.file_name && new.content_type == file.content_type;
    content && words && new.user_metadata == file.user_metadata
}
