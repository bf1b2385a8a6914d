//! Turns that wait for something later in the input, with the broken ones in their places.
//!
//! What must stay true: they come out in the order they went in; a broken one says which turn it is.

use model::TalkTurn;

use super::Emit;
use crate::problem::{Fault, Problem};

/// What a document may make a reader hold, about.
pub(super) const MAX_JOIN_BYTES: usize = 64 << 20;
/// What a turn takes beside its strings, about.
const TURN_BYTES: usize = size_of::<Entry>() + 64;

#[derive(Debug)]
enum Entry {
    Turn(TalkTurn),
    Broken(Problem),
}

/// A queue of turns.
#[derive(Debug, Default)]
pub(super) struct Held {
    entries: Vec<Entry>,
    bytes: usize,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    /// About how much memory is held.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Nothing is held beyond [`MAX_JOIN_BYTES`].
    pub(super) fn turn(&mut self, turn: TalkTurn) -> Result<(), Fault> {
        self.bytes += TURN_BYTES + turn.input.len();
        self.entries.push(Entry::Turn(turn));
        if self.bytes > MAX_JOIN_BYTES { Err(join_too_large()) } else { Ok(()) }
    }

    pub(super) fn broken(&mut self, problem: Problem) {
        self.bytes += TURN_BYTES;
        self.entries.push(Entry::Broken(problem));
    }

    /// Hands all on, each turn through `finish`.
    pub(super) fn flush(
        &mut self,
        out: &mut Emit<'_>,
        mut finish: impl FnMut(&mut TalkTurn) -> Result<(), Fault>,
    ) -> Result<(), Problem> {
        self.bytes = 0;
        for entry in std::mem::take(&mut self.entries) {
            match entry {
                Entry::Turn(mut turn) => match finish(&mut turn) {
                    Ok(()) => out.turn(turn)?,
                    Err(fault) => out.broken(fault.into())?,
                },
                Entry::Broken(problem) => out.broken(problem)?,
            }
        }
        Ok(())
    }
}

pub(super) fn join_too_large() -> Fault {
    let limit = MAX_JOIN_BYTES >> 20;
    let detail = format!("expected what must be joined before it can be read to have at most {limit} MiB");
    Fault::new("join_too_large", detail)
}
