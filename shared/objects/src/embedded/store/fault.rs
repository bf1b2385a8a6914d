//! Why the directory could not do it.

/// Everything the S3 protocol tells apart, and the file system.
#[derive(Debug, thiserror::Error)]
pub(in crate::embedded) enum Fault {
    #[error("no such object")]
    NoSuchKey,
    #[error("no such upload")]
    NoSuchUpload,
    #[error("a part is missing or has another ETag")]
    InvalidPart,
    #[error("the parts are not in ascending order")]
    InvalidPartOrder,
    #[error("a part that is not the last is too small")]
    PartTooSmall,
    /// Bytes on disk that this program did not write there.
    #[error("unreadable {0}")]
    Corrupt(&'static str),
    #[error("the file system refused")]
    Disk(#[from] std::io::Error),
}

impl Fault {
    /// Whether the disk (or the quota) is full.
    pub(in crate::embedded) fn is_full(&self) -> bool {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        matches!(self, Self::Disk(error) if matches!(error.kind(), StorageFull | QuotaExceeded))
    }
}
