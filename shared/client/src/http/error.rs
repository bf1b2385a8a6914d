//! Why a request came to nothing.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;

/// What a request can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer, or not to its end.
    #[error("cannot reach {address}")]
    Unreachable {
        address: String,
        #[source]
        source: reqwest::Error,
    },
    /// The server answered with a refusal.
    #[error("{0}")]
    Refused(Box<Problem>),
    /// The server answered with something else than was asked for.
    #[error("{address} does not answer like Colloquy: {what}")]
    Strange { address: String, what: &'static str },
    /// The object store did not take a part.
    #[error("the object store refused part {part} (HTTP {status})")]
    Part { part: u32, status: u16, retry_after: Option<Duration> },
    /// A part got no answer.
    #[error("part {part} did not arrive")]
    PartLost {
        part: u32,
        #[source]
        source: reqwest::Error,
    },
    /// The file that a part is taken from.
    #[error("the file cannot be read as far as it was announced")]
    File(#[source] std::io::Error),
    /// No client can be made on this machine, as where no certificates are trusted.
    #[error("no connection can be made from here")]
    Unusable(#[source] reqwest::Error),
}

/// A refusal: an RFC 9457 problem, or what a proxy's answer tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: u16,
    /// `http_502` and the like where it was not the server that answered.
    pub code: String,
    pub detail: String,
    pub request_id: Option<String>,
    /// Every wrong member at once.
    pub errors: Vec<Wrong>,
    pub retry_after: Option<Duration>,
}

/// One wrong member of a request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Wrong {
    pub code: String,
    #[serde(default)]
    pub detail: String,
    /// Where it stands, as a JSON pointer.
    #[serde(default)]
    pub pointer: Option<String>,
}

#[derive(Deserialize)]
struct Read {
    code: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    errors: Vec<Wrong>,
}

impl Error {
    /// The status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(problem) => Some(problem.status),
            Self::Part { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// When the server wants to be asked again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(problem) => problem.retry_after,
            Self::Part { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The same request may do better a little later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::PartLost { .. } => true,
            _ => self.status().is_some_and(|status| match status {
                408 | 429 => true,
                501 | 505 => false,
                status => status >= 500,
            }),
        }
    }
}

impl Problem {
    pub(super) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let retry_after = retry_after(headers);
        let status_code = status.as_u16();
        match serde_json::from_slice::<Read>(body) {
            Ok(Read { code, detail, request_id, errors }) => {
                Self { status: status_code, code, detail, request_id, errors, retry_after }
            }
            Err(_) => Self {
                status: status_code,
                code: format!("http_{status_code}"),
                detail: status.canonical_reason().unwrap_or("An unusual answer").to_owned(),
                request_id: None,
                errors: Vec::new(),
                retry_after,
            },
        }
    }
}

/// The one way that we send it: in seconds. A date, which proxies may send, counts as none.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, code, detail, request_id, errors, .. } = self;
        write!(f, "{detail} ({code}, HTTP {status}")?;
        if let Some(id) = request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str(")")?;
        for Wrong { code, detail, pointer } in errors {
            write!(f, "; {}: {detail} ({code})", pointer.as_deref().unwrap_or("the request"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: u16, retry_after: Option<&str>, body: &str) -> Problem {
        let headers = retry_after.map(|seconds| (RETRY_AFTER, seconds.parse().unwrap())).into_iter().collect();
        Problem::read(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes())
    }

    #[test]
    fn a_problem_is_read_with_all_that_is_wrong() {
        let body = r#"{"type":"/problems/empty","title":"T","status":400,"code":"empty","detail":"Expected a text.",
            "request_id":"r1","errors":[{"code":"empty","detail":"Expected a text.","pointer":"/file_name"},
            {"code":"wrong_type","detail":"Expected a number."}]}"#;
        let problem = problem(400, None, body);
        assert_eq!((problem.code.as_str(), problem.request_id.as_deref()), ("empty", Some("r1")));
        assert_eq!(
            problem.to_string(),
            "Expected a text. (empty, HTTP 400, request r1); /file_name: Expected a text. (empty); \
             the request: Expected a number. (wrong_type)"
        );
    }

    #[test]
    fn what_is_no_problem_is_told_by_its_status() {
        let problem = problem(502, Some("7"), "<html>Bad gateway</html>");
        assert_eq!(problem.to_string(), "Bad Gateway (http_502, HTTP 502)");
        assert_eq!(problem.retry_after, Some(Duration::from_secs(7)));
    }

    #[test]
    fn only_what_may_pass_is_passing() {
        let passing = |status| Error::Refused(Box::new(problem(status, None, "{}"))).is_passing();
        for status in [408, 429, 500, 502, 503, 504, 507] {
            assert!(passing(status), "{status}");
        }
        for status in [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 501, 505] {
            assert!(!passing(status), "{status}");
        }
    }

    #[test]
    fn a_date_to_come_again_is_not_taken_for_a_number() {
        assert_eq!(problem(503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), "").retry_after, None);
        assert_eq!(problem(503, Some(" 2 "), "").retry_after, Some(Duration::from_secs(2)));
    }
}
