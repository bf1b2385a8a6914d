//! What a message is signed with.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const PREFIX: &str = "whsec_";
/// What the specification allows.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that an endpoint shares. `Display` writes it out in full, as `whsec_…`; `Debug` shows nothing.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// It is not `whsec_` and 24 to 64 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook's secret")]
pub struct NoSecret;

impl Secret {
    /// Of bytes that nobody can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// `None` where there are not 24 to 64.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        LENGTHS.contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", STANDARD.encode(&self.0))
    }
}

impl FromStr for Secret {
    type Err = NoSecret;

    fn from_str(text: &str) -> Result<Self, NoSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|encoded| STANDARD.decode(encoded).ok());
        bytes.and_then(|bytes| Self::from_bytes(&bytes)).ok_or(NoSecret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let secret = Secret::new([7; 32]);
        let text = secret.to_string();
        assert_eq!(text, "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        assert_eq!(text.parse::<Secret>().expect("a secret").bytes(), secret.bytes());
    }

    #[test]
    fn twenty_four_bytes_to_sixty_four() {
        for (length, taken) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
            let bytes = vec![1; length];
            assert_eq!(Secret::from_bytes(&bytes).is_some(), taken, "{length}");
            let text = format!("whsec_{}", STANDARD.encode(&bytes));
            assert_eq!(text.parse::<Secret>().is_ok(), taken, "{length}");
        }
        for text in ["", "whsec_", "whsec_%%%", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="] {
            assert!(text.parse::<Secret>().is_err(), "{text}");
        }
    }

    #[test]
    fn debugging_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret { .. }");
    }
}
