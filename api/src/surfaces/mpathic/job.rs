//! The job response: the same for every operation on a job.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue};
use jobs::{UploadUrls, Visible};
use tokio::sync::mpsc;

use super::{convert, document};
use crate::http::Problem;

/// Pieces of a document on their way to the client.
const PIECES_AHEAD: usize = 4;

/// A document that fits into one piece is answered whole, with its length; a longer one streams, and if a chunk cannot
/// be read the connection is reset, so that half a document never looks like a whole one.
pub(super) async fn respond(visible: Visible, urls: Option<UploadUrls>) -> Result<Response, Problem> {
    let terminal = visible.job.status.is_terminal();
    let head = serde_json::to_vec(&convert::job_head(&visible)).map_err(|_| internal())?;
    let (pieces, mut arriving) = mpsc::channel::<Result<Bytes, jobs::Error>>(PIECES_AHEAD);
    let writing = document::write(head, visible, urls.map(convert::upload), pieces);
    tokio::spawn(writing);
    let first = arriving.recv().await.ok_or_else(internal)??;
    let body = match arriving.recv().await {
        None => Body::from(first),
        Some(second) => {
            let begun = stream::iter([Ok(first), second]);
            let rest = stream::unfold(arriving, |mut arriving| async { arriving.recv().await.map(|p| (p, arriving)) });
            Body::from_stream(futures::StreamExt::chain(begun, rest))
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !terminal {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    Ok(response)
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
