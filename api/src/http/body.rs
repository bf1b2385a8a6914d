//! Bodies: a request's, read within a limit; an answer's, as it was written.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use model::ErrorKind;
use tokio::time::timeout;

use super::Problem;

/// The whole body of a JSON request, at most `limit` bytes.
pub(crate) async fn json_body(request: Request, limit: usize) -> Result<(HeaderMap, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        let detail = "Expected Content-Type: application/json.";
        return Err(Problem::new(ErrorKind::Unsupported, "unsupported_media_type", detail));
    }
    within(&parts.headers, limit)?;
    Ok((parts.headers, collect(body, limit).await?))
}

/// An answer that was written already.
pub(crate) fn json_answer(written: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(written));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The whole body of a request whose content is one of these types, or says no type; at most `limit` bytes.
pub(crate) async fn text_body(request: Request, types: &[&str], limit: usize) -> Result<(HeaderMap, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let given = parts.headers.get(CONTENT_TYPE).map(|value| essence(value.to_str().unwrap_or_default()));
    if given.is_some_and(|given| !types.contains(&given.as_str())) {
        let detail = format!("Expected Content-Type: {}.", types.join(" or "));
        return Err(Problem::new(ErrorKind::Unsupported, "unsupported_media_type", detail));
    }
    within(&parts.headers, limit)?;
    Ok((parts.headers, collect(body, limit).await?))
}

/// A body that is announced to be longer is not waited for.
fn within(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit as u64) { Err(length_limit(limit)) } else { Ok(()) }
}

/// A body that is kept in memory is there after this, or is not waited for: one that comes byte by byte would be held for
/// as long as its sender likes.
pub(crate) const BODY_TIME: Duration = Duration::from_mins(5);

async fn collect(body: Body, limit: usize) -> Result<Bytes, Problem> {
    collect_within(body, limit, BODY_TIME).await
}

async fn collect_within(body: Body, limit: usize, time: Duration) -> Result<Bytes, Problem> {
    let Ok(collected) = timeout(time, Limited::new(body, limit).collect()).await else {
        let detail = format!("The request's body did not arrive within {} s.", time.as_secs());
        return Err(Problem::new(ErrorKind::Invalid, "body_too_slow", detail));
    };
    match collected {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => Err(length_limit(limit)),
        Err(_) => Err(Problem::new(ErrorKind::Invalid, "body_incomplete", "The request's body did not arrive whole.")),
    }
}

/// The 413 that names the limit.
fn length_limit(limit: usize) -> Problem {
    Problem::new(ErrorKind::TooLarge, "body_too_large", format!("A request body holds at most {limit} bytes here."))
}

/// JSON by type, or no type at all.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let Ok(text) = value.to_str() else { return false };
    let essence = essence(text);
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// A media type without its parameters.
fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use futures::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn a_body_that_comes_byte_by_byte_is_not_waited_for() {
        let step = Duration::from_millis(5);
        let trickle = futures::stream::repeat(Bytes::from_static(b"x")).then(move |byte| async move {
            tokio::time::sleep(step).await;
            Ok::<_, std::convert::Infallible>(byte)
        });
        let slow = collect_within(Body::from_stream(trickle), 1 << 20, step * 20).await;
        let answer = slow.expect_err("it never ends").into_response();
        assert_eq!(answer.status(), http::StatusCode::BAD_REQUEST);
        let whole = collect_within(Body::from("all at once"), 1 << 20, step * 20).await;
        assert_eq!(whole.expect("in time"), "all at once");
    }
}
