//! Why a connection is given up.

use lapin::ErrorKind;
use lapin::protocol::AMQPErrorKind;

use super::link::State;

/// What ends one connection; another is made after a pause.
#[derive(Debug)]
pub(super) enum Broken {
    /// The connection or its channel failed.
    Lost(lapin::Error),
    /// No answer, while the connection looks alive.
    Silent(&'static str),
    /// The broker is there but will not have our topology: people must look.
    Unfit(lapin::Error),
    /// Nothing is wrong any more; a fresh connection forgets what the old one still waits for.
    Stale,
}

impl Broken {
    /// For an error from declaring: a refusal stays until somebody changes the broker, anything else does not.
    pub(super) fn declaring(self) -> Self {
        match self {
            Self::Lost(error) if refused(&error) => Self::Unfit(error),
            other => other,
        }
    }

    /// What it means for the link; `None` when it means nothing.
    pub(super) fn state(&self) -> Option<State> {
        match self {
            Self::Lost(error) => Some(State::Away(error.to_string())),
            Self::Silent(what) => Some(State::Away((*what).to_owned())),
            Self::Unfit(error) => Some(State::Unfit(error.to_string())),
            Self::Stale => None,
        }
    }
}

fn refused(error: &lapin::Error) -> bool {
    matches!(error.kind(), ErrorKind::ProtocolError(error) if matches!(error.kind(), AMQPErrorKind::Soft(_)))
}

impl From<lapin::Error> for Broken {
    fn from(error: lapin::Error) -> Self {
        Self::Lost(error)
    }
}
