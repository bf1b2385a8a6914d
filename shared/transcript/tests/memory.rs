//! Memory is bounded whatever the input: every allocation of this program is counted.
//!
//! One test only, so that nothing else allocates meanwhile.
#![expect(unsafe_code, reason = "an allocator that counts can only be written so; it hands on to the system's")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use model::TalkTurn;
use transcript::{Format, Hint, Problem, Reader, Sink};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is the system allocator's own, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::SeqCst) + layout.size();
        PEAK.fetch_max(now, Ordering::SeqCst);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Keeps nothing.
struct Nothing;

impl Sink for Nothing {
    fn turn(&mut self, _: TalkTurn) -> Result<(), Problem> {
        Ok(())
    }

    fn member(&mut self, _: &str, _: &[u8]) -> Result<(), Problem> {
        Ok(())
    }
}

const MEBIBYTE: usize = 1 << 20;
const PIECE: usize = 64 << 10;

/// Pushes `head`, then `body` until `bytes` have gone in; returns how much memory that took at most.
fn peak(reader: Reader, head: &[u8], body: &[u8], bytes: usize) -> (usize, Result<(), Problem>) {
    let piece: Vec<u8> = body.iter().copied().cycle().take(PIECE - PIECE % body.len()).collect();
    let before = NOW.load(Ordering::SeqCst);
    PEAK.store(before, Ordering::SeqCst);
    let result = push(reader, head, &piece, bytes);
    (PEAK.load(Ordering::SeqCst) - before, result)
}

fn push(mut reader: Reader, head: &[u8], piece: &[u8], bytes: usize) -> Result<(), Problem> {
    reader.push(head, &mut Nothing)?;
    for _ in 0..bytes / piece.len() {
        reader.push(piece, &mut Nothing)?;
    }
    reader.finish(&mut Nothing)
}

#[test]
fn memory_is_bounded_whatever_comes() {
    let sniffed = || Reader::new(Hint::default()).expect("no hint");
    let filler = b"all work and no play ".as_slice();
    let turn = b"{\"input\":\"a\",\"x\":[{\"y\":1}]}".as_slice();
    let cases = [
        (
            "a text that never ends",
            Reader::of(Format::TurnArray),
            b"[{\"input\":\"".as_slice(),
            filler,
            "turn_too_long",
        ),
        ("an unknown member that never ends", Reader::of(Format::Ndjson), b"{\"x\":\"", filler, "json_truncated"),
        ("a name that never ends", Reader::of(Format::Ndjson), b"{\"", filler, "key_too_long"),
        ("a number that never ends", Reader::of(Format::Ndjson), b"{\"x\":", b"1", "number_too_long"),
        ("a request's member that never ends", Reader::of(Format::Request), b"{\"x\":\"", filler, "members_too_large"),
        ("brackets without end", Reader::of(Format::TurnArray), b"[{\"x\":", b"[", "json_nesting"),
        ("turns without end", Reader::of(Format::Ndjson), b"", &[turn, b"\n"].concat(), ""),
        (
            "a request without end",
            sniffed(),
            b"{\"talk_turns\":[{\"input\":\"\"}",
            &[b",", turn].concat(),
            "json_truncated",
        ),
        ("blank lines without end", sniffed(), b"", b"\n", "format_unknown"),
        ("an object that never says what it is", sniffed(), b"{\"x\":\"", filler, "members_too_large"),
        ("a line that never ends", Reader::of(Format::WebVtt), b"WEBVTT\n\n", filler, "line_too_long"),
        ("a cue that never ends", Reader::of(Format::WebVtt), b"WEBVTT\n\n0:1 --> 0:2\n", b"more\n", "turn_too_long"),
        ("lines that name nobody", Reader::of(Format::Text), b"", b"all work and no play\n", ""),
        ("lines that name somebody", Reader::of(Format::Text), b"", b"Ana: all work and no play\n", ""),
        ("a line of text that never ends", Reader::of(Format::Text), b"", filler, "turn_too_long"),
        ("a caption that never ends", Reader::of(Format::Srt), b"1\n0:1 --> 0:2\n", b"more\n", "turn_too_long"),
        ("captions without end", Reader::of(Format::Srt), b"", b"1\n0:1 --> 0:2\n\n", ""),
        ("a quote that never ends", Reader::of(Format::Csv), b"text\n\"", filler, "row_too_long"),
        ("a row that never ends", Reader::of(Format::Csv), b"text\n", b"a,", "row_too_long"),
        ("a header that never ends", Reader::of(Format::Csv), b"text", b"a,", "row_too_long"),
        ("rows without end", Reader::of(Format::Csv), b"id,text\n", b"1,all work\n", ""),
        ("notes that never end", Reader::of(Format::Otter), b"Ana  0:01\n", b"more\n", "turn_too_long"),
        (
            "messages without end",
            sniffed(),
            b"[{\"content\":\"\"}",
            b",{\"role\":\"user\",\"content\":\"x\"}",
            "json_truncated",
        ),
        (
            "segments without end",
            sniffed(),
            b"{\"segments\":[{\"text\":\"\"}",
            b",{\"text\":\"x\",\"words\":[{\"word\":\"y\"}]}",
            "json_truncated",
        ),
        ("a comment that never ends", Reader::of(Format::WebVtt), b"WEBVTT\n\nNOTE\n", b"more\n", "no_turns"),
    ];
    for (name, reader, head, body, code) in cases {
        // What takes long to settle is kept until then, at most 8 MiB (and 4 while that grows).
        let sniffs = matches!(code, "format_unknown" | "members_too_large");
        let (peak, result) = peak(reader, head, body, 12 * MEBIBYTE);
        assert_eq!(result.err().map_or("", |problem| problem.code), code, "{name}");
        let bound = if sniffs { 20 } else { 4 };
        assert!(peak < bound * MEBIBYTE, "{name} took {peak} bytes");
    }

    // Words are held for what may come after them, up to a bound that counts more than their bytes.
    let (head, words) = (b"{\"words\":[{\"word\":\"x\"}", b",{\"word\":\"y\",\"start\":1,\"end\":2}");
    let (held, result) = peak(Reader::of(Format::Whisper), head, words, 48 * MEBIBYTE);
    assert_eq!(result.expect_err("too many words").code, "join_too_large");
    assert!(held < 160 * MEBIBYTE, "words took {held} bytes");

    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b' '; 16 * MEBIBYTE]).expect("memory");
    let zipped = encoder.finish().expect("memory");
    let (peak, _) = peak(Reader::of(Format::Ndjson), &zipped, b"x", 0);
    assert!(peak < MEBIBYTE, "one push of a dense gzip file took {peak} bytes");
}
