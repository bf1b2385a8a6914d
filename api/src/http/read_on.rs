//! A refused request is read on for a moment.
//!
//! A server that answers and closes while the client is still sending resets the connection, and most clients then
//! report that instead of the answer: a 413 that names the limit would be a broken pipe.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use http::header::EXPECT;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use model::limits::MAX_INLINE_BODY;

/// More than the largest body that anybody may send by mistake.
const AT_MOST: usize = 2 * MAX_INLINE_BODY;
const FOR: Duration = Duration::from_secs(5);

/// Lets a body that is dropped before its end be read and forgotten, within limits.
pub(crate) async fn read_on(request: Request, next: Next) -> Response {
    // A client that waits for a go-ahead sends nothing when it is refused.
    if request.headers().contains_key(EXPECT) {
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::new(ReadOn(Some(body))))).await
}

/// Empty once the body has ended or failed.
struct ReadOn(Option<Body>);

impl http_body::Body for ReadOn {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if !matches!(frame, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(http_body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), http_body::Body::size_hint)
    }
}

impl Drop for ReadOn {
    fn drop(&mut self) {
        let Some(mut body) = self.0.take().filter(|body| !http_body::Body::is_end_stream(body)) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(tokio::time::timeout(FOR, async move {
            let mut left = AT_MOST;
            while let Some(Ok(frame)) = body.frame().await {
                let read = frame.data_ref().map_or(0, Bytes::len);
                let Some(less) = left.checked_sub(read) else { return };
                left = less;
            }
        }));
    }
}
