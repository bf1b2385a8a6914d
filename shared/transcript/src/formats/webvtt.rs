//! WebVTT: a cue is a talk turn, its voice tag the speaker, its identifier the turn's.
//!
//! A cue in which several voices speak gives a turn per change of voice, all with the cue's identifier
//! and times, because a turn has one speaker. What follows the standard's parser: which block is what.
//! What does not: a block it would drop in silence is a problem here, unless it is a comment, a style
//! or a region; and hours, minutes and seconds may have one digit, since a large meeting service
//! writes them so. Cues without voices are looked at for captions that roll ([`Rolling`]) and for names
//! before what is said ([`Speakers`]).

mod markup;

use std::borrow::Cow;
use std::mem;

use model::limits::MAX_TURN_BYTES;
use model::{Speaker, TalkTurn};

use super::cues::{Evidence, Rolling, Shown, Speakers, Timing};
use super::{Emit, Parser};
use crate::field;
use crate::lines::{self, Lines};
use crate::problem::{Fault, Problem};
use markup::Span;

pub(super) struct WebVtt {
    lines: Lines,
    blocks: Blocks,
}

impl WebVtt {
    pub(super) fn new() -> Self {
        let cues = Cues { rolling: Rolling::default(), speakers: Speakers::new(Evidence::Numbers) };
        Self { lines: Lines::default(), blocks: Blocks { place: Place::default(), cues } }
    }
}

impl Parser for WebVtt {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        let read = self.lines.push(bytes, &mut |line, number| self.blocks.line(line, number, out));
        read.or_else(|problem| self.blocks.stop(problem, out))
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let read = self.lines.finish(&mut |line, number| self.blocks.line(line, number, out));
        read.or_else(|problem| self.blocks.stop(problem, out))?;
        self.blocks.end(out)?;
        out.some_turns()
    }
}

/// What the line at hand may be.
#[derive(Default)]
enum Place {
    /// The first line.
    #[default]
    Signature,
    /// The rest of the header, up to a blank line.
    Header,
    /// Between two blocks.
    Between,
    /// The second of a block that did not begin with a timing: its first line was this one.
    Second { first: String, number: u64 },
    /// In a block that says nothing.
    Passed,
    /// In a cue, after its timing.
    Cue(Cue),
}

struct Cue {
    id: Option<String>,
    timing: Timing,
    /// Its lines, markup and all, each with a line feed.
    payload: String,
    /// The timing's line.
    number: u64,
}

/// Turns cues into turns.
struct Cues {
    rolling: Rolling,
    speakers: Speakers,
}

struct Blocks {
    place: Place,
    cues: Cues,
}

impl Blocks {
    fn line(&mut self, line: &str, number: u64, out: &mut Emit<'_>) -> Result<(), Problem> {
        let has_arrow = line.contains("-->");
        self.place = match mem::take(&mut self.place) {
            Place::Signature => signature(line)?,
            Place::Header | Place::Between if has_arrow => self.cue(None, line, number, out)?,
            Place::Second { first, .. } if has_arrow => self.cue(Some(first), line, number, out)?,
            Place::Header if !line.is_empty() => Place::Header,
            Place::Header => Place::Between,
            Place::Between if line.trim().is_empty() => Place::Between,
            Place::Between => Place::Second { first: line.to_owned(), number },
            Place::Second { first, number: before } if !says_nothing(&first) => {
                let (at, next) = if line.is_empty() { (before, Place::Between) } else { (number, Place::Passed) };
                self.no_timing(at, out)?;
                next
            }
            // The standard ends the block here and takes the line for the beginning of a cue.
            Place::Passed if has_arrow && Timing::parse(line).is_some() => self.cue(None, line, number, out)?,
            Place::Second { .. } | Place::Passed if line.is_empty() => Place::Between,
            Place::Second { .. } | Place::Passed => Place::Passed,
            Place::Cue(done) if has_arrow => {
                self.cues.cue(&done, out)?;
                self.cue(None, line, number, out)?
            }
            Place::Cue(done) if line.is_empty() => {
                self.cues.cue(&done, out)?;
                Place::Between
            }
            Place::Cue(mut open) => {
                if open.payload.len() + line.len() > MAX_TURN_BYTES {
                    self.cues.speakers.broken(Problem::from(field::turn_too_long()).at_line(number), out)?;
                    Place::Passed
                } else {
                    open.payload.push_str(line);
                    open.payload.push('\n');
                    Place::Cue(open)
                }
            }
        };
        Ok(())
    }

    /// A cue begins with its timing line.
    fn cue(&mut self, id: Option<String>, line: &str, number: u64, out: &mut Emit<'_>) -> Result<Place, Problem> {
        if let Some(timing) = Timing::parse(line) {
            return Ok(Place::Cue(Cue { id, timing, payload: String::new(), number }));
        }
        let detail = "expected a cue's timing: (hh:)mm:ss.mmm --> (hh:)mm:ss.mmm";
        self.cues.speakers.broken(Problem::new("vtt_timing", detail).at_line(number), out)?;
        Ok(Place::Passed)
    }

    fn no_timing(&mut self, number: u64, out: &mut Emit<'_>) -> Result<(), Problem> {
        let detail = "expected a cue: a timing (start --> end), perhaps after a line with its identifier";
        self.cues.speakers.broken(Problem::new("vtt_timing", detail).at_line(number), out)
    }

    fn end(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        match mem::take(&mut self.place) {
            Place::Second { first, number } if !says_nothing(&first) => self.no_timing(number, out)?,
            Place::Cue(done) => self.cues.cue(&done, out)?,
            Place::Signature | Place::Header | Place::Between | Place::Second { .. } | Place::Passed => {}
        }
        self.cues.speakers.settle(out)
    }

    /// The lines cannot be read on. An overlong line of a cue is an overlong turn.
    fn stop(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        let turn = self.cues.speakers.next(out);
        self.cues.speakers.settle(out)?;
        Err(match (&self.place, problem.line) {
            (Place::Cue(_), Some(line)) if problem.code == lines::TOO_LONG => {
                Problem::from(field::turn_too_long()).at_line(line).in_turn(turn)
            }
            _ => problem,
        })
    }
}

fn signature(line: &str) -> Result<Place, Problem> {
    match line.strip_prefix("WEBVTT") {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '\t']) => Ok(Place::Header),
        _ => Err(Problem::new("vtt_signature", "expected WEBVTT on the first line").at_line(1)),
    }
}

/// Whether a block that begins so is a comment, a style or a region.
fn says_nothing(first: &str) -> bool {
    matches!(first.trim_end(), "NOTE" | "STYLE" | "REGION") || first.starts_with("NOTE ") || first.starts_with("NOTE\t")
}

impl Cues {
    fn cue(&mut self, cue: &Cue, out: &mut Emit<'_>) -> Result<(), Problem> {
        let mut spans = markup::spans(&cue.payload);
        let is_tagged = spans.iter().any(|span| span.voice.is_some());
        if is_tagged {
            self.rolling.forget();
            self.speakers.are_tagged(out)?;
        } else {
            let (timing, payload, has_times) = (&cue.timing, cue.payload.as_str(), markup::has_times(&cue.payload));
            let shown = Shown { timing, payload, has_times, plain: markup::plain };
            match self.rolling.fresh(&shown) {
                None => return Ok(()),
                Some(Cow::Borrowed(_)) => {}
                Some(Cow::Owned(fresh)) => spans = markup::spans(&fresh),
            }
        }
        for span in spans {
            match cue.turn(&span) {
                Ok(turn) if is_tagged => out.turn(turn)?,
                Ok(turn) => self.speakers.turn(turn, out)?,
                Err(fault) => self.speakers.broken(Problem::from(fault).at_line(cue.number), out)?,
            }
        }
        Ok(())
    }
}

impl Cue {
    fn turn(&self, span: &Span) -> Result<TalkTurn, Fault> {
        let voice = span.voice.as_deref().map(field::name).transpose()?;
        Ok(TalkTurn {
            index: 0,
            input: field::text(&span.text),
            talk_turn_id: self.id.as_deref().map(field::name).transpose()?,
            speaker: voice.map(|name| Speaker { id: Some(name), role: None }),
            start_time: Some(field::name(&self.timing.start)?),
            end_time: Some(field::name(&self.timing.end)?),
        })
    }
}
