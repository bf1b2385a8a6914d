//! Talk turns as a table, for those who read with a spreadsheet.
//!
//! What must stay true: the columns are the same whatever was asked for; every turn and every utterance has a row, one
//! more for each further behavior; no text of a client's is taken for a formula.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use super::turns::{Behavior, Turn, Utterance};

/// The header. What a row is not about is empty in it: an utterance without behaviors, a turn without utterances.
pub const COLUMNS: [&str; 19] = [
    "talk_turn_index",
    "talk_turn_id",
    "speaker_id",
    "speaker_role",
    "start_time",
    "end_time",
    "sentiment",
    "language",
    "utterance_index",
    "text",
    "behavior",
    "confidence",
    "score",
    "severity",
    "evidence",
    "source",
    "definition",
    "suggestion",
    "tip",
];

type Cell<'a> = Cow<'a, str>;

/// Appends the rows of a turn.
pub(super) fn rows(turn: &Turn, out: &mut Vec<u8>) {
    if turn.behavior_detections.is_empty() {
        row(turn, None, None, out);
    }
    for utterance in &turn.behavior_detections {
        if utterance.behaviors.is_empty() {
            row(turn, Some(utterance), None, out);
        }
        for behavior in &utterance.behaviors {
            row(turn, Some(utterance), Some(behavior), out);
        }
    }
}

fn row(turn: &Turn, utterance: Option<&Utterance>, behavior: Option<&Behavior>, out: &mut Vec<u8>) {
    let speaker = turn.speaker.as_ref();
    let cells: [Cell<'_>; COLUMNS.len()] = [
        number(Some(turn.index)),
        text(turn.talk_turn_id.as_deref()),
        text(speaker.and_then(|speaker| speaker.id.as_deref())),
        text(speaker.and_then(|speaker| speaker.role.as_deref())),
        text(turn.start_time.as_deref()),
        text(turn.end_time.as_deref()),
        number(turn.sentiment),
        text(Some(&turn.language)),
        number(utterance.map(|utterance| utterance.index)),
        text(utterance.map(|utterance| &*utterance.text)),
        text(behavior.map(|behavior| &*behavior.name)),
        number(behavior.map(|behavior| behavior.confidence)),
        number(behavior.map(|behavior| behavior.score)),
        number(behavior.map(|behavior| behavior.severity)),
        text(behavior.map(|behavior| &*behavior.evidence)),
        text(behavior.map(|behavior| behavior.source)),
        text(behavior.and_then(|behavior| behavior.definition)),
        text(behavior.and_then(|behavior| behavior.suggestion.as_ref()).map(|suggestion| suggestion.text)),
        text(behavior.and_then(|behavior| behavior.tip.as_ref()).map(|tip| tip.text)),
    ];
    let written: usize = cells.iter().map(|cell| cell.len() + 1).sum();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(written + 16).from_writer(out);
    let wrote = writer.write_record(cells.iter().map(|cell| cell.as_bytes())).and_then(|()| Ok(writer.flush()?));
    wrote.expect("rows of one length are written into memory");
}

/// Ours, so no formula, whatever its sign.
fn number(number: Option<impl ToString>) -> Cell<'static> {
    number.map_or(Cow::Borrowed(""), |number| Cow::Owned(number.to_string()))
}

/// With an apostrophe before what a spreadsheet would calculate.
fn text(text: Option<&str>) -> Cell<'_> {
    let text = text.unwrap_or_default();
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What a formula begins with, here or there; the last four are the first four at their full width.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

#[cfg(test)]
mod tests {
    use engine::TurnDetections;
    use model::{Speaker, TalkTurn};

    use super::*;
    use crate::{Options, Turns};

    /// The table of these turns, all that can be shown with a behavior asked for, read again.
    fn table(turns: &[(&str, &str)]) -> Vec<Vec<String>> {
        let options =
            Options { include_definitions: true, include_tips: true, include_suggestions: true, ..Options::default() };
        let engine = std::sync::Arc::new(engine::Engine::new());
        let mut analysis = engine::Analysis::new(engine, options.engine(std::sync::Arc::default()));
        for (index, (speaker, input)) in (0..).zip(turns) {
            let speaker = Some(Speaker { id: Some((*speaker).to_owned()), role: None });
            let turn = TalkTurn {
                index,
                input: (*input).to_owned(),
                talk_turn_id: None,
                speaker,
                start_time: None,
                end_time: None,
            };
            assert!(!analysis.push(turn), "less than a block");
        }
        let read: Vec<(TalkTurn, TurnDetections)> = analysis.read().expect("few speakers");
        let mut shown = Turns::new(&options);
        for record in analysis.finish().into_records() {
            shown.learn(&record);
        }
        let mut out = Vec::new();
        for (turn, found) in read {
            shown.rows(turn, found, &mut out);
        }
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(&*out);
        rows.records().map(|row| row.expect("of one length").iter().map(str::to_owned).collect()).collect()
    }

    fn column(name: &str) -> usize {
        COLUMNS.iter().position(|column| *column == name).expect("a column")
    }

    #[test]
    fn every_turn_and_every_utterance_has_a_row() {
        let rows = table(&[("a", "What brings you here today? I am glad that you came."), ("b", "")]);
        let of = |row: &[String], name: &str| row[column(name)].clone();
        let indices: Vec<_> = rows.iter().map(|row| (of(row, "talk_turn_index"), of(row, "utterance_index"))).collect();
        assert!(indices.contains(&("0".into(), "0".into())) && indices.contains(&("0".into(), "1".into())), "{rows:?}");
        let blank = rows.last().expect("rows");
        assert_eq!(
            (of(blank, "talk_turn_index"), of(blank, "utterance_index"), of(blank, "text")),
            ("1".into(), String::new(), String::new())
        );
        let question = rows.iter().find(|row| of(row, "behavior") == "open question").expect("it is one");
        assert_eq!(of(question, "text"), "What brings you here today?");
        assert!(of(question, "confidence").parse::<f64>().expect("a number") > 0.5);
        for said in ["definition", "suggestion", "tip", "evidence", "source"] {
            assert!(!of(question, said).is_empty(), "{said}");
        }
    }

    #[test]
    fn nothing_that_was_said_is_a_formula() {
        for said in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"] {
            assert_eq!(text(Some(said)), format!("'{said}"));
        }
        assert_eq!(text(Some("1 = 1, \"so\" they say")), "1 = 1, \"so\" they say");
        let rows = table(&[("=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\", \"here\").\r\nSo it is.")]);
        let begin = |name: &str| rows[0][column(name)].chars().next();
        assert_eq!((begin("speaker_id"), begin("text")), (Some('\''), Some('\'')), "{rows:?}");
        let harmless = |cell: &String| !cell.starts_with(FORMULA) || cell.parse::<f64>().is_ok();
        assert!(rows.iter().flatten().all(harmless), "{rows:?}");
    }
}
