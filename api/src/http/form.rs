//! A multipart/form-data body, part by part as it arrives.
//!
//! What must stay true: memory is bounded whatever is sent, a part's head and what lies between parts included: the parser
//! gathers those, so what it is fed before it hands anything on is counted here. A sender who is too slow is let go.
//! Deliberately absent: what the parts mean.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::extract::Request;
use bytes::Bytes;
use futures::Stream;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use jobs::Invalid;
use model::ErrorKind;
use multer::{Error, Field, Multipart};
use tokio::time::Instant;

use super::Problem;

/// What the parser may be fed before it hands something on.
const ROOM: usize = 256 << 10;
/// Parts of a form.
const MOST_PARTS: usize = 16;
/// So much, or all that is left, arrives within so long.
const PACE_BYTES: usize = 4 << 20;
const PACE: Duration = Duration::from_mins(10);

pub(crate) struct Form {
    parts: Multipart<'static>,
    seen: usize,
    flow: Flow,
}

/// How much may come, and until when.
struct Flow {
    room: Arc<AtomicUsize>,
    until: Instant,
    since: usize,
}

/// One part; its bytes are still to come. It is dropped before the next is asked for.
pub(crate) struct Part<'form> {
    field: Field<'static>,
    flow: &'form mut Flow,
}

impl Form {
    /// 415 for a request that brings no form.
    pub(crate) fn read(request: Request) -> Result<(HeaderMap, Self), Problem> {
        let (parts, body) = request.into_parts();
        let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let boundary = match multer::parse_boundary(content_type) {
            Ok(boundary) => boundary,
            Err(Error::NoBoundary) => return Err(malformed("Expected a boundary in Content-Type.")),
            Err(_) => {
                let detail = "Expected Content-Type: multipart/form-data.";
                return Err(Problem::new(ErrorKind::Unsupported, "unsupported_media_type", detail));
            }
        };
        if !(1..=70).contains(&boundary.len()) {
            return Err(malformed("Expected a boundary of 1 to 70 characters."));
        }
        let room = Arc::new(AtomicUsize::new(ROOM));
        let feed = Feed { body: body.into_data_stream(), room: Arc::clone(&room), pause: false };
        let flow = Flow { room, until: Instant::now() + PACE, since: 0 };
        Ok((parts.headers, Self { parts: Multipart::new(feed, boundary), seen: 0, flow }))
    }

    /// The next part; what is left of the one before is passed over, as far as there is room for it.
    pub(crate) async fn next(&mut self) -> Result<Option<Part<'_>>, Problem> {
        let next = tokio::time::timeout_at(self.flow.until, self.parts.next_field()).await;
        let Some(field) = next.map_err(|_| too_slow())?.map_err(|error| broken(&error))? else { return Ok(None) };
        self.flow.room.store(ROOM, Ordering::Relaxed);
        self.seen += 1;
        if self.seen > MOST_PARTS {
            return Err(malformed(&format!("Expected at most {MOST_PARTS} parts.")));
        }
        Ok(Some(Part { field, flow: &mut self.flow }))
    }
}

impl Part<'_> {
    pub(crate) fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    pub(crate) fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        self.field.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("\u{fffd}"))
    }

    /// The next bytes; `None` at the part's end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        let next = tokio::time::timeout_at(self.flow.until, self.field.chunk()).await;
        let chunk = next.map_err(|_| too_slow())?.map_err(|error| broken(&error))?;
        self.flow.room.store(ROOM, Ordering::Relaxed);
        self.flow.since += chunk.as_ref().map_or(0, Bytes::len);
        if self.flow.since >= PACE_BYTES {
            self.flow.rest();
        }
        Ok(chunk)
    }

    /// Time that passes on our side is not the sender's.
    pub(crate) fn rested(&mut self) {
        self.flow.rest();
    }

    /// A short part whole.
    pub(crate) async fn text(&mut self, limit: usize) -> Result<Vec<u8>, Problem> {
        let pointer = format!("/{}", self.name());
        let mut text = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if text.len() + chunk.len() > limit {
                let wrong = Invalid::at(&pointer, "too_long", format!("Expected at most {limit} bytes."));
                return Err(Problem::invalid(vec![wrong]));
            }
            text.extend_from_slice(&chunk);
        }
        Ok(text)
    }
}

impl Flow {
    fn rest(&mut self) {
        self.until = Instant::now() + PACE;
        self.since = 0;
    }
}

/// A body that the parser, which takes whatever it can get, gets one piece of at a time.
struct Feed {
    body: BodyDataStream,
    room: Arc<AtomicUsize>,
    pause: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("more came than there is room for")]
struct NoRoom;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Stream for Feed {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(piece) = ready!(Pin::new(&mut self.body).poll_next(cx)) else { return Poll::Ready(None) };
        let piece = piece.map_err(BoxError::from)?;
        self.pause = true;
        let left = self.room.load(Ordering::Relaxed);
        if left == 0 {
            return Poll::Ready(Some(Err(Box::new(NoRoom))));
        }
        self.room.store(left.saturating_sub(piece.len()), Ordering::Relaxed);
        Poll::Ready(Some(Ok(piece)))
    }
}

fn broken(error: &Error) -> Problem {
    match error {
        Error::StreamReadFailed(source) if source.downcast_ref::<NoRoom>().is_some() => {
            malformed("Expected parts with short heads, and at most one long part.")
        }
        Error::StreamReadFailed(_)
        | Error::IncompleteStream
        | Error::IncompleteHeaders
        | Error::IncompleteFieldData { .. } => {
            Problem::new(ErrorKind::Invalid, "body_incomplete", "The request's body did not arrive whole.")
        }
        _ => malformed("Expected a body as multipart/form-data says."),
    }
}

fn malformed(detail: &str) -> Problem {
    Problem::new(ErrorKind::Invalid, "form_malformed", detail)
}

fn too_slow() -> Problem {
    let detail = format!("Expected {PACE_BYTES} bytes, or the rest, within {} seconds.", PACE.as_secs());
    Problem::new(ErrorKind::Invalid, "body_too_slow", detail)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use futures::stream;

    use super::*;

    fn form(pieces: Vec<Vec<u8>>) -> Form {
        let body = Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, std::convert::Infallible>)));
        let request = Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        Form::read(request.body(body).expect("a request")).map_err(|_| ()).expect("a form").1
    }

    fn part(head: &str, body: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    }

    fn cut(text: &str, every: usize) -> Vec<Vec<u8>> {
        text.as_bytes().chunks(every).map(<[u8]>::to_vec).collect()
    }

    fn refused<T>(answer: Result<T, Problem>) -> String {
        format!("{:?}", answer.err().expect("refused"))
    }

    #[tokio::test]
    async fn parts_are_the_same_however_they_are_cut() {
        let text =
            part("name=\"a\"", "one\r\n--") + &part("name=\"b\"; filename=\"ü \\\"x\\\".vtt\"", "") + "--x--\r\nmore";
        for every in [1, 2, 7, 1_000] {
            let mut form = form(cut(&text, every));
            let mut a = form.next().await.expect("readable").expect("a part");
            assert_eq!((a.name(), a.file_name(), a.content_type()), ("a", None, None));
            assert_eq!(a.text(100).await.expect("short"), b"one\r\n--");
            drop(a);
            let mut b = form.next().await.expect("readable").expect("a part");
            assert_eq!((b.name(), b.file_name()), ("b", Some("ü \"x\".vtt")));
            assert_eq!(b.text(100).await.expect("short"), b"");
            drop(b);
            assert!(form.next().await.expect("readable").is_none());
        }
    }

    #[tokio::test]
    async fn what_never_ends_is_refused_before_it_fills_the_memory() {
        let endless = |begin: &str| {
            let begin = begin.as_bytes().to_vec();
            form(std::iter::once(begin).chain(std::iter::repeat_n(vec![b'a'; 64 << 10], 20)).collect())
        };
        for begin in ["", "--x\r\nContent-Disposition: form-data; name=\"", "--x\r\na:b\r\n"] {
            assert!(refused(endless(begin).next().await).contains("form_malformed"), "{begin}");
        }
        let mut passed_over = endless("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
        passed_over.next().await.expect("readable").expect("a part");
        assert!(refused(passed_over.next().await).contains("form_malformed"));
    }

    #[tokio::test]
    async fn what_breaks_off_is_incomplete() {
        let text = part("name=\"a\"", "one");
        for end in [3, 20, text.len() - 4, text.len()] {
            let mut form = form(cut(&text[..end], 5));
            let read = async {
                while let Some(mut part) = form.next().await? {
                    part.text(100).await?;
                }
                Ok(())
            };
            assert!(refused(read.await).contains("body_incomplete"), "{end}");
        }
    }

    #[tokio::test]
    async fn there_are_only_so_many_parts_and_texts_are_short() {
        let text = part("name=\"a\"", "one").repeat(MOST_PARTS + 1) + "--x--";
        let mut form = form(cut(&text, 100));
        for _ in 0..MOST_PARTS {
            let mut part = form.next().await.expect("readable").expect("a part");
            assert!(refused(part.text(2).await).contains("too_long"));
        }
        assert!(refused(form.next().await.map(|_| ())).contains("form_malformed"));
    }

    #[tokio::test]
    async fn a_sender_who_is_too_slow_is_let_go() {
        let begun = stream::iter([Ok::<_, std::convert::Infallible>(b"--x\r\n".to_vec())]);
        let body = Body::from_stream(futures::StreamExt::chain(begun, stream::pending()));
        let request = Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        let (_, mut form) = Form::read(request.body(body).expect("a request")).map_err(|_| ()).expect("a form");
        form.flow.until = Instant::now();
        assert!(refused(form.next().await.map(|_| ())).contains("body_too_slow"));
    }
}
