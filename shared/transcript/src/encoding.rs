//! Whatever a text is encoded in, to UTF-8.
//!
//! A byte-order mark decides, then the zeros of UTF-16 without one, then the charset that the content type
//! names; everything else is taken for UTF-8 and passed on as it is: whether it is that, and what to do if
//! not, is the parsers' affair (JSON and WebVTT are UTF-8 by their standards; a line of a looser format that
//! is not is taken for Windows-1252, see [`text_of`]).
//! Deliberately absent: guessing any other encoding from the text.

use std::borrow::Cow;
use std::mem;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::problem::Problem;

/// Enough to tell by.
const HEAD_BYTES: usize = 4;
/// UTF-8 handed on at a time.
const WINDOW: usize = 16 << 10;

/// Takes UTF-8, or what is taken for it.
pub(crate) type Out<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Problem>;

/// Decodes what is pushed.
pub(crate) struct Decoding {
    charset: Option<&'static Encoding>,
    stage: Stage,
}

enum Stage {
    Unknown(Vec<u8>),
    Utf8,
    Other { decoder: Box<Decoder>, window: Vec<u8> },
}

impl Decoding {
    /// `charset` is what the content type says, if it may.
    pub(crate) fn new(charset: Option<&'static Encoding>) -> Self {
        Self { charset, stage: Stage::Unknown(Vec::new()) }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Problem> {
        match &mut self.stage {
            Stage::Unknown(head) => {
                let missing = HEAD_BYTES.saturating_sub(head.len()).min(bytes.len());
                let (more, rest) = bytes.split_at(missing);
                head.extend_from_slice(more);
                if head.len() < HEAD_BYTES {
                    return Ok(());
                }
                self.settle(out)?;
                self.push(rest, out)
            }
            Stage::Utf8 => out(bytes),
            Stage::Other { decoder, window } => decode(decoder, window, bytes, false, out),
        }
    }

    /// The input has ended.
    pub(crate) fn finish(&mut self, out: Out<'_>) -> Result<(), Problem> {
        if matches!(self.stage, Stage::Unknown(_)) {
            self.settle(out)?;
        }
        match &mut self.stage {
            Stage::Other { decoder, window } => decode(decoder, window, b"", true, out),
            Stage::Unknown(_) | Stage::Utf8 => Ok(()),
        }
    }

    fn settle(&mut self, out: Out<'_>) -> Result<(), Problem> {
        let Stage::Unknown(head) = &mut self.stage else { return Ok(()) };
        let head = mem::take(head);
        let (encoding, mark) = match *head.as_slice() {
            [0xFF, 0xFE, 0, 0] | [0, 0, 0xFE, 0xFF] => return Err(unsupported()),
            [0xFF, 0xFE, ..] => (UTF_16LE, 2),
            [0xFE, 0xFF, ..] => (UTF_16BE, 2),
            [0xEF, 0xBB, 0xBF, ..] => (UTF_8, 0),
            [1..=255, 0, 1..=255, 0] => (UTF_16LE, 0),
            [0, 1..=255, 0, 1..=255] => (UTF_16BE, 0),
            _ => (self.charset.unwrap_or(UTF_8), 0),
        };
        self.stage = if encoding == UTF_8 {
            Stage::Utf8
        } else {
            let decoder = Box::new(encoding.new_decoder_without_bom_handling());
            Stage::Other { decoder, window: vec![0; WINDOW] }
        };
        self.push(&head[mark..], out)
    }
}

fn decode(decoder: &mut Decoder, window: &mut [u8], mut bytes: &[u8], last: bool, out: Out<'_>) -> Result<(), Problem> {
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, window, last);
        out(&window[..written])?;
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return Ok(()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                let detail = format!("expected the text to be sound {}", decoder.encoding().name());
                return Err(Problem::new("encoding_invalid", detail));
            }
        }
    }
}

fn unsupported() -> Problem {
    Problem::new("encoding_unsupported", "expected UTF-8 or UTF-16")
}

/// A line or field of a format that says nothing about its encoding: UTF-8, or else Windows-1252, of which
/// Latin-1 is a part and in which every byte is something.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], charset: Option<&'static Encoding>, size: usize) -> Result<Vec<u8>, Problem> {
        let (mut decoding, mut text) = (Decoding::new(charset), Vec::new());
        let mut out = |piece: &[u8]| {
            text.extend_from_slice(piece);
            Ok(())
        };
        for piece in bytes.chunks(size) {
            decoding.push(piece, &mut out)?;
        }
        decoding.finish(&mut out)?;
        Ok(text)
    }

    #[test]
    fn utf16_is_told_by_its_mark_or_its_zeros() {
        let text = "Ana: ça va? 😀\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (mark, bytes) in [(&b""[..], &little), (b"\xFF\xFE", &little), (b"", &big), (b"\xFE\xFF", &big)] {
            for size in [1, 3, 1_000] {
                let found = decoded(&[mark, bytes].concat(), None, size);
                assert_eq!(found.as_deref(), Ok(text.as_bytes()), "{mark:?} by {size}");
            }
        }
    }

    #[test]
    fn a_mark_outweighs_the_charset_and_the_charset_the_bytes() {
        assert_eq!(decoded(b"caf\xe9", Some(WINDOWS_1252), 2).as_deref(), Ok("café".as_bytes()));
        assert_eq!(decoded("\u{FEFF}é".as_bytes(), Some(WINDOWS_1252), 9).as_deref(), Ok("\u{FEFF}é".as_bytes()));
        assert_eq!(decoded(b"caf\xe9", None, 2).as_deref(), Ok(&b"caf\xe9"[..]), "left to the parser");
    }

    #[test]
    fn broken_utf16_is_a_problem_and_so_is_utf32() {
        for bytes in [&b"\xFF\xFEa\0\0\xd8a\0"[..], b"\xFF\xFEa\0b", b"\xFE\xFF\0a\xd8\0"] {
            for size in [1, 100] {
                assert_eq!(decoded(bytes, None, size).expect_err("broken").code, "encoding_invalid");
            }
        }
        assert_eq!(decoded(b"\xFF\xFE\0\0a\0\0\0", None, 3).expect_err("UTF-32").code, "encoding_unsupported");
    }

    #[test]
    fn a_line_that_is_no_utf8_is_windows_1252() {
        assert_eq!(text_of("déjà".as_bytes()), "déjà");
        assert_eq!(text_of(b"d\xe9j\xe0 \x93vu\x94"), "déjà “vu”");
    }
}
