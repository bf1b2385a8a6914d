//! Each method of the port as S3 requests.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, EncodingType};
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use model::Timestamp;
use percent_encoding::percent_decode_str;

use super::errors::{error, is, is_absent};
use super::{COMPLETION, S3Objects};
use crate::{Chunks, Completed, Error, Objects, Part, PartAddress, PartTag, PartUrl};

#[async_trait]
impl Objects for S3Objects {
    async fn put(&self, key: &str, content_type: &str, body: Bytes) -> Result<(), Error> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).content_type(content_type);
        request.body(ByteStream::from(body)).send().await.map_err(|failed| error("put", failed))?;
        Ok(())
    }

    async fn read(&self, key: &str, from: u64) -> Result<Option<Chunks>, Error> {
        let mut request = self.client.get_object().bucket(&self.bucket).key(key);
        if from > 0 {
            request = request.range(format!("bytes={from}-"));
        }
        match request.send().await {
            Ok(answer) => Ok(Some(chunks(answer.body))),
            Err(failed) if is_absent(&failed) => Ok(None),
            // From the end on there is nothing, which S3 calls a wrong range.
            Err(failed) if is(&failed, "InvalidRange") => Ok(Some(futures::stream::empty().boxed())),
            Err(failed) => Err(error("read", failed)),
        }
    }

    async fn read_range(&self, key: &str, offset: u64, length: u64) -> Result<Option<Bytes>, Error> {
        let Some(last) = length.checked_sub(1).map(|length| offset.saturating_add(length)) else {
            return Ok(self.size(key).await?.map(|_| Bytes::new()));
        };
        let request = self.client.get_object().bucket(&self.bucket).key(key).range(format!("bytes={offset}-{last}"));
        let mut arriving = match request.send().await {
            Ok(answer) => chunks(answer.body),
            Err(failed) if is_absent(&failed) => return Ok(None),
            Err(failed) => return Err(error("read a range", failed)),
        };
        let mut bytes = BytesMut::new();
        while let Some(chunk) = arriving.next().await {
            let chunk = chunk?;
            if bytes.is_empty() && chunk.len() as u64 == length {
                return Ok(Some(chunk));
            }
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > length {
                break;
            }
        }
        if bytes.len() as u64 == length {
            Ok(Some(bytes.freeze()))
        } else {
            Err(Error::Refused { operation: "read a range", source: "the object ends before the range does".into() })
        }
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, Error> {
        match self.client.head_object().bucket(&self.bucket).key(key).send().await {
            Ok(answer) => Ok(Some(size_of(answer.content_length))),
            Err(failed) if is_absent(&failed) => Ok(None),
            Err(failed) => Err(error("look at an object", failed)),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        match self.client.delete_object().bucket(&self.bucket).key(key).send().await {
            Ok(_) => Ok(()),
            Err(failed) if is_absent(&failed) => Ok(()),
            Err(failed) => Err(error("delete", failed)),
        }
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, Error> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        // XML cannot say every character of a key.
        let request = request.set_start_after(after.map(str::to_owned)).encoding_type(EncodingType::Url);
        let answer = request.send().await.map_err(|failed| error("list", failed))?;
        let encoding = answer.encoding_type;
        Ok(answer
            .contents
            .unwrap_or_default()
            .into_iter()
            .filter_map(|o| o.key)
            .map(|k| plain(k, encoding.as_ref()))
            .collect())
    }

    async fn open_upload(&self, key: &str, content_type: &str) -> Result<String, Error> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket).key(key).content_type(content_type);
        let answer = request.send().await.map_err(|failed| error("open an upload", failed))?;
        answer.upload_id.ok_or_else(|| Error::Unavailable {
            operation: "open an upload",
            source: "the answer names no upload".into(),
        })
    }

    async fn put_part(&self, part: &PartAddress<'_>, body: Bytes) -> Result<Option<PartTag>, Error> {
        let request = self.client.upload_part().bucket(&self.bucket).key(part.key).upload_id(part.upload_id);
        match request.part_number(part.number).body(ByteStream::from(body)).send().await {
            Ok(answer) => match answer.e_tag {
                Some(etag) => Ok(Some(PartTag { number: part.number, etag: unquoted(&etag) })),
                None => Err(Error::Unavailable { operation: "put a part", source: "the answer names no tag".into() }),
            },
            Err(failed) if is(&failed, "NoSuchUpload") => Ok(None),
            Err(failed) => Err(error("put a part", failed)),
        }
    }

    async fn part_url(
        &self,
        part: &PartAddress<'_>,
        length: u64,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<PartUrl, Error> {
        let refused = |source: BoxError| Error::Refused { operation: "sign a part URL", source };
        // A signature's time has whole seconds.
        let start = Timestamp(now.unix_seconds() * 1_000_000);
        let until = self.credentials_expire_at.map_or(ttl, |end| ttl.min(end.since(start)));
        let until = Duration::from_secs(until.as_secs());
        if until.is_zero() {
            return Err(refused("it would have expired already".into()));
        }
        let started = std::time::UNIX_EPOCH + start.since(Timestamp(0));
        let signing = PresigningConfig::builder().start_time(started).expires_in(until).build();
        let length = i64::try_from(length).map_err(|error| refused(error.into()))?;
        let request = self.signer.upload_part().bucket(&self.bucket).key(part.key).upload_id(part.upload_id);
        let request = request.part_number(part.number).content_length(length);
        let signed = request.presigned(signing.map_err(|error| refused(error.into()))?).await;
        let signed = signed.map_err(|failed| error("sign a part URL", failed))?;
        Ok(PartUrl { url: signed.uri().to_owned(), expires_at: start.plus(until) })
    }

    async fn parts(&self, key: &str, upload_id: &str) -> Result<Option<Vec<Part>>, Error> {
        let mut parts = Vec::new();
        let mut after = None;
        loop {
            let request = self.client.list_parts().bucket(&self.bucket).key(key).upload_id(upload_id);
            let answer = match request.set_part_number_marker(after).send().await {
                Ok(answer) => answer,
                Err(failed) if is(&failed, "NoSuchUpload") => return Ok(None),
                Err(failed) => return Err(error("list parts", failed)),
            };
            parts.extend(answer.parts.unwrap_or_default().into_iter().filter_map(|part| {
                Some(Part { number: part.part_number?, etag: unquoted(&part.e_tag?), bytes: size_of(part.size) })
            }));
            match answer.next_part_number_marker.filter(|_| answer.is_truncated == Some(true)) {
                Some(next) => after = Some(next),
                None => return Ok(Some(parts)),
            }
        }
    }

    async fn complete_upload(&self, key: &str, upload_id: &str, parts: &[PartTag]) -> Result<Completed, Error> {
        let list = parts.iter().map(|part| CompletedPart::builder().part_number(part.number).e_tag(&part.etag).build());
        let list = CompletedMultipartUpload::builder().set_parts(Some(list.collect())).build();
        let patient = TimeoutConfig::builder().read_timeout(COMPLETION).build();
        let request = self.client.complete_multipart_upload().bucket(&self.bucket).key(key).upload_id(upload_id);
        let request = request.multipart_upload(list).customize();
        match request.config_override(aws_sdk_s3::config::Builder::new().timeout_config(patient)).send().await {
            Ok(_) => Ok(Completed::Done),
            Err(failed) if is(&failed, "NoSuchUpload") => Ok(Completed::NoSuchUpload),
            Err(failed) if REFUSED_LISTS.iter().any(|code| is(&failed, code)) => Ok(Completed::Refused),
            Err(failed) => Err(error("complete an upload", failed)),
        }
    }

    async fn abort_upload(&self, key: &str, upload_id: &str) -> Result<(), Error> {
        let request = self.client.abort_multipart_upload().bucket(&self.bucket).key(key).upload_id(upload_id);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(failed) if is(&failed, "NoSuchUpload") => Ok(()),
            Err(failed) => Err(error("abort an upload", failed)),
        }
    }

    async fn uploads(&self, key: &str) -> Result<Vec<String>, Error> {
        let mut ids = Vec::new();
        let (mut after_key, mut after_id) = (None, None);
        loop {
            let request = self.client.list_multipart_uploads().bucket(&self.bucket).prefix(key);
            let request = request.set_key_marker(after_key).set_upload_id_marker(after_id);
            let answer = request.encoding_type(EncodingType::Url).send().await;
            let answer = answer.map_err(|failed| error("list uploads", failed))?;
            let encoding = answer.encoding_type;
            for upload in answer.uploads.unwrap_or_default() {
                let on = upload.key.map(|key| plain(key, encoding.as_ref()));
                ids.extend(upload.upload_id.filter(|_| on.as_deref() == Some(key)));
            }
            if answer.is_truncated != Some(true) || answer.next_key_marker.is_none() {
                return Ok(ids);
            }
            after_key = answer.next_key_marker.map(|key| plain(key, encoding.as_ref()));
            after_id = answer.next_upload_id_marker;
        }
    }

    async fn reachable(&self) -> Result<(), Error> {
        self.client
            .head_bucket()
            .bucket(&self.bucket)
            .send()
            .await
            .map_err(|failed| error("look at the bucket", failed))?;
        Ok(())
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What S3 says of a list of parts that it will never accept as it is.
const REFUSED_LISTS: [&str; 4] = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML"];

/// The chunks of a body; the first failure is the last of them.
fn chunks(body: ByteStream) -> Chunks {
    futures::stream::unfold(Some(body), |body| async {
        let mut body = body?;
        match body.next().await? {
            Ok(chunk) => Some((Ok(chunk), Some(body))),
            Err(cut) => Some((Err(Error::Unavailable { operation: "read", source: cut.into() }), None)),
        }
    })
    .boxed()
}

fn size_of(length: Option<i64>) -> u64 {
    length.and_then(|length| u64::try_from(length).ok()).unwrap_or(0)
}

fn unquoted(etag: &str) -> String {
    etag.trim_matches('"').to_owned()
}

/// A key as it is, from one that may be spelled for a URL (where a plus is a space).
fn plain(key: String, encoding: Option<&EncodingType>) -> String {
    if encoding != Some(&EncodingType::Url) {
        return key;
    }
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned()
}
