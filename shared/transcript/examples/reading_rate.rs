//! How fast each format is read, on one core: `cargo run --release -p transcript --example reading_rate`.
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use model::TalkTurn;
use transcript::{Format, Problem, Reader, Sink};

const TURNS: usize = 400_000;
const PIECE: usize = 64 << 10;
const ROUNDS: usize = 5;
const SAID: &str = "I keep thinking about what you said last week, and how it went.";

/// Looks at every turn and keeps none.
#[derive(Default)]
struct Count {
    turns: u64,
    text: usize,
}

impl Sink for Count {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        self.turns += 1;
        self.text += turn.input.len();
        Ok(())
    }

    fn member(&mut self, _: &str, _: &[u8]) -> Result<(), Problem> {
        Ok(())
    }
}

fn turn(index: usize) -> String {
    let speaker = if index.is_multiple_of(2) { "clinician" } else { "client" };
    let text = "I keep thinking about what you said last week, and how it went. ".repeat(1 + index % 3);
    format!(
        r#"{{"input":"{text}","talk_turn_id":"turn-{index}","speaker":{{"id":"{speaker}-1","role":"{speaker}"}},"start_time":"{index}.0","end_time":"{index}.9"}}"#
    )
}

fn cue(index: usize) -> String {
    let (minutes, seconds) = (index / 60, index % 60);
    format!(
        "{index}\n{minutes}:{seconds:02}.000 --> {minutes}:{seconds:02}.900\n<v Speaker {}>I keep thinking about what you said\nlast week &amp; how it went.</v>\n\n",
        index % 2
    )
}

fn measure(name: &str, bytes: &[u8], plain: usize, reader: impl Fn() -> Reader) {
    let best = (0..ROUNDS)
        .map(|_| {
            let (mut reader, mut sink) = (reader(), Count::default());
            let start = Instant::now();
            for piece in bytes.chunks(PIECE) {
                reader.push(piece, &mut sink).expect("sound input");
            }
            reader.finish(&mut sink).expect("sound input");
            (start.elapsed(), sink.turns, sink.text)
        })
        .min()
        .expect("at least one round");
    let (elapsed, turns, text) = best;
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let rate = plain as f64 / elapsed.as_secs_f64() / 1e6;
    println!("{name:<16} {rate:>7.0} MB/s  ({turns} turns, {text} bytes of text)");
}

fn main() {
    let turns: Vec<_> = (0..TURNS).map(turn).collect();
    let lines = turns.join("\n");
    let escaped = lines.replace(". ", r".\n").replace("keep", r"k\u00e9ep");
    let request = format!(r#"{{"user_metadata":{{"a":1}},"talk_turns":[{}]}}"#, turns.join(","));
    let cues = format!("WEBVTT\n\n{}", (0..TURNS).map(cue).collect::<String>());
    let lines_of = |line: &dyn Fn(usize) -> String| (0..TURNS).map(line).collect::<String>();
    let subtitles =
        lines_of(&|index| cue(index).replace("<v Speaker", "Speaker").replace(">I", ": I").replace("</v>", ""));
    let rows = lines_of(&|index| format!("{index},Speaker {},{index}.0,{index}.9,\"{SAID}\"\n", index % 2));
    let rows = format!("id,speaker,start,end,text\n{rows}");
    let plain = lines_of(&|index| format!("Speaker {}: {SAID}\n", index % 2));
    let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let segments =
        lines_of(&|index| format!(r#"{{"start":{index}.0,"end":{index}.9,"text":" {SAID}","speaker":"A"}},"#));
    let whisper = format!(r#"{{"segments":[{}]}}"#, segments.trim_end_matches(','));
    let squeezed = zstd::encode_all(lines.as_bytes(), 3).expect("memory");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(lines.as_bytes()).expect("memory");
    let zipped = encoder.finish().expect("memory");

    let of = |format| move || Reader::of(format);
    measure("ndjson", lines.as_bytes(), lines.len(), of(Format::Ndjson));
    measure("ndjson, escapes", escaped.as_bytes(), escaped.len(), of(Format::Ndjson));
    measure("request", request.as_bytes(), request.len(), of(Format::Request));
    let hint = transcript::Hint::default();
    measure("members only", request.as_bytes(), request.len(), || Reader::members_only(hint).expect("no hint"));
    measure("webvtt", cues.as_bytes(), cues.len(), of(Format::WebVtt));
    measure("srt", subtitles.as_bytes(), subtitles.len(), of(Format::Srt));
    measure("csv", rows.as_bytes(), rows.len(), of(Format::Csv));
    measure("text", plain.as_bytes(), plain.len(), of(Format::Text));
    measure("text, utf-16", &utf16, utf16.len(), of(Format::Text));
    measure("whisper", whisper.as_bytes(), whisper.len(), of(Format::Whisper));
    measure("ndjson in zstd", &squeezed, lines.len(), of(Format::Ndjson));
    measure("ndjson in gzip", &zipped, lines.len(), of(Format::Ndjson));
}
