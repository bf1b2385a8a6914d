//! The page for people, drawn from the document: it is read while it is written, so that it is never held as a whole.

use std::io::{self, BufReader, BufWriter, Write as _};
use std::thread;

use contract::{Members, Options};

use super::input::Input;
use super::json::{self, PAGE_BYTES};
use super::pass::{Analysed, Pass};
use crate::failed::Failed;
use crate::table::{self, Alarms, Response};
use crate::terminal::Look;

pub(super) fn write(
    pass: &Pass,
    input: &mut Input,
    analysed: Analysed,
    members: Members,
    created_at: i64,
    alarms: &Alarms,
) -> Result<(), Failed> {
    // The turns are not shown, and what they were written in is.
    let options = Options { include_conversation: false, include_diagnostics: true, ..members.options };
    let members = Members { options, ..members };
    let (reader, writer) = io::pipe().map_err(Failed::Runtime)?;
    let response: Response = thread::scope(|scope| {
        let read = scope.spawn(|| serde_json::from_reader(BufReader::with_capacity(PAGE_BYTES, reader)));
        let mut writer = BufWriter::with_capacity(PAGE_BYTES, writer);
        let written = json::document(pass, input, analysed, &members, created_at, &mut writer);
        let written = written.and_then(|()| writer.flush().map_err(Failed::Output));
        drop(writer);
        // Where reading stops, writing does too; the reason is the reader's.
        let response = read.join().expect("reading does not panic").map_err(Failed::Unwritable)?;
        written.map(|()| response)
    })?;
    let page = table::page(&response, alarms, input.name(), Look::of_output());
    let mut out = io::stdout().lock();
    out.write_all(page.as_bytes()).and_then(|()| out.flush()).map_err(Failed::Output)
}
