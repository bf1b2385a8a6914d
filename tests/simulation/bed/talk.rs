//! What is submitted and what must come of it, worked out by the engine alone: no reader, no blocks, no storage.

use bytes::Bytes;
use engine::{Engine, Reducer};
use futures::TryStreamExt as _;
use jobs::{Record, StoredTurn, Visible};
use model::limits::MIN_PART_BYTES;
use model::{Random as _, SeededRandom, Speaker, TalkTurn};
use serde_json::{Map, Value, json};
use tests::Dialogue;

/// Talk turns as a client sends them, and the document they must become.
#[derive(Debug)]
pub(crate) struct Talk {
    /// No other talk has it. Sent as the request's metadata, so that a job tells what was said in it.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
    pub(crate) keep_turns: bool,
    /// `None`: the bytes cannot be read to their end.
    pub(crate) document: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Short,
    /// The result goes to object storage too. So many blank bytes stand in the middle.
    Long {
        padding: usize,
    },
    /// The last line is not a talk turn.
    Broken,
}

/// Enough turns that cannot be compressed: input and result are too large for the database.
const LONG_TURNS: usize = 150;
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Talk {
    /// A request that stays in the database, with all that comes of it.
    pub(crate) fn short(engine: &Engine, seed: usize) -> Self {
        let turns = said(Dialogue { turns: 1 + seed % 9, seed });
        Self::new(engine, format!("short talk {seed}"), &turns, !seed.is_multiple_of(3), request)
    }

    /// A request whose body and result go to object storage.
    pub(crate) fn long(engine: &Engine, seed: usize) -> Self {
        Self::new(engine, format!("long talk {seed}"), &long_turns(seed), true, request)
    }

    /// A file, a talk turn per line.
    pub(crate) fn file(engine: &Engine, kind: FileKind, seed: usize) -> Self {
        let turns = said(Dialogue { turns: 1 + seed % 9, seed });
        let name = format!("file {seed}, {kind:?}");
        match kind {
            FileKind::Short => Self::new(engine, name, &turns, seed.is_multiple_of(2), |turns, _, _| lines(turns)),
            FileKind::Long { padding } => {
                Self::new(engine, name, &long_turns(seed), true, |turns, _, _| spread(turns, padding))
            }
            FileKind::Broken => {
                let bytes = [lines(&turns), b"{\"input\":7}\n".to_vec()].concat();
                Self { name, bytes: bytes.into(), keep_turns: false, document: None }
            }
        }
    }

    fn new(
        engine: &Engine,
        name: String,
        turns: &[TalkTurn],
        keep_turns: bool,
        bytes: impl FnOnce(&[TalkTurn], bool, &str) -> Vec<u8>,
    ) -> Self {
        let document = Some(expected(engine, turns, keep_turns));
        Self { bytes: bytes(turns, keep_turns, &name).into(), name, keep_turns, document }
    }

    /// The name as metadata: its bytes are kept as they come.
    pub(crate) fn metadata(&self) -> Vec<u8> {
        Value::from(self.name.as_str()).to_string().into_bytes()
    }

    /// The file's parts of the smallest size there is.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (i32, Bytes)> {
        let part_bytes = usize::try_from(MIN_PART_BYTES).expect("a part fits into memory");
        let starts = (0..self.bytes.len()).step_by(part_bytes);
        (1..).zip(starts.map(move |start| self.bytes.slice(start..self.bytes.len().min(start + part_bytes))))
    }
}

fn said(dialogue: Dialogue) -> Vec<TalkTurn> {
    let turn = |(index, (speaker, input)): (u64, (&str, String))| TalkTurn {
        index,
        input,
        talk_turn_id: None,
        speaker: Some(Speaker { id: Some(speaker.to_owned()), role: (speaker == "Ada").then(|| "coach".to_owned()) }),
        start_time: None,
        end_time: None,
    };
    (0..).zip(dialogue.each()).map(turn).collect()
}

fn long_turns(seed: usize) -> Vec<TalkTurn> {
    let random = SeededRandom::new(u64::try_from(seed).expect("a small number"));
    let mut turns = said(Dialogue { turns: LONG_TURNS, seed });
    for turn in &mut turns {
        let mut noise = [0; 640];
        random.fill(&mut noise);
        turn.talk_turn_id = Some(noise.iter().map(|byte| char::from(LETTERS[usize::from(byte % 64)])).collect());
    }
    turns
}

fn wire(turn: &TalkTurn) -> Value {
    let mut wire = Map::new();
    wire.insert("input".to_owned(), turn.input.clone().into());
    if let Some(id) = &turn.talk_turn_id {
        wire.insert("talk_turn_id".to_owned(), id.clone().into());
    }
    if let Some(speaker) = &turn.speaker {
        wire.insert("speaker".to_owned(), json!({ "id": speaker.id, "role": speaker.role }));
    }
    wire.into()
}

fn request(turns: &[TalkTurn], keep_turns: bool, name: &str) -> Vec<u8> {
    let turns: Vec<Value> = turns.iter().map(wire).collect();
    json!({ "talk_turns": turns, "include_conversation": keep_turns, "user_metadata": name }).to_string().into_bytes()
}

fn lines(turns: &[TalkTurn]) -> Vec<u8> {
    turns.iter().flat_map(|turn| [wire(turn).to_string(), "\n".to_owned()]).collect::<String>().into_bytes()
}

/// The first half of the turns, blank lines, the other half.
fn spread(turns: &[TalkTurn], padding: usize) -> Vec<u8> {
    let (first, second) = turns.split_at(turns.len() / 2);
    [lines(first), vec![b'\n'; padding], lines(second)].concat()
}

fn expected(engine: &Engine, turns: &[TalkTurn], keep_turns: bool) -> Vec<u8> {
    let detections = engine.map(&engine::Options::default(), &[], turns);
    let mut reducer = Reducer::new();
    reducer.add(turns, &detections).expect("two speakers are not too many");
    let records: Vec<Record> = reducer.finish().into_records().map(|record| as_stored(&record)).collect();
    let stored = turns.iter().zip(detections).map(|(turn, detections)| {
        let speaker = turn.speaker.as_ref().map(|speaker| json!({ "id": speaker.id, "role": speaker.role }));
        let stored = json!({
            "input": turn.input,
            "talk_turn_id": turn.talk_turn_id,
            "speaker": speaker,
            "start_time": null,
            "end_time": null,
            "detections": detections,
        });
        serde_json::from_value(stored).expect("a stored turn")
    });
    let stored: Vec<StoredTurn> = if keep_turns { stored.collect() } else { Vec::new() };
    render(turns.len(), &records, &stored)
}

/// Numbers as they are after being written and read once.
fn as_stored<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let json = serde_json::to_vec(value).expect("a record is JSON");
    serde_json::from_slice(&json).expect("what was written can be read")
}

fn render(turns: usize, records: &[Record], stored: &[StoredTurn]) -> Vec<u8> {
    serde_json::to_vec(&(turns, records, stored)).expect("a record is JSON")
}

/// The result of a completed job, read to its end.
pub(crate) async fn document(visible: &Visible) -> Result<Vec<u8>, jobs::Error> {
    let result = visible.result.as_ref().expect("a completed job has a result");
    let records: Vec<Record> = result.analytics().try_collect().await?;
    let kept = if visible.options.include_conversation { 0..result.turns } else { 0..0 };
    let stored: Vec<StoredTurn> = result.stored_turns(kept).try_collect().await?;
    Ok(render(usize::try_from(result.turns).expect("a small number"), &records, &stored))
}
