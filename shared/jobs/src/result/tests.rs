//! Written and read again, over objects that count how often they are read.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use engine::TurnDetections;
use futures::TryStreamExt as _;
use model::{TalkTurn, Timestamp};
use objects::{Chunks, Completed, Objects, Part, PartAddress, PartTag, PartUrl};
use store::StoredResult;

use super::{ResultHandle, StoredTurn, Writer};
use crate::{Error, Options};

const TURNS: u64 = 60_000;
const PREFIX: &str = "jobs/of-a-test/";

/// Objects in memory, of which ranges are read and nothing else.
#[derive(Default)]
struct Shelf {
    objects: Mutex<BTreeMap<String, Bytes>>,
    reads: AtomicUsize,
}

impl Shelf {
    /// What is read while `f` runs.
    async fn reads<T>(&self, f: impl Future<Output = T>) -> (T, usize) {
        let before = self.reads.load(Ordering::Relaxed);
        let done = f.await;
        (done, self.reads.load(Ordering::Relaxed) - before)
    }
}

/// A conversation whose turns are kept in objects.
fn written(shelf: &Arc<Shelf>, turns: u64) -> ResultHandle {
    let mut writer = Writer::new("0", "0", Options::default());
    let mut pieces = Vec::new();
    for index in 0..turns {
        // Little in common with each other, as what is alike takes no room.
        let said: Vec<String> = (0..40).map(|word| (index * 7_919 + word * word * 104_729).to_string()).collect();
        let turn = TalkTurn { index, input: said.join(" "), ..TalkTurn::default() };
        writer.turn(&StoredTurn::new(turn, TurnDetections { turn: index, ..TurnDetections::default() }));
        pieces.append(&mut writer.take_ready());
    }
    let (manifest, inline, last) = writer.finish(None, PREFIX);
    pieces.extend(last);
    let mut objects = shelf.objects.lock().expect("nobody panicked");
    for piece in pieces {
        objects.insert(super::Manifest::object_key(PREFIX, piece.number), piece.bytes.into());
    }
    let stored = StoredResult {
        manifest: serde_json::to_vec(&manifest).expect("a manifest is JSON"),
        inline,
        turns: i64::try_from(turns).expect("a small number"),
        utterances: 0,
    };
    ResultHandle::new(Arc::clone(shelf) as Arc<dyn Objects>, stored).expect("it was written just now")
}

async fn positions(result: &ResultHandle, range: Range<u64>) -> Result<Vec<u64>, Error> {
    result.stored_turns(range).map_ok(|turn| turn.detections.turn).try_collect().await
}

#[tokio::test]
async fn a_range_costs_the_chunks_that_it_touches() {
    let shelf = Arc::default();
    let result = written(&shelf, TURNS);
    assert!(shelf.objects.lock().expect("nobody panicked").len() > 1, "several objects");
    let all = shelf.reads(positions(&result, 0..TURNS)).await;
    let (turns, chunks) = (all.0.expect("all are there"), all.1);
    assert_eq!((turns, chunks > 30), ((0..TURNS).collect(), true), "{chunks} chunks");
    for range in [0..1, 0..100, 30_000..30_100, TURNS - 100..TURNS] {
        let (found, reads) = shelf.reads(positions(&result, range.clone())).await;
        assert_eq!(found.expect("all are there"), range.clone().collect::<Vec<_>>());
        assert!((1..=2).contains(&reads), "{range:?} took {reads} reads");
    }
}

#[tokio::test]
async fn every_edge_of_a_chunk_is_an_edge_of_a_range() {
    let shelf = Arc::default();
    let result = written(&shelf, 3_000);
    let edges: Vec<u64> = result.manifest.turns.iter().map(|chunk| chunk.first).chain([3_000]).collect();
    assert!(edges.len() > 3, "several chunks");
    for &first in &edges {
        for &end in edges.iter().filter(|&&end| end >= first) {
            for range in [first..end, first.saturating_sub(1)..end, first..end + 1, first + 1..end] {
                let expected: Vec<u64> = range.clone().filter(|&turn| turn < 3_000).collect();
                assert_eq!(positions(&result, range.clone()).await.expect("all are there"), expected, "{range:?}");
            }
        }
    }
}

#[tokio::test]
async fn beyond_the_end_there_is_nothing_and_nothing_is_read() {
    let shelf = Arc::default();
    let result = written(&shelf, 3_000);
    for range in [3_000..3_001, 9_000..u64::MAX, 7..7] {
        let (found, reads) = shelf.reads(positions(&result, range)).await;
        assert_eq!((found.expect("nothing is there"), reads), (vec![], 0));
    }
}

#[tokio::test]
async fn what_is_not_whole_never_ends_as_if_it_were() {
    let shelf = Arc::default();
    let mut result = written(&shelf, 3_000);
    let manifest = Arc::make_mut(&mut result.manifest);
    let last = manifest.turns.pop().expect("several chunks");
    assert!(positions(&result, 0..3_000).await.is_err(), "a chunk is in no list");
    assert!(positions(&result, 0..last.first).await.is_ok());
    Arc::make_mut(&mut result.manifest).turns.push(super::manifest::Chunk { records: last.records + 1, ..last });
    result.turns += 1;
    assert!(positions(&result, 0..3_001).await.is_err(), "a chunk has fewer records than it should");
    shelf.objects.lock().expect("nobody panicked").clear();
    assert!(positions(&result, 0..1).await.is_err(), "an object is missing");
}

#[async_trait]
impl Objects for Shelf {
    async fn read_range(&self, key: &str, offset: u64, length: u64) -> Result<Option<Bytes>, objects::Error> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let [offset, length] = [offset, length].map(|n| usize::try_from(n).expect("a small number"));
        let object = self.objects.lock().expect("nobody panicked").get(key).cloned();
        Ok(object.map(|object| object.slice(offset..offset + length)))
    }

    async fn put(&self, _: &str, _: &str, _: Bytes) -> Result<(), objects::Error> {
        Err(objects::Error::Full)
    }

    async fn read(&self, _: &str, _: u64) -> Result<Option<Chunks>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn size(&self, _: &str) -> Result<Option<u64>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn delete(&self, _: &str) -> Result<(), objects::Error> {
        Err(objects::Error::Full)
    }

    async fn list(&self, _: &str, _: Option<&str>) -> Result<Vec<String>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn open_upload(&self, _: &str, _: &str) -> Result<String, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn put_part(&self, _: &PartAddress<'_>, _: Bytes) -> Result<Option<PartTag>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn part_url(
        &self,
        _: &PartAddress<'_>,
        _: u64,
        _: Timestamp,
        _: Duration,
    ) -> Result<PartUrl, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn parts(&self, _: &str, _: &str) -> Result<Option<Vec<Part>>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn complete_upload(&self, _: &str, _: &str, _: &[PartTag]) -> Result<Completed, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn abort_upload(&self, _: &str, _: &str) -> Result<(), objects::Error> {
        Err(objects::Error::Full)
    }

    async fn uploads(&self, _: &str) -> Result<Vec<String>, objects::Error> {
        Err(objects::Error::Full)
    }

    async fn reachable(&self) -> Result<(), objects::Error> {
        Ok(())
    }
}
