//! Drives a pipeline: bytes from storage, blocks to the processors, objects back to storage.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use engine::Profile;
use futures::stream::StreamExt as _;
use model::limits::MAX_INLINE_BODY;
use model::{Kind, Stage};
use store::{ClaimedJob, Fenced, Garbage, StoredResult};
use tokio::sync::Semaphore;
use transcript::Reader;

use super::error::StepError;
use super::input::Source;
use super::pipeline::{MembersPass, Pipeline, result_prefix};
use super::settle::Achieved;
use super::transcribe::Recording;
use super::{Tracker, Work, cpu};
use crate::result::{Manifest, Piece};
use crate::{Chosen, Error, Options, packed};

/// What an analysis goes by.
struct Asked {
    profile: Arc<Profile>,
    options: Options,
}

/// Why there is no profile.
fn unusable(error: Error) -> StepError {
    match error {
        Error::Store(error) => error.into(),
        _ => {
            StepError::permanent("profile_unreadable", "The version of the profile that the job names cannot be used.")
        }
    }
}

impl Work {
    /// One attempt, up to what is ready to be accepted.
    pub(super) async fn attempt(&self, job: ClaimedJob, tracker: &Arc<Tracker>) -> Result<Achieved, StepError> {
        match job.kind {
            Kind::ZoomImport => Ok(Achieved::File(Box::new(self.import(&job, tracker).await?))),
            Kind::Webhook => self.call(&job, tracker).await,
            Kind::Analysis | Kind::OwnProfile | Kind::Recording => {
                Ok(Achieved::Result(self.analyse(job, tracker).await?))
            }
        }
    }

    async fn analyse(&self, mut job: ClaimedJob, tracker: &Arc<Tracker>) -> Result<StoredResult, StepError> {
        let asked = self.asked(&job).await?;
        let large = !matches!(job.input, store::Input::Inline { .. });
        let objects = self.ports.objects.as_ref();
        let (source, _permit) = if let Some(recording) = Recording::of(&job.input) {
            let transcribing = self.wait_for(&self.limits.recordings, tracker).await;
            Source::open(objects, &mut job.input, tracker).await?;
            let transcript = self.transcribe(recording, tracker).await?;
            drop(transcribing);
            (transcript, Some(self.wait_for(&self.limits.large, tracker).await))
        } else {
            let permit = if large { Some(self.wait_for(&self.limits.large, tracker).await) } else { None };
            (Source::open(objects, &mut job.input, tracker).await?, permit)
        };
        tracker.enter(Stage::Analyzing);
        match source.in_memory() {
            Some(packed) => self.small(&job, asked, source.reader()?, packed, tracker).await,
            None => self.large(&job, asked, &source, tracker).await,
        }
    }

    /// What the job asks for. What is known of its conversation is looked up now: it may have been told since the job was
    /// made, and of an upload's it always is.
    async fn asked(&self, job: &ClaimedJob) -> Result<Asked, StepError> {
        let mut options: Options = serde_json::from_slice(&job.options)
            .map_err(|_| StepError::permanent("options_unreadable", "The job's options cannot be read."))?;
        let profile = match &options.profile {
            Chosen::BuiltIn(which) => self.engine.built_in(*which),
            Chosen::Own(_) => {
                options.metadata = self.ports.store.conversations().metadata(job.tenant, &job.conversation_id).await?;
                self.profiles.profile(job.tenant, &options.profile).await.map_err(unusable)?
            }
        };
        Ok(Asked { profile, options })
    }

    /// A permit, when it is our turn.
    pub(super) async fn wait_for(
        &self,
        permits: &Arc<Semaphore>,
        tracker: &Tracker,
    ) -> tokio::sync::OwnedSemaphorePermit {
        tracker.waits();
        let permit = Arc::clone(permits).acquire_owned().await.expect("these semaphores are never closed");
        tracker.goes_on();
        permit
    }

    /// The whole input is in memory: one visit to the processors.
    async fn small(
        &self,
        job: &ClaimedJob,
        Asked { profile, options }: Asked,
        reader: Reader,
        packed: Bytes,
        tracker: &Arc<Tracker>,
    ) -> Result<StoredResult, StepError> {
        let prefix = result_prefix(&job.lease);
        let engine = Arc::clone(&self.engine);
        let metrics = self.ports.metrics.clone();
        metrics.bytes_read(packed.len());
        let (finish_prefix, pipeline_tracker) = (prefix.clone(), Arc::clone(tracker));
        let (ready, finished) = self
            .on_cpu(tracker, move || {
                let bytes = packed::unpack(&packed, MAX_INLINE_BODY)
                    .map_err(|_| StepError::permanent("input_unreadable", "The stored input cannot be unpacked."))?;
                let mut pipeline = Pipeline::new(reader, engine, profile, options, pipeline_tracker, metrics);
                let mut ready = pipeline.push(&bytes)?;
                let (more, finished) = pipeline.finish(&finish_prefix)?;
                ready.extend(more);
                Ok((ready, finished))
            })
            .await?;
        self.keep(job, &prefix, ready, finished).await
    }

    /// The input streams from object storage, twice when it is a file that may be a request object.
    async fn large(
        &self,
        job: &ClaimedJob,
        Asked { profile, options }: Asked,
        source: &Source,
        tracker: &Arc<Tracker>,
    ) -> Result<StoredResult, StepError> {
        let options = self.members(source, options, tracker).await?;
        let metrics = self.ports.metrics.clone();
        let (engine, pipeline_tracker) = (Arc::clone(&self.engine), Arc::clone(tracker));
        let mut pipeline = Pipeline::new(source.reader()?, engine, profile, options, pipeline_tracker, metrics);
        let prefix = result_prefix(&job.lease);
        let mut expected = false;
        let mut chunks = source.chunks(self.ports.objects.as_ref()).await?;
        while let Some(chunk) = chunks.next().await {
            let chunk: Bytes = chunk?;
            self.ports.metrics.bytes_read(chunk.len());
            let (back, pushed) = self
                .on_cpu(tracker, move || {
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
        let (ready, finished) = self.on_cpu(tracker, move || Ok(pipeline.finish(&finish_prefix)?)).await?;
        tracker.turns_total(i64::try_from(finished.turns).unwrap_or(i64::MAX));
        self.store_pieces(job, &prefix, &mut expected, ready).await?;
        self.keep_after(job, &prefix, expected, finished).await
    }

    async fn members(&self, source: &Source, options: Options, tracker: &Arc<Tracker>) -> Result<Options, StepError> {
        let Some(reader) = source.members_reader()? else { return Ok(options) };
        let mut pass = MembersPass::new(reader, options);
        let mut chunks = source.chunks(self.ports.objects.as_ref()).await?;
        while let Some(chunk) = chunks.next().await {
            let chunk: Bytes = chunk?;
            let (back, done) = self
                .on_cpu(tracker, move || {
                    let done = pass.push(&chunk);
                    Ok((pass, done))
                })
                .await?;
            pass = back;
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
                    Fenced::Lost => {
                        self.ports.metrics.stale_writes(1);
                        return Err(StepError::LeaseLost);
                    }
                }
            }
            let key = Manifest::object_key(prefix, number);
            self.ports.objects.put(&key, packed::CONTENT_TYPE, bytes.into()).await?;
        }
        Ok(())
    }

    /// Runs `f` on a processor; its panic is this job's failure alone.
    async fn on_cpu<T: Send + 'static>(
        &self,
        tracker: &Arc<Tracker>,
        f: impl FnOnce() -> Result<T, StepError> + Send + 'static,
    ) -> Result<T, StepError> {
        tracker.waits();
        let (begins, metrics) = (Arc::clone(tracker), self.ports.metrics.clone());
        let visited = self.limits.cpu.visit(move || {
            begins.goes_on();
            let began = Instant::now();
            let done = f();
            metrics.analysed_for(began.elapsed());
            done
        });
        visited.await.unwrap_or_else(|cpu::Panicked| {
            Err(StepError::permanent("internal", "The analysis stopped unexpectedly on this input."))
        })
    }
}
