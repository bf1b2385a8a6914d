//! One file per format. Each turns bytes into turns and knows nothing of hints, containers and pushes'
//! sizes; adding a format is a file here, a name in [`Format`] and a way to tell it in [`crate::sniff`].

mod assemblyai;
mod aws_transcribe;
mod call_analytics;
mod chat;
mod context;
mod cues;
mod deepgram;
mod delimited;
mod document;
mod element;
mod gong;
mod google;
mod held;
mod ndjson;
mod otter;
mod plain;
mod shape;
mod srt;
mod webvtt;
mod whisper;
mod words;

use model::TalkTurn;

use crate::problem::Problem;
use crate::reader::Sink;
use crate::{Format, field};
pub(crate) use cues::{begins_with_name, is_caption_timing};
pub(crate) use delimited::is_header as is_csv_header;
pub(crate) use otter::is_heading as is_otter_heading;
pub(crate) use plain::begins_with_clock;
use shape::{Model, Walk};

/// Reads one format. After an error it is never called again.
pub(crate) trait Parser: Send {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem>;

    /// The input has ended.
    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem>;
}

pub(crate) fn parser(format: Format) -> Box<dyn Parser> {
    match format {
        Format::Request => Box::new(document::Document::request()),
        Format::TurnArray => Box::new(document::Document::turns()),
        Format::Ndjson => Box::new(ndjson::Ndjson::new()),
        Format::WebVtt => Box::new(webvtt::WebVtt::new()),
        Format::Srt => Box::new(srt::Srt::new()),
        Format::Csv => Box::new(delimited::Delimited::csv()),
        Format::Tsv => Box::new(delimited::Delimited::tsv()),
        Format::Text => Box::new(plain::Plain::new()),
        Format::Otter => Box::new(otter::Otter::new()),
        Format::Chat => walk::<chat::Chat>(),
        Format::Context => walk::<context::Context>(),
        Format::AwsTranscribe => walk::<aws_transcribe::AwsTranscribe>(),
        Format::CallAnalytics => walk::<call_analytics::CallAnalytics>(),
        Format::Deepgram => walk::<deepgram::Deepgram>(),
        Format::AssemblyAi => walk::<assemblyai::AssemblyAi>(),
        Format::Whisper => walk::<whisper::Whisper>(),
        Format::GoogleStt => walk::<google::Google>(),
        Format::Gong => walk::<gong::Gong>(),
    }
}

fn walk<M: Model + Default + 'static>() -> Box<dyn Parser> {
    Box::new(Walk::new(M::default()))
}

/// The parser of a pass for members; `None` when the format has none.
pub(crate) fn members_parser(format: Format) -> Option<Box<dyn Parser>> {
    (format == Format::Request).then(|| Box::new(document::Document::members()) as Box<dyn Parser>)
}

/// Where a parser's findings go: it numbers the turns.
pub(crate) struct Emit<'a> {
    sink: &'a mut dyn Sink,
    turns: &'a mut u64,
}

impl<'a> Emit<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink, turns: &'a mut u64) -> Self {
        Self { sink, turns }
    }

    /// Turns so far: the index of the one being read.
    pub(crate) fn turns(&self) -> u64 {
        *self.turns
    }

    pub(crate) fn turn(&mut self, mut turn: TalkTurn) -> Result<(), Problem> {
        turn.index = *self.turns;
        *self.turns += 1;
        self.sink.turn(turn)
    }

    /// A turn that cannot be read, in an input that can: the sink says whether to read on without it.
    pub(crate) fn broken(&mut self, mut problem: Problem) -> Result<(), Problem> {
        problem.turn = Some(*self.turns);
        self.sink.broken(problem)?;
        *self.turns += 1;
        Ok(())
    }

    /// Counts a turn that is not built.
    pub(crate) fn skipped_turn(&mut self) {
        *self.turns += 1;
    }

    pub(crate) fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        self.sink.member(name, json)
    }

    /// For the end of an input: a transcript has turns.
    pub(crate) fn some_turns(&self) -> Result<(), Problem> {
        if *self.turns == 0 { Err(field::no_turns().into()) } else { Ok(()) }
    }
}
