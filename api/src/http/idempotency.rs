//! `Idempotency-Key`: a request that is sent again is done once.
//!
//! What must stay true: a key is taken with every `POST`, and one that is malformed is the same 400 on all of them. What
//! makes a job keeps its key with the job, in the transaction that stores the job, and for as long; the same request under
//! the same key is answered with that job, as it is by then, and `Idempotent-Replayed: true`; another request under it is a
//! 422. A file's key stands for the file's id, and a webhook's for the webhook's. Nothing is ever in flight: of two at the same moment one stores, the other
//! finds.
//!
//! Every other `POST` does the same thing however often it is sent, so its key is checked and nothing is stored:
//! a token, an analysis that is waited for and a profile's description change nothing here; a cancel, the end of an upload
//! and what is said of a conversation leave behind what they would have left the first time, as `PUT` does; the text of a
//! profile that is its latest version already makes no other; what older versions analysed is analysed again once; an app
//! has one secret. A webhook's secret is another one each time, and the one of before is good for as long as was asked. To answer them from memory would mean to keep tokens and what was said in conversations where nothing
//! needs them, and to find for each of them when to forget it.
//! Deliberately absent: a 409 for a request in flight, and keys that outlive their job.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Method};
use jobs::IdempotencyKey;
use model::ErrorKind;

use super::Problem;

const HEADER: &str = "idempotency-key";
const MOST_BYTES: usize = 255;

/// The key of a request, as a structured-field string or bare.
pub(crate) fn idempotency_key(headers: &HeaderMap, route: &'static str) -> Result<Option<IdempotencyKey>, Problem> {
    Ok(read(headers)?.map(|key| IdempotencyKey { key: key.to_owned(), route }))
}

/// Lets no request through whose key is none, whatever it asks for.
pub(crate) async fn well_formed_key(request: Request, next: Next) -> Response {
    let takes_one = [Method::POST, Method::PATCH].contains(request.method());
    match read(request.headers()) {
        Err(problem) if takes_one => problem.into_response(),
        _ => next.run(request).await,
    }
}

fn read(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut sent = headers.get_all(HEADER).iter();
    let Some(value) = sent.next() else { return Ok(None) };
    if sent.next().is_some() {
        return Err(illegal("Expected one key."));
    }
    let text = value.to_str().map_err(|_| illegal("Expected a key of visible ASCII characters."))?;
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if key.is_empty() || key.len() > MOST_BYTES {
        return Err(illegal("Expected a key of 1 to 255 characters."));
    }
    Ok(Some(key))
}

fn illegal(detail: &str) -> Problem {
    Problem::new(ErrorKind::Invalid, "idempotency_key_illegal", detail)
}
