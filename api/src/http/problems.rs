//! Everything that can go wrong, by code: what an address `/problems/{code}` tells.
//!
//! What must stay true: every code that an answer or a failed job can have is here, and none that neither can (a test reads
//! the sources for both); a code means the same wherever it comes from, and has one status.

mod answers;
mod failures;
mod requests;
#[cfg(test)]
mod sources;

use http::StatusCode;
use model::ErrorKind;

/// A code and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownProblem {
    pub code: &'static str,
    /// Of the answers that have it; `None`: only a failed job has it, in its `error`.
    pub kind: Option<ErrorKind>,
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// All of them: those of answers by status, then those of jobs.
pub(crate) fn problems() -> impl Iterator<Item = &'static KnownProblem> {
    requests::REQUESTS.iter().chain(answers::ANSWERS).chain(failures::FAILURES)
}

pub(crate) fn known_problem(code: &str) -> Option<&'static KnownProblem> {
    problems().find(|known| known.code == code)
}

/// How a kind of failure is told.
pub(crate) const fn status_and_title(kind: ErrorKind) -> (StatusCode, &'static str) {
    match kind {
        ErrorKind::Invalid => (StatusCode::BAD_REQUEST, "The request is not valid"),
        ErrorKind::Unauthenticated => (StatusCode::UNAUTHORIZED, "Not authenticated"),
        ErrorKind::Missing => (StatusCode::NOT_FOUND, "Not found"),
        ErrorKind::Method => (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"),
        ErrorKind::Unacceptable => (StatusCode::NOT_ACCEPTABLE, "Nothing of what is accepted can be sent"),
        ErrorKind::Conflict => (StatusCode::CONFLICT, "The state does not allow this"),
        ErrorKind::Gone => (StatusCode::GONE, "Gone"),
        ErrorKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Too large"),
        ErrorKind::Unsupported => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content type not supported"),
        ErrorKind::Unprocessable => (StatusCode::UNPROCESSABLE_ENTITY, "Cannot be done as asked"),
        ErrorKind::Busy => (StatusCode::TOO_MANY_REQUESTS, "Too much is waiting"),
        ErrorKind::Limited => (StatusCode::TOO_MANY_REQUESTS, "As much as may be for now"),
        ErrorKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Temporarily unavailable"),
        ErrorKind::Full => (StatusCode::INSUFFICIENT_STORAGE, "Storage is full"),
        ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side"),
    }
}
