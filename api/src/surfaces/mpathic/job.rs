//! The job response: the same for every operation on a job.
//!
//! What must stay true: a tag names all that is shown of a job, so a client that has it is told "nothing new" without a look
//! at the result. A job that awaits its upload has no tag, because each answer brings fresh URLs for the parts that have not
//! arrived. What an answer gives back of a request's own `user_metadata` is no part of the job.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jobs::{Glimpse, Job, UploadUrls, Visible};
use model::Status;

use super::{convert, document, streamed};
use crate::http::{Has, Problem, etag};

/// A document that fits into one piece is answered whole, with its length; a longer one streams.
pub(super) async fn respond(visible: Visible, urls: Option<UploadUrls>) -> Result<Response, Problem> {
    let mut headers = standing(&visible.job, visible.age);
    let head = serde_json::to_vec(&convert::job_head(&visible)).map_err(|_| internal())?;
    let (page, arriving) = streamed::begin();
    tokio::spawn(document::write(head, visible, urls.map(convert::upload), page));
    let body = arriving.body().await?;
    let mut response = Response::new(body);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *response.headers_mut() = headers;
    Ok(response)
}

/// Whether a client that has this has all that there is to see.
pub(super) fn is_known(job: &Job, has: &Has) -> bool {
    match has {
        Has::Any => true,
        has => job.status != Status::AwaitingUpload && has.includes(job.revision),
    }
}

/// For who has it already.
pub(super) fn unchanged(glimpse: &Glimpse) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.headers_mut() = standing(&glimpse.job, glimpse.age);
    response
}

/// What every answer that shows a job says in its head. No shared cache keeps an answer to somebody's token.
fn standing(job: &Job, age: Duration) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if job.status != Status::AwaitingUpload {
        headers.insert(ETAG, etag(job.revision));
    }
    if !job.status.is_terminal() {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(ask_again_after(age)));
    }
    headers
}

/// Seconds until it is worth asking again: what has taken long will take longer.
const fn ask_again_after(age: Duration) -> &'static str {
    match age.as_secs() {
        0..10 => "1",
        10..60 => "2",
        60..600 => "5",
        _ => "10",
    }
}

/// Marks an answer to a request that was sent again.
pub(super) fn replayed(replayed: bool, mut response: Response) -> Response {
    if replayed {
        let name = HeaderName::from_static("idempotent-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    response
}

fn internal() -> Problem {
    Problem::new(model::ErrorKind::Internal, "internal", "Something went wrong on our side.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_long_asks_seldom() {
        let after = |seconds| ask_again_after(Duration::from_secs(seconds));
        assert_eq!([0, 9, 10, 59, 60, 599, 600, 1 << 40].map(after), ["1", "1", "2", "2", "5", "5", "10", "10"]);
    }
}
