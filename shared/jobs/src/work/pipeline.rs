//! Bytes in, result out: reading, analysing and writing as one synchronous state that is pushed along.
//!
//! What must stay true: it holds one block of turns and one object's worth of result, whatever the input's size.

use std::sync::Arc;

use contract::FileOptions;
use engine::{Engine, Profile};
use model::TalkTurn;
use transcript::{Problem, Reader, Sink};

use super::Tracker;
use crate::result::{Manifest, Piece, StoredTurn, Writer};
use crate::{Metrics, OnError, Options};

/// What a finished pass came to.
pub(super) struct Finished {
    pub manifest: Manifest,
    pub inline: Option<Vec<u8>>,
    pub last: Option<Piece>,
    pub turns: u64,
    pub utterances: u64,
}

/// The pass over the turns.
pub(super) struct Pipeline {
    reader: Reader,
    reading: Reading,
}

impl Pipeline {
    pub(super) fn new(
        reader: Reader,
        engine: Arc<Engine>,
        profile: Arc<Profile>,
        options: Options,
        tracker: Arc<Tracker>,
        metrics: Metrics,
    ) -> Self {
        let options = options.allowed_by(&profile);
        let reading = Reading {
            writer: Writer::new(Engine::version(), profile.version(), options.clone()),
            analysis: engine::Analysis::new(engine, options.engine(profile)),
            options,
            tracker,
            metrics,
        };
        Self { reader, reading }
    }

    /// Takes the next bytes; returns the objects that are ready to be stored.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Piece>, Problem> {
        self.reader.push(bytes, &mut self.reading)?;
        self.reading.tracker.turns_done(i64::try_from(self.reading.analysis.turns()).unwrap_or(i64::MAX));
        Ok(self.reading.writer.take_ready())
    }

    /// Ends the input. `prefix` is where objects go if the result needs any.
    pub(super) fn finish(mut self, prefix: &str) -> Result<(Vec<Piece>, Finished), Problem> {
        self.reader.finish(&mut self.reading)?;
        let format = self.reader.format();
        self.reading.analyse()?;
        let Reading { analysis, mut writer, .. } = self.reading;
        let turns = analysis.turns();
        let analytics = analysis.finish();
        let utterances = analytics.conversation.utterance_count;
        for record in analytics.into_records() {
            writer.record(&record);
        }
        let ready = writer.take_ready();
        let (manifest, inline, last) = writer.finish(format.map(transcript::Format::as_str), prefix);
        Ok((ready, Finished { manifest, inline, last, turns, utterances }))
    }
}

struct Reading {
    analysis: engine::Analysis,
    options: Options,
    tracker: Arc<Tracker>,
    metrics: Metrics,
    writer: Writer,
}

impl Sink for Reading {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        if self.analysis.push(turn) { self.analyse() } else { Ok(()) }
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        if self.options.on_error == OnError::Fail {
            return Err(problem);
        }
        self.writer.input_error(problem.into());
        Ok(())
    }

    fn member(&mut self, _name: &str, _json: &[u8]) -> Result<(), Problem> {
        Ok(()) // read by the pass before
    }
}

impl Reading {
    fn analyse(&mut self) -> Result<(), Problem> {
        let Some(last) = self.analysis.last() else { return Ok(()) };
        if self.tracker.over().is_some() {
            return Err(Problem::new("over", "Nobody waits for this analysis any more."));
        }
        let read = self.analysis.read().map_err(|_| Problem {
            code: "too_many_speakers",
            detail: format!("Expected at most {} distinct speakers.", model::limits::MAX_SPEAKERS),
            line: None,
            pointer: None,
            turn: Some(last),
        })?;
        self.metrics.turns_parsed(read.len() as u64);
        self.metrics.utterances_analysed(read.iter().map(|(_, found)| found.utterances.len() as u64).sum());
        self.tracker.turns_done(i64::try_from(self.analysis.turns()).unwrap_or(i64::MAX));
        if self.options.include_conversation {
            for (turn, detections) in read {
                self.writer.turn(&StoredTurn::new(turn, detections));
            }
        }
        Ok(())
    }
}

/// The pass over a request object's members, which may follow its turns: options first, turns after.
pub(super) struct MembersPass {
    reader: Reader,
    options: FileOptions,
}

impl MembersPass {
    pub(super) fn new(reader: Reader, options: Options) -> Self {
        Self { reader, options: FileOptions(options) }
    }

    /// `true` once nothing more can come.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<bool, Problem> {
        self.reader.push(bytes, &mut self.options)?;
        Ok(self.reader.done())
    }

    pub(super) fn finish(mut self) -> Result<Options, Problem> {
        if !self.reader.done() {
            self.reader.finish(&mut self.options)?;
        }
        Ok(self.options.0)
    }
}

/// Where an attempt's objects go: its own place, so that a zombie cannot write over another's.
pub(super) fn result_prefix(lease: &model::Lease) -> String {
    format!("{}{}-{}/", lease.job.results_prefix(), lease.fence.0, lease.session.0.simple())
}

#[cfg(test)]
mod tests {
    use model::limits::BLOCK_TURNS;
    use model::{Fence, JobId, Lease, Random as _, SeededRandom, SessionId, Timestamp};
    use transcript::Format;

    use super::*;

    #[test]
    fn a_job_that_nobody_wants_any_more_stops_at_its_next_block() {
        let random = SeededRandom::new(1);
        let id = || random.uuid(Timestamp(0));
        let lease = Lease { job: JobId(id()), fence: Fence(1), session: SessionId(id()) };
        let tracker = Arc::new(Tracker::new(lease));
        let metrics = Metrics::default();
        let (engine, profile) = (Arc::new(Engine::new()), Arc::default());
        let (reader, options) = (Reader::of(Format::Ndjson), Options::default());
        let mut pipeline = Pipeline::new(reader, engine, profile, options, Arc::clone(&tracker), metrics);
        let block = "{\"speaker_id\":\"a\",\"input\":\"Hello there.\"}\n".repeat(BLOCK_TURNS);
        pipeline.push(block.as_bytes()).expect("these are turns");
        let done = || tracker.beat().progress.turns_done;
        assert_eq!(done(), i64::try_from(BLOCK_TURNS).expect("a small number"));

        tracker.cancel();
        let stopped = pipeline.push(block.as_bytes()).expect_err("it was told to stop");
        assert_eq!(stopped.code, "over");
        assert_eq!(done(), i64::try_from(BLOCK_TURNS).expect("a small number"));
    }
}
