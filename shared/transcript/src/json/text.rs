//! A string's content, piece by piece: escapes, UTF-8 and length, each judged at the byte that shows it.

use memchr::memchr2;

/// What is wrong inside a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TextFault {
    Utf8,
    Control,
    Escape,
    Surrogate,
    TooLong,
}

/// How far into an escape sequence the input has come. `high` is a surrogate that waits for its other half.
#[derive(Clone, Copy, Debug)]
enum Escape {
    None,
    /// After a high surrogate: the backslash of its other half must come.
    Owed {
        high: u16,
    },
    /// After a backslash.
    Begun {
        high: Option<u16>,
    },
    /// Among the four hexadecimal digits.
    Hex {
        high: Option<u16>,
        value: u16,
        digits: u8,
    },
}

/// A string that is being read.
#[derive(Debug)]
pub(super) struct Text {
    kept: String,
    keep: bool,
    /// Bytes of decoded text so far, and at most.
    len: usize,
    limit: usize,
    /// The beginning of a character that the last piece cut.
    cut: [u8; 4],
    cut_len: usize,
    escape: Escape,
}

impl Text {
    pub(super) fn new() -> Self {
        Self { kept: String::new(), keep: false, len: 0, limit: 0, cut: [0; 4], cut_len: 0, escape: Escape::None }
    }

    /// Begins a string; `limit` is `None` for one that is only validated.
    pub(super) fn start(&mut self, limit: Option<usize>) {
        self.kept.clear();
        self.keep = limit.is_some();
        self.len = 0;
        self.limit = limit.unwrap_or(usize::MAX);
        self.cut_len = 0;
        self.escape = Escape::None;
    }

    /// The text, once [`Text::feed`] has met its end.
    pub(super) fn kept(&self) -> &str {
        &self.kept
    }

    /// Reads on. Returns how many bytes were used, and whether the closing quote was the last of them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(usize, bool), TextFault> {
        let mut at = 0;
        while at < bytes.len() {
            if !matches!(self.escape, Escape::None) {
                self.escaped(bytes[at])?;
                at += 1;
                continue;
            }
            let end = memchr2(b'"', b'\\', &bytes[at..]).map(|found| at + found);
            self.plain(&bytes[at..end.unwrap_or(bytes.len())])?;
            let Some(end) = end else { return Ok((bytes.len(), false)) };
            if self.cut_len > 0 {
                return Err(TextFault::Utf8);
            }
            at = end + 1;
            if bytes[end] == b'"' {
                return Ok((at, true));
            }
            self.escape = Escape::Begun { high: None };
        }
        Ok((at, false))
    }

    /// A piece without quotes and backslashes. It is judged up to the length limit first, so that the
    /// same fault is found whether the piece came whole or byte by byte.
    fn plain(&mut self, piece: &[u8]) -> Result<(), TextFault> {
        let within = &piece[..piece.len().min(self.limit - self.len)];
        let control = if has_control(within) { within.iter().position(|byte| *byte < 0x20) } else { None };
        self.utf8(&within[..control.unwrap_or(within.len())])?;
        if control.is_some() {
            return Err(TextFault::Control);
        }
        self.len += within.len();
        if within.len() < piece.len() { Err(TextFault::TooLong) } else { Ok(()) }
    }

    fn utf8(&mut self, mut piece: &[u8]) -> Result<(), TextFault> {
        while self.cut_len > 0
            && let Some((first, rest)) = piece.split_first()
        {
            self.cut[self.cut_len] = *first;
            self.cut_len += 1;
            piece = rest;
            match str::from_utf8(&self.cut[..self.cut_len]) {
                Ok(whole) => {
                    if self.keep {
                        self.kept.push_str(whole);
                    }
                    self.cut_len = 0;
                }
                Err(e) if e.error_len().is_none() => {}
                Err(_) => return Err(TextFault::Utf8),
            }
        }
        let valid = match str::from_utf8(piece) {
            Ok(valid) => valid,
            Err(e) if e.error_len().is_none() => {
                let (whole, cut) = piece.split_at(e.valid_up_to());
                self.cut[..cut.len()].copy_from_slice(cut);
                self.cut_len = cut.len();
                str::from_utf8(whole).map_err(|_| TextFault::Utf8)?
            }
            Err(_) => return Err(TextFault::Utf8),
        };
        if self.keep {
            self.kept.push_str(valid);
        }
        Ok(())
    }

    /// One byte of an escape sequence.
    fn escaped(&mut self, byte: u8) -> Result<(), TextFault> {
        match self.escape {
            Escape::Owed { high } if byte == b'\\' => self.escape = Escape::Begun { high: Some(high) },
            Escape::Begun { high } if byte == b'u' => self.escape = Escape::Hex { high, value: 0, digits: 0 },
            Escape::Owed { .. } | Escape::Begun { high: Some(_) } => return Err(TextFault::Surrogate),
            Escape::Begun { high: None } => self.push(simple_escape(byte).ok_or(TextFault::Escape)?)?,
            Escape::Hex { high, value, digits } => {
                let digit = char::from(byte).to_digit(16).ok_or(TextFault::Escape)?;
                let value = value << 4 | u16::try_from(digit).expect("a hexadecimal digit is below 16");
                if digits < 3 {
                    self.escape = Escape::Hex { high, value, digits: digits + 1 };
                } else {
                    self.unit(high, value)?;
                }
            }
            Escape::None => {}
        }
        Ok(())
    }

    /// A whole `\uXXXX`.
    fn unit(&mut self, high: Option<u16>, value: u16) -> Result<(), TextFault> {
        if high.is_none() && (0xD800..0xDC00).contains(&value) {
            self.escape = Escape::Owed { high: value };
            return Ok(());
        }
        let decoded = char::decode_utf16(high.into_iter().chain([value])).next();
        self.push(decoded.and_then(Result::ok).ok_or(TextFault::Surrogate)?)
    }

    fn push(&mut self, decoded: char) -> Result<(), TextFault> {
        self.escape = Escape::None;
        if decoded.len_utf8() > self.limit - self.len {
            return Err(TextFault::TooLong);
        }
        self.len += decoded.len_utf8();
        if self.keep {
            self.kept.push(decoded);
        }
        Ok(())
    }
}

fn simple_escape(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' | b'\\' | b'/' => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}

/// A string that needs no decoding, or `None` when [`Text`] must look closer.
pub(super) fn plain(bytes: &[u8], limit: usize) -> Option<&str> {
    if bytes.len() > limit || has_control(bytes) { None } else { str::from_utf8(bytes).ok() }
}

/// Without an early return, so that it is done many bytes at a time.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < 0x20
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], limit: usize) -> Result<String, TextFault> {
        let mut whole = Text::new();
        whole.start(Some(limit));
        let at_once = whole.feed(bytes).map(|end| (end, whole.kept().to_owned()));
        let mut pieces = Text::new();
        pieces.start(Some(limit));
        let bytewise =
            bytes.iter().try_for_each(|byte| pieces.feed(&[*byte]).map(drop)).map(|()| pieces.kept().to_owned());
        assert_eq!(at_once.clone().map(|(_, text)| text), bytewise);
        let ((used, done), text) = at_once?;
        assert!(used == bytes.len() && done, "the closing quote is the last byte");
        Ok(text)
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(read(br#"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z""#, 99).as_deref(), Ok("a\"\\/\u{8}\u{C}\n\r\té😀z"));
        assert_eq!(read("ä😀\"".as_bytes(), 99).as_deref(), Ok("ä😀"));
    }

    #[test]
    fn faults_are_told_apart() {
        for (bytes, fault) in [
            (&br#"\x""#[..], TextFault::Escape),
            (br#"\u12g4""#, TextFault::Escape),
            (br#"\ud800""#, TextFault::Surrogate),
            (br#"\ud800\n""#, TextFault::Surrogate),
            (br#"\ud800\u0041""#, TextFault::Surrogate),
            (br#"\udc00""#, TextFault::Surrogate),
            (b"a\nb\"", TextFault::Control),
            (b"\xff\"", TextFault::Utf8),
            (b"\xe2\x82\"", TextFault::Utf8),
            (b"\xe2\x82\\n\"", TextFault::Utf8),
            (b"\xe2\x0a\"", TextFault::Control),
            (b"\xc0\x80\"", TextFault::Utf8),
            (b"\xed\xa0\x80\"", TextFault::Utf8),
        ] {
            assert_eq!(read(bytes, 99), Err(fault));
        }
    }

    #[test]
    fn the_limit_counts_decoded_bytes() {
        assert_eq!(read(br#"\u00e9\u00e9""#, 4).as_deref(), Ok("éé"));
        assert_eq!(read(br#"\u00e9\u00e9""#, 3), Err(TextFault::TooLong));
        assert_eq!(read(b"abcd\"", 4).as_deref(), Ok("abcd"));
        assert_eq!(read(b"abcd\xff\"", 4), Err(TextFault::TooLong));
        assert_eq!(read(b"abc\xff\"", 4), Err(TextFault::Utf8));
    }
}
