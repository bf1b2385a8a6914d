//! `measure DIR`: every meeting kept in DIR in every format that can be written: the same analytics, ids, roles and
//! times aside (meetings have no times; where a format must have some they are made up).
//! What the engine reaches is the trainer's to measure (`trainer evaluate DIR`).

#[path = "../../../shared/transcript/tests/writers/mod.rs"]
mod writers;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use engine::{CONTEXT_TURNS, Engine, Group, Options, Reducer};
use model::limits::BLOCK_TURNS;
use model::{Speaker, TalkTurn};
use serde_json::Value;
use transcript::{Hint, Problem, Reader, Sink};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "printing the figure is what this program is for")]
fn main() -> ExitCode {
    let Some(dir) = std::env::args_os().nth(1) else {
        eprintln!("usage: measure DIR");
        return ExitCode::from(2);
    };
    match agree(&Path::new(&dir).join("qmsum")) {
        Ok(Agreement { compared, differ }) => {
            let formats = writers::ALL.len();
            println!("QMSum meetings in {formats} formats: {} of {compared} pairs differ", differ.len());
            for format in differ.iter().collect::<BTreeSet<_>>() {
                println!("  {format} differs");
            }
            ExitCode::from(u8::from(compared == 0 || !differ.is_empty()))
        }
        Err(error) => {
            eprintln!("measure: {error}");
            ExitCode::from(2)
        }
    }
}

/// Pairs of a meeting and a format.
struct Agreement {
    compared: usize,
    /// The formats of those that differ.
    differ: Vec<&'static str>,
}

fn agree(dir: &Path) -> Result<Agreement> {
    let engine = Engine::new();
    let mut agreement = Agreement { compared: 0, differ: Vec::new() };
    for part in ["train", "val"] {
        for entry in std::fs::read_dir(dir.join(part))? {
            let turns = meeting(&std::fs::read(entry?.path())?)?;
            let expected = analytics(&engine, &turns);
            for writer in writers::ALL {
                agreement.compared += 1;
                let text = (writer.write)(&turns);
                let agrees = |again: &[TalkTurn]| again == turns || analytics(&engine, again) == expected;
                if !read(writer, &text).is_some_and(|again| agrees(&again)) {
                    agreement.differ.push(writer.name);
                }
            }
        }
    }
    Ok(agreement)
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
            self.0.push(TalkTurn { talk_turn_id: None, start_time: None, end_time: None, ..turn });
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
        before = &block[block.len().saturating_sub(CONTEXT_TURNS)..];
    }
    let whole = reducer.finish();
    (whole.conversation, whole.speakers.into_iter().map(|speaker| (speaker.id, speaker.group)).collect())
}
