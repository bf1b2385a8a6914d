//! Encodings other than UTF-8.

use transcript::Hint;

use crate::reading::{inputs, problem, read_every_way};

fn hint<'a>(content_type: &'a str, file_name: &'a str) -> Hint<'a> {
    Hint { content_type: Some(content_type), file_name: Some(file_name) }
}

#[test]
fn utf16_is_read_in_every_format() {
    for (name, text) in [
        ("a.json", "[{\"input\":\"é 😀\"}]"),
        ("a.jsonl", "{\"input\":\"é 😀\"}\n"),
        ("a.vtt", "WEBVTT\n\n00:01.0 --> 00:02.0\né 😀\n"),
        ("a.srt", "1\n00:00:01,0 --> 00:00:02,0\né 😀\n"),
        ("a.csv", "text\né 😀\n"),
        ("a.txt", "é 😀\n"),
    ] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [[b"\xFF\xFE", little.as_slice()].concat(), [b"\xFE\xFF", big.as_slice()].concat()] {
            assert_eq!(inputs(&read_every_way(hint("", name), &bytes)), ["é 😀"], "{name}");
        }
    }
    let unmarked: Vec<u8> = "[{\"input\":\"é\"}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(inputs(&read_every_way(hint("", ""), &unmarked)), ["é"]);
}

#[test]
fn looser_formats_may_be_windows_1252_line_by_line() {
    for (name, bytes) in [
        ("a.srt", &b"1\n00:00:01,0 --> 00:00:02,0\ncaf\xe9 \x80\n"[..]),
        ("a.csv", b"text\ncaf\xe9 \x80\n"),
        ("a.tsv", b"text\ncaf\xe9 \x80\n"),
        ("a.txt", b"caf\xe9 \x80\n"),
    ] {
        assert_eq!(inputs(&read_every_way(hint("", name), bytes)), ["café €"], "{name}");
    }
    let mixed = b"Ana: caf\xe9\nBen: caf\xc3\xa9\n";
    assert_eq!(inputs(&read_every_way(hint("text/plain", ""), mixed)), ["café", "café"]);
}

#[test]
fn a_charset_is_believed_where_the_format_leaves_it_open() {
    let bytes = "text\n\u{3042}\n";
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(bytes);
    assert_eq!(inputs(&read_every_way(hint("text/csv; charset=Shift_JIS", ""), &shift_jis)), ["\u{3042}"]);
    assert_eq!(inputs(&read_every_way(hint("text/plain;charset=\"latin1\"", ""), b"Z\xc3\xa9: x\xe9")), ["xé"]);
    for (content_type, bytes) in [
        ("application/json; charset=latin1", &b"[{\"input\":\"caf\xe9\"}]"[..]),
        ("application/x-ndjson; charset=latin1", b"{\"input\":\"caf\xe9\"}"),
        ("text/vtt; charset=latin1", b"WEBVTT\n\n00:01.0 --> 00:02.0\ncaf\xe9\n"),
    ] {
        assert_eq!(problem(&read_every_way(hint(content_type, ""), bytes)).0, "utf8_invalid", "{content_type}");
    }
}
