//! What one connection may take of this server: the limits on time and space that hold whatever is asked.
//!
//! | | |
//! |---|---|
//! | connections at a time | [`MOST`]; more wait in the system's queue until one has ended |
//! | requests in flight | one a connection |
//! | a request's head | 100 fields, and [`HEAD`] bytes with its first line (431); a URI of 65,534 bytes (414) |
//! | time for a head, the pause between two requests among it | [`SILENCE`] |
//! | time in which nothing comes of a body, or nothing of an answer is taken | [`SILENCE`] |
//! | a body that is kept in memory | as large as its operation says (413), and whole within [`crate::http::BODY_TIME`] |
//! | a body that is not (files, parts of uploads) | as large as was announced and `COLLOQUY_MAX_UPLOAD_BYTES` says |
//! | time until an answer begins | the operation's: seconds where the database is asked, what the client wished for where it waits (at most 55 s) |
//!
//! What must stay true: a client that does nothing costs a socket and a few kilobytes, and those for [`SILENCE`] only.
//! Deliberately absent: a limit on the length of an answer's time. Who takes it slowly, but takes it, has it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A client that sends nothing, or takes nothing, for this long is let go.
pub(crate) const SILENCE: Duration = Duration::from_secs(30);
/// More than [`model::limits::FOLLOWERS`] and all who ask beside them.
pub(crate) const MOST: usize = 16_384;
/// Bytes of a head, and of what is read of a body at a time.
const HEAD: usize = 400 << 10;
const FIELDS: usize = 100;

/// What speaks HTTP on a connection.
pub(crate) fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SILENCE).max_headers(FIELDS).max_buf_size(HEAD);
    http
}

/// A stream that fails when what is written is not taken for [`SILENCE`].
pub(crate) struct Impatient<S> {
    stream: S,
    /// Runs while something waits to be taken.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Impatient<S> {
    pub(crate) const fn new(stream: S) -> Self {
        Self { stream, waiting: None }
    }

    /// What came of an attempt to write: whoever waits too long gives up.
    fn judged<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(SILENCE)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.judged(written, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.judged(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(context);
        this.judged(flushed, context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.stream).poll_shutdown(context);
        this.judged(shut, context)
    }
}
