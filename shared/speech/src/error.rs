//! What may come of a recording instead of a transcript.

/// Why there is no transcript. Quotes nothing of what was sent or answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It may work later: not reached, overloaded, or our key is not accepted.
    #[error("the transcriber is away ({what})")]
    Away { what: String },
    /// It may work later, and may take as long again.
    #[error("the transcriber takes too long")]
    TooSlow,
    /// The service will not take this recording.
    #[error("the transcriber refused the recording (status {status})")]
    Refused { status: u16 },
    /// What came back is no transcript.
    #[error("the transcriber's answer cannot be read ({what})")]
    Unreadable { what: &'static str },
}

impl Error {
    pub(crate) fn away(what: impl Into<String>) -> Self {
        Self::Away { what: what.into() }
    }

    /// Of an answer that is no success.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            // A key that is wrong or used up, an address that is wrong, and a moment that is: none is the recording's fault.
            300..=399 | 401 | 402 | 403 | 404 | 405 | 408 | 425 | 429 | 500.. => Self::away(format!("status {status}")),
            _ => Self::Refused { status },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_recording_is_to_blame_for_is_a_refusal() {
        let refused = |status| matches!(Error::of_status(status), Error::Refused { .. });
        assert!([400, 413, 415, 422].into_iter().all(refused));
        assert!(![302, 401, 403, 404, 429, 500, 502, 503, 504].into_iter().any(refused));
    }
}
