//! A file's way into object storage: a multipart upload, part by part.
//!
//! What must stay true: whoever opens one has named its key as garbage before.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use objects::{Completed, Error, Objects, PartAddress, PartTag};
use sha2::{Digest, Sha256};
use store::UploadedPart;

/// An upload that is open.
pub(crate) struct Parts {
    objects: Arc<dyn Objects>,
    pub(crate) key: String,
    pub(crate) upload_id: String,
    tags: Vec<PartTag>,
}

impl Parts {
    pub(crate) async fn open(objects: &Arc<dyn Objects>, key: String, content_type: &str) -> Result<Self, Error> {
        let upload_id = objects.open_upload(&key, content_type).await?;
        Ok(Self { objects: Arc::clone(objects), key, upload_id, tags: Vec::new() })
    }

    pub(crate) async fn put(&mut self, body: Bytes) -> Result<(), Error> {
        let number = i32::try_from(self.tags.len() + 1).expect("a plan has at most 10,000 parts");
        let address = PartAddress { key: &self.key, upload_id: &self.upload_id, number };
        let tag = self.objects.put_part(&address, body).await?;
        self.tags.push(tag.ok_or_else(gone)?);
        Ok(())
    }

    /// Makes the object of them, which has so many bytes.
    pub(crate) async fn put_together(&self, bytes: i64) -> Result<(), Error> {
        match self.objects.complete_upload(&self.key, &self.upload_id, &self.tags).await? {
            Completed::Done => Ok(()),
            // An earlier attempt of the same call was carried out, and its answer lost.
            Completed::NoSuchUpload => {
                let there = self.objects.size(&self.key).await?.map(i64::try_from);
                if there == Some(Ok(bytes)) { Ok(()) } else { Err(gone()) }
            }
            Completed::Refused => Err(gone()),
        }
    }

    /// As the store keeps them.
    pub(crate) fn listed(&self) -> Vec<UploadedPart> {
        self.tags.iter().map(|p| UploadedPart { number: p.number, etag: p.etag.clone() }).collect()
    }
}

/// What was written was taken away meanwhile: the sender may try again.
pub(crate) fn gone() -> Error {
    let source = "object storage no longer knows what was sent".into();
    Error::Unavailable { operation: "keep a file", source }
}

/// A file is held in memory this far before anything is known of its length.
const FIRST_BYTES: usize = 64 << 10;

/// Bytes as they come, counted and hashed, until they are a part.
pub(crate) struct Gathered {
    pub(crate) part_bytes: usize,
    pub(crate) bytes: i64,
    hash: Sha256,
    part: BytesMut,
}

impl Gathered {
    pub(crate) fn new(part_bytes: usize) -> Self {
        Self { part_bytes, bytes: 0, hash: Sha256::new(), part: BytesMut::with_capacity(FIRST_BYTES) }
    }

    /// Counts them; they are then to be taken in with [`Gathered::fill`].
    pub(crate) fn count(&mut self, chunk: &[u8]) {
        self.bytes += i64::try_from(chunk.len()).expect("a chunk fits into memory");
        self.hash.update(chunk);
    }

    /// The next part that is full by now; what is left of the chunk may fill another.
    pub(crate) fn fill(&mut self, chunk: &mut Bytes) -> Option<Bytes> {
        let missing = self.part_bytes - self.part.len();
        self.part.extend_from_slice(&chunk.split_to(missing.min(chunk.len())));
        (self.part.len() == self.part_bytes).then(|| std::mem::take(&mut self.part).freeze())
    }

    /// What is left at the end, if anything is.
    pub(crate) fn rest(&mut self) -> Option<Bytes> {
        (!self.part.is_empty()).then(|| std::mem::take(&mut self.part).freeze())
    }

    /// Of all that was counted.
    pub(crate) fn sha256(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_any_length_become_parts_of_one() {
        for cut in [1, 2, 3, 5, 7, 100] {
            let text = b"twenty-five bytes of text";
            let mut gathered = Gathered::new(4);
            let mut parts = Vec::new();
            for chunk in text.chunks(cut) {
                gathered.count(chunk);
                let mut chunk = Bytes::copy_from_slice(chunk);
                parts.extend(std::iter::from_fn(|| gathered.fill(&mut chunk)));
            }
            parts.extend(gathered.rest());
            assert!(parts[..6].iter().all(|part| part.len() == 4) && parts[6].len() == 1, "{cut}: {parts:?}");
            assert_eq!((parts.concat().as_slice(), gathered.bytes), (&text[..], 25));
            assert_eq!(gathered.sha256(), <[u8; 32]>::from(Sha256::digest(text)));
        }
    }
}
