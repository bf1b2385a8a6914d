//! Object storage as one process reaches it: every call passes the process's trap, in whatever weather there is.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use model::Timestamp;
use objects::{Chunks, Completed, Error, Objects, Part, PartAddress, PartTag, PartUrl};

use super::Trap;

/// What object storage answers before it does anything, for every process.
pub(crate) type Weather = Arc<dyn Fn() -> Result<(), Error> + Send + Sync>;

fn away() -> Error {
    Error::Unavailable { operation: "anything", source: "the test says so".into() }
}

pub(super) struct WatchedObjects {
    pub(super) inner: Arc<dyn Objects>,
    pub(super) trap: Trap,
    pub(super) weather: Weather,
    pub(super) forgotten: Forgotten,
}

/// Ids of completed uploads that object storage no longer knows.
#[derive(Clone, Default)]
pub(super) struct Forgotten(Arc<Mutex<BTreeSet<String>>>);

impl Forgotten {
    fn contains(&self, upload_id: &str) -> bool {
        self.0.lock().expect("no holder of this lock panics").contains(upload_id)
    }

    fn every_other(&self, upload_id: &str) {
        if upload_id.ends_with(['0', '2', '4', '6', '8', 'a', 'c', 'e']) {
            self.0.lock().expect("no holder of this lock panics").insert(upload_id.to_owned());
        }
    }
}

impl WatchedObjects {
    async fn pass<T>(&self, call: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let through = async {
            (self.weather)()?;
            call.await
        };
        self.trap.pass(through, away).await
    }
}

#[async_trait]
impl Objects for WatchedObjects {
    async fn put(&self, key: &str, content_type: &str, body: Bytes) -> Result<(), Error> {
        self.pass(self.inner.put(key, content_type, body)).await
    }

    /// The body may break off as well: after its first chunk there is one more call to pass.
    async fn read(&self, key: &str, from: u64) -> Result<Option<Chunks>, Error> {
        let Some(mut chunks) = self.pass(self.inner.read(key, from)).await? else { return Ok(None) };
        let Some(first) = chunks.next().await else { return Ok(Some(chunks)) };
        let trap = self.trap.clone();
        let rest = async move {
            match trap.pass(async { Ok(()) }, away).await {
                Ok(()) => chunks,
                Err(broken) => futures::stream::iter([Err(broken)]).boxed(),
            }
        };
        Ok(Some(futures::stream::iter([first]).chain(futures::stream::once(rest).flatten()).boxed()))
    }

    async fn read_range(&self, key: &str, offset: u64, length: u64) -> Result<Option<Bytes>, Error> {
        self.pass(self.inner.read_range(key, offset, length)).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, Error> {
        self.pass(self.inner.size(key)).await
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        self.pass(self.inner.delete(key)).await
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, Error> {
        self.pass(self.inner.list(prefix, after)).await
    }

    async fn open_upload(&self, key: &str, content_type: &str) -> Result<String, Error> {
        self.pass(self.inner.open_upload(key, content_type)).await
    }

    async fn put_part(&self, part: &PartAddress<'_>, body: Bytes) -> Result<Option<PartTag>, Error> {
        self.pass(self.inner.put_part(part, body)).await
    }

    /// Signing makes no call.
    async fn part_url(
        &self,
        part: &PartAddress<'_>,
        length: u64,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<PartUrl, Error> {
        self.inner.part_url(part, length, now, ttl).await
    }

    async fn parts(&self, key: &str, upload_id: &str) -> Result<Option<Vec<Part>>, Error> {
        self.pass(self.inner.parts(key, upload_id)).await
    }

    /// Some servers still know an upload that was completed and some do not: here it is every other one that they do.
    async fn complete_upload(&self, key: &str, upload_id: &str, parts: &[PartTag]) -> Result<Completed, Error> {
        let completed = async {
            if self.forgotten.contains(upload_id) {
                return Ok(Completed::NoSuchUpload);
            }
            let completed = self.inner.complete_upload(key, upload_id, parts).await?;
            if completed == Completed::Done {
                self.forgotten.every_other(upload_id);
            }
            Ok(completed)
        };
        self.pass(completed).await
    }

    async fn abort_upload(&self, key: &str, upload_id: &str) -> Result<(), Error> {
        self.pass(self.inner.abort_upload(key, upload_id)).await
    }

    async fn uploads(&self, key: &str) -> Result<Vec<String>, Error> {
        self.pass(self.inner.uploads(key)).await
    }

    async fn reachable(&self) -> Result<(), Error> {
        self.pass(self.inner.reachable()).await
    }
}
