//! Analysing while the client waits: the answer is the analysis, and nothing is stored.
//!
//! What must stay true: reader, options and engine are those of a job, so the same request gives the same analytics
//! either way; what nobody waits for any more is not begun, or ends at its next block; who would wait too long is refused
//! at once. An idempotency key says nothing here: nothing is kept, and the same request gives the same answer again.
//! What is as short as a sentence is analysed where its request is: to wake another thread costs more than that.
//! Deliberately absent: shares of tenants in the line; a form of the answer, which is its surface's.

mod line;
mod request;

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use engine::{Analysis, Analytics, Engine, Profile, TurnDetections};
use model::limits::{MAX_IMMEDIATE_BODY, MAX_SPEAKERS};
use model::{Clock, Random, TalkTurn, Timestamp};
use transcript::Format;
use uuid::Uuid;

use crate::{Chosen, Error, InputError, Members, Metrics, Options, Ports};
use line::{Gone, Line};
use request::Request;

/// Input up to this size takes a fifth of a millisecond as people talk, and one if it is all exclamation marks: a thread
/// that serves requests can give that away.
const QUICK_BYTES: usize = 1 << 10;

/// Turns between two looks at whether anybody still waits.
const BLOCK: usize = 128;

/// Analyses at once, or not at all.
pub struct Immediate {
    analyst: Arc<Analyst>,
    line: Line,
}

/// A profile that was chosen, and what it says.
#[derive(Clone, Debug)]
pub struct InForce {
    pub chosen: Chosen,
    pub profile: Arc<Profile>,
}

/// An answer's own name and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub id: Uuid,
    pub at: Timestamp,
}

/// A text, and what was seen in it by itself.
pub struct HeardText {
    pub stamp: Stamp,
    pub input: String,
    pub found: TurnDetections,
    pub options: Options,
}

/// A conversation, and what it came to.
pub struct HeardConversation {
    pub stamp: Stamp,
    /// As asked for, or made.
    pub conversation_id: String,
    pub user_metadata: Option<Vec<u8>>,
    pub options: Options,
    pub profile: Arc<Profile>,
    /// The input's format, as the transcript reader names it.
    pub format: &'static str,
    pub turns: u64,
    pub analytics: Analytics,
    /// Where the options include them.
    pub talk_turns: Vec<(TalkTurn, TurnDetections)>,
    /// Malformed turns that were passed over (`on_error: report`), at most a hundred of them; the count is of all.
    pub input_errors: Vec<InputError>,
    pub input_error_count: u64,
}

impl Immediate {
    /// With `threads` of its own for what is not short.
    ///
    /// # Panics
    /// When the system has no room for the threads.
    pub fn new(ports: &Ports, engine: Arc<Engine>, threads: usize) -> Self {
        let analyst = Analyst {
            engine,
            clock: Arc::clone(&ports.clock),
            random: Arc::clone(&ports.random),
            metrics: ports.metrics.clone(),
        };
        Self { analyst: Arc::new(analyst), line: Line::new(threads, ports.metrics.clone()) }
    }

    /// Looks at a text of at most [`MAX_IMMEDIATE_BODY`] bytes by itself; `show` is done where the analysis is.
    pub async fn text<T: Send + 'static>(
        &self,
        by: InForce,
        options: Options,
        input: String,
        show: impl FnOnce(HeardText) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let bytes = input.len();
        self.run(bytes, move |analyst, _| Ok(show(analyst.text(by, options, input)))).await
    }

    /// Looks at a conversations request; `show` is done where the analysis is.
    pub async fn conversation<T: Send + 'static>(
        &self,
        by: InForce,
        body: Bytes,
        show: impl FnOnce(HeardConversation) -> T + Send + 'static,
    ) -> Result<T, Error> {
        if body.len() > MAX_IMMEDIATE_BODY {
            let detail = format!("At most {MAX_IMMEDIATE_BODY} bytes are analysed while their client waits.");
            return Err(Error::TooLarge { detail });
        }
        self.run(body.len(), move |analyst, gone| Ok(show(analyst.conversation(by, &body, gone)?))).await
    }

    async fn run<T: Send + 'static>(
        &self,
        bytes: usize,
        f: impl FnOnce(&Analyst, &Gone) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if bytes <= QUICK_BYTES {
            return self.analyst.timed(|analyst| f(analyst, &Gone::never()));
        }
        let analyst = Arc::clone(&self.analyst);
        self.line.run(move |gone| analyst.timed(|analyst| f(analyst, gone))).await
    }
}

impl InForce {
    /// What was asked for, as far as the profile allows it, and the profile. What is known of a conversation is not looked
    /// up: that is a job's.
    fn apply(self, asked: Options) -> (Options, Arc<Profile>) {
        let Self { chosen, profile } = self;
        (Options { profile: chosen, ..asked }.allowed_by(&profile), profile)
    }
}

/// What an analysis needs, wherever it runs.
struct Analyst {
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    metrics: Metrics,
}

impl Analyst {
    fn timed<T>(&self, f: impl FnOnce(&Self) -> T) -> T {
        let began = Instant::now();
        let done = f(self);
        self.metrics.analysed_for(began.elapsed());
        done
    }

    fn text(&self, by: InForce, options: Options, input: String) -> HeardText {
        let (options, profile) = by.apply(options);
        // As in a talk turn.
        let input = if input.contains('\0') { input.replace('\0', "\u{FFFD}") } else { input };
        let turn = TalkTurn { input, ..TalkTurn::default() };
        let mut found = self.engine.map(&options.engine(profile), &[], std::slice::from_ref(&turn));
        let found = found.pop().expect("a turn has its detections");
        self.note(std::iter::once(&found));
        HeardText { stamp: self.stamp(), input: turn.input, found, options }
    }

    fn conversation(&self, by: InForce, body: &[u8], gone: &Gone) -> Result<HeardConversation, Error> {
        let Request { members, turns, input_errors, input_error_count } = Request::read(body)?;
        let Members { options, conversation_id, user_metadata } = members;
        let (options, profile) = by.apply(options);
        let mut analysis = Analysis::new(Arc::clone(&self.engine), options.engine(Arc::clone(&profile)));
        let mut talk_turns = Vec::new();
        let mut unread = 0;
        for turn in turns {
            unread += 1;
            if analysis.push(turn) || unread == BLOCK {
                self.read(&mut analysis, gone, &options, &mut talk_turns)?;
                unread = 0;
            }
        }
        self.read(&mut analysis, gone, &options, &mut talk_turns)?;
        let (turns, stamp) = (analysis.turns(), self.stamp());
        Ok(HeardConversation {
            stamp,
            conversation_id: conversation_id.unwrap_or_else(|| self.random.uuid(stamp.at).to_string()),
            user_metadata,
            options,
            profile,
            format: Format::Request.as_str(),
            turns,
            analytics: analysis.finish(),
            talk_turns,
            input_errors,
            input_error_count,
        })
    }

    /// A block, while somebody waits for it.
    fn read(
        &self,
        analysis: &mut Analysis,
        gone: &Gone,
        options: &Options,
        talk_turns: &mut Vec<(TalkTurn, TurnDetections)>,
    ) -> Result<(), Error> {
        if gone.is_so() {
            return Err(Error::Unwanted);
        }
        let read = analysis.read().map_err(|_| {
            let detail = format!("Expected at most {MAX_SPEAKERS} distinct speakers.");
            Error::invalid("/talk_turns", "too_many_speakers", detail)
        })?;
        self.note(read.iter().map(|(_, found)| found));
        if options.include_conversation {
            talk_turns.extend(read);
        }
        Ok(())
    }

    fn note<'f>(&self, found: impl ExactSizeIterator<Item = &'f TurnDetections>) {
        self.metrics.turns_parsed(found.len() as u64);
        self.metrics.utterances_analysed(found.map(|found| found.utterances.len() as u64).sum());
    }

    fn stamp(&self) -> Stamp {
        let at = self.clock.now();
        Stamp { id: self.random.uuid(at), at }
    }
}
