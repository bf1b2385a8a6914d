//! SubRip: a cue is a talk turn, its number the turn's id.
//!
//! There is no standard. Here a cue is a timing line, perhaps after a line with its number, and lines up to
//! an empty one; where the empty line is forgotten, the next timing ends the cue. Times are kept as written.
//! Tags of style go, references to characters stay (players show them). The speaker is found by
//! [`Speakers`], captions that roll by [`Rolling`]. A block that is no cue is a problem, never dropped.

use std::borrow::Cow;
use std::mem;

use memchr::{memchr, memchr2};
use model::TalkTurn;
use model::limits::MAX_TURN_BYTES;

use super::cues::{Evidence, Rolling, Shown, Speakers, Timing};
use super::{Emit, Parser};
use crate::field;
use crate::lines::{self, Lines};
use crate::problem::{Fault, Problem};

/// What is longer is no tag.
const MAX_TAG_BYTES: usize = 256;

pub(super) struct Srt {
    lines: Lines,
    cues: Cues,
}

impl Srt {
    pub(super) fn new() -> Self {
        let (rolling, speakers) = (Rolling::default(), Speakers::new(Evidence::Prefixes));
        Self { lines: Lines::of_any_encoding(), cues: Cues { place: Place::Between, rolling, speakers } }
    }
}

impl Parser for Srt {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        let read = self.lines.push(bytes, &mut |line, number| self.cues.line(line, number, out));
        read.or_else(|problem| self.cues.stop(problem, out))
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let read = self.lines.finish(&mut |line, number| self.cues.line(line, number, out));
        read.or_else(|problem| self.cues.stop(problem, out))?;
        self.cues.end(out)?;
        out.some_turns()
    }
}

/// What the line at hand may be.
#[derive(Default)]
enum Place {
    #[default]
    Between,
    /// The timing that follows a number, which was line `number`.
    Timing { first: String, number: u64 },
    /// In a cue, after its timing.
    Cue(Cue),
    /// In a block that is none.
    Passed,
}

struct Cue {
    id: Option<String>,
    timing: Timing,
    /// Its lines, tags and all, each with a line feed.
    payload: String,
    /// The timing's line.
    number: u64,
}

struct Cues {
    place: Place,
    rolling: Rolling,
    speakers: Speakers,
}

impl Cues {
    fn line(&mut self, line: &str, number: u64, out: &mut Emit<'_>) -> Result<(), Problem> {
        let timing = if line.contains("-->") { Timing::parse(line) } else { None };
        self.place = match (mem::take(&mut self.place), timing) {
            (Place::Cue(mut done), Some(timing)) => {
                let id = done.take_number();
                self.emit(&done, out)?;
                Place::Cue(Cue { id, timing, payload: String::new(), number })
            }
            (Place::Timing { first, .. }, Some(timing)) => {
                Place::Cue(Cue { id: Some(first.trim().to_owned()), timing, payload: String::new(), number })
            }
            (Place::Between | Place::Passed, Some(timing)) => {
                Place::Cue(Cue { id: None, timing, payload: String::new(), number })
            }
            (Place::Cue(done), None) if line.is_empty() => {
                self.emit(&done, out)?;
                Place::Between
            }
            (Place::Cue(open), None) if open.payload.len() + line.len() > MAX_TURN_BYTES => {
                self.speakers.broken(Problem::from(field::turn_too_long()).at_line(number), out)?;
                Place::Passed
            }
            (Place::Cue(mut open), None) => {
                open.payload.push_str(line);
                open.payload.push('\n');
                Place::Cue(open)
            }
            (Place::Between, None) if line.trim().is_empty() => Place::Between,
            (Place::Between, None) if line.contains("-->") => {
                self.no_timing(number, out)?;
                Place::Passed
            }
            (Place::Between, None) => Place::Timing { first: line.to_owned(), number },
            (Place::Timing { number: before, .. }, None) => {
                let (at, next) = if line.is_empty() { (before, Place::Between) } else { (number, Place::Passed) };
                self.no_timing(at, out)?;
                next
            }
            (Place::Passed, None) if line.is_empty() => Place::Between,
            (Place::Passed, None) => Place::Passed,
        };
        Ok(())
    }

    fn no_timing(&mut self, number: u64, out: &mut Emit<'_>) -> Result<(), Problem> {
        let detail = "expected a cue: its number and then its timing, hh:mm:ss,mmm --> hh:mm:ss,mmm";
        self.speakers.broken(Problem::new("srt_timing", detail).at_line(number), out)
    }

    fn emit(&mut self, cue: &Cue, out: &mut Emit<'_>) -> Result<(), Problem> {
        let shown = Shown { timing: &cue.timing, payload: &cue.payload, has_times: false, plain };
        let text = match self.rolling.fresh(&shown) {
            None => return Ok(()),
            Some(Cow::Borrowed(all)) => plain(all),
            Some(Cow::Owned(fresh)) => plain(&fresh),
        };
        match cue.turn(&text) {
            Ok(turn) => self.speakers.turn(turn, out),
            Err(fault) => self.speakers.broken(Problem::from(fault).at_line(cue.number), out),
        }
    }

    fn end(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        match mem::take(&mut self.place) {
            Place::Timing { number, .. } => self.no_timing(number, out)?,
            Place::Cue(done) => self.emit(&done, out)?,
            Place::Between | Place::Passed => {}
        }
        self.speakers.settle(out)
    }

    /// The lines cannot be read on.
    fn stop(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        let turn = self.speakers.next(out);
        self.speakers.settle(out)?;
        Err(match (&self.place, problem.line) {
            (Place::Cue(_), Some(line)) if problem.code == lines::TOO_LONG => {
                Problem::from(field::turn_too_long()).at_line(line).in_turn(turn)
            }
            _ => problem,
        })
    }
}

impl Cue {
    /// The last line, if it is the number of the cue that follows without an empty line between.
    fn take_number(&mut self) -> Option<String> {
        let lines = self.payload.strip_suffix('\n')?;
        let last = lines.rfind('\n').map_or(0, |end| end + 1);
        let number = lines[last..].trim();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = number.to_owned();
        self.payload.truncate(last);
        Some(number)
    }

    fn turn(&self, text: &str) -> Result<TalkTurn, Fault> {
        if text.len() > MAX_TURN_BYTES {
            return Err(field::turn_too_long());
        }
        Ok(TalkTurn {
            index: 0,
            input: field::text(text),
            talk_turn_id: self.id.as_deref().map(field::name).transpose()?,
            speaker: None,
            start_time: Some(field::name(&self.timing.start)?),
            end_time: Some(field::name(&self.timing.end)?),
        })
    }
}

/// Without tags, the lines joined by one space.
fn plain(payload: &str) -> String {
    let mut text = String::with_capacity(payload.len());
    for line in payload.lines() {
        let line = untagged(line);
        let line = line.trim();
        if !text.is_empty() && !line.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

fn untagged(mut line: &str) -> Cow<'_, str> {
    if memchr2(b'<', b'{', line.as_bytes()).is_none() {
        return Cow::Borrowed(line);
    }
    let mut text = String::with_capacity(line.len());
    while let Some(at) = memchr2(b'<', b'{', line.as_bytes()) {
        let tag = tag(&line[at..]);
        text.push_str(&line[..at + usize::from(tag == 0)]);
        line = &line[at + tag.max(1)..];
    }
    text.push_str(line);
    Cow::Owned(text)
}

/// How long the tag is that `text` begins with: `<i>`, `</font>`, `{\an8}`. Anything else stays, as it may
/// have been said.
fn tag(text: &str) -> usize {
    let reach = &text.as_bytes()[..text.len().min(MAX_TAG_BYTES)];
    let end = |close| memchr(close, reach).map_or(0, |end| end + 1);
    if text.starts_with("{\\") {
        return end(b'}');
    }
    let name = text[1..].trim_start_matches('/');
    let name = &name[..name.bytes().take(8).take_while(u8::is_ascii_alphabetic).count()];
    let is_style = ["b", "i", "u", "s", "c", "font", "ruby", "rt"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if text.starts_with('<') && is_style { end(b'>') } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_style_go_and_lines_become_one() {
        assert_eq!(plain("<i>one</i>\n  <FONT color=\"#fff\">two</font> \n{\\an8}three\n"), "one two three");
        assert_eq!(plain("I <3 you, a < b & {x}\n<b>\n &amp; <quote>\n"), "I <3 you, a < b & {x} &amp; <quote>");
        assert_eq!(plain("\n \n"), "");
        assert_eq!(plain("<i> a</i>\n<i> b</i>\n"), "a b");
    }

    #[test]
    fn openings_without_end_are_read_in_linear_time() {
        for opening in ["<", "{", "<b", "{\\"] {
            let payload = opening.repeat(1 << 18);
            assert_eq!(plain(&payload).len(), payload.len());
        }
    }
}
