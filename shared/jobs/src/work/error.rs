//! Errors that already know what should happen next.

use std::time::Duration;

use store::Failure;
use transcript::Problem;

/// What a worker waits for before it claims again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dependency {
    Store,
    Objects,
}

/// Why an attempt did not come to a result.
#[derive(Debug)]
pub(crate) enum StepError {
    /// Trying again would end the same way.
    Permanent(Failure),
    /// It may work later; costs an attempt.
    Transient(Failure),
    /// Something we depend on is away; costs nothing.
    Away(Dependency),
    /// Recordings cannot be transcribed just now; costs nothing, and other jobs go on.
    TranscriberAway,
    /// Somebody who was asked wants to be left alone for so long; costs nothing, and other jobs go on.
    Later(Duration),
    /// We are shutting down; costs nothing.
    Stopped,
    /// The client wants the job no more.
    Cancelled,
    LeaseLost,
}

impl StepError {
    pub(crate) fn permanent(code: &str, detail: impl Into<String>) -> Self {
        Self::Permanent(Failure { code: code.to_owned(), detail: detail.into(), ..Failure::default() })
    }

    pub(crate) fn transient(code: &str, detail: impl Into<String>) -> Self {
        Self::Transient(Failure { code: code.to_owned(), detail: detail.into(), ..Failure::default() })
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Permanent(_) => "permanent",
            Self::Transient(_) => "transient",
            Self::Away(Dependency::Store) => "store away",
            Self::Away(Dependency::Objects) => "objects away",
            Self::TranscriberAway => "transcriber away",
            Self::Later(_) => "asked to come later",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::LeaseLost => "lease lost",
        }
    }
}

impl From<Problem> for StepError {
    fn from(problem: Problem) -> Self {
        Self::Permanent(Failure {
            code: problem.code.to_owned(),
            detail: problem.detail,
            line: problem.line.and_then(|n| i64::try_from(n).ok()),
            pointer: problem.pointer,
            turn: problem.turn.and_then(|n| i64::try_from(n).ok()),
        })
    }
}

impl From<objects::Error> for StepError {
    fn from(error: objects::Error) -> Self {
        match error {
            objects::Error::Unavailable { .. } | objects::Error::Full => Self::Away(Dependency::Objects),
            objects::Error::Refused { operation, .. } => Self::Transient(Failure {
                code: "storage_refused".to_owned(),
                detail: format!("Object storage refused {operation}."),
                ..Failure::default()
            }),
        }
    }
}

impl From<store::Error> for StepError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable { .. } | store::Error::Full => Self::Away(Dependency::Store),
            store::Error::Corrupt { .. } | store::Error::Refused { .. } => Self::Transient(Failure {
                code: "store_refused".to_owned(),
                detail: "The database refused a step of the job.".to_owned(),
                ..Failure::default()
            }),
        }
    }
}
