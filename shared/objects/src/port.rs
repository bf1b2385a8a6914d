//! The object store's port: what the program needs from anything that speaks S3.
//!
//! What must stay true: one implementation over `aws-sdk-s3`, whatever stands behind it; no method
//! buffers more than it was handed or asked for.
//! Deliberately absent: copying, listing buckets, public access, versions.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use model::Timestamp;

use crate::Error;

/// The body of an object as it arrives.
pub type Chunks = BoxStream<'static, Result<Bytes, Error>>;

#[async_trait]
pub trait Objects: Send + Sync {
    /// Stores a whole object; acknowledged means durable. Overwrites.
    async fn put(&self, key: &str, content_type: &str, body: Bytes) -> Result<(), Error>;
    /// The object from byte `from` (0 = all of it) to its end; `None` when there is none.
    async fn read(&self, key: &str, from: u64) -> Result<Option<Chunks>, Error>;
    /// Exactly `length` bytes from `offset`; `None` when there is no such object.
    async fn read_range(&self, key: &str, offset: u64, length: u64) -> Result<Option<Bytes>, Error>;
    /// The object's size in bytes; `None` when there is none.
    async fn size(&self, key: &str) -> Result<Option<u64>, Error>;
    /// Deletes; an object that is not there is deleted already.
    async fn delete(&self, key: &str) -> Result<(), Error>;
    /// Up to 1,000 keys with this prefix, in order, after `after`.
    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, Error>;

    /// Opens a multipart upload and returns S3's id for it.
    async fn open_upload(&self, key: &str, content_type: &str) -> Result<String, Error>;
    /// Sends a part ourselves and returns its tag; `None` when S3 does not know the upload (any more).
    async fn put_part(&self, part: &PartAddress<'_>, body: Bytes) -> Result<Option<PartTag>, Error>;
    /// A URL that accepts one PUT of exactly `length` bytes as this part until `expires_at`. Signs host and
    /// content-length only. No request is made.
    async fn part_url(
        &self,
        part: &PartAddress<'_>,
        length: u64,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<PartUrl, Error>;
    /// Every part that has arrived, by number; `None` when S3 does not know the upload (any more).
    async fn parts(&self, key: &str, upload_id: &str) -> Result<Option<Vec<Part>>, Error>;
    /// Turns exactly these parts into the object.
    async fn complete_upload(&self, key: &str, upload_id: &str, parts: &[PartTag]) -> Result<Completed, Error>;
    /// Aborts; an upload that is not there is aborted already.
    async fn abort_upload(&self, key: &str, upload_id: &str) -> Result<(), Error>;
    /// The ids of every open multipart upload on exactly this key.
    async fn uploads(&self, key: &str) -> Result<Vec<String>, Error>;

    /// Whether the bucket answers, for readiness.
    async fn reachable(&self) -> Result<(), Error>;
}

/// Which part of which upload.
#[derive(Clone, Copy, Debug)]
pub struct PartAddress<'a> {
    pub key: &'a str,
    pub upload_id: &'a str,
    /// From 1.
    pub number: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartUrl {
    pub url: String,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: i32,
    /// Without quotes.
    pub etag: String,
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartTag {
    pub number: i32,
    /// Without quotes.
    pub etag: String,
}

/// What completing an upload came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completed {
    Done,
    /// S3 does not know the upload: completed before, aborted, or never opened. The caller looks at the object.
    NoSuchUpload,
    /// S3 refuses this list: a part is missing, has another ETag, is too small or out of order.
    Refused,
}
