//! Reading a result: a section's records as a stream that holds one chunk at a time.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use objects::Objects;
use serde::de::DeserializeOwned;
use store::StoredResult;

use super::StoredTurn;
use super::manifest::{Chunk, InputError, Manifest};
use crate::{Error, Options, Record, packed};

/// A chunk is closed before the record that follows it, and no record is nearly as large as this.
const MAX_CHUNK_BYTES: usize = 64 << 20;

/// A result that can be read in parts.
#[derive(Clone)]
pub struct ResultHandle {
    objects: Arc<dyn Objects>,
    manifest: Arc<Manifest>,
    inline: Option<Bytes>,
    pub turns: u64,
    pub utterances: u64,
}

impl ResultHandle {
    pub(crate) fn new(objects: Arc<dyn Objects>, stored: StoredResult) -> Result<Self, Error> {
        let manifest = serde_json::from_slice(&stored.manifest).map_err(|e| Error::Unreadable(Box::new(e)))?;
        Ok(Self {
            objects,
            manifest: Arc::new(manifest),
            inline: stored.inline.map(Bytes::from),
            turns: u64::try_from(stored.turns).unwrap_or(0),
            utterances: u64::try_from(stored.utterances).unwrap_or(0),
        })
    }

    pub fn engine_version(&self) -> &str {
        &self.manifest.engine_version
    }

    /// SHA-256 of the profile's content; of a result from before that was kept, `None`.
    pub fn profile_digest(&self) -> Option<&str> {
        self.manifest.profile_digest.as_deref()
    }

    /// The input's format, as the transcript reader names it.
    pub fn format(&self) -> Option<&str> {
        self.manifest.format.as_deref()
    }

    /// What the analysis went by: those of the job, unless a request-shaped file had its own.
    pub fn options(&self) -> &Options {
        &self.manifest.options
    }

    /// The first hundred malformed turns that were passed over (`on_error: report`).
    pub fn input_errors(&self) -> &[InputError] {
        &self.manifest.input_errors
    }

    /// All of them.
    pub fn input_error_count(&self) -> u64 {
        self.manifest.input_error_count
    }

    /// Whether the turns were kept (`include_conversation`).
    pub fn has_turns(&self) -> bool {
        !self.manifest.turns.is_empty()
    }

    pub fn analytics(&self) -> impl Stream<Item = Result<Record, Error>> + Send + use<> {
        let Manifest { analytics, beyond, .. } = &*self.manifest;
        self.records(analytics.iter().chain(beyond).copied().collect())
    }

    pub fn stored_turns(&self) -> impl Stream<Item = Result<StoredTurn, Error>> + Send + use<> {
        self.records(self.manifest.turns.clone())
    }

    fn records<T: DeserializeOwned + Send + 'static>(
        &self,
        chunks: Vec<Chunk>,
    ) -> impl Stream<Item = Result<T, Error>> + Send + use<T> {
        let handle = self.clone();
        stream::iter(chunks)
            .then(move |chunk| {
                let handle = handle.clone();
                async move { handle.chunk::<T>(chunk).await }
            })
            .map_ok(|records| stream::iter(records.into_iter().map(Ok)))
            .try_flatten()
    }

    async fn chunk<T: DeserializeOwned>(&self, chunk: Chunk) -> Result<Vec<T>, Error> {
        let packed = match (&self.inline, &self.manifest.prefix) {
            (Some(all), _) => slice(all, chunk).ok_or_else(|| unreadable("a chunk lies outside its result"))?,
            (None, Some(prefix)) => {
                let key = Manifest::object_key(prefix, chunk.object);
                let bytes = self.objects.read_range(&key, chunk.offset, chunk.length).await?;
                bytes.ok_or_else(|| unreadable("an object of the result is missing"))?
            }
            (None, None) => return Err(unreadable("a result is nowhere")),
        };
        let lines = packed::unpack(&packed, MAX_CHUNK_BYTES)?;
        lines
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).map_err(|e| Error::Unreadable(Box::new(e))))
            .collect()
    }
}

fn slice(all: &Bytes, chunk: Chunk) -> Option<Bytes> {
    let start = usize::try_from(chunk.offset).ok()?;
    let end = start.checked_add(usize::try_from(chunk.length).ok()?)?;
    (end <= all.len()).then(|| all.slice(start..end))
}

fn unreadable(what: &'static str) -> Error {
    Error::Unreadable(what.into())
}
