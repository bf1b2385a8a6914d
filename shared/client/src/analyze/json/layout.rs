//! JSON laid out for reading, as it passes by.
//!
//! What must stay true: only space between tokens changes, so numbers and strings keep every byte; memory is one number.

use std::io::{self, Write};

/// Writes JSON of any layout on, two spaces to a level.
pub(super) struct Layout<'w, W> {
    out: &'w mut W,
    depth: usize,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Between,
    /// Behind an opening bracket: nothing stands in it yet.
    Opened,
    Text,
    /// Behind a backslash in a text.
    Escaped,
}

impl<'w, W: Write> Layout<'w, W> {
    pub(super) fn new(out: &'w mut W) -> Self {
        Self { out, depth: 0, place: Place::Between }
    }

    fn line(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        for _ in 0..self.depth {
            self.out.write_all(b"  ")?;
        }
        Ok(())
    }

    fn token(&mut self, byte: u8) -> io::Result<()> {
        let was_opened = std::mem::replace(&mut self.place, Place::Between) == Place::Opened;
        match byte {
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if !was_opened {
                    self.line()?;
                }
                return self.out.write_all(&[byte]);
            }
            _ if was_opened => self.line()?,
            _ => {}
        }
        self.out.write_all(&[byte])?;
        match byte {
            b'{' | b'[' => {
                self.depth += 1;
                self.place = Place::Opened;
            }
            b',' => self.line()?,
            b':' => self.out.write_all(b" ")?,
            b'"' => self.place = Place::Text,
            _ => {}
        }
        Ok(())
    }
}

impl<W: Write> Write for Layout<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            match self.place {
                Place::Text | Place::Escaped => {
                    self.out.write_all(&[byte])?;
                    self.place = match (self.place, byte) {
                        (Place::Text, b'"') => Place::Between,
                        (Place::Text, b'\\') => Place::Escaped,
                        _ => Place::Text,
                    };
                }
                _ if byte.is_ascii_whitespace() => {}
                Place::Between | Place::Opened => self.token(byte)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_space_between_tokens_changes_however_the_bytes_are_cut() {
        let json = r#"{"a": [1.00,{}, [ ] ,"x\"{ ]\\"],"b":null,"c":{"d":-1e3}}"#;
        let laid_out = "{\n  \"a\": [\n    1.00,\n    {},\n    [],\n    \"x\\\"{ ]\\\\\"\n  ],\n  \"b\": null,\n  \"c\": {\n    \"d\": -1e3\n  }\n}";
        for cut in 1..=json.len() {
            let mut out = Vec::new();
            let mut layout = Layout::new(&mut out);
            for piece in json.as_bytes().chunks(cut) {
                layout.write_all(piece).expect("a vector takes everything");
            }
            assert_eq!(String::from_utf8(out).expect("UTF-8 went in"), laid_out);
        }
    }
}
