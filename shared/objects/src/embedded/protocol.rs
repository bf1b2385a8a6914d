//! S3's operations over the directory.
//!
//! What must stay true: what is not implemented is refused by name, never ignored; one bucket.

use std::sync::Arc;

use async_trait::async_trait;
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput, ETag,
    GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput,
    ListMultipartUploadsInput, ListMultipartUploadsOutput, ListObjectsV2Input, ListObjectsV2Output, ListPartsInput,
    ListPartsOutput, PutObjectInput, PutObjectOutput, Range, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};

use super::receive::{Declared, receive};
use super::store::{DirectoryStore, NamedPart};
use super::{fault, listing, send};

/// S3 numbers the parts of an upload from 1.
const MOST_PARTS: i32 = 10_000;

pub(super) struct Protocol {
    store: Arc<DirectoryStore>,
}

/// Whoever has signed may do what there is to do, in the one bucket.
pub(super) struct OneBucket(pub(super) String);

#[async_trait]
impl S3Access for OneBucket {
    async fn check(&self, request: &mut S3AccessContext<'_>) -> S3Result<()> {
        if request.credentials().is_none() {
            return Err(s3_error!(AccessDenied, "Signature is required"));
        }
        match request.s3_path().get_bucket_name() {
            Some(bucket) if bucket == self.0 => Ok(()),
            Some(_) => Err(s3_error!(NoSuchBucket)),
            None => Err(s3_error!(AccessDenied)),
        }
    }
}

impl Protocol {
    pub(super) fn new(store: DirectoryStore) -> Self {
        Self { store: Arc::new(store) }
    }

    /// One call of the directory.
    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&DirectoryStore) -> Result<T, super::store::Fault> + Send + 'static,
    ) -> S3Result<T> {
        let store = self.store.clone();
        fault::finish(fault::start(move || work(&store))).await
    }
}

#[async_trait]
impl S3 for Protocol {
    async fn head_bucket(&self, _: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let PutObjectInput { key, body, content_length, content_md5, content_type, if_match, if_none_match, .. } =
            request.input;
        if if_match.is_some() || if_none_match.is_some() {
            return Err(s3_error!(NotImplemented, "Conditional writes are not implemented."));
        }
        let draft = receive(&self.store, body, Declared { length: content_length, md5: content_md5 }).await?;
        let etag = self.store(move |store| store.put(&key, content_type, draft)).await?;
        Ok(S3Response::new(PutObjectOutput { e_tag: Some(ETag::Strong(etag)), ..Default::default() }))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let GetObjectInput { key, range, .. } = request.input;
        let found = self.store(move |store| {
            let object = store.get(&key)?;
            let Some(bytes) = bytes_of(range, object.size) else { return Ok(None) };
            let (etag, content_type, modified) = (object.etag.clone(), object.content_type.clone(), object.modified);
            let size = object.size;
            let (first, reader) = send::begin(object.reader(bytes.start, bytes.end - bytes.start))?;
            Ok(Some((bytes, size, etag, content_type, modified, first, reader)))
        });
        let Some((bytes, size, etag, content_type, modified, first, reader)) = found.await? else {
            return Err(s3_error!(InvalidRange));
        };
        Ok(S3Response::new(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_range: range.map(|_| format!("bytes {}-{}/{size}", bytes.start, bytes.end.saturating_sub(1))),
            content_length: Some(signed(bytes.end - bytes.start)),
            body: Some(send::body(first, reader)),
            content_type,
            e_tag: Some(ETag::Strong(etag)),
            last_modified: Some(modified.into()),
            ..Default::default()
        }))
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let HeadObjectInput { key, range, .. } = request.input;
        if range.is_some() {
            return Err(s3_error!(NotImplemented, "HEAD of a range is not implemented."));
        }
        let object = self.store(move |store| store.get(&key)).await?;
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: Some(signed(object.size)),
            content_type: object.content_type,
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(object.modified.into()),
            ..Default::default()
        }))
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        let key = request.input.key;
        self.store(move |store| store.delete(&key)).await?;
        Ok(S3Response::with_status(DeleteObjectOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let page = listing::objects_page(&request.input)?;
        let asked = page.clone();
        let found = self.store(move |store| store.list(&page.prefix, page.after.as_deref(), page.limit)).await?;
        Ok(S3Response::new(listing::objects(request.input, &asked, found)))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let CreateMultipartUploadInput { bucket, key, content_type, .. } = request.input;
        let on = key.clone();
        let id = self.store(move |store| store.open_upload(&on, content_type)).await?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(bucket),
            key: Some(key),
            upload_id: Some(id),
            ..Default::default()
        }))
    }

    async fn upload_part(&self, request: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        let UploadPartInput { key, upload_id, part_number, body, content_length, content_md5, .. } = request.input;
        let number = part_number_in_range(part_number)?;
        let (on, id) = (key.clone(), upload_id.clone());
        // Before the body, which can take long; and again with it.
        self.store(move |store| store.check_open(&on, &id)).await?;
        let draft = receive(&self.store, body, Declared { length: content_length, md5: content_md5 }).await?;
        let etag = self.store(move |store| store.put_part(&key, &upload_id, number, draft)).await?;
        Ok(S3Response::new(UploadPartOutput { e_tag: Some(ETag::Strong(etag)), ..Default::default() }))
    }

    async fn list_parts(&self, request: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        let (after, limit) = listing::parts_page(&request.input)?;
        let (key, id) = (request.input.key.clone(), request.input.upload_id.clone());
        let found = self.store(move |store| store.parts(&key, &id, after, limit)).await?;
        Ok(S3Response::new(listing::parts(request.input, limit, found)))
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let CompleteMultipartUploadInput { bucket, key, upload_id, multipart_upload, if_match, if_none_match, .. } =
            request.input;
        if if_match.is_some() || if_none_match.is_some() {
            return Err(s3_error!(NotImplemented, "Conditional writes are not implemented."));
        }
        let mut named = Vec::new();
        for part in multipart_upload.and_then(|list| list.parts).unwrap_or_default() {
            let (Some(number), Some(etag)) = (part.part_number, part.e_tag) else {
                return Err(s3_error!(MalformedXML));
            };
            named.push(NamedPart { number: part_number_in_range(number)?, etag: etag.into_value() });
        }
        if named.is_empty() {
            return Err(s3_error!(MalformedXML));
        }
        let on = key.clone();
        let etag = self.store(move |store| store.complete(&on, &upload_id, &named)).await?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            location: Some(format!("/{bucket}/{key}")),
            bucket: Some(bucket),
            key: Some(key),
            e_tag: Some(ETag::Strong(etag)),
            ..Default::default()
        }))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let AbortMultipartUploadInput { key, upload_id, .. } = request.input;
        self.store(move |store| store.abort(&key, &upload_id)).await?;
        Ok(S3Response::with_status(AbortMultipartUploadOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn list_multipart_uploads(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        let limit = listing::uploads_limit(&request.input)?;
        let prefix = request.input.prefix.clone().unwrap_or_default();
        let found = self.store(move |store| store.open_uploads(&prefix)).await?;
        Ok(S3Response::new(listing::uploads(request.input, limit, found)))
    }
}

fn part_number_in_range(number: i32) -> S3Result<u32> {
    let number = (1..=MOST_PARTS).contains(&number).then(|| number.unsigned_abs());
    number.ok_or_else(|| s3_error!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"))
}

/// The bytes asked for; `None` when the object has none of them.
fn bytes_of(range: Option<Range>, size: u64) -> Option<std::ops::Range<u64>> {
    range.map_or(Some(0..size), |range| range.check(size).ok())
}

/// S3 counts bytes in signed numbers.
pub(super) fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("a disk holds less")
}
