//! Files that a tenant keeps here, to start jobs from.
//!
//! What must stay true: a file passes through in parts, of which one is in memory, however long it is; so many pass at a
//! time and no more. A file is never changed: the same id with the same content and words is the same file, anything else
//! under it is refused. Ids are a tenant's own: what another tenant calls a file is never looked at.
//! A file goes when its tenant says so, or when nothing was started from it for as long as jobs are kept; what jobs were
//! started from stays readable for them.

pub(crate) mod parts;
mod receiving;

use model::limits::{MAX_POSTED_FILE_BYTES, POSTED_FILES, POSTED_FILES_OF_A_TENANT};
use model::{FileId, JobId, Status, TenantId};
use sha2::{Digest, Sha256};
use store::{File, Import};
use uuid::fmt::Hyphenated;
use uuid::{Builder, Uuid};

use crate::file_nature::FileNature;
use crate::places::{Place, Places};
use crate::uploads::header_text;
use crate::{Caller, Error, IdempotencyKey, Invalid, Ports};
use contract::short_text;
pub use receiving::{Incoming, Kept};

/// Receives, shows and erases files.
#[derive(Clone)]
pub struct Files {
    ports: Ports,
    max_bytes: i64,
    places: Places,
}

/// What a file is called, as its sender says.
#[derive(Clone, Debug)]
pub struct FileHead {
    pub file_name: String,
    pub content_type: String,
}

/// A file that a tenant has, or may have.
#[derive(Clone, Debug)]
pub enum Found {
    Kept {
        file: File,
        /// That brought it, where one did and is still known.
        job: Option<JobId>,
    },
    /// It is not there, and may never be: see its job's status.
    Coming(Import),
}

/// Why no job can be started from a file that is to come.
pub(crate) fn not_there(import: &Import) -> Error {
    match import.status {
        Status::AwaitingUpload | Status::Queued | Status::Processing => {
            Error::conflict("file_not_ready", "The file is still being imported; try again once it is there.")
        }
        Status::Failed | Status::Cancelled => {
            let detail =
                format!("The import of the file has {}; redrive its job, or import anew.", ended(import.status));
            Error::conflict("file_not_imported", detail)
        }
        // It was brought, and went since.
        Status::Completed => Error::NoFile,
    }
}

const fn ended(status: Status) -> &'static str {
    if matches!(status, Status::Cancelled) { "been cancelled" } else { "failed" }
}

/// Under what a file is to be kept.
#[derive(Clone, Debug, Default)]
pub struct FileWords {
    pub id: Option<FileId>,
    /// Says the id where `id` does not, so that the request may be sent again.
    pub idempotency: Option<IdempotencyKey>,
    pub user_metadata: Option<Vec<u8>>,
}

impl Files {
    /// No file is longer than `max_bytes`, nor than what passes in parts that fit into memory.
    pub fn new(ports: Ports, max_bytes: i64) -> Self {
        let places = Places::new(POSTED_FILES, POSTED_FILES_OF_A_TENANT);
        Self { ports, max_bytes: max_bytes.min(MAX_POSTED_FILE_BYTES), places }
    }

    pub fn max_bytes(&self) -> i64 {
        self.max_bytes
    }

    /// The refusal of a file that is longer than any may be.
    pub fn too_large(&self) -> Error {
        Error::TooLarge {
            detail: format!("A file holds at most {} bytes here; start-multipart may take more.", self.max_bytes),
        }
    }

    /// A place among the files that pass at this moment; `None` while there is none.
    pub fn place(&self, tenant: TenantId) -> Option<Place> {
        self.places.take(tenant)
    }

    /// Begins to receive a file that has at most `bound` bytes, if its sender said so. Nothing is written yet.
    pub fn receive(&self, place: Place, head: FileHead, bound: Option<i64>) -> Result<Incoming, Error> {
        let mut wrong = Vec::new();
        wrong.extend(short_text(&head.file_name, "/file").err());
        wrong.extend(header_text(&head.content_type, "/file").err());
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        FileNature::of(&self.ports, &head.content_type, &head.file_name)?;
        let bound = bound.unwrap_or(self.max_bytes).clamp(1, self.max_bytes);
        Ok(Incoming::new(self.clone(), place, head, bound))
    }

    /// The file, or how it stands with one that is to come.
    pub async fn file(&self, tenant: TenantId, id: FileId) -> Result<Found, Error> {
        // In this order: what is being brought becomes a file, and never the other way.
        let import = self.ports.store.imports().of_file(tenant, id).await?;
        match (self.ports.store.file(tenant, id).await?, import) {
            (Some(file), import) => Ok(Found::Kept { file, job: import.map(|import| import.job) }),
            // It was brought, and went since.
            (None, Some(import)) if import.status != Status::Completed => Ok(Found::Coming(import)),
            (None, _) => Err(Error::NoFile),
        }
    }

    /// From then on it is as unknown as one that never was. Jobs that were started from it keep what they read.
    pub async fn erase(&self, from: Caller, id: FileId) -> Result<(), Error> {
        let hash = Sha256::new().chain_update(from.tenant.0.as_bytes()).chain_update(id.0.as_bytes()).finalize();
        let alias = format!("sha256:{}", hex::encode(hash));
        if self.ports.store.erase_file(from.tenant, from.client, id, &alias).await? {
            Ok(())
        } else {
            Err(Error::NoFile)
        }
    }
}

/// An id in the form of RFC 4122, its letters of either case.
pub fn file_id(text: &str, pointer: &str) -> Result<FileId, Invalid> {
    let id = if text.len() == Hyphenated::LENGTH { Uuid::parse_str(text).ok() } else { None };
    id.map(FileId).ok_or_else(|| Invalid::at(pointer, "uuid_illegal", "Expected a UUID as RFC 4122 writes it."))
}

/// The id that a client's key stands for: always the same one.
fn id_of(tenant: TenantId, key: &IdempotencyKey) -> FileId {
    FileId(uuid_of(tenant, key))
}

pub(crate) fn uuid_of(tenant: TenantId, key: &IdempotencyKey) -> Uuid {
    let asked = Sha256::new().chain_update(tenant.0.as_bytes()).chain_update(key.route).chain_update([0]);
    let hash = asked.chain_update(&key.key).finalize();
    let bytes = hash.first_chunk().expect("a hash is longer than an id");
    Builder::from_custom_bytes(*bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_in_one_way() {
        let id = "F81D4FAE-7DEC-11d0-a765-00a0c91e6bf6";
        assert_eq!(file_id(id, "/x").map(|id| id.to_string()), Ok(id.to_ascii_lowercase()));
        for wrong in
            ["", "f81d4fae7dec11d0a76500a0c91e6bf6", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae"]
        {
            assert!(file_id(wrong, "/x").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_one_id_of_its_tenant() {
        let key = |key: &str| IdempotencyKey { key: key.to_owned(), route: "files" };
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        assert_eq!(id_of(one, &key("a")), id_of(one, &key("a")));
        assert_ne!(id_of(one, &key("a")), id_of(one, &key("b")));
        assert_ne!(id_of(one, &key("a")), id_of(other, &key("a")));
    }
}
