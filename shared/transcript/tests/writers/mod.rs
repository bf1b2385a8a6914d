//! The same turns in every format that can sensibly be written, to show that all are read alike.
//!
//! Needs `model` and `serde_json` only, so that other packages' tests can include it by path. Times that a
//! format must have and a turn has not are made up from its index.

use model::{Speaker, TalkTurn};
use serde_json::{Value, json};

/// One way to write turns.
#[derive(Clone, Copy)]
pub(crate) struct Writer {
    pub(crate) name: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) write: fn(&[TalkTurn]) -> String,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const JSON: &str = "application/json";

/// All of them. Each keeps text and speakers' ids, if every turn has an id of at most 120 characters without
/// `: `, and texts are trimmed and of one line; those of services lose roles.
pub(crate) const ALL: &[Writer] = &[
    Writer { name: "turns", content_type: JSON, file_name: "a.json", write: turns },
    Writer { name: "request", content_type: JSON, file_name: "a.json", write: request },
    Writer { name: "ndjson", content_type: "application/x-ndjson", file_name: "a.jsonl", write: ndjson },
    Writer { name: "webvtt", content_type: "text/vtt", file_name: "a.vtt", write: webvtt },
    Writer { name: "zoom", content_type: "text/vtt", file_name: "a.vtt", write: zoom },
    Writer { name: "srt", content_type: "application/x-subrip", file_name: "a.srt", write: srt },
    Writer { name: "csv", content_type: "text/csv", file_name: "a.csv", write: csv },
    Writer { name: "tsv", content_type: "text/tab-separated-values", file_name: "a.tsv", write: tsv },
    Writer { name: "text", content_type: "text/plain", file_name: "a.txt", write: text },
    Writer { name: "chat", content_type: JSON, file_name: "a.json", write: chat },
    Writer { name: "call_analytics", content_type: JSON, file_name: "a.json", write: call_analytics },
    Writer { name: "deepgram", content_type: JSON, file_name: "a.json", write: deepgram },
    Writer { name: "assemblyai", content_type: JSON, file_name: "a.json", write: assemblyai },
    Writer { name: "whisperx", content_type: JSON, file_name: "a.json", write: whisperx },
    Writer { name: "gong", content_type: JSON, file_name: "a.json", write: gong },
];

/// A turn in the native shape.
pub(crate) fn turn_json(turn: &TalkTurn) -> Value {
    let speaker = turn.speaker.as_ref().map(|speaker| json!({ "id": speaker.id, "role": speaker.role }));
    json!({
        "input": turn.input,
        "talk_turn_id": turn.talk_turn_id,
        "speaker": speaker,
        "start_time": turn.start_time,
        "end_time": turn.end_time,
    })
}

fn each(turns: &[TalkTurn], write: impl Fn(&TalkTurn) -> String) -> String {
    turns.iter().map(write).collect::<Vec<_>>().concat()
}

fn values(turns: &[TalkTurn], write: impl Fn(&TalkTurn) -> Value) -> Value {
    turns.iter().map(write).collect()
}

fn speaker(turn: &TalkTurn) -> Speaker {
    turn.speaker.clone().unwrap_or_default()
}

fn id(turn: &TalkTurn) -> String {
    speaker(turn).id.unwrap_or_default()
}

/// When a turn begins and ends, in milliseconds: nine tenths of every second.
fn millis(turn: &TalkTurn) -> (u64, u64) {
    (turn.index * 1_000, turn.index * 1_000 + 900)
}

fn clock(millis: u64, point: char) -> String {
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    format!("{:02}:{:02}:{:02}{point}{rest:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn timing(turn: &TalkTurn, point: char) -> String {
    let (start, end) = millis(turn);
    format!("{} --> {}", clock(start, point), clock(end, point))
}

fn seconds(turn: &TalkTurn) -> (f64, f64) {
    let (start, end) = millis(turn);
    let exact = |millis: u64| f64::from(u32::try_from(millis).expect("a short test")) / 1_000.0;
    (exact(start), exact(end))
}

fn turns(turns: &[TalkTurn]) -> String {
    values(turns, turn_json).to_string()
}

fn request(turns: &[TalkTurn]) -> String {
    format!("{:#}", json!({ "user_metadata": { "a": 1 }, "talk_turns": values(turns, turn_json) }))
}

fn ndjson(turns: &[TalkTurn]) -> String {
    each(turns, |turn| format!("{}\n", turn_json(turn)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace("--", "-&#45;")
}

fn webvtt(turns: &[TalkTurn]) -> String {
    let cue =
        |turn: &TalkTurn| format!("{}\n<v {}>{}</v>\n\n", timing(turn, '.'), escaped(&id(turn)), escaped(&turn.input));
    format!("WEBVTT\n\n{}", each(turns, cue))
}

fn zoom(turns: &[TalkTurn]) -> String {
    let cue = |turn: &TalkTurn| {
        let text = escaped(&format!("{}: {}", id(turn), turn.input));
        format!("{}\n{}\n{text}\n\n", turn.index + 1, timing(turn, '.'))
    };
    format!("WEBVTT\n\n{}", each(turns, cue))
}

fn srt(turns: &[TalkTurn]) -> String {
    each(turns, |turn| format!("{}\n{}\n{}: {}\n\n", turn.index + 1, timing(turn, ','), id(turn), turn.input))
}

fn table(turns: &[TalkTurn], delimiter: char) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |turn: &TalkTurn| {
        let Speaker { id, role } = speaker(turn);
        let cells = [&turn.talk_turn_id, &id, &role, &turn.start_time, &turn.end_time];
        let cells = cells.map(|text| cell(text.as_deref().unwrap_or_default()));
        format!("{}{delimiter}{}\r\n", cells.join(&delimiter.to_string()), cell(&turn.input))
    };
    let header = ["talk_turn_id", "speaker_id", "speaker_role", "start_time", "end_time", "input"];
    format!("{}\r\n{}", header.join(&delimiter.to_string()), each(turns, row))
}

fn csv(turns: &[TalkTurn]) -> String {
    table(turns, ',')
}

fn tsv(turns: &[TalkTurn]) -> String {
    table(turns, '\t')
}

fn text(turns: &[TalkTurn]) -> String {
    each(turns, |turn| format!("{}: {}\n", id(turn), turn.input))
}

fn chat(turns: &[TalkTurn]) -> String {
    let message = |turn: &TalkTurn| json!({ "role": speaker(turn).role, "name": id(turn), "content": turn.input });
    json!({ "messages": values(turns, message) }).to_string()
}

fn call_analytics(turns: &[TalkTurn]) -> String {
    let element = |turn: &TalkTurn| {
        let (start, end) = millis(turn);
        json!({
            "BeginOffsetMillis": start,
            "EndOffsetMillis": end,
            "Content": turn.input,
            "ParticipantId": id(turn),
            "ParticipantRole": speaker(turn).role.unwrap_or_default(),
        })
    };
    json!({ "JobStatus": "COMPLETED", "Transcript": values(turns, element) }).to_string()
}

fn deepgram(turns: &[TalkTurn]) -> String {
    let utterance = |turn: &TalkTurn| {
        let (start, end) = seconds(turn);
        json!({ "start": start, "end": end, "channel": 0, "transcript": turn.input, "speaker": id(turn) })
    };
    let channel = json!({ "alternatives": [{ "transcript": "", "words": [{ "word": "no", "start": 0, "end": 1 }] }] });
    let results = json!({ "channels": [channel], "utterances": values(turns, utterance) });
    json!({ "metadata": { "channels": 1 }, "results": results }).to_string()
}

fn assemblyai(turns: &[TalkTurn]) -> String {
    let utterance = |turn: &TalkTurn| {
        let (start, end) = millis(turn);
        json!({ "speaker": id(turn), "start": start, "end": end, "text": turn.input, "words": [] })
    };
    json!({ "id": "x", "text": "", "words": [], "utterances": values(turns, utterance) }).to_string()
}

fn whisperx(turns: &[TalkTurn]) -> String {
    let segment = |turn: &TalkTurn| {
        let (start, end) = seconds(turn);
        json!({ "start": start, "end": end, "text": format!(" {}", turn.input), "speaker": id(turn), "words": [] })
    };
    json!({ "segments": values(turns, segment), "word_segments": [] }).to_string()
}

fn gong(turns: &[TalkTurn]) -> String {
    let monologue = |turn: &TalkTurn| {
        let (start, end) = millis(turn);
        let sentence = json!({ "start": start, "end": end, "text": turn.input });
        json!({ "speakerId": id(turn), "topic": null, "sentences": [sentence] })
    };
    json!({ "callTranscripts": [{ "callId": "1", "transcript": values(turns, monologue) }] }).to_string()
}
