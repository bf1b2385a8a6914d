//! Drives a pipeline: bytes from storage, blocks to the processors, objects back to storage.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::StreamExt as _;
use model::{Kind, Stage};
use store::{ClaimedJob, Fenced, Garbage, StoredResult};
use tokio::sync::Semaphore;

use super::error::StepError;
use super::input::Source;
use super::pipeline::{MembersPass, Pipeline, result_prefix};
use super::{Tracker, Work};
use crate::Options;
use crate::result::{Manifest, Piece};

impl Work {
    /// One attempt, up to the result that is ready to be accepted.
    pub(super) async fn attempt(&self, job: &ClaimedJob, tracker: &Arc<Tracker>) -> Result<StoredResult, StepError> {
        let Kind::Analysis = job.kind;
        let options: Options = serde_json::from_slice(&job.options)
            .map_err(|_| StepError::permanent("options_unreadable", "The job's options cannot be read."))?;
        let large = matches!(job.input, store::Input::Object { .. } | store::Input::Upload(_));
        let _permit = if large { Some(self.wait_for(&self.limits.large, tracker).await) } else { None };
        let source = Source::open(self.ports.objects.as_ref(), job, tracker).await?;
        tracker.enter(Stage::Analyzing);
        if source.is_large() {
            self.large(job, options, &source, tracker).await
        } else {
            self.small(job, options, &source, tracker).await
        }
    }

    /// A permit, while the heartbeat sees us alive.
    async fn wait_for(&self, permits: &Arc<Semaphore>, tracker: &Tracker) -> tokio::sync::OwnedSemaphorePermit {
        let acquire = Arc::clone(permits).acquire_owned();
        tokio::pin!(acquire);
        loop {
            tokio::select! {
                permit = &mut acquire => return permit.expect("these semaphores are never closed"),
                () = tokio::time::sleep(model::limits::BEAT_EVERY) => tracker.touch(),
            }
        }
    }

    /// The whole input is in memory: one visit to the processors.
    async fn small(
        &self,
        job: &ClaimedJob,
        options: Options,
        source: &Source,
        tracker: &Arc<Tracker>,
    ) -> Result<StoredResult, StepError> {
        let bytes = source.chunks(self.ports.objects.as_ref()).await?.next().await.transpose()?.unwrap_or_default();
        let reader = source.reader()?;
        let pass = MembersPass::new(source.members_reader()?, options);
        let prefix = result_prefix(&job.lease);
        let (engine, tracker) = (Arc::clone(&self.engine), Arc::clone(tracker));
        let finish_prefix = prefix.clone();
        let (ready, finished) = self
            .on_cpu(move || {
                let mut pass = pass;
                pass.push(&bytes)?;
                let options = pass.finish()?;
                let mut pipeline = Pipeline::new(reader, engine, options, tracker);
                let mut ready = pipeline.push(&bytes)?;
                let (more, finished) = pipeline.finish(&finish_prefix)?;
                ready.extend(more);
                Ok((ready, finished))
            })
            .await?;
        self.keep(job, &prefix, ready, finished).await
    }

    /// The input streams from object storage, twice when it is a request object.
    async fn large(
        &self,
        job: &ClaimedJob,
        options: Options,
        source: &Source,
        tracker: &Arc<Tracker>,
    ) -> Result<StoredResult, StepError> {
        let options = self.members(source, options, tracker).await?;
        let mut pipeline = Pipeline::new(source.reader()?, Arc::clone(&self.engine), options, Arc::clone(tracker));
        let prefix = result_prefix(&job.lease);
        let mut expected = false;
        let mut chunks = source.chunks(self.ports.objects.as_ref()).await?;
        while let Some(chunk) = chunks.next().await {
            let chunk: Bytes = chunk?;
            let (back, pushed) = self
                .on_cpu(move || {
                    let pushed = pipeline.push(&chunk);
                    Ok((pipeline, pushed))
                })
                .await?;
            pipeline = back;
            let ready = pushed?;
            if !ready.is_empty() {
                self.store_pieces(job, &prefix, &mut expected, ready).await?;
            }
        }
        tracker.enter(Stage::Finalizing);
        let finish_prefix = prefix.clone();
        let (ready, finished) = self.on_cpu(move || Ok(pipeline.finish(&finish_prefix)?)).await?;
        tracker.turns_total(i64::try_from(finished.turns).unwrap_or(i64::MAX));
        self.store_pieces(job, &prefix, &mut expected, ready).await?;
        self.keep_after(job, &prefix, expected, finished).await
    }

    async fn members(&self, source: &Source, options: Options, tracker: &Tracker) -> Result<Options, StepError> {
        let mut pass = MembersPass::new(source.members_reader()?, options);
        let mut chunks = source.chunks(self.ports.objects.as_ref()).await?;
        while let Some(chunk) = chunks.next().await {
            let chunk: Bytes = chunk?;
            let (back, done) = self
                .on_cpu(move || {
                    let done = pass.push(&chunk);
                    Ok((pass, done))
                })
                .await?;
            pass = back;
            tracker.touch();
            if done? {
                break;
            }
        }
        Ok(pass.finish()?)
    }

    async fn keep(
        &self,
        job: &ClaimedJob,
        prefix: &str,
        ready: Vec<Piece>,
        finished: super::pipeline::Finished,
    ) -> Result<StoredResult, StepError> {
        let mut expected = false;
        self.store_pieces(job, prefix, &mut expected, ready).await?;
        self.keep_after(job, prefix, expected, finished).await
    }

    async fn keep_after(
        &self,
        job: &ClaimedJob,
        prefix: &str,
        mut expected: bool,
        finished: super::pipeline::Finished,
    ) -> Result<StoredResult, StepError> {
        self.store_pieces(job, prefix, &mut expected, finished.last.into_iter().collect()).await?;
        Ok(StoredResult {
            manifest: serde_json::to_vec(&finished.manifest).expect("a manifest holds text and whole numbers"),
            inline: finished.inline,
            turns: i64::try_from(finished.turns).unwrap_or(i64::MAX),
            utterances: i64::try_from(finished.utterances).unwrap_or(i64::MAX),
        })
    }

    /// Stores objects of the result, its garbage row first.
    async fn store_pieces(
        &self,
        job: &ClaimedJob,
        prefix: &str,
        expected: &mut bool,
        pieces: Vec<Piece>,
    ) -> Result<(), StepError> {
        for Piece { number, bytes } in pieces {
            if !*expected {
                let garbage = Garbage::Prefix(prefix.to_owned());
                match self.ports.store.expect_garbage(&job.lease, &garbage).await? {
                    Fenced::Held => *expected = true,
                    Fenced::Lost => return Err(StepError::LeaseLost),
                }
            }
            let key = Manifest::object_key(prefix, number);
            self.ports.objects.put(&key, "application/gzip", bytes.into()).await?;
        }
        Ok(())
    }

    /// Runs `f` on a blocking thread under a processor permit; its panic is this job's failure alone.
    async fn on_cpu<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T, StepError> + Send + 'static,
    ) -> Result<T, StepError> {
        let permit = Arc::clone(&self.limits.cpu).acquire_owned().await.expect("this semaphore is never closed");
        let done = tokio::task::spawn_blocking(move || {
            let done = f();
            drop(permit);
            done
        });
        match done.await {
            Ok(done) => done,
            Err(join) if join.is_panic() => {
                Err(StepError::permanent("internal", "The analysis stopped unexpectedly on this input."))
            }
            Err(_) => Err(StepError::Stopped),
        }
    }
}
