//! Gzip around any format.

use std::io::Write as _;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use transcript::{Hint, Reader};

use crate::reading::{inputs, problem, read, read_every_way, read_with};

pub(crate) fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

const LINES: &[u8] = b"{\"input\":\"a\"}\n{\"input\":\"b\"}\n";

#[test]
fn gzip_is_seen_through_whatever_the_type() {
    for (content_type, name) in [("", ""), ("application/gzip", "t.vtt.gz"), ("application/json", "")] {
        let hint = Hint { content_type: Some(content_type), file_name: Some(name) };
        let bytes: &[u8] = if name.is_empty() { LINES } else { b"WEBVTT\n\n0:1 --> 0:2\na\n\n0:1 --> 0:2\nb\n" };
        let outcome = read_every_way(hint, &zip(bytes));
        assert_eq!(inputs(&outcome), ["a", "b"], "{content_type}");
    }
}

#[test]
fn every_optional_part_of_a_header_is_passed_over() {
    let mut header =
        GzBuilder::new().filename("t.jsonl").comment("c").extra([7; 300]).write(Vec::new(), Compression::fast());
    header.write_all(LINES).expect("memory");
    let mut bytes = header.finish().expect("memory");
    assert_eq!(inputs(&read_every_way(Hint::default(), &bytes)), ["a", "b"]);
    bytes[3] |= 0b0010_0000;
    assert_eq!(problem(&read(bytes)).0, "gzip_corrupt");
}

#[test]
fn members_follow_one_another() {
    let bytes = [zip(&LINES[..9]), zip(b""), zip(&LINES[9..])].concat();
    assert_eq!(inputs(&read_every_way(Hint::default(), &bytes)), ["a", "b"]);
}

#[test]
fn truncated_gzip_is_told_from_corrupt() {
    let whole = zip(LINES);
    for end in 2..whole.len() {
        assert_eq!(problem(&read(&whole[..end])).0, "gzip_truncated", "{end} of {}", whole.len());
    }
    for at in whole.len() - 8..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        assert_eq!(problem(&read(&bytes)).0, "gzip_corrupt", "byte {at}");
    }
    assert_eq!(problem(&read([whole.as_slice(), b"x"].concat())).0, "gzip_corrupt");
    assert_eq!(problem(&read([whole.as_slice(), b"\x1f"].concat())).0, "gzip_truncated");
    assert_eq!(problem(&read([whole.as_slice(), b"\x1f\x8c"].concat())).0, "gzip_corrupt");
    let mut method = whole;
    method[2] = 7;
    assert_eq!(problem(&read(method)).0, "gzip_corrupt");
}

#[test]
fn gzip_in_gzip_is_refused() {
    assert_eq!(problem(&read_every_way(Hint::default(), &zip(&zip(LINES)))).0, "gzip_nested");
    let hint = Hint { content_type: Some("text/vtt"), file_name: None };
    assert_eq!(problem(&read_every_way(hint, &zip(&zip(LINES)))).0, "gzip_nested");
}

#[test]
fn a_bomb_is_defused_and_a_dense_file_is_not_a_bomb() {
    let blank_lines = |mebibytes: usize| zip(&[vec![b'\n'; mebibytes << 20].as_slice(), LINES].concat());
    let hint = Hint { content_type: Some("application/x-ndjson"), file_name: None };
    let (dense, bomb) = (blank_lines(60), blank_lines(70));
    let read = |bytes: &[u8]| read_with(Reader::new(hint).expect("NDJSON"), bytes, &[1_000]);
    assert_eq!(inputs(&read(&dense)), ["a", "b"]);
    assert_eq!(problem(&read(&bomb)).0, "decompresses_too_far");
}
