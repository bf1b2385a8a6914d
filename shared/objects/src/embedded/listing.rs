//! Pages of objects, parts and uploads, in S3's words.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    ETag, EncodingType, ListMultipartUploadsInput, ListMultipartUploadsOutput, ListObjectsV2Input, ListObjectsV2Output,
    ListPartsInput, ListPartsOutput, MultipartUpload, Object, Part,
};
use s3s::{S3Result, s3_error};

use super::protocol::signed;
use super::store::{Listed, OpenUpload, StoredPart};

/// S3's longest page, of anything.
const LONGEST: i32 = 1_000;
/// XML cannot say every character of a key.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'~');

#[derive(Clone)]
pub(super) struct ObjectsPage {
    pub(super) prefix: String,
    pub(super) after: Option<String>,
    pub(super) limit: usize,
}

pub(super) fn objects_page(input: &ListObjectsV2Input) -> S3Result<ObjectsPage> {
    if input.delimiter.as_ref().is_some_and(|delimiter| !delimiter.is_empty()) {
        return Err(s3_error!(NotImplemented, "Delimiters are not implemented."));
    }
    let continued = input.continuation_token.as_deref().map(key_in).transpose()?;
    Ok(ObjectsPage {
        prefix: input.prefix.clone().unwrap_or_default(),
        after: continued.or_else(|| input.start_after.clone()),
        limit: limit(input.max_keys)?,
    })
}

pub(super) fn objects(
    input: ListObjectsV2Input,
    page: &ObjectsPage,
    (found, last): (Vec<Listed>, Option<String>),
) -> ListObjectsV2Output {
    let spell = speller(input.encoding_type.as_ref());
    ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(spell(page.prefix.clone())),
        max_keys: Some(small(page.limit)),
        key_count: Some(small(found.len())),
        continuation_token: input.continuation_token,
        is_truncated: Some(last.is_some()),
        next_continuation_token: last.map(hex::encode),
        contents: Some(
            found
                .into_iter()
                .map(|object| Object {
                    key: Some(spell(object.key)),
                    size: Some(signed(object.size)),
                    e_tag: Some(ETag::Strong(object.etag)),
                    last_modified: Some(object.modified.into()),
                    ..Default::default()
                })
                .collect(),
        ),
        start_after: input.start_after.map(spell),
        encoding_type: input.encoding_type,
        ..Default::default()
    }
}

/// The number after which the page begins, and its length.
pub(super) fn parts_page(input: &ListPartsInput) -> S3Result<(u32, usize)> {
    let after = u32::try_from(input.part_number_marker.unwrap_or(0));
    Ok((after.map_err(|_| s3_error!(InvalidArgument))?, limit(input.max_parts)?))
}

pub(super) fn parts(input: ListPartsInput, limit: usize, (found, more): (Vec<StoredPart>, bool)) -> ListPartsOutput {
    ListPartsOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(input.upload_id),
        part_number_marker: input.part_number_marker,
        max_parts: Some(small(limit)),
        is_truncated: Some(more),
        next_part_number_marker: found.last().filter(|_| more).map(|last| number(last.number)),
        parts: Some(
            found
                .into_iter()
                .map(|part| Part {
                    part_number: Some(number(part.number)),
                    size: Some(signed(part.size)),
                    e_tag: Some(ETag::Strong(part.etag)),
                    ..Default::default()
                })
                .collect(),
        ),
        ..Default::default()
    }
}

pub(super) fn uploads_limit(input: &ListMultipartUploadsInput) -> S3Result<usize> {
    if input.delimiter.as_ref().is_some_and(|delimiter| !delimiter.is_empty()) {
        return Err(s3_error!(NotImplemented, "Delimiters are not implemented."));
    }
    limit(input.max_uploads)
}

pub(super) fn uploads(
    input: ListMultipartUploadsInput,
    limit: usize,
    mut found: Vec<OpenUpload>,
) -> ListMultipartUploadsOutput {
    let spell = speller(input.encoding_type.as_ref());
    if let Some(key) = input.key_marker.as_deref().filter(|key| !key.is_empty()) {
        // Without an id the marker stands after every upload on its key.
        let id = input.upload_id_marker.as_deref().filter(|id| !id.is_empty());
        found.retain(|upload| (upload.key.as_str(), id.map_or("", |_| &upload.id)) > (key, id.unwrap_or("")));
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        prefix: input.prefix.map(&spell),
        key_marker: input.key_marker.map(&spell),
        upload_id_marker: input.upload_id_marker,
        max_uploads: Some(small(limit)),
        is_truncated: Some(more),
        next_key_marker: last.map(|upload| spell(upload.key.clone())),
        next_upload_id_marker: last.map(|upload| upload.id.clone()),
        uploads: Some(
            found
                .into_iter()
                .map(|upload| MultipartUpload {
                    key: Some(spell(upload.key)),
                    upload_id: Some(upload.id),
                    ..Default::default()
                })
                .collect(),
        ),
        encoding_type: input.encoding_type,
        ..Default::default()
    }
}

fn limit(asked: Option<i32>) -> S3Result<usize> {
    let asked = asked.unwrap_or(LONGEST).min(LONGEST);
    usize::try_from(asked).map_err(|_| s3_error!(InvalidArgument))
}

/// The key behind a continuation token.
fn key_in(token: &str) -> S3Result<String> {
    let key = hex::decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    key.ok_or_else(|| s3_error!(InvalidArgument, "The continuation token is not one of ours."))
}

fn speller(encoding: Option<&EncodingType>) -> impl Fn(String) -> String + use<> {
    let encoded = encoding.is_some_and(|encoding| encoding.as_str() == EncodingType::URL);
    move |text| if encoded { utf8_percent_encode(&text, KEPT).to_string() } else { text }
}

fn small(count: usize) -> i32 {
    i32::try_from(count).expect("at most LONGEST")
}

fn number(part: u32) -> i32 {
    i32::try_from(part).expect("at most 10,000")
}
