//! Notes as Otter exports them: a line with a name and a clock, then what was said, up to the next such line.
//!
//! Between name and clock stand a tab or at least two spaces. Lines of one turn are joined by a space, blank
//! ones between them are nothing; text before the first such line is a turn of nobody. The service's own
//! last line is not part of the talk.

use std::mem;

use model::limits::MAX_TURN_BYTES;
use model::{Speaker, TalkTurn};

use super::cues::is_time;
use super::{Emit, Parser};
use crate::field;
use crate::lines::{self, Lines};
use crate::problem::{Fault, Problem};

const FOOTER: &str = "Transcribed by https://otter.ai";

pub(super) struct Otter {
    lines: Lines,
    open: Option<Open>,
}

/// The turn at hand.
struct Open {
    speaker: Option<String>,
    start: Option<String>,
    text: String,
    /// Its first line.
    number: u64,
    too_long: bool,
}

impl Otter {
    pub(super) fn new() -> Self {
        Self { lines: Lines::of_any_encoding(), open: None }
    }
}

impl Parser for Otter {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        let open = &mut self.open;
        let read = self.lines.push(bytes, &mut |line, number| take(line, number, open, out));
        read.map_err(|problem| stop(problem, out))
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let open = &mut self.open;
        let read = self.lines.finish(&mut |line, number| take(line, number, open, out));
        read.map_err(|problem| stop(problem, out))?;
        close(&mut self.open, out)?;
        out.some_turns()
    }
}

/// An overlong line is an overlong turn.
fn stop(problem: Problem, out: &Emit<'_>) -> Problem {
    match problem.line {
        Some(line) if problem.code == lines::TOO_LONG => {
            Problem::from(field::turn_too_long()).at_line(line).in_turn(out.turns())
        }
        _ => problem,
    }
}

fn take(line: &str, number: u64, open: &mut Option<Open>, out: &mut Emit<'_>) -> Result<(), Problem> {
    let line = line.trim();
    if let Some((name, time)) = heading(line) {
        close(open, out)?;
        let (speaker, start) = (Some(name.to_owned()), Some(time.to_owned()));
        *open = Some(Open { speaker, start, text: String::new(), number, too_long: false });
    } else if !line.is_empty() && line != FOOTER {
        let nobody = || Open { speaker: None, start: None, text: String::new(), number, too_long: false };
        open.get_or_insert_with(nobody).add(line);
    }
    Ok(())
}

fn close(open: &mut Option<Open>, out: &mut Emit<'_>) -> Result<(), Problem> {
    let Some(done) = open.take() else { return Ok(()) };
    let number = done.number;
    match done.turn() {
        Ok(turn) => out.turn(turn),
        Err(fault) => out.broken(Problem::from(fault).at_line(number)),
    }
}

impl Open {
    fn add(&mut self, line: &str) {
        let gap = if self.text.is_empty() { "" } else { " " };
        self.too_long |= self.text.len() + gap.len() + line.len() > MAX_TURN_BYTES;
        if !self.too_long {
            self.text.push_str(gap);
            self.text.push_str(line);
        }
    }

    fn turn(mut self) -> Result<TalkTurn, Fault> {
        if self.too_long {
            return Err(field::turn_too_long());
        }
        let speaker = self.speaker.as_deref().map(field::name).transpose()?;
        Ok(TalkTurn {
            input: field::text(&mem::take(&mut self.text)),
            speaker: speaker.map(|name| Speaker { id: Some(name), role: None }),
            start_time: self.start.as_deref().map(field::name).transpose()?,
            ..TalkTurn::default()
        })
    }
}

/// Whether a line is a name and a clock.
pub(crate) fn is_heading(line: &str) -> bool {
    heading(line).is_some()
}

fn heading(line: &str) -> Option<(&str, &str)> {
    let (before, time) = line.trim_end().rsplit_once(char::is_whitespace)?;
    let name = before.trim();
    let gap = before.ends_with(char::is_whitespace) || line.trim_end()[before.len()..].starts_with('\t');
    let fits = !name.is_empty() && name.chars().count() <= 120;
    (gap && fits && !time.contains(['.', ',']) && is_time(time)).then_some((name, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_a_name_and_a_clock_apart() {
        assert_eq!(heading("Ana Bell  0:03"), Some(("Ana Bell", "0:03")));
        assert_eq!(heading("Speaker 1\t1:00:03 "), Some(("Speaker 1", "1:00:03")));
        for line in ["Ana Bell 0:03", "  0:03", "Ana  soon", "at  0:3x", "Ana  0:99", "Ana  0:03.5", "", "0:03"] {
            assert_eq!(heading(line), None, "{line}");
        }
    }
}
