//! RFC 9457 problems. What the codes mean is in [`super::problems`].

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode, Uri};
use jobs::{Invalid, Standing, whole_seconds};
use model::{Classified, ErrorKind};
use schemars::JsonSchema;
use serde::Serialize;

use super::RequestId;
use super::limited::{JobsOver, tell};
use super::problems::status_and_title;

/// What a client gets when something goes wrong.
#[derive(Debug)]
pub(crate) struct Problem {
    kind: ErrorKind,
    code: &'static str,
    detail: String,
    errors: Vec<Invalid>,
    /// Seconds.
    retry_after: Option<u64>,
    over: Option<Box<Over>>,
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug)]
enum Over {
    /// Told with what else is known of the client.
    Jobs(JobsOver),
    /// Told nowhere else, under this name.
    Other(&'static str, Standing),
}

/// A problem as RFC 9457 writes it; `code`, `request_id` and `errors` are ours.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct RenderedProblem<'a> {
    /// Where the code is described.
    #[schemars(extend("format" = "uri-reference"))]
    r#type: String,
    title: &'static str,
    status: u16,
    /// Stable, for programs to go by.
    #[schemars(regex(pattern = "^[a-z0-9_]+$"))]
    code: &'a str,
    /// For people; it never repeats what was sent.
    detail: &'a str,
    /// That of the header `X-Request-Id`.
    request_id: &'a str,
    /// Everything that is wrong, where the request is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<RenderedInvalid<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InvalidPart")]
struct RenderedInvalid<'a> {
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// A JSON pointer into the body, or to a parameter as if the query were an object.
    pointer: Option<&'a str>,
}

impl Problem {
    pub(crate) fn new(kind: ErrorKind, code: &'static str, detail: impl Into<String>) -> Self {
        let retry_after = matches!(kind, ErrorKind::Busy | ErrorKind::Unavailable).then_some(2);
        Self { kind, code, detail: detail.into(), errors: Vec::new(), retry_after, over: None }
    }

    /// As much as this client may do, until this has passed.
    pub(crate) fn limited(code: &'static str, detail: impl Into<String>, left: Duration) -> Self {
        Self { retry_after: Some(whole_seconds(left).max(1)), ..Self::new(ErrorKind::Limited, code, detail) }
    }

    /// Every wrong thing at once.
    pub(crate) fn invalid(errors: Vec<Invalid>) -> Self {
        let (code, detail) =
            errors.first().map_or(("invalid_request", String::new()), |first| (first.code, first.detail.clone()));
        Self { errors, ..Self::new(ErrorKind::Invalid, code, detail) }
    }

    pub(crate) fn missing_header(name: &str) -> Self {
        Self::new(ErrorKind::Invalid, "header_missing", format!("The header {name} is required here."))
    }

    /// Says how it stands with the limit of this name.
    #[must_use]
    pub(crate) fn telling(self, name: &'static str, standing: Standing) -> Self {
        Self { over: Some(Box::new(Over::Other(name, standing))), ..self }
    }

    /// Says what else can be done, where it is of this kind.
    #[must_use]
    pub(crate) fn advising(mut self, kind: ErrorKind, advice: &str) -> Self {
        if self.kind == kind {
            self.detail.push(' ');
            self.detail.push_str(advice);
        }
        self
    }

    const fn status(&self) -> (StatusCode, &'static str) {
        status_and_title(self.kind)
    }
}

impl From<jobs::Error> for Problem {
    fn from(error: jobs::Error) -> Self {
        if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::Full) {
            tracing::error!(error = runtime::report(&error), "request failed");
        }
        match error {
            jobs::Error::Invalid(errors) => Self::invalid(errors),
            other => {
                let problem = Self::new(other.kind(), other.code(), other.public());
                match other {
                    jobs::Error::NotReady => Self { retry_after: Some(1), ..problem },
                    jobs::Error::OverLimit { left } => Self {
                        over: Some(Box::new(Over::Jobs(JobsOver(left)))),
                        ..Self::limited(problem.code, problem.detail, left)
                    },
                    _ => problem,
                }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title) = self.status();
        let request_id = RequestId::current();
        let rendered = RenderedProblem {
            r#type: format!("/problems/{}", self.code),
            title,
            status: status.as_u16(),
            code: self.code,
            detail: &self.detail,
            request_id: &request_id,
            errors: self
                .errors
                .iter()
                .map(|e| RenderedInvalid { code: e.code, detail: &e.detail, pointer: e.pointer.as_deref() })
                .collect(),
        };
        let body = serde_json::to_vec(&rendered).expect("a problem holds text and numbers only");
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.kind == ErrorKind::Unauthenticated {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        match self.over.as_deref() {
            Some(&Over::Other(name, standing)) => tell(headers, std::iter::once((name, standing))),
            Some(&Over::Jobs(over)) => {
                response.extensions_mut().insert(over);
            }
            None => {}
        }
        response
    }
}

pub(crate) async fn no_such_route(_uri: Uri) -> Problem {
    Problem::new(ErrorKind::Missing, "not_found", "There is nothing at this address.")
}

pub(crate) async fn no_such_method() -> Problem {
    Problem::new(ErrorKind::Method, "method_not_allowed", "This address does not take this method; see Allow.")
}

/// What a client gets when a handler panicked; the panic itself is in the log.
pub(crate) fn caught_panic(_panic: Box<dyn std::any::Any + Send>) -> Response {
    Problem::new(ErrorKind::Internal, "internal", "Something went wrong on our side.").into_response()
}
