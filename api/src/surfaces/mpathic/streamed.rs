//! Answers that are sent while they are written.
//!
//! What must stay true: two pieces and what is on its way are held, whatever the answer's size; an error is sent instead
//! of an end, so that half an answer never looks like a whole one.

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use jobs::Error;
use model::{ErrorKind, JobId};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::http::Problem;

/// A piece is sent when it reaches this many bytes.
const PIECE_BYTES: usize = 64 << 10;
/// Pieces on their way to the client.
const PIECES_AHEAD: usize = 4;

/// An answer's two ends.
pub(super) fn begin() -> (Page, Arriving) {
    let (pieces, arriving) = mpsc::channel(PIECES_AHEAD);
    (Page { buffer: Vec::new(), pieces }, Arriving(arriving))
}

/// What is written and not yet sent.
pub(super) struct Page {
    buffer: Vec<u8>,
    pieces: Sender<Result<Bytes, Error>>,
}

pub(super) enum Stopped {
    ClientGone,
    Unreadable(Error),
}

impl From<serde_json::Error> for Stopped {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(Error::Unreadable(Box::new(error)))
    }
}

impl Page {
    pub(super) async fn text(&mut self, text: &str) -> Result<(), Stopped> {
        self.take(&mut text.as_bytes().to_vec()).await
    }

    pub(super) async fn take(&mut self, written: &mut Vec<u8>) -> Result<(), Stopped> {
        self.buffer.append(written);
        if self.buffer.len() < PIECE_BYTES {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.buffer);
        self.pieces.send(Ok(piece.into())).await.map_err(|_| Stopped::ClientGone)
    }

    /// Ends the answer, or breaks it off. Nobody listening any more is no loss here.
    pub(super) async fn end(self, about: JobId, written: Result<(), Stopped>) {
        let last = match written {
            Ok(()) => Ok(self.buffer.into()),
            Err(Stopped::ClientGone) => return,
            Err(Stopped::Unreadable(error)) => {
                tracing::error!(job.id = %about, error = runtime::report(&error), "a result cannot be read");
                Err(error)
            }
        };
        let _ = self.pieces.send(last).await;
    }
}

/// What is sent.
pub(super) struct Arriving(Receiver<Result<Bytes, Error>>);

impl Arriving {
    /// What fits into one piece is answered whole, with its length. What fails before there is a second is a problem;
    /// what fails later resets the connection.
    pub(super) async fn body(self) -> Result<Body, Problem> {
        let Self(mut arriving) = self;
        let nothing = || Problem::new(ErrorKind::Internal, "internal", "Something went wrong on our side.");
        let first = arriving.recv().await.ok_or_else(nothing)??;
        let Some(second) = arriving.recv().await else { return Ok(Body::from(first)) };
        let begun = stream::iter([Ok(first), second]);
        let rest = stream::unfold(arriving, |mut arriving| async { arriving.recv().await.map(|p| (p, arriving)) });
        Ok(Body::from_stream(begun.chain(rest)))
    }
}
