//! One conversation's way through the engine: turns in, what was seen in them out, analytics at the end.
//!
//! What must stay true: at most one block of turns is held; where blocks begin and end changes no byte of the result.
//! Deliberately absent: where turns come from and where results go.

use std::sync::Arc;

use model::TalkTurn;
use model::limits::BLOCK_TURNS;

use crate::Options;
use crate::document::{Analytics, TurnDetections};
use crate::engine::{CONTEXT_TURNS, Engine};
use crate::reduce::{Reducer, TooManySpeakers};

/// A block is full when its text reaches this many bytes.
const BLOCK_BYTES: usize = 512 << 10;

/// A conversation being read.
pub struct Analysis {
    engine: Arc<Engine>,
    options: Options,
    /// The turns before the block, as far as the engine looks back.
    before: Vec<TalkTurn>,
    block: Vec<TalkTurn>,
    block_bytes: usize,
    reducer: Reducer,
    turns: u64,
}

impl Analysis {
    pub fn new(engine: Arc<Engine>, options: Options) -> Self {
        let reducer = Reducer::of(&options);
        Self { engine, options, before: Vec::new(), block: Vec::new(), block_bytes: 0, reducer, turns: 0 }
    }

    /// Takes the next turn. When it says `true` the block is full, and [`Analysis::read`] is due.
    #[must_use]
    pub fn push(&mut self, turn: TalkTurn) -> bool {
        self.turns += 1;
        self.block_bytes += turn.input.len();
        self.block.push(turn);
        self.block.len() >= BLOCK_TURNS || self.block_bytes >= BLOCK_BYTES
    }

    /// Turns pushed so far.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// Position in the input of the turn pushed last, while it is not read yet.
    pub fn last(&self) -> Option<u64> {
        self.block.last().map(|turn| turn.index)
    }

    /// Reads the turns that were pushed since, and hands them back with what was seen in them.
    pub fn read(&mut self) -> Result<Vec<(TalkTurn, TurnDetections)>, TooManySpeakers> {
        let found = self.engine.map(&self.options, &self.before, &self.block);
        self.reducer.add(&self.block, &found)?;
        self.before.extend_from_slice(&self.block[self.block.len().saturating_sub(CONTEXT_TURNS)..]);
        self.before.drain(..self.before.len().saturating_sub(CONTEXT_TURNS));
        self.block_bytes = 0;
        Ok(std::mem::take(&mut self.block).into_iter().zip(found).collect())
    }

    /// What it all came to. Turns that were pushed and not read are not in it.
    pub fn finish(self) -> Analytics {
        self.reducer.finish()
    }
}
