//! From bytes of any cut to turns: opens the container, decodes, settles the format, hands on to its parser.

use std::mem;

use encoding_rs::Encoding;
use model::TalkTurn;

use crate::container::Container;
use crate::encoding::Decoding;
use crate::format::{Family, Format, Hint};
use crate::formats::{self, Emit, Parser};
use crate::problem::{Problem, Unsupported};
use crate::sniff::Sniffer;

/// Receives what a reader finds.
pub trait Sink {
    /// The next talk turn, in order. An `Err` stops the reader and is returned from push or finish.
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem>;

    /// A top-level member of a request object other than `talk_turns`: its name and its exact bytes,
    /// which are valid JSON. Names may come twice. An `Err` stops the reader as well.
    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem>;

    /// A talk turn that cannot be read, in an input that can be read on. `Ok` leaves it out: the turns after
    /// it keep the index they have in the input. An `Err` stops the reader and is returned from push or finish.
    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        Err(problem)
    }
}

/// Reads one transcript, pushed in pieces of any size.
///
/// The first problem ends it: every later call returns the same one.
pub struct Reader {
    container: Container,
    decoding: Decoding,
    inner: Inner,
    problem: Option<Problem>,
}

impl Reader {
    /// A reader for an input of which `hint` is known; what the hint leaves open, the content decides.
    pub fn new(hint: Hint<'_>) -> Result<Self, Unsupported> {
        Ok(Self::start(hint.family()?, hint.charset(), false))
    }

    /// A first pass over an input whose options may follow its turns: the sink gets members and no
    /// turns, and the turns are only checked to be JSON. See [`Reader::done`].
    pub fn members_only(hint: Hint<'_>) -> Result<Self, Unsupported> {
        Ok(Self::start(hint.family()?, hint.charset(), true))
    }

    /// A reader for one format and no other.
    pub fn of(format: Format) -> Self {
        Self::start(Family::Settled(format), None, false)
    }

    fn start(family: Family, charset: Option<&'static Encoding>, members_only: bool) -> Self {
        let charset = charset.filter(|_| family.may_have_charset());
        let stage = Stage::Sniffing(Box::new(Sniffer::new(family)));
        let inner = Inner { stage, format: None, members_only, turns: 0 };
        Self { container: Container::unknown(), decoding: Decoding::new(charset), inner, problem: None }
    }

    /// Reads on.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), Problem> {
        self.once(|reader| reader.open(bytes, sink))
    }

    /// The input has ended.
    pub fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), Problem> {
        self.once(|reader| reader.close(sink))
    }

    /// Known once settled.
    pub fn format(&self) -> Option<Format> {
        self.inner.format
    }

    /// Whether the rest of the input has nothing more to say: only a pass for members is done early,
    /// as soon as the format turns out to have none. What is pushed after that is not looked at.
    pub fn done(&self) -> bool {
        matches!(self.inner.stage, Stage::Done)
    }

    fn once(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Problem>) -> Result<(), Problem> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let result = read(self);
        self.problem = result.as_ref().err().cloned();
        result
    }

    fn open(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), Problem> {
        if self.done() {
            return Ok(());
        }
        let Self { container, decoding, inner, .. } = self;
        let read = container.push(bytes, &mut |plain| decoding.push(plain, &mut |text| inner.push(text, sink)));
        // What follows the end of all that is wanted is not judged either, in the same push or in the next.
        if self.done() { Ok(()) } else { read }
    }

    fn close(&mut self, sink: &mut dyn Sink) -> Result<(), Problem> {
        if self.done() {
            return Ok(());
        }
        let Self { container, decoding, inner, .. } = self;
        let read = container
            .finish(&mut |plain| decoding.push(plain, &mut |text| inner.push(text, sink)))
            .and_then(|()| decoding.finish(&mut |text| inner.push(text, sink)))
            .and_then(|()| inner.finish(sink));
        if self.done() { Ok(()) } else { read }
    }
}

/// The reader without its container.
struct Inner {
    stage: Stage,
    format: Option<Format>,
    members_only: bool,
    turns: u64,
}

enum Stage {
    Sniffing(Box<Sniffer>),
    Parsing(Box<dyn Parser>),
    /// A pass for members found a format that has none.
    Done,
}

impl Inner {
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), Problem> {
        match &mut self.stage {
            Stage::Sniffing(sniffer) => {
                let (used, format) = sniffer.push(bytes)?;
                let Some(format) = format else { return Ok(()) };
                self.settle(format, sink)?;
                self.push(&bytes[used..], sink)
            }
            Stage::Parsing(parser) => parser.push(bytes, &mut Emit::new(sink, &mut self.turns)),
            Stage::Done => Ok(()),
        }
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), Problem> {
        if let Stage::Sniffing(sniffer) = &mut self.stage {
            let format = sniffer.finish()?;
            self.settle(format, sink)?;
        }
        match &mut self.stage {
            Stage::Parsing(parser) => parser.finish(&mut Emit::new(sink, &mut self.turns)),
            Stage::Sniffing(_) | Stage::Done => Ok(()),
        }
    }

    /// The format is known: its parser gets what sniffing took.
    fn settle(&mut self, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
        self.format = Some(format);
        let parser = if self.members_only { formats::members_parser(format) } else { Some(formats::parser(format)) };
        let next = parser.map_or(Stage::Done, Stage::Parsing);
        match mem::replace(&mut self.stage, next) {
            Stage::Sniffing(sniffer) => self.push(sniffer.head(), sink),
            Stage::Parsing(_) | Stage::Done => Ok(()),
        }
    }
}
