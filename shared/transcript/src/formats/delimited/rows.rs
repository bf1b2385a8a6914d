//! Bytes to rows of cells: RFC 4180 with any delimiter, CR, LF or CRLF, and quoted cells over many lines.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};
use model::limits::MAX_TURN_BYTES;

use crate::encoding;
use crate::problem::Problem;

/// A turn, and as much beside it.
const MAX_ROW_BYTES: usize = 2 * MAX_TURN_BYTES;
/// A row has no more cells than it may have bytes; this bounds what is kept of their ends.
const MAX_CELLS: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    CellStart,
    Bare,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first of two that stand for one.
    Quote,
}

/// Cuts what is pushed into rows; blank lines are none.
pub(super) struct Rows {
    delimiter: u8,
    place: Place,
    /// The cells of the row at hand, one after the other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    any_quote: bool,
    stray_quote: bool,
    after_cr: bool,
    line: u64,
    /// Where the row at hand began.
    first_line: u64,
}

/// What is done with a row.
pub(super) type Take<'a> = &'a mut dyn FnMut(&Row<'_>) -> Result<(), Problem>;

/// A row that is whole.
pub(super) struct Row<'a> {
    rows: &'a Rows,
}

impl Row<'_> {
    /// Its first line, from 1.
    pub(super) fn first_line(&self) -> u64 {
        self.rows.first_line
    }

    pub(super) fn len(&self) -> usize {
        self.rows.ends.len()
    }

    pub(super) fn cell(&self, column: usize) -> Cow<'_, str> {
        let from = if column == 0 { 0 } else { self.rows.ends[column - 1] };
        encoding::text_of(&self.rows.cells[from..self.rows.ends[column]])
    }

    /// A cell goes on after its closing quote.
    pub(super) fn has_stray_quote(&self) -> bool {
        self.rows.stray_quote
    }
}

impl Rows {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            place: Place::CellStart,
            cells: Vec::new(),
            ends: Vec::new(),
            any_quote: false,
            stray_quote: false,
            after_cr: false,
            line: 1,
            first_line: 1,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], take: Take<'_>) -> Result<(), Problem> {
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                at += 1;
                continue;
            }
            match self.place {
                Place::CellStart if byte == b'"' => {
                    self.any_quote = true;
                    self.place = Place::Quoted;
                    at += 1;
                }
                Place::CellStart => self.place = Place::Bare,
                Place::Bare => {
                    let end = memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]).map(|length| at + length);
                    self.keep(&bytes[at..end.unwrap_or(bytes.len())])?;
                    let Some(end) = end else { return Ok(()) };
                    self.end_cell(bytes[end], take)?;
                    at = end + 1;
                }
                Place::Quoted => {
                    let end = memchr(b'"', &bytes[at..]).map(|length| at + length);
                    let piece = &bytes[at..end.unwrap_or(bytes.len())];
                    self.keep(piece)?;
                    self.line += memchr_iter(b'\n', piece).count() as u64;
                    let Some(end) = end else { return Ok(()) };
                    self.place = Place::Quote;
                    at = end + 1;
                }
                Place::Quote => {
                    at += 1;
                    if byte == b'"' {
                        self.keep(b"\"")?;
                        self.place = Place::Quoted;
                    } else if byte == self.delimiter || matches!(byte, b'\n' | b'\r') {
                        self.end_cell(byte, take)?;
                    } else if byte != b' ' {
                        self.stray_quote = true;
                        self.place = Place::Bare;
                        at -= 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// The input has ended, perhaps within a row.
    pub(super) fn finish(&mut self, take: Take<'_>) -> Result<(), Problem> {
        if self.place == Place::Quoted {
            let detail = "expected a quoted cell to end before the input does";
            return Err(Problem::new("csv_quote", detail).at_line(self.first_line));
        }
        if self.place == Place::CellStart && self.ends.is_empty() {
            return Ok(());
        }
        self.end_cell(b'\n', take)
    }

    fn keep(&mut self, piece: &[u8]) -> Result<(), Problem> {
        if self.cells.len() + piece.len() > MAX_ROW_BYTES {
            let detail = format!("expected rows of at most {MAX_ROW_BYTES} bytes; perhaps a quote is not closed");
            return Err(Problem::new("row_too_long", detail).at_line(self.first_line));
        }
        self.cells.extend_from_slice(piece);
        Ok(())
    }

    /// A cell ends at `end`, and with it the row if that is no delimiter.
    fn end_cell(&mut self, end: u8, take: Take<'_>) -> Result<(), Problem> {
        self.ends.push(self.cells.len());
        self.place = Place::CellStart;
        if self.ends.len() > MAX_CELLS {
            let detail = format!("expected rows of at most {MAX_CELLS} cells");
            return Err(Problem::new("row_too_long", detail).at_line(self.first_line));
        }
        if end == self.delimiter {
            return Ok(());
        }
        let is_blank = self.ends.len() == 1 && self.cells.iter().all(u8::is_ascii_whitespace) && !self.any_quote;
        let taken = if is_blank { Ok(()) } else { take(&Row { rows: self }) };
        self.cells.clear();
        self.ends.clear();
        (self.any_quote, self.stray_quote) = (false, false);
        self.after_cr = end == b'\r';
        self.line += 1;
        self.first_line = self.line;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let read = |size| {
            let (mut rows, mut found) = (Rows::new(b','), Vec::new());
            let mut take = |row: &Row<'_>| {
                found.push((row.first_line(), (0..row.len()).map(|column| row.cell(column).into_owned()).collect()));
                Ok(())
            };
            for piece in text.as_bytes().chunks(size) {
                rows.push(piece, &mut take).expect("sound rows");
            }
            rows.finish(&mut take).expect("sound rows");
            found
        };
        let whole: Vec<(u64, Vec<String>)> = read(usize::MAX);
        assert_eq!(read(1), whole);
        assert_eq!(read(3), whole);
        whole
    }

    #[test]
    fn quotes_hold_delimiters_line_ends_and_quotes() {
        let found = rows("a,\"b,\"\"c\"\"\nd\" ,e\r\n\r\n\"\",f,\r\"g\"");
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert_eq!(found, [(1, cells(&["a", "b,\"c\"\nd", "e"])), (4, cells(&["", "f", ""])), (5, cells(&["g"]))]);
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_the_input() {
        let mut rows = Rows::new(b',');
        rows.push(b"a\n\"b\nc", &mut |_| Ok(())).expect("fine so far");
        let problem = rows.finish(&mut |_| Ok(())).expect_err("not closed");
        assert_eq!((problem.code, problem.line), ("csv_quote", Some(2)));
    }
}
