//! A request's body, to disk and hashed while it arrives.
//!
//! What must stay true: memory is bounded whatever the body's length; a slow client holds no thread; a body that is
//! cut, too short or too long leaves nothing.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use s3s::dto::StreamingBlob;
use s3s::{S3Result, s3_error};

use super::fault;
use super::store::{DirectoryStore, Draft};

/// S3's limit of one PUT.
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;
/// Written at once. Twice this is in memory: while one batch is written, the next arrives.
const BATCH: usize = 1024 * 1024;
/// Of a client that sends nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the client says about the body.
pub(super) struct Declared {
    pub(super) length: Option<i64>,
    /// The base64 of `Content-MD5`.
    pub(super) md5: Option<String>,
}

/// Receives a whole body.
pub(super) async fn receive(
    store: &Arc<DirectoryStore>,
    body: Option<StreamingBlob>,
    declared: Declared,
) -> S3Result<Draft> {
    let length = declared.length.and_then(|length| u64::try_from(length).ok());
    let length = length.ok_or_else(|| s3_error!(MissingContentLength))?;
    if length > LARGEST {
        return Err(s3_error!(EntityTooLarge));
    }
    let mut body = body.ok_or_else(|| s3_error!(IncompleteBody))?;
    let opener = store.clone();
    let mut writing = fault::start(move || opener.draft());
    loop {
        let batch = next_batch(&mut body).await?;
        let mut draft = fault::finish(writing).await?;
        if batch.is_empty() {
            return checked(draft, length, declared.md5.as_deref());
        }
        writing = fault::start(move || {
            for chunk in batch {
                draft.write(&chunk)?;
            }
            Ok(draft)
        });
    }
}

/// About [`BATCH`] bytes; none at the end.
async fn next_batch(body: &mut StreamingBlob) -> S3Result<Vec<Bytes>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while bytes < BATCH {
        let next = tokio::time::timeout(PATIENCE, body.next());
        match next.await.map_err(|_| s3_error!(RequestTimeout))? {
            None => break,
            Some(Err(_)) => return Err(s3_error!(IncompleteBody)),
            Some(Ok(chunk)) => {
                bytes += chunk.len();
                batch.push(chunk);
            }
        }
    }
    batch.retain(|chunk| !chunk.is_empty());
    Ok(batch)
}

fn checked(draft: Draft, length: u64, md5: Option<&str>) -> S3Result<Draft> {
    if draft.size() != length {
        return Err(s3_error!(IncompleteBody));
    }
    if md5.is_some_and(|md5| md5 != aws_smithy_types::base64::encode(draft.md5())) {
        return Err(s3_error!(BadDigest));
    }
    Ok(draft)
}
