//! Plain text: a line is a talk turn, and `Name: ` before it its speaker (see [`Speakers`]).
//!
//! A clock before the name, in brackets or not, is when the turn begins. Blank lines are nothing.

use model::TalkTurn;
use model::limits::MAX_TURN_BYTES;

use super::cues::{Evidence, Speakers, is_time};
use super::{Emit, Parser};
use crate::field;
use crate::lines::{self, Lines};
use crate::problem::{Fault, Problem};

pub(super) struct Plain {
    lines: Lines,
    speakers: Speakers,
}

impl Plain {
    pub(super) fn new() -> Self {
        Self { lines: Lines::of_any_encoding(), speakers: Speakers::new(Evidence::Prefixes) }
    }

    /// An overlong line is an overlong turn.
    fn stop(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        let turn = self.speakers.next(out);
        self.speakers.settle(out)?;
        Err(match problem.line {
            Some(line) if problem.code == lines::TOO_LONG => {
                Problem::from(field::turn_too_long()).at_line(line).in_turn(turn)
            }
            _ => problem,
        })
    }
}

impl Parser for Plain {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        let speakers = &mut self.speakers;
        let read = self.lines.push(bytes, &mut |line, number| turn(line, number, speakers, out));
        read.or_else(|problem| self.stop(problem, out))
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let speakers = &mut self.speakers;
        let read = self.lines.finish(&mut |line, number| turn(line, number, speakers, out));
        read.or_else(|problem| self.stop(problem, out))?;
        self.speakers.settle(out)?;
        out.some_turns()
    }
}

fn turn(line: &str, number: u64, speakers: &mut Speakers, out: &mut Emit<'_>) -> Result<(), Problem> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(());
    }
    let (start_time, input) = clock(line);
    let start_time = start_time.map(field::name).transpose();
    let read = start_time.map(|start_time| TalkTurn { input: field::text(input), start_time, ..TalkTurn::default() });
    match read {
        Ok(turn) if turn.input.len() > MAX_TURN_BYTES => broken(field::turn_too_long(), number, speakers, out),
        Ok(turn) => speakers.turn(turn, out),
        Err(fault) => broken(fault, number, speakers, out),
    }
}

fn broken(fault: Fault, number: u64, speakers: &mut Speakers, out: &mut Emit<'_>) -> Result<(), Problem> {
    speakers.broken(Problem::from(fault).at_line(number), out)
}

/// Whether a line begins with a clock.
pub(crate) fn begins_with_clock(line: &str) -> bool {
    clock(line).0.is_some()
}

/// The clock that a line begins with, and the rest.
fn clock(line: &str) -> (Option<&str>, &str) {
    let bracketed = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let bracketed = bracketed.or_else(|| line.strip_prefix('(').and_then(|rest| rest.split_once(')')));
    match bracketed.or_else(|| line.split_once(char::is_whitespace)) {
        Some((time, rest)) if is_time(time) => (Some(time), rest.trim_start()),
        _ => (None, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_stand_first() {
        assert_eq!(clock("[00:01:02.5] Ana: hi"), (Some("00:01:02.5"), "Ana: hi"));
        assert_eq!(clock("(1:02) Ana: hi"), (Some("1:02"), "Ana: hi"));
        assert_eq!(clock("0:00:03\tAna: hi"), (Some("0:00:03"), "Ana: hi"));
        for line in ["Ana: hi", "[Ana] hi", "12 men", "[1:02 Ana", "10: 30", "5:70 x", "1:02"] {
            assert_eq!(clock(line), (None, line));
        }
    }
}
