//! Bytes to lines, for formats that are made of them.

use std::borrow::Cow;

use memchr::memchr2;
use model::limits::MAX_TURN_BYTES;

use crate::encoding;
use crate::problem::{Fault, Problem};

/// The code of a line that does not end in time.
pub(crate) const TOO_LONG: &str = "line_too_long";

/// Cuts what is pushed at LF, CR and CRLF; a line may have [`MAX_TURN_BYTES`].
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// What earlier pushes held of the line at hand.
    kept: Vec<u8>,
    /// The last push ended with CR: an LF now belongs to it.
    after_cr: bool,
    /// Complete lines so far.
    count: u64,
    /// A line that is no UTF-8 is taken for another encoding, and not for a problem.
    any_encoding: bool,
}

/// What is done with a line and its number, from 1.
pub(crate) type Take<'a> = &'a mut dyn FnMut(&str, u64) -> Result<(), Problem>;

impl Lines {
    /// For formats that say nothing about their encoding.
    pub(crate) fn of_any_encoding() -> Self {
        Self { any_encoding: true, ..Self::default() }
    }

    /// The line at hand, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.count + 1
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8], take: Take<'_>) -> Result<(), Problem> {
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = memchr2(b'\n', b'\r', bytes) {
            self.line(&bytes[..end], take)?;
            let is_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            self.after_cr = is_cr && bytes.is_empty();
            if is_cr {
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
        }
        self.keep(bytes)
    }

    /// The input has ended, perhaps within a line.
    pub(crate) fn finish(&mut self, take: Take<'_>) -> Result<(), Problem> {
        if self.kept.is_empty() { Ok(()) } else { self.line(b"", take) }
    }

    /// A line is complete with `rest`.
    fn line(&mut self, rest: &[u8], take: Take<'_>) -> Result<(), Problem> {
        let number = self.number();
        let taken = if self.kept.is_empty() && rest.len() <= MAX_TURN_BYTES {
            take(&self.text(rest)?, number)
        } else {
            self.keep(rest)?;
            take(&self.text(&self.kept)?, number)
        };
        self.kept.clear();
        self.count += 1;
        taken
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if self.kept.len() + bytes.len() > MAX_TURN_BYTES {
            let fault = Fault::new(TOO_LONG, format!("expected lines of at most {MAX_TURN_BYTES} bytes"));
            return Err(Problem::from(fault).at_line(self.number()));
        }
        self.kept.extend_from_slice(bytes);
        Ok(())
    }

    fn text<'a>(&self, line: &'a [u8]) -> Result<Cow<'a, str>, Problem> {
        if self.any_encoding {
            return Ok(encoding::text_of(line));
        }
        let invalid = |_| Problem::new("utf8_invalid", "expected UTF-8 in the line").at_line(self.number());
        str::from_utf8(line).map(Cow::Borrowed).map_err(invalid)
    }
}
