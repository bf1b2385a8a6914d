//! A language's name, as ISO 639-1 has it.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected};
use serde::{Deserialize, Serialize, Serializer};

/// The two lower-case letters of ISO 639-1. "und" is no language: where nothing is sure there is `None`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

impl Language {
    pub(crate) const fn new(code: [u8; 2]) -> Self {
        assert!(code[0].is_ascii_lowercase() && code[1].is_ascii_lowercase(), "a code is two lower-case letters");
        Self(code)
    }

    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).expect("a code is two letters of ASCII")
    }

    /// Whether its words stand without blanks between them, so that they cannot be counted by looking.
    pub(crate) fn runs_on(self) -> bool {
        matches!(&self.0, b"ja" | b"zh" | b"th" | b"lo" | b"km" | b"my")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        match *code.as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([a, b])),
            _ => Err(D::Error::invalid_value(Unexpected::Str(&code), &"two lower-case letters")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_stored_as_its_letters_and_nothing_else_is_read() {
        let welsh = Language::new(*b"cy");
        assert_eq!(serde_json::to_string(&welsh).expect("a string"), "\"cy\"");
        assert_eq!(serde_json::from_str::<Language>("\"cy\"").expect("two letters"), welsh);
        for other in ["\"und\"", "\"CY\"", "\"\"", "\"ü\"", "5"] {
            assert!(serde_json::from_str::<Language>(other).is_err(), "{other}");
        }
    }
}
