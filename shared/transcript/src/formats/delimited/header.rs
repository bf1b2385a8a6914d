//! The first row: which column holds what, under the many names that people give them.

use super::rows::{Row, Rows};
use crate::problem::Fault;

const DELIMITERS: [u8; 4] = *b",;\t|";

/// Names of a column, without case, spaces and signs; the first that is there counts.
const TEXT: &[&str] = &[
    "input",
    "text",
    "utterance",
    "transcript",
    "content",
    "message",
    "sentence",
    "body",
    "transcription",
    "dialogue",
    "speech",
    "caption",
    "line",
];
const ID: &[&str] = &["talkturnid", "turnid", "utteranceid", "segmentid", "messageid", "id", "index"];
const SPEAKER: &[&str] = &[
    "speakerid",
    "speaker",
    "speakername",
    "participantid",
    "participant",
    "participantname",
    "userid",
    "user",
    "username",
    "author",
    "sender",
    "from",
    "name",
    "who",
    "channel",
];
const ROLE: &[&str] = &["speakerrole", "role", "participantrole", "speakertype", "userrole"];
const START: &[&str] = &[
    "starttime",
    "start",
    "begintime",
    "begin",
    "startoffset",
    "beginoffset",
    "from",
    "starts",
    "timestamp",
    "timecode",
    "time",
    "offset",
    "createdat",
    "datetime",
    "date",
];
const END: &[&str] = &["endtime", "end", "stoptime", "stop", "endoffset", "finish", "ends", "to"];

/// Where times stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) at: usize,
    /// The name says that it counts milliseconds.
    pub(super) in_millis: bool,
}

/// What is in which column, from 0.
#[derive(Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) width: usize,
    pub(super) text: usize,
    pub(super) id: Option<usize>,
    pub(super) speaker: Option<usize>,
    pub(super) role: Option<usize>,
    pub(super) start: Option<Column>,
    pub(super) end: Option<Column>,
}

impl Columns {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Fault> {
        let names: Vec<String> = (0..row.len()).map(|column| bare(&row.cell(column))).collect();
        let find = |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
        let text = find(TEXT).ok_or_else(|| {
            Fault::new("csv_header", "expected a header with a column for the text, for example input or text")
        })?;
        let time = |wanted: &[&str]| {
            let plain = find(wanted).map(|at| Column { at, in_millis: false });
            plain.or_else(|| {
                let in_millis = |name: &String| unit_cut(name).is_some_and(|name| wanted.contains(&name));
                names.iter().position(in_millis).map(|at| Column { at, in_millis: true })
            })
        };
        let speaker = find(SPEAKER);
        Ok(Self {
            width: names.len(),
            text,
            id: find(ID),
            speaker,
            role: find(ROLE),
            start: time(START).filter(|start| Some(start.at) != speaker),
            end: time(END),
        })
    }
}

/// Letters and digits, in lower case. Seconds are what times are counted in anyway.
fn bare(name: &str) -> String {
    let name: String = name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let times = ["starttime", "start", "endtime", "end", "begin", "offset", "time"];
    let stem = name.strip_suffix("seconds").or_else(|| name.strip_suffix("sec")).or_else(|| name.strip_suffix('s'));
    stem.filter(|stem| times.contains(stem)).map_or(name.clone(), str::to_owned)
}

/// The name of a column of milliseconds without its unit.
fn unit_cut(name: &str) -> Option<&str> {
    ["milliseconds", "millis", "msec", "ms"].iter().find_map(|unit| name.strip_suffix(unit))
}

/// The delimiter that makes the most of a first line.
pub(super) fn delimiter(line: &[u8]) -> u8 {
    let mut best = (false, 0, b',');
    for delimiter in DELIMITERS {
        let (columns, width) = columns(line, delimiter);
        if (columns.is_some(), width) > (best.0, best.1) {
            best = (columns.is_some(), width, delimiter);
        }
    }
    best.2
}

/// Whether a first line is a header: it has a column for the text, and another one that is known.
pub(crate) fn is_header(line: &[u8]) -> bool {
    let is_header = |columns: Columns| {
        let Columns { id, speaker, role, start, end, .. } = columns;
        id.or(speaker).or(role).is_some() || start.or(end).is_some()
    };
    DELIMITERS.iter().any(|delimiter| columns(line, *delimiter).0.is_some_and(is_header))
}

/// What a line is as a header, if it can be one, and how many columns it has.
fn columns(line: &[u8], delimiter: u8) -> (Option<Columns>, usize) {
    let (mut rows, mut found) = (Rows::new(delimiter), (None, 0));
    let mut take = |row: &Row<'_>| {
        found = (Columns::of(row).ok(), row.len());
        Ok(())
    };
    let read = rows.push(line, &mut take).and_then(|()| rows.finish(&mut take));
    if read.is_ok() { found } else { (None, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Columns {
        let (mut rows, mut found) = (Rows::new(delimiter(line.as_bytes())), None);
        rows.push(format!("{line}\n").as_bytes(), &mut |row| {
            found = Columns::of(row).ok();
            Ok(())
        })
        .expect("a row");
        found.expect("a header")
    }

    #[test]
    fn columns_go_by_many_names() {
        let seconds = |at| Some(Column { at, in_millis: false });
        let millis = |at| Some(Column { at, in_millis: true });
        let found = of("Start Time (s);End Time (s);Speaker;Text");
        assert_eq!((found.start, found.end, found.speaker, found.text), (seconds(0), seconds(1), Some(2), 3));
        let found = of("start_ms\tend_ms\trole\t\"Content\"");
        assert_eq!((found.start, found.end, found.role, found.text), (millis(0), millis(1), Some(2), 3));
        let found = of("talk_turn_id,speaker.id,speaker.role,start_time,end_time,input");
        assert_eq!((found.id, found.speaker, found.role, found.text, found.width), (Some(0), Some(1), Some(2), 5, 6));
        let found = of("from|to|message");
        assert_eq!((found.speaker, found.start, found.end, found.text), (Some(0), None, seconds(1), 2));
        assert_eq!(of("utterance").text, 0);
    }

    #[test]
    fn a_header_names_the_text_and_something_beside_it() {
        for line in ["speaker,text", "\"Speaker\";\"Text\"", "who\twhen\tutterance"] {
            assert!(is_header(line.as_bytes()), "{line}");
        }
        for line in ["text", "Ana, a text message", "", "\"speaker,text", "Ana: text, content"] {
            assert!(!is_header(line.as_bytes()), "{line}");
        }
    }
}
