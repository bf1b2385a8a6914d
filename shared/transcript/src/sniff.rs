//! Which format an input is in, from its first bytes, where the hint leaves it open.
//!
//! What must stay true: the answer depends on the first [`MAX_HEAD_BYTES`] only, and never on how they
//! are cut. Finding out is never a problem of its own: an input that is no JSON is told so by the
//! parser, which knows the place.

mod probe;
mod text;

use probe::Probe;
use text::Verdict;

use crate::container::refuse_nested;
use crate::format::{Family, Format};
use crate::problem::Problem;

/// Enough for a whole turn with every byte of its text escaped (`\u0041`), and then some.
const MAX_HEAD_BYTES: usize = 8 << 20;
/// How much is looked at between two decisions.
const STEP_BYTES: usize = 16 << 10;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Gathers the beginning of an input until its format is clear.
pub(crate) struct Sniffer {
    family: Family,
    head: Vec<u8>,
    /// How many bytes of whitespace the content is known to begin with.
    blank: usize,
    /// The first object, while it decides.
    probe: Option<Probe>,
    probed: usize,
}

impl Sniffer {
    pub(crate) fn new(family: Family) -> Self {
        Self { family, head: Vec::new(), blank: 0, probe: None, probed: 0 }
    }

    /// What was taken so far, without a byte-order mark: the parser begins with it.
    pub(crate) fn head(&self) -> &[u8] {
        self.head.strip_prefix(UTF8_BOM).unwrap_or(&self.head)
    }

    /// Takes bytes until the format is clear; returns how many.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(usize, Option<Format>), Problem> {
        let mut used = 0;
        for step in bytes.chunks(STEP_BYTES) {
            let step = &step[..step.len().min(MAX_HEAD_BYTES - self.head.len())];
            self.head.extend_from_slice(step);
            used += step.len();
            let format = self.decide(self.head.len() == MAX_HEAD_BYTES)?;
            if format.is_some() {
                return Ok((used, format));
            }
        }
        Ok((used, None))
    }

    /// The input has ended.
    pub(crate) fn finish(&mut self) -> Result<Format, Problem> {
        self.decide(true).map(|format| format.unwrap_or(Format::Request))
    }

    /// `last` when no more bytes will come to decide on.
    fn decide(&mut self, last: bool) -> Result<Option<Format>, Problem> {
        if !last && self.head.len() < UTF8_BOM.len() {
            return Ok(None);
        }
        refuse_nested(&self.head)?;
        if let Family::Settled(format) = self.family {
            return Ok(Some(format));
        }
        let content = self.head.strip_prefix(UTF8_BOM).unwrap_or(&self.head);
        self.blank += content[self.blank..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let content = &content[self.blank..];
        match (self.family, content) {
            (_, []) if last && self.head.len() < MAX_HEAD_BYTES => Err(crate::field::no_turns().into()),
            (_, []) if last => Err(unknown()),
            (_, []) => Ok(None),
            (Family::Any | Family::Text, [b'[', b'0'..=b'9', ..]) if text::is_bracketed_clock(content) => {
                Ok(Some(Format::Text))
            }
            // Too little to be a clock in brackets, or to be none.
            (Family::Any | Family::Text, [b'[']) if !last => Ok(None),
            (Family::Any | Family::Text, [b'[', b'0'..=b'9', rest @ ..]) if !last && rest.len() < 32 => Ok(None),
            (_, [b'[' | b'{', ..]) => {
                let probe = self.probe.get_or_insert_default();
                probe.push(&content[self.probed..]);
                self.probed = content.len();
                Ok(probe.verdict(last))
            }
            (Family::Json, _) => Ok(Some(Format::Request)),
            (family, _) => match text::verdict(content, family, last) {
                Verdict::Open => Ok(None),
                Verdict::Is(format) => Ok(Some(format)),
                Verdict::Unknown => Err(unknown()),
            },
        }
    }
}

fn unknown() -> Problem {
    let detail = "expected a transcript: JSON, NDJSON, WebVTT, SRT, CSV, TSV, or lines of text that name who speaks";
    Problem::new("format_unknown", detail)
}
