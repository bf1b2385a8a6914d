//! Streaming JSON: bytes pushed in, events out, nothing held but the token at hand.
//!
//! What must stay true: the same events and the same problem however the input is cut; at most one
//! string, one number and one raw value are held, each bounded; nesting is a counter, never a call
//! stack. Everything is validated, also what is skipped.
//! Deliberately absent: a tree of values.

mod faults;
mod number;
mod path;
mod raw;
mod text;
mod tokenizer;

pub(crate) use tokenizer::{Framing, Tokenizer};

use crate::problem::{Fault, Problem};

/// What the tokenizer has read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event<'a> {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    Key(&'a str),
    String(&'a str),
    /// A number's source text; finite as a 64-bit float.
    Number(&'a str),
    Bool(bool),
    Null,
    /// The exact bytes of a value that was asked for with [`Next::Raw`].
    Raw(&'a [u8]),
}

/// How to take what follows. Counts after a key, for its value, and after the start of an object or
/// array, for its content; elsewhere it says nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// As events; a string has at most [`model::limits::MAX_TURN_BYTES`].
    Read,
    /// As events; a string has at most [`model::limits::MAX_NAME_BYTES`].
    ReadName,
    /// Validated without an event, not even its end. Its key does not enter pointers.
    Skip,
    /// Validated, then handed over in one [`Event::Raw`] of at most so many bytes. After a key only;
    /// that key does not enter pointers.
    Raw(usize),
}

/// Why reading ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is wrong here; the tokenizer adds the place.
    Fault(Fault),
    /// The sink said so; passed on untouched.
    Problem(Problem),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Who makes sense of the events.
pub(crate) trait Handler {
    fn event(&mut self, event: Event<'_>) -> Result<Next, Stop>;

    /// Index of the talk turn being read, for problems.
    fn turn(&self) -> Option<u64> {
        None
    }

    /// How many objects and arrays the talk turn being read stands in; `None` outside turns. A fault of
    /// its content is [`Handler::broken`] then, and not the end.
    fn turn_depth(&self) -> Option<usize> {
        None
    }

    /// The talk turn being read has this problem. `Ok` leaves it out: no event of it comes any more.
    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        Err(problem)
    }
}
