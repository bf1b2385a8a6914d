//! A refused upload is read on for a moment.
//!
//! A server that answers and closes while the client still sends resets the connection, and most clients then report
//! that instead of the answer, which is the one thing that tells them to ask for a fresh URL.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;

/// More than a part of the default size.
const AT_MOST: usize = 16 * 1024 * 1024;
const FOR: Duration = Duration::from_secs(5);

/// A body that, dropped before its end, is read on and forgotten, within limits.
pub(super) struct Linger<B: Body<Data = Bytes> + Send + Unpin + 'static>(Option<B>, bool);

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Linger<B> {
    pub(super) fn over(body: B, lingers: bool) -> Self {
        Self(Some(body), lingers)
    }
}

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Body for Linger<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if !matches!(frame, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Drop for Linger<B> {
    fn drop(&mut self) {
        let Some(mut body) = self.0.take().filter(|body| self.1 && !body.is_end_stream()) else { return };
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
