//! Reading a result: a section's records, or a range of them, as a stream that holds one chunk at a time.
//!
//! What must stay true: a range costs the chunks that it touches, whatever the result's size; what is stored must have
//! every record that is asked for, else the stream fails instead of ending.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, Stream, TryStreamExt as _};
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
    pub(super) manifest: Arc<Manifest>,
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
        self.records(Ok(analytics.iter().chain(beyond).copied().map(Cut::whole).collect()))
    }

    /// Those turns of the range that there are, by position.
    pub fn stored_turns(&self, range: Range<u64>) -> impl Stream<Item = Result<StoredTurn, Error>> + Send + use<> {
        self.records(cuts(&self.manifest.turns, range.start..range.end.min(self.turns)))
    }

    fn records<T: DeserializeOwned + Send + 'static>(
        &self,
        cuts: Result<Vec<Cut>, Error>,
    ) -> impl Stream<Item = Result<T, Error>> + Send + use<T> {
        let handle = self.clone();
        let cuts = match cuts {
            Ok(cuts) => stream::iter(cuts.into_iter().map(Ok).collect::<Vec<_>>()),
            Err(error) => stream::iter(vec![Err(error)]),
        };
        cuts.and_then(move |cut| {
            let handle = handle.clone();
            async move { handle.read::<T>(cut).await }
        })
        .map_ok(|records| stream::iter(records.into_iter().map(Ok)))
        .try_flatten()
    }

    async fn read<T: DeserializeOwned>(&self, Cut { chunk, records }: Cut) -> Result<Vec<T>, Error> {
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
        let mut lines = lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).skip(records.start);
        records
            .map(|_| {
                let line = lines.next().ok_or_else(|| unreadable("a chunk has too few records"))?;
                serde_json::from_slice(line).map_err(|e| Error::Unreadable(Box::new(e)))
            })
            .collect()
    }
}

/// Records of one chunk, by position in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cut {
    chunk: Chunk,
    records: Range<usize>,
}

impl Cut {
    fn whole(chunk: Chunk) -> Self {
        Self { chunk, records: 0..usize::try_from(chunk.records).unwrap_or(usize::MAX) }
    }
}

/// What must be read of a section for a range of its records, all of which must be there.
fn cuts(chunks: &[Chunk], range: Range<u64>) -> Result<Vec<Cut>, Error> {
    let mut cuts = Vec::new();
    let mut next = range.start;
    let begin = chunks.partition_point(|chunk| chunk.first.saturating_add(chunk.records) <= range.start);
    for &chunk in &chunks[begin..] {
        if next >= range.end {
            break;
        }
        let within = |position: u64| position.checked_sub(chunk.first).and_then(|within| usize::try_from(within).ok());
        let end = range.end.min(chunk.first.saturating_add(chunk.records));
        let (Some(from), Some(to)) = (within(next), within(end)) else { break };
        cuts.push(Cut { chunk, records: from..to });
        next = end;
    }
    if next < range.end { Err(unreadable("records of a section are nowhere")) } else { Ok(cuts) }
}

fn slice(all: &Bytes, chunk: Chunk) -> Option<Bytes> {
    let start = usize::try_from(chunk.offset).ok()?;
    let end = start.checked_add(usize::try_from(chunk.length).ok()?)?;
    (end <= all.len()).then(|| all.slice(start..end))
}

fn unreadable(what: &'static str) -> Error {
    Error::Unreadable(what.into())
}
