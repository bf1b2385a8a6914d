//! CSV and TSV: a row is a talk turn; the first row says what is in which column.
//!
//! Quoting is RFC 4180's, in both. The delimiter of CSV is the one of `,` `;` tab `|` that makes a header of
//! the first row; a spreadsheet's `sep=` before it decides. Text stays as it is; other cells are trimmed,
//! and empty ones are absent. Times stay as written, unless the column says that it counts milliseconds.

mod header;
mod rows;

use memchr::memchr2;
use model::limits::MAX_TURN_BYTES;
use model::{Speaker, TalkTurn};

use super::{Emit, Parser};
use crate::field;
use crate::problem::{Fault, Problem};
pub(crate) use header::is_header;
use header::{Column, Columns};
use rows::{Row, Rows};

/// Enough for any header.
const MAX_HEADER_BYTES: usize = 64 << 10;

pub(super) struct Delimited {
    /// Known from the start for TSV.
    delimiter: Option<u8>,
    stage: Stage,
}

enum Stage {
    /// Until the first line is whole.
    Head(Vec<u8>),
    Rows {
        rows: Rows,
        columns: Option<Columns>,
    },
}

impl Delimited {
    pub(super) fn csv() -> Self {
        Self { delimiter: None, stage: Stage::Head(Vec::new()) }
    }

    pub(super) fn tsv() -> Self {
        Self { delimiter: Some(b'\t'), ..Self::csv() }
    }

    /// The first line is whole, or as whole as it gets.
    fn settle(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let Stage::Head(head) = &mut self.stage else { return Ok(()) };
        let head = std::mem::take(head);
        let line = first_line(&head);
        let (delimiter, skipped) = match line {
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => (*separator, line.len()),
            line => (self.delimiter.unwrap_or_else(|| header::delimiter(line)), 0),
        };
        // What is left of a line that says `sep=` is a blank one.
        self.stage = Stage::Rows { rows: Rows::new(delimiter), columns: None };
        self.push(&head[skipped..], out)
    }
}

/// The first line that is not blank, as far as it is there.
fn first_line(head: &[u8]) -> &[u8] {
    let mut lines = head.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

impl Parser for Delimited {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        match &mut self.stage {
            Stage::Head(head) => {
                let room = bytes.len().min(MAX_HEADER_BYTES - head.len());
                let before = head.len();
                head.extend_from_slice(&bytes[..room]);
                let ends = memchr2(b'\n', b'\r', &head[before..]).is_some() && !first_line(head).is_empty();
                if ends || head.len() == MAX_HEADER_BYTES {
                    self.settle(out)?;
                    return self.push(&bytes[room..], out);
                }
                Ok(())
            }
            Stage::Rows { rows, columns } => rows.push(bytes, &mut |row| take(row, columns, out)),
        }
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.settle(out)?;
        let Stage::Rows { rows, columns } = &mut self.stage else { return out.some_turns() };
        rows.finish(&mut |row| take(row, columns, out))?;
        out.some_turns()
    }
}

fn take(row: &Row<'_>, columns: &mut Option<Columns>, out: &mut Emit<'_>) -> Result<(), Problem> {
    match columns {
        None => {
            let found = Columns::of(row).map_err(|fault| Problem::from(fault).at_line(row.first_line()))?;
            *columns = Some(found);
            Ok(())
        }
        Some(columns) => match turn(row, columns) {
            Ok(turn) => out.turn(turn),
            Err(fault) => out.broken(Problem::from(fault).at_line(row.first_line())),
        },
    }
}

fn turn(row: &Row<'_>, columns: &Columns) -> Result<TalkTurn, Fault> {
    if row.has_stray_quote() {
        return Err(Fault::new("csv_quote", "expected a quoted cell to end with its closing quote"));
    }
    let surplus = (columns.width..row.len()).any(|column| !row.cell(column).trim().is_empty());
    if surplus || row.len() <= columns.text {
        let detail = format!("expected a row of {} cells, as the header has", columns.width);
        return Err(Fault::new("csv_columns", detail));
    }
    let text = row.cell(columns.text);
    if text.len() > MAX_TURN_BYTES {
        return Err(field::turn_too_long());
    }
    let (id, role) = (name(row, columns.speaker)?, name(row, columns.role)?);
    let is_spoken = id.is_some() || role.is_some();
    Ok(TalkTurn {
        index: 0,
        input: field::text(&text),
        talk_turn_id: name(row, columns.id)?,
        speaker: is_spoken.then_some(Speaker { id, role }),
        start_time: time(row, columns.start)?,
        end_time: time(row, columns.end)?,
    })
}

fn name(row: &Row<'_>, column: Option<usize>) -> Result<Option<String>, Fault> {
    let Some(column) = column.filter(|column| *column < row.len()) else { return Ok(None) };
    let cell = row.cell(column);
    let cell = cell.trim();
    if cell.is_empty() { Ok(None) } else { field::name(cell).map(Some) }
}

fn time(row: &Row<'_>, column: Option<Column>) -> Result<Option<String>, Fault> {
    let Some(column) = column else { return Ok(None) };
    let found = name(row, Some(column.at))?;
    if column.in_millis { found.as_deref().map(field::seconds_of_millis).transpose() } else { Ok(found) }
}
