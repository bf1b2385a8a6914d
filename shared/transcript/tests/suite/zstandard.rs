//! Zstandard around any format.

use transcript::{Hint, Reader};

use crate::gzip::zip;
use crate::reading::{inputs, problem, read, read_every_way, read_with};

pub(crate) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
    encoder.include_checksum(true).expect("a known parameter");
    std::io::Write::write_all(&mut encoder, bytes).expect("memory");
    encoder.finish().expect("memory")
}

const LINES: &[u8] = b"{\"input\":\"a\"}\n{\"input\":\"b\"}\n";

#[test]
fn zstd_is_seen_through_whatever_the_type() {
    for (content_type, name) in [("", ""), ("application/zstd", "t.vtt.zst"), ("application/json", "")] {
        let hint = Hint { content_type: Some(content_type), file_name: Some(name) };
        let bytes: &[u8] = if name.is_empty() { LINES } else { b"WEBVTT\n\n0:1 --> 0:2\na\n\n0:1 --> 0:2\nb\n" };
        assert_eq!(inputs(&read_every_way(hint, &squeeze(bytes))), ["a", "b"], "{content_type}");
    }
}

#[test]
fn frames_follow_one_another_and_some_are_skipped() {
    let skipped = b"\x53\x2a\x4d\x18\x05\0\0\0notes".as_slice();
    let bytes = [skipped, &squeeze(&LINES[..9]), &squeeze(b""), skipped, &squeeze(&LINES[9..])].concat();
    assert_eq!(inputs(&read_every_way(Hint::default(), &bytes)), ["a", "b"]);
}

#[test]
fn truncated_zstd_is_told_from_corrupt() {
    let whole = squeeze(LINES);
    for end in 4..whole.len() {
        assert_eq!(problem(&read(&whole[..end])).0, "zstd_truncated", "{end} of {}", whole.len());
    }
    for at in whole.len() - 4..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        assert_eq!(problem(&read(&bytes)).0, "zstd_corrupt", "byte {at}");
    }
    assert_eq!(problem(&read([whole.as_slice(), b"garbage"].concat())).0, "zstd_corrupt");
    assert_eq!(problem(&read([b"\x28\xb5\x2f\xfd".as_slice(), &[0xFF; 99]].concat())).0, "zstd_corrupt");
}

#[test]
fn compression_twice_is_refused() {
    for bytes in [squeeze(&squeeze(LINES)), zip(&squeeze(LINES))] {
        assert_eq!(problem(&read_every_way(Hint::default(), &bytes)).0, "zstd_nested");
    }
    assert_eq!(problem(&read(squeeze(&zip(LINES)))).0, "gzip_nested");
}

#[test]
fn a_window_has_at_most_8_mebibytes() {
    let squeeze = |window_log| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.window_log(window_log).expect("a known parameter");
        for line in LINES.chunks(LINES.len() / 2) {
            std::io::Write::write_all(&mut encoder, line).expect("memory");
            std::io::Write::flush(&mut encoder).expect("memory");
        }
        encoder.finish().expect("memory")
    };
    assert_eq!(inputs(&read(squeeze(23))), ["a", "b"]);
    assert_eq!(problem(&read(squeeze(24))).0, "zstd_window");
}

#[test]
fn a_bomb_is_defused() {
    let bomb = squeeze(&[vec![b'\n'; 70 << 20].as_slice(), LINES].concat());
    let hint = Hint { content_type: Some("application/x-ndjson"), file_name: None };
    let outcome = read_with(Reader::new(hint).expect("NDJSON"), &bomb, &[1_000]);
    assert_eq!(problem(&outcome).0, "decompresses_too_far");
}
