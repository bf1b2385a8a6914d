//! An object's bytes, from disk as the client takes them.

use bytes::Bytes;
use futures::Stream;
use s3s::dto::StreamingBlob;
use tokio::task::spawn_blocking;

use super::BoxError;
use super::store::{Fault, Reader};

/// Read at once, and all that is held of an object.
const CHUNK: u64 = 256 * 1024;

/// The first bytes, read on the thread that looked the object up: most objects need no second trip.
pub(super) fn begin(mut reader: Reader) -> Result<(Bytes, Reader), Fault> {
    Ok((reader.next(CHUNK)?, reader))
}

pub(super) fn body(first: Bytes, reader: Reader) -> StreamingBlob {
    StreamingBlob::wrap(chunks(first, reader))
}

fn chunks(first: Bytes, reader: Reader) -> impl Stream<Item = Result<Bytes, Failed>> + Send + Sync {
    let first = futures::stream::iter((!first.is_empty()).then_some(Ok(first)));
    let rest = futures::stream::try_unfold(reader, |mut reader| async move {
        if reader.remaining() == 0 {
            return Ok(None);
        }
        let read = spawn_blocking(move || Ok((reader.next(CHUNK)?, reader)));
        read.await.map_err(|error| Failed(error.into()))?.map(Some).map_err(|fault: Fault| Failed(fault.into()))
    });
    futures::StreamExt::chain(first, rest)
}

/// Cuts the answer off: a reader never takes a part of an object for all of it.
#[derive(Debug, thiserror::Error)]
#[error("an object could not be read to its end")]
struct Failed(#[source] BoxError);
