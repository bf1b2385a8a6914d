//! A file on its way from its sender to object storage.
//!
//! What is there if the process dies, step by step. Nothing: until the first part is full or the file has ended. A garbage
//! row alone: before the multipart upload is opened. From then on, whatever the object storage holds (an upload that was
//! opened, its parts, the object they became) is named by that row: the sweep aborts and deletes it when the row is due,
//! an hour after it was last put off. When the file's row is there the garbage row is not, in one commit; a sender who
//! did not hear of it sends the same again under the same id and gets the answer.
//! A file that is given up, by its sender or by us, is due at once.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use model::FileId;
use objects::{Completed, PartAddress, PartTag};
use sha2::{Digest, Sha256};
use store::{File, FileAdded, Garbage, NewFile, UploadedPart};

use super::{FileHead, FileWords, Files, id_of};
use crate::Place;
use crate::uploads::PartPlan;
use crate::{Error, Ports};

/// How long what is written may wait for its next part, or for its file.
const ADOPTION: Duration = Duration::from_hours(1);
/// After so long it is put off again.
const PUT_OFF_AFTER: Duration = Duration::from_mins(10);
/// A file is held in memory this far before anything is known of its length.
const FIRST_BYTES: usize = 64 << 10;

/// A file that is arriving.
pub struct Incoming {
    files: Files,
    place: Place,
    head: FileHead,
    part_bytes: usize,
    bytes: i64,
    hash: Sha256,
    part: BytesMut,
    written: Option<Written>,
}

/// What of it is in object storage. Dropped before the file is kept, it is garbage.
struct Written {
    ports: Ports,
    key: String,
    upload_id: String,
    parts: Vec<PartTag>,
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
        Self {
            files,
            place,
            head,
            part_bytes,
            bytes: 0,
            hash: Sha256::new(),
            part: BytesMut::with_capacity(FIRST_BYTES),
            written: None,
        }
    }

    /// Takes the next bytes; a part that is full goes to object storage before this returns, and is told.
    pub async fn push(&mut self, mut chunk: Bytes) -> Result<bool, Error> {
        let mut wrote = false;
        self.bytes += i64::try_from(chunk.len()).expect("a chunk fits into memory");
        if self.bytes > self.files.max_bytes {
            return Err(self.files.too_large());
        }
        self.hash.update(&chunk);
        if let Some(written) = &mut self.written {
            written.put_off().await?;
        }
        while self.part.len() + chunk.len() >= self.part_bytes {
            self.part.extend_from_slice(&chunk.split_to(self.part_bytes - self.part.len()));
            self.write().await?;
            wrote = true;
        }
        self.part.extend_from_slice(&chunk);
        Ok(wrote)
    }

    /// The file is whole: keeps it.
    pub async fn keep(mut self, words: FileWords) -> Result<Kept, Error> {
        if self.bytes == 0 {
            return Err(Error::invalid("/file", "file_empty", "Expected a file of at least one byte."));
        }
        if !self.part.is_empty() {
            self.write().await?;
        }
        let mut written = self.written.take().expect("something was written: the file has bytes");
        written.put_together(self.bytes).await?;
        let ports = &self.files.ports;
        let id = match (words.id, &words.idempotency) {
            (Some(id), _) => id,
            (None, Some(key)) => id_of(self.place.tenant, key),
            (None, None) => FileId(ports.random.uuid(ports.clock.now())),
        };
        let part_bytes = i64::try_from(self.part_bytes).expect("a plan counts in i64");
        let new = NewFile {
            tenant: self.place.tenant,
            id,
            key: written.key.clone(),
            upload_id: written.upload_id.clone(),
            parts: written.parts.iter().map(|p| UploadedPart { number: p.number, etag: p.etag.clone() }).collect(),
            part_bytes,
            file_name: self.head.file_name.clone(),
            content_type: self.head.content_type.clone(),
            bytes: self.bytes,
            sha256: std::mem::take(&mut self.hash).finalize().into(),
            user_metadata: words.user_metadata,
        };
        match ports.store.add_file(&new).await? {
            FileAdded::New(file) => {
                written.kept = true;
                ports.metrics.uploaded(self.bytes.unsigned_abs());
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
    async fn write(&mut self) -> Result<(), Error> {
        let written = match &mut self.written {
            Some(written) => written,
            unwritten => unwritten.insert(Written::open(&self.files.ports, &self.head).await?),
        };
        let body = std::mem::take(&mut self.part).freeze();
        written.part(body).await
    }
}

impl Written {
    /// The garbage row comes first, then the upload.
    async fn open(ports: &Ports, head: &FileHead) -> Result<Self, Error> {
        let key = format!("files/{}", ports.random.uuid(ports.clock.now()));
        ports.store.note_garbage(&Garbage::Key(key.clone()), ADOPTION).await?;
        let mut written = Self {
            ports: ports.clone(),
            key,
            upload_id: String::new(),
            parts: Vec::new(),
            put_off: Instant::now(),
            kept: false,
        };
        written.upload_id = ports.objects.open_upload(&written.key, &head.content_type).await?;
        Ok(written)
    }

    async fn part(&mut self, body: Bytes) -> Result<(), Error> {
        let number = i32::try_from(self.parts.len() + 1).expect("a plan has at most 10,000 parts");
        let address = PartAddress { key: &self.key, upload_id: &self.upload_id, number };
        let tag = self.ports.objects.put_part(&address, body).await?;
        self.parts.push(tag.ok_or_else(gone)?);
        self.put_off().await
    }

    async fn put_off(&mut self) -> Result<(), Error> {
        if self.put_off.elapsed() < PUT_OFF_AFTER {
            return Ok(());
        }
        if !self.ports.store.put_off_garbage(&Garbage::Key(self.key.clone()), ADOPTION).await? {
            return Err(gone());
        }
        self.put_off = Instant::now();
        Ok(())
    }

    async fn put_together(&self, bytes: i64) -> Result<(), Error> {
        match self.ports.objects.complete_upload(&self.key, &self.upload_id, &self.parts).await? {
            Completed::Done => Ok(()),
            // An earlier attempt of the same call was carried out, and its answer lost.
            Completed::NoSuchUpload => {
                let there = self.ports.objects.size(&self.key).await?.map(i64::try_from);
                if there == Some(Ok(bytes)) { Ok(()) } else { Err(gone()) }
            }
            Completed::Refused => Err(gone()),
        }
    }
}

/// What was written was taken away meanwhile: the sender may try again.
fn gone() -> Error {
    let source = "object storage no longer knows what was sent".into();
    Error::Objects(objects::Error::Unavailable { operation: "keep a file", source })
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
