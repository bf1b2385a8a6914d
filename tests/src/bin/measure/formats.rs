//! Every meeting in every format that can be written: the same analytics, ids, roles and times aside.

use std::path::Path;

use engine::{Engine, Group, Options, Reducer};
use model::limits::BLOCK_TURNS;
use model::{Speaker, TalkTurn};
use serde_json::Value;
use transcript::{Hint, Problem, Reader, Sink};

use super::{Result, Row, writers};

/// One row: how many (meeting, format) pairs were compared, and how many differed (none may).
pub(super) fn agree(dir: &Path) -> Result<Row> {
    let engine = Engine::new();
    let (mut compared, mut differ) = (0, Vec::new());
    for part in ["train", "val"] {
        for entry in std::fs::read_dir(dir.join(part))? {
            let turns = meeting(&std::fs::read(entry?.path())?)?;
            let expected = analytics(&engine, &turns);
            for writer in writers::ALL {
                compared += 1;
                let text = (writer.write)(&turns);
                if !read(writer, &text).is_some_and(|again| analytics(&engine, &again) == expected) {
                    differ.push(writer.name);
                }
            }
        }
    }
    differ.dedup();
    Ok(Row {
        figure: format!("QMSum meetings × {} formats: pairs that differ", writers::ALL.len()),
        value: format!("{} of {compared}", differ.len()),
        floor: "0".to_owned(),
        met: differ.is_empty() && compared > 0,
    })
}

/// Speakers and what they say, on one line each: line breaks are what most formats cannot keep.
fn meeting(file: &[u8]) -> Result<Vec<TalkTurn>> {
    let file: Value = serde_json::from_slice(file)?;
    let said = file["meeting_transcripts"].as_array().ok_or("a meeting without transcripts")?;
    let turn = |(index, turn): (usize, &Value)| TalkTurn {
        index: index as u64,
        input: turn["content"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
        speaker: Some(Speaker { id: turn["speaker"].as_str().map(str::to_owned), role: None }),
        ..TalkTurn::default()
    };
    Ok(said.iter().enumerate().map(turn).collect())
}

fn read(writer: &writers::Writer, text: &str) -> Option<Vec<TalkTurn>> {
    struct Turns(Vec<TalkTurn>);
    impl Sink for Turns {
        fn turn(&mut self, turn: TalkTurn) -> std::result::Result<(), Problem> {
            self.0.push(turn);
            Ok(())
        }
        fn member(&mut self, _name: &str, _json: &[u8]) -> std::result::Result<(), Problem> {
            Ok(())
        }
    }
    let hint = Hint { content_type: Some(writer.content_type), file_name: Some(writer.file_name) };
    let (mut reader, mut turns) = (Reader::new(hint).ok()?, Turns(Vec::new()));
    reader.push(text.as_bytes(), &mut turns).ok()?;
    reader.finish(&mut turns).ok()?;
    Some(turns.0)
}

fn analytics(engine: &Engine, turns: &[TalkTurn]) -> (Group, Vec<(Option<String>, Group)>) {
    let mut reducer = Reducer::new();
    let mut before: &[TalkTurn] = &[];
    for block in turns.chunks(BLOCK_TURNS) {
        let detections = engine.map(&Options::default(), before, block);
        reducer.add(block, &detections).expect("a meeting has few speakers");
        before = &block[block.len().saturating_sub(2)..];
    }
    let whole = reducer.finish();
    (whole.conversation, whole.speakers.into_iter().map(|speaker| (speaker.id, speaker.group)).collect())
}
