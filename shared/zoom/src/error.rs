//! What may come of an import instead of a file.

use std::time::Duration;

/// Why there is no file. Quotes nothing of what was sent or answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It may work later: not reached, broken off, or at fault.
    #[error("Zoom is away ({what})")]
    Away { what: String },
    /// Too much was asked of it lately.
    #[error("Zoom asks to come again later")]
    Busy { after: Duration },
    /// The app is not known, or was switched off.
    #[error("Zoom refused the credentials (status {status})")]
    Unauthenticated { status: u16 },
    /// The app may not do that: a scope is missing.
    #[error("Zoom does not let the app do that (status {status})")]
    Forbidden { status: u16 },
    #[error("Zoom knows no such meeting")]
    NoMeeting,
    #[error("Zoom has no such recording")]
    NoRecording,
    /// Anything else that it will not do, today or tomorrow.
    #[error("Zoom refused the request (status {status})")]
    Refused { status: u16 },
    /// What came back is not what Zoom documents.
    #[error("Zoom's answer cannot be read ({what})")]
    Unreadable { what: &'static str },
}

impl Error {
    pub(crate) fn away(what: impl Into<String>) -> Self {
        Self::Away { what: what.into() }
    }

    /// An address may hold a secret and is left out.
    pub(crate) fn of_transport(error: &reqwest::Error) -> Self {
        match () {
            () if error.is_connect() => Self::away("not reached"),
            () if error.is_timeout() => Self::away("silent"),
            () => Self::away("broken off"),
        }
    }
}
