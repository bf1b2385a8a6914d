//! Writing the job document: the head, then the conversations response record by record, then where parts go.
//!
//! What must stay true: members in the contract's order; one chunk of the result and two pieces held, whatever the
//! document's size; an error is sent instead of an end.

use bytes::Bytes;
use futures::StreamExt as _;
use jobs::{Error, Record, ResultHandle, Visible};
use model::limits::MAX_INLINE_TURNS;
use serde::Serialize;
use tokio::sync::mpsc::Sender;

use super::{API_VERSION, convert, wire};

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
    page.json(&upload)?;
    page.text("}").await
}

async fn response(page: &mut Page, visible: &Visible, result: &ResultHandle) -> Result<(), Stopped> {
    let job = &visible.job;
    let id = job.id.to_string();
    let metadata = job.user_metadata.as_deref().and_then(convert::raw);
    page.text(r#","conversations_response":"#).await?;
    page.json(&wire::ResponseHead {
        id: &id,
        user_metadata: metadata.as_deref(),
        api_version: API_VERSION,
        conversation_id: &job.conversation_id,
        created_at: job.finished_at.unwrap_or(job.created_at).unix_seconds(),
    })?;
    page.buffer.pop();
    page.text(r#","analytics":{"speaker_analytics":["#).await?;
    let sentiment = analytics(page, result).await?;
    page.text(r#","synchrony_scores":[],"extended":"#).await?;
    page.json(&convert::extended(sentiment))?;
    page.text(r#"},"conversation":"#).await?;
    conversation(page, visible, result).await?;
    if visible.options.include_diagnostics {
        page.text(r#","diagnostics":"#).await?;
        page.json(&wire::Diagnostics {
            engine_version: result.engine_version(),
            input_format: result.format(),
            talk_turns: result.turns,
            utterances: result.utterances,
        })?;
    }
    page.text("}").await
}

/// Speakers, then roles, then the conversation, in the order they are stored. Returns the conversation's sentiment.
async fn analytics(page: &mut Page, result: &ResultHandle) -> Result<Option<engine::Sentiment>, Stopped> {
    let mut records = std::pin::pin!(result.analytics());
    let mut in_roles = false;
    let mut first = true;
    while let Some(record) = records.next().await {
        match record.map_err(Stopped::Unreadable)? {
            Record::Speaker(speaker) => {
                page.separate(&mut first).await?;
                page.json(&wire::SpeakerAnalytics {
                    id: speaker.id,
                    role: speaker.role,
                    analytics: convert::analytics(speaker.group),
                    lists: wire::Lists::default(),
                })?;
            }
            Record::Role(role) => {
                if !in_roles {
                    page.text(r#"],"role_analytics":["#).await?;
                    (in_roles, first) = (true, true);
                }
                page.separate(&mut first).await?;
                page.json(&wire::RoleAnalytics {
                    role: role.role,
                    analytics: convert::analytics(role.group),
                    lists: wire::Lists::default(),
                })?;
            }
            Record::Conversation(group) => {
                let open = if in_roles {
                    r#"],"conversation_analytics":"#
                } else {
                    r#"],"role_analytics":[],"conversation_analytics":"#
                };
                page.text(open).await?;
                let sentiment = group.sentiment;
                page.json(&wire::ConversationAnalytics {
                    analytics: convert::analytics(group),
                    lists: wire::Lists::default(),
                })?;
                return Ok(sentiment);
            }
        }
    }
    Err(Stopped::Unreadable(Error::Unreadable("a result has no conversation record".into())))
}

/// Only when asked for, and only up to [`MAX_INLINE_TURNS`].
async fn conversation(page: &mut Page, visible: &Visible, result: &ResultHandle) -> Result<(), Stopped> {
    if !visible.options.include_conversation || !result.has_turns() || result.turns > MAX_INLINE_TURNS {
        return page.text("null").await;
    }
    page.text(r#"{"talk_turns":["#).await?;
    let mut turns = std::pin::pin!(result.stored_turns());
    let mut first = true;
    while let Some(turn) = turns.next().await {
        page.separate(&mut first).await?;
        let turn = turn.map_err(Stopped::Unreadable)?;
        page.json(&convert::talk_turn(turn, &visible.options))?;
    }
    page.text("]}").await
}

enum Stopped {
    ClientGone,
    Unreadable(Error),
}

/// What is written and not yet sent.
struct Page {
    buffer: Vec<u8>,
    pieces: Sender<Result<Bytes, Error>>,
}

impl Page {
    async fn text(&mut self, text: &str) -> Result<(), Stopped> {
        self.buffer.extend_from_slice(text.as_bytes());
        if self.buffer.len() < PIECE_BYTES {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.buffer);
        self.pieces.send(Ok(piece.into())).await.map_err(|_| Stopped::ClientGone)
    }

    fn json(&mut self, value: &impl Serialize) -> Result<(), Stopped> {
        serde_json::to_writer(&mut self.buffer, value)
            .map_err(|error| Stopped::Unreadable(Error::Unreadable(Box::new(error))))
    }

    async fn separate(&mut self, first: &mut bool) -> Result<(), Stopped> {
        if std::mem::replace(first, false) { Ok(()) } else { self.text(",").await }
    }

    async fn flush(self) {
        let _ = self.pieces.send(Ok(self.buffer.into())).await;
    }
}
