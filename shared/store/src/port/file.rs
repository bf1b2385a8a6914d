//! A file that a tenant keeps here to start jobs from.

use model::{FileId, TenantId, Timestamp};

use super::UploadedPart;

/// A file as it is brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub tenant: TenantId,
    pub id: FileId,
    pub key: String,
    /// The multipart upload that became the object, and its parts.
    pub upload_id: String,
    pub parts: Vec<UploadedPart>,
    pub part_bytes: i64,
    pub file_name: String,
    pub content_type: String,
    pub bytes: i64,
    pub sha256: [u8; 32],
    /// The client's bytes, never rendered again.
    pub user_metadata: Option<Vec<u8>>,
}

/// A file as its tenant may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: FileId,
    pub file_name: String,
    pub content_type: String,
    pub bytes: i64,
    pub sha256: [u8; 32],
    pub user_metadata: Option<Vec<u8>>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAdded {
    New(File),
    /// The tenant has a file of this id already: this one.
    Before(File),
}
