//! Writing the job document: the head, then the conversations response record by record, then where parts go.
//!
//! What must stay true: members in the contract's order; one chunk of the result and two pieces held, whatever the
//! document's size; an error is sent instead of an end.

use bytes::Bytes;
use contract::{API_VERSION, Diagnostics, Head, Response, raw};
use futures::StreamExt as _;
use jobs::{Error, ResultHandle, Visible};
use model::limits::MAX_INLINE_TURNS;
use tokio::sync::mpsc::Sender;

use super::wire;

/// A piece is sent when it reaches this many bytes.
const PIECE_BYTES: usize = 64 << 10;

pub(super) async fn write(
    head: Vec<u8>,
    visible: Visible,
    upload: Option<wire::Upload>,
    pieces: Sender<Result<Bytes, Error>>,
) {
    let mut page = Page { buffer: head, pieces };
    // The head is an object; the large members go before its closing brace.
    page.buffer.pop();
    let written = match &visible.result {
        None => page.text(r#","conversations_response":null"#).await,
        Some(result) => response(&mut page, &visible, result).await,
    };
    let ended = match written {
        Ok(()) => end(&mut page, upload).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => page.flush().await,
        Err(Stopped::ClientGone) => {}
        Err(Stopped::Unreadable(error)) => {
            tracing::error!(job.id = %visible.job.id, error = runtime::report(&error), "a result cannot be read");
            // Nobody listening is no loss here.
            let _ = page.pieces.send(Err(error)).await;
        }
    }
}

async fn end(page: &mut Page, upload: Option<wire::Upload>) -> Result<(), Stopped> {
    page.text(r#","upload":"#).await?;
    page.take(&mut serde_json::to_vec(&upload)?).await?;
    page.text("}").await
}

async fn response(page: &mut Page, visible: &Visible, result: &ResultHandle) -> Result<(), Stopped> {
    let job = &visible.job;
    let id = job.id.to_string();
    let metadata = job.user_metadata.as_deref().and_then(raw);
    page.text(r#","conversations_response":"#).await?;
    let head = Head {
        id: Some(&id),
        user_metadata: metadata.as_deref(),
        api_version: API_VERSION,
        conversation_id: Some(&job.conversation_id),
        created_at: job.finished_at.unwrap_or(job.created_at).unix_seconds(),
    };
    let mut response = Response::begin(&head, &visible.options)?;
    let mut records = std::pin::pin!(result.analytics());
    while let Some(record) = records.next().await {
        response.record(record.map_err(Stopped::Unreadable)?)?;
        page.take(response.page()).await?;
    }
    if !response.has_analytics() {
        return Err(Stopped::Unreadable(Error::Unreadable("a result has no conversation record".into())));
    }
    // Only when asked for, and only up to so many.
    let inlined = visible.options.include_conversation && result.has_turns() && result.turns <= MAX_INLINE_TURNS;
    if inlined {
        let mut turns = std::pin::pin!(result.stored_turns());
        while let Some(turn) = turns.next().await {
            let (turn, found) = turn.map_err(Stopped::Unreadable)?.into_parts();
            response.turn(turn, found)?;
            page.take(response.page()).await?;
        }
    }
    let diagnostics = visible.options.include_diagnostics.then(|| Diagnostics {
        engine_version: result.engine_version(),
        profile: visible.options.profile.name(),
        profile_version: visible.options.profile.version(),
        profile_digest: result.profile_digest(),
        input_format: result.format(),
        talk_turns: result.turns,
        utterances: result.utterances,
    });
    page.take(&mut response.end(inlined, diagnostics.as_ref())?).await
}

enum Stopped {
    ClientGone,
    Unreadable(Error),
}

impl From<serde_json::Error> for Stopped {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(Error::Unreadable(Box::new(error)))
    }
}

/// What is written and not yet sent.
struct Page {
    buffer: Vec<u8>,
    pieces: Sender<Result<Bytes, Error>>,
}

impl Page {
    async fn text(&mut self, text: &str) -> Result<(), Stopped> {
        self.take(&mut text.as_bytes().to_vec()).await
    }

    async fn take(&mut self, written: &mut Vec<u8>) -> Result<(), Stopped> {
        self.buffer.append(written);
        if self.buffer.len() < PIECE_BYTES {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.buffer);
        self.pieces.send(Ok(piece.into())).await.map_err(|_| Stopped::ClientGone)
    }

    async fn flush(self) {
        let _ = self.pieces.send(Ok(self.buffer.into())).await;
    }
}
