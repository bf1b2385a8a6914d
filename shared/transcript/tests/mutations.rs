//! A hundred thousand mutations of every format's fixtures: no panic, no hang, bounded memory, and the same
//! outcome however the input is cut.
//!
//! Mutations are pseudorandom from a fixed seed, so a failure repeats. Builds with debug assertions try
//! fewer of them. Allocations are counted per thread.
#![expect(unsafe_code, reason = "an allocator that counts can only be written so; it hands on to the system's")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use model::TalkTurn;
use transcript::{Format, Hint, Problem, Reader, Sink};

const ROUNDS: u32 = if cfg!(debug_assertions) { 20_000 } else { 100_000 };
const MAX_INPUT: usize = 16 << 10;
/// Far more than any reading of so small an input takes.
const MAX_MEMORY: isize = 4 << 20;
const MAX_TIME: Duration = Duration::from_secs(10);

struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    NOW.set(NOW.get() + bytes);
    PEAK.set(PEAK.get().max(NOW.get()));
}

// SAFETY: every call is the system allocator's own, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A small generator, good enough to choose by (`splitmix64`).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b": ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b";",
    b"|",
    b"\"\"",
    b"-->",
    b" --> ",
    b"00:00:01,000",
    b"1:00",
    b"<v ",
    b"<b>",
    b">",
    b"{\\",
    b"&#0;",
    b"1e999",
    b"-",
    b"0",
    b"18446744073709551616",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"\xff",
    b"\xe2\x82",
    b"\xf0\x9f\x98\x80",
    b"\0",
    b"  0:03",
    b"Ana: ",
    b"WEBVTT",
    b"\"input\":",
    b"\"text\":",
    b"\"words\":[",
    b"\"start\":",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
];

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(40)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] = chance.next().to_le_bytes()[0],
            1 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.splice(at..at, chance.pick(TOKENS).iter().copied())),
            3 => drop(bytes.drain(at.min(end)..end)),
            4 => {
                let piece = bytes[at.min(end)..end].repeat(1 + chance.below(20));
                drop(bytes.splice(at..at, piece));
            }
            5 => {
                let other = chance.pick(seeds);
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(80)).min(other.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
            _ if chance.below(4) == 0 => bytes.truncate(at),
            _ => {}
        }
        bytes.truncate(MAX_INPUT);
    }
}

#[derive(Debug, Default, PartialEq)]
struct Outcome {
    turns: Vec<TalkTurn>,
    broken: Vec<Problem>,
    problem: Option<Problem>,
}

impl Sink for Outcome {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        self.turns.push(turn);
        Ok(())
    }

    fn member(&mut self, _: &str, _: &[u8]) -> Result<(), Problem> {
        Ok(())
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.broken.push(problem);
        Ok(())
    }
}

fn read(mut reader: Reader, bytes: &[u8], size: usize) -> Outcome {
    let mut outcome = Outcome::default();
    for piece in bytes.chunks(size) {
        if let Err(problem) = reader.push(piece, &mut outcome) {
            outcome.problem = Some(problem);
            return outcome;
        }
    }
    outcome.problem = reader.finish(&mut outcome).err();
    outcome
}

fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| !path.to_string_lossy().ends_with(".expected.json"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a readable fixture")).collect()
}

/// Mutates the fixtures of a folder, wraps them, mutates again, and reads them by their format and by their
/// content.
fn survives(folder: &str, format: Format, wrap: fn(&[u8]) -> Vec<u8>, mutate_outside: bool) {
    let (seeds, mut chance) = (seeds(folder), Chance(0x000C_0110_C0E5));
    for round in 0..ROUNDS {
        let mut bytes = chance.pick(&seeds).clone();
        mutate(&mut bytes, &seeds, &mut chance);
        bytes = wrap(&bytes);
        if mutate_outside && round % 2 == 0 {
            mutate(&mut bytes, &seeds, &mut chance);
        }
        let reader = || {
            if round % 4 == 0 { Reader::new(Hint::default()).expect("no hint") } else { Reader::of(format) }
        };
        let (before, began) = (NOW.get(), Instant::now());
        PEAK.set(before);
        let whole = read(reader(), &bytes, usize::MAX);
        let (taken, peak) = (began.elapsed(), PEAK.get() - before);
        assert!(peak < MAX_MEMORY, "round {round} took {peak} bytes");
        assert!(taken < MAX_TIME, "round {round} took {taken:?}");
        if round % 8 == 0 {
            let size = 1 + chance.below(9);
            assert_eq!(read(reader(), &bytes, size), whole, "round {round} in pieces of {size}");
        }
    }
}

fn bare(bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).expect("memory")
}

fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    [b"\xFF\xFE".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

macro_rules! survivors {
    ($($name:ident: $folder:literal $format:ident $wrap:ident $outside:literal;)*) => {
        $(#[test] fn $name() { survives($folder, Format::$format, $wrap, $outside); })*

        #[test]
        fn every_format_is_among_them() {
            let tried = [$(Format::$format),*];
            assert!(Format::ALL.iter().all(|format| tried.contains(format)));
        }
    };
}

survivors! {
    requests: "request" Request bare false;
    turn_arrays: "turns" TurnArray bare false;
    ndjson: "ndjson" Ndjson bare false;
    webvtt: "webvtt" WebVtt bare false;
    srt: "srt" Srt bare false;
    csv: "csv" Csv bare false;
    tsv: "tsv" Tsv bare false;
    text: "text" Text bare false;
    otter: "otter" Otter bare false;
    chat: "chat" Chat bare false;
    context: "context" Context bare false;
    aws_transcribe: "aws_transcribe" AwsTranscribe bare false;
    call_analytics: "call_analytics" CallAnalytics bare false;
    deepgram: "deepgram" Deepgram bare false;
    assemblyai: "assemblyai" AssemblyAi bare false;
    whisper: "whisper" Whisper bare false;
    google: "google" GoogleStt bare false;
    gong: "gong" Gong bare false;
    in_gzip: "turns" TurnArray gzip true;
    in_zstd: "turns" TurnArray zstandard true;
    in_utf16: "csv" Csv utf16 true;
}
