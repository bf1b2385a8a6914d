//! NDJSON: a talk turn per line. Blank lines are nothing.

use super::element::Element;
use super::{Emit, Parser};
use crate::json::{Event, Framing, Handler, Next, Stop, Tokenizer};
use crate::problem::Problem;

pub(super) struct Ndjson {
    json: Tokenizer,
    element: Element,
}

impl Ndjson {
    pub(super) fn new() -> Self {
        Self { json: Tokenizer::new(Framing::Lines), element: Element::default() }
    }
}

impl Parser for Ndjson {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.push(bytes, &mut Visit { element: &mut self.element, out })
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.finish(&mut Visit { element: &mut self.element, out })?;
        out.some_turns()
    }
}

struct Visit<'a, 'b> {
    element: &'a mut Element,
    out: &'a mut Emit<'b>,
}

impl Handler for Visit<'_, '_> {
    fn event(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        let (next, turn) = self.element.event(event)?;
        if let Some(turn) = turn {
            self.out.turn(turn)?;
        }
        Ok(next)
    }

    /// Whatever is wrong with a line is wrong with its turn.
    fn turn(&self) -> Option<u64> {
        Some(self.out.turns())
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        *self.element = Element::default();
        self.out.broken(problem)
    }
}
