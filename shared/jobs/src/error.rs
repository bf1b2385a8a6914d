//! How a use case fails, in the closed set that surfaces render.

use std::time::Duration;

use contract::Invalid;
use model::{Classified, ErrorKind};
use transcript::Problem;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the request is not valid")]
    Invalid(Vec<Invalid>),
    #[error("not authenticated")]
    Unauthenticated,
    #[error("no such job")]
    Missing,
    #[error("the job was kept for as long as jobs are")]
    Expired,
    #[error("the job's state does not allow this")]
    Conflict(Conflict),
    #[error("the job has not ended")]
    NotReady,
    #[error("over a limit")]
    TooLarge { detail: String },
    #[error("content type not supported")]
    Unsupported(NoTranscript),
    #[error("no such file")]
    NoFile,
    #[error("no key to seal secrets with is configured")]
    NoKey,
    #[error("the idempotency key was used for another request")]
    KeyReused,
    #[error("the backlog is too old")]
    Busy,
    #[error("too many analyses wait for a processor")]
    Crowded,
    #[error("the client has made as many jobs as it may")]
    OverLimit { left: Duration },
    #[error("nobody waits for the analysis any more")]
    Unwanted,
    #[error("an analysis panicked")]
    Panicked,
    #[error("the store failed")]
    Store(#[source] store::Error),
    #[error("object storage failed")]
    Objects(#[source] objects::Error),
    #[error("a stored result cannot be read")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a state forbids something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub code: &'static str,
    pub detail: String,
}

/// Why a file is none that can be read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTranscript {
    pub code: &'static str,
    pub detail: String,
}

impl Error {
    pub(crate) fn invalid(pointer: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Invalid::at(pointer, code, detail)])
    }

    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict(Conflict { code, detail: detail.into() })
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![Invalid { code: problem.code, detail: problem.detail, pointer: problem.pointer }])
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<objects::Error> for Error {
    fn from(error: objects::Error) -> Self {
        Self::Objects(error)
    }
}

impl Classified for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Unauthenticated => ErrorKind::Unauthenticated,
            Self::Missing | Self::NoFile => ErrorKind::Missing,
            Self::Expired => ErrorKind::Gone,
            Self::Conflict(_) | Self::NotReady => ErrorKind::Conflict,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Unsupported(_) => ErrorKind::Unsupported,
            Self::KeyReused => ErrorKind::Unprocessable,
            Self::Busy | Self::Crowded => ErrorKind::Busy,
            Self::OverLimit { .. } => ErrorKind::Limited,
            Self::Unwanted | Self::NoKey => ErrorKind::Unavailable,
            Self::Store(store::Error::Full) | Self::Objects(objects::Error::Full) => ErrorKind::Full,
            Self::Store(store::Error::Unavailable { .. }) | Self::Objects(objects::Error::Unavailable { .. }) => {
                ErrorKind::Unavailable
            }
            Self::Panicked | Self::Store(_) | Self::Objects(_) | Self::Unreadable(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(problems) => problems.first().map_or("invalid_request", |p| p.code),
            Self::Unauthenticated => "unauthenticated",
            Self::Missing => "not_found",
            Self::Expired => "expired",
            Self::Conflict(conflict) => conflict.code,
            Self::NotReady => "result_not_ready",
            Self::TooLarge { .. } => "too_large",
            Self::Unsupported(file) => file.code,
            Self::NoFile => "file_unknown",
            Self::NoKey => "encryption_key_not_configured",
            Self::KeyReused => "idempotency_key_reused",
            Self::Busy => "backlog_too_old",
            Self::Crowded => "too_many_analyses",
            Self::OverLimit { .. } => "quota_exceeded",
            Self::Unwanted | Self::Panicked | Self::Store(_) | Self::Objects(_) | Self::Unreadable(_) => {
                match self.kind() {
                    ErrorKind::Full => "storage_full",
                    ErrorKind::Unavailable => "unavailable",
                    _ => "internal",
                }
            }
        }
    }

    fn public(&self) -> String {
        match self {
            Self::Invalid(problems) => problems.first().map_or_else(String::new, |p| p.detail.clone()),
            Self::Unauthenticated => "The credentials or the token are not valid here.".to_owned(),
            Self::Missing => "There is no such job.".to_owned(),
            Self::Expired => "The job ended so long ago that it is no longer kept.".to_owned(),
            Self::Conflict(conflict) => conflict.detail.clone(),
            Self::NotReady => "The job has not ended; there is no result yet.".to_owned(),
            Self::TooLarge { detail } | Self::Unsupported(NoTranscript { detail, .. }) => detail.clone(),
            Self::NoFile => "There is no such file.".to_owned(),
            Self::NoKey => {
                "Secrets need a key to be sealed with, and none is configured here (COLLOQUY_ENCRYPTION_KEY)."
                    .to_owned()
            }
            Self::KeyReused => "This Idempotency-Key came before with another request.".to_owned(),
            Self::Busy => "Jobs have been waiting for too long already; nothing was done, try again later.".to_owned(),
            Self::Crowded => {
                "Too many analyses wait for a processor; nothing was done, try again in a moment.".to_owned()
            }
            Self::OverLimit { .. } => {
                "You have made as many jobs as you may for now; nothing was done, see Retry-After.".to_owned()
            }
            Self::Unwanted | Self::Panicked | Self::Store(_) | Self::Objects(_) | Self::Unreadable(_) => {
                match self.kind() {
                    ErrorKind::Full => "The server's storage is full.".to_owned(),
                    ErrorKind::Unavailable => "Something this server depends on is away; try again.".to_owned(),
                    _ => "Something went wrong on our side.".to_owned(),
                }
            }
        }
    }
}
