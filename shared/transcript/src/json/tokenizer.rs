//! The push tokenizer: where the grammar stands, and what is left over from the last push.

mod scalars;

use memchr::memchr;
use model::limits::MAX_NESTING;

use super::path::Path;
use super::raw::Capture;
use super::text::Text;
use super::{Event, Handler, Next, Stop, faults};
use crate::problem::{Fault, Problem};

/// How the input is divided into documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Framing {
    /// One value, and nothing after it.
    Document,
    /// One value per line, blank lines between them; a value never crosses a line's end.
    Lines,
}

/// What the grammar allows next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expect {
    Value,
    ElementOrEnd,
    KeyOrEnd,
    Key,
    Colon,
    CommaOrEnd,
    /// After a document's value: only whitespace, up to the end of the line or of the input.
    Nothing,
    /// The end of a line that is broken; see [`Handler::broken`].
    LineEnd,
}

/// A token that the last push cut.
#[derive(Clone, Copy, Debug)]
enum Partial {
    None,
    /// Its content is in [`Tokenizer::text`].
    String,
    /// Its characters are in [`Tokenizer::number`].
    Number,
    Literal {
        word: &'static [u8],
        matched: usize,
    },
}

/// A value that is read without events.
#[derive(Debug)]
struct Muted {
    /// Depth at which the value stands: back there, it is over.
    depth: usize,
    capture: Option<Capture>,
}

/// Reads JSON as it comes; see the module's invariants.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    framing: Framing,
    expect: Expect,
    partial: Partial,
    path: Path,
    muted: Option<Muted>,
    /// How the value at hand is taken, when not muted.
    next: Next,
    text: Text,
    number: Vec<u8>,
    /// Where the token at hand began.
    token: u64,
    /// Bytes of earlier pushes.
    offset: u64,
    line: u64,
}

impl Tokenizer {
    pub(crate) fn new(framing: Framing) -> Self {
        Self {
            framing,
            expect: Expect::Value,
            partial: Partial::None,
            path: Path::default(),
            muted: None,
            next: Next::Read,
            text: Text::new(),
            number: Vec::new(),
            token: 0,
            offset: 0,
            line: 1,
        }
    }

    pub(crate) fn push<H: Handler>(&mut self, bytes: &[u8], handler: &mut H) -> Result<(), Problem> {
        let read = self.run(bytes, handler);
        self.offset += bytes.len() as u64;
        read.map_err(|stop| self.problem(stop, handler))
    }

    /// The input has ended. An input without any value is no problem here.
    pub(crate) fn finish<H: Handler>(&mut self, handler: &mut H) -> Result<(), Problem> {
        match self.end(handler) {
            Err(Stop::Fault(fault)) if self.framing == Framing::Lines => handler.broken(self.located(fault, handler)),
            ended => ended.map_err(|stop| self.problem(stop, handler)),
        }
    }

    fn end<H: Handler>(&mut self, handler: &mut H) -> Result<(), Stop> {
        if matches!(self.partial, Partial::Number) {
            self.number_done(None, &[], 0, handler)?;
        }
        let between = self.path.depth() == 0 && !matches!(self.expect, Expect::ElementOrEnd | Expect::KeyOrEnd);
        if between && matches!(self.partial, Partial::None) {
            return Ok(());
        }
        Err(faults::truncated().into())
    }

    fn problem<H: Handler>(&self, stop: Stop, handler: &H) -> Problem {
        match stop {
            Stop::Problem(problem) => problem,
            Stop::Fault(fault) => self.located(fault, handler),
        }
    }

    fn located<H: Handler>(&self, fault: Fault, handler: &H) -> Problem {
        Problem { line: Some(self.line), pointer: self.path.pointer(), turn: handler.turn(), ..Problem::from(fault) }
    }

    /// The handler will not have an event. Where it can do without the turn that has it, the rest of that
    /// turn is read without events.
    fn refused<H: Handler>(&mut self, stop: Stop, handler: &mut H) -> Result<(), Stop> {
        match (stop, handler.turn_depth()) {
            (Stop::Fault(fault), Some(depth)) if self.framing == Framing::Document => {
                handler.broken(self.located(fault, handler))?;
                self.muted = Some(Muted { depth, capture: None });
                Ok(())
            }
            (stop, _) => Err(stop),
        }
    }

    /// A broken line is passed over up to its end; a token that shows it broken never holds that end,
    /// unless as the byte that shows it.
    fn abandon_line(&mut self) {
        self.partial = Partial::None;
        self.path = Path::default();
        self.muted = None;
        self.expect = Expect::LineEnd;
    }

    fn run<H: Handler>(&mut self, bytes: &[u8], handler: &mut H) -> Result<(), Stop> {
        let mut at = 0;
        while at < bytes.len() {
            let end = self.capture().map_or(bytes.len(), |capture| capture.window_end().min(bytes.len()));
            if at >= end {
                return Err(faults::members_too_large().into());
            }
            at = match self.step(&bytes[..end], at, handler) {
                Ok(next) => next,
                Err(Stop::Fault(fault)) if self.framing == Framing::Lines => {
                    let problem = self.located(fault, handler);
                    handler.broken(problem)?;
                    self.abandon_line();
                    at
                }
                Err(stop) => return Err(stop),
            };
        }
        if let Some(capture) = self.capture() {
            capture.carry_over(bytes);
        }
        Ok(())
    }

    fn capture(&mut self) -> Option<&mut Capture> {
        self.muted.as_mut()?.capture.as_mut()
    }

    /// Reads one token, or what is there of it; returns where the next begins.
    fn step<H: Handler>(&mut self, bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        match self.partial {
            Partial::None if self.expect == Expect::LineEnd => self.line_end(bytes, at),
            Partial::None => self.token(bytes, at, handler),
            Partial::String => self.string(bytes, at, handler),
            Partial::Number => self.number(bytes, at, handler),
            Partial::Literal { word, matched } => self.literal(bytes, at, word, matched, handler),
        }
    }

    fn token<H: Handler>(&mut self, bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        let byte = bytes[at];
        match (self.expect, byte) {
            (_, b' ' | b'\t' | b'\r') => return Ok(at + 1),
            (_, b'\n') => return self.newline().map(|()| at + 1),
            (Expect::Colon, b':') => self.expect = Expect::Value,
            (Expect::CommaOrEnd, b',') => {
                self.expect = if self.path.in_object() { Expect::Key } else { Expect::Value };
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                self.token = self.offset + at as u64;
                return self.open_string(bytes, at + 1, handler);
            }
            (Expect::KeyOrEnd, b'}') => return self.close(Event::EndObject, bytes, at + 1, handler),
            (Expect::ElementOrEnd, b']') => return self.close(Event::EndArray, bytes, at + 1, handler),
            (Expect::CommaOrEnd, b'}') if self.path.in_object() => {
                return self.close(Event::EndObject, bytes, at + 1, handler);
            }
            (Expect::CommaOrEnd, b']') if !self.path.in_object() => {
                return self.close(Event::EndArray, bytes, at + 1, handler);
            }
            (Expect::Value | Expect::ElementOrEnd, _) => return self.value(byte, bytes, at, handler),
            (expect, _) => return Err(self.unexpected(expect, at)),
        }
        Ok(at + 1)
    }

    /// In a line that is passed over.
    fn line_end(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        let Some(length) = memchr(b'\n', &bytes[at..]) else { return Ok(bytes.len()) };
        self.newline().map(|()| at + length + 1)
    }

    fn newline(&mut self) -> Result<(), Stop> {
        if self.framing == Framing::Lines {
            if self.path.depth() > 0 {
                return Err(faults::line_crossed().into());
            }
            self.expect = Expect::Value;
        }
        self.line += 1;
        Ok(())
    }

    /// The first byte of a value.
    fn value<H: Handler>(&mut self, byte: u8, mut bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        self.token = self.offset + at as u64;
        self.path.value();
        let depth = self.path.depth();
        if let Some(muted) = &mut self.muted
            && muted.depth == depth
            && let Some(capture) = &mut muted.capture
        {
            capture.start(at);
            bytes = &bytes[..capture.window_end().min(bytes.len())];
        }
        match byte {
            b'{' => self.open(Event::StartObject, handler).map(|()| at + 1),
            b'[' => self.open(Event::StartArray, handler).map(|()| at + 1),
            b'"' => self.open_string(bytes, at + 1, handler),
            b'-' | b'0'..=b'9' => {
                self.number.clear();
                self.number(bytes, at, handler)
            }
            b't' => self.literal(bytes, at, b"true", 0, handler),
            b'f' => self.literal(bytes, at, b"false", 0, handler),
            b'n' => self.literal(bytes, at, b"null", 0, handler),
            _ => Err(self.unexpected(Expect::Value, at)),
        }
    }

    fn open<H: Handler>(&mut self, event: Event<'_>, handler: &mut H) -> Result<(), Stop> {
        if self.path.depth() == MAX_NESTING {
            return Err(faults::nesting().into());
        }
        if self.muted.is_none() {
            match handler.event(event) {
                Ok(Next::Skip) => self.muted = Some(Muted { depth: self.path.depth(), capture: None }),
                Ok(next) => self.next = next,
                Err(stop) => self.refused(stop, handler)?,
            }
        }
        if event == Event::StartObject {
            self.path.open_object();
            self.expect = Expect::KeyOrEnd;
        } else {
            self.path.open_array();
            self.expect = Expect::ElementOrEnd;
        }
        Ok(())
    }

    fn close<H: Handler>(
        &mut self,
        event: Event<'_>,
        bytes: &[u8],
        end: usize,
        handler: &mut H,
    ) -> Result<usize, Stop> {
        self.path.close();
        if self.muted.is_none() {
            handler.event(event).map(drop).or_else(|stop| self.refused(stop, handler))?;
        }
        self.value_done(bytes, end, handler)?;
        Ok(end)
    }

    /// A value ended before `end`.
    fn value_done<H: Handler>(&mut self, bytes: &[u8], end: usize, handler: &mut H) -> Result<(), Stop> {
        self.partial = Partial::None;
        self.expect = if self.path.depth() == 0 { Expect::Nothing } else { Expect::CommaOrEnd };
        let depth = self.path.depth();
        if let Some(muted) = self.muted.take_if(|muted| muted.depth == depth)
            && let Some(capture) = muted.capture
        {
            let json = capture.finish(bytes, end).ok_or_else(faults::members_too_large)?;
            handler.event(Event::Raw(&json))?;
        }
        Ok(())
    }

    fn unexpected(&self, expect: Expect, at: usize) -> Stop {
        let fault = faults::unexpected(expect, self.framing, self.path.in_object());
        faults::located(&fault, self.offset + at as u64).into()
    }
}
