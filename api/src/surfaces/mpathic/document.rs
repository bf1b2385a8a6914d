//! Writing the job document: the head, then the conversations response record by record, then where parts go.
//!
//! What must stay true: members in the contract's order; one chunk of the result held, whatever the document's size.

use contract::{API_VERSION, Diagnostics, Head, Response, raw};
use futures::StreamExt as _;
use jobs::{Error, ResultHandle, Visible};
use model::limits::MAX_INLINE_TURNS;

use super::streamed::{Page, Stopped};
use super::wire;

pub(super) async fn write(head: Vec<u8>, visible: Visible, upload: Option<wire::Upload>, mut page: Page) {
    let written = document(&mut page, head, &visible, upload).await;
    page.end(visible.job.id, written).await;
}

async fn document(
    page: &mut Page,
    mut head: Vec<u8>,
    visible: &Visible,
    upload: Option<wire::Upload>,
) -> Result<(), Stopped> {
    // The head is an object; the large members go before its closing brace.
    head.pop();
    page.take(&mut head).await?;
    match &visible.result {
        None => page.text(r#","conversations_response":null"#).await?,
        Some(result) => response(page, visible, result).await?,
    }
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
        let mut turns = std::pin::pin!(result.stored_turns(0..result.turns));
        while let Some(turn) = turns.next().await {
            let (turn, found) = turn.map_err(Stopped::Unreadable)?.into_parts();
            response.turn(turn, found)?;
            page.take(response.page()).await?;
        }
    }
    let diagnostics = visible.options.include_diagnostics.then(|| diagnostics(visible, result));
    page.take(&mut response.end(inlined, diagnostics.as_ref())?).await
}

/// What the analysis was made by, and of.
pub(super) fn diagnostics<'a>(visible: &'a Visible, result: &'a ResultHandle) -> Diagnostics<'a> {
    Diagnostics {
        engine_version: result.engine_version(),
        profile: visible.options.profile.name(),
        profile_version: visible.options.profile.version(),
        profile_digest: result.profile_digest(),
        input_format: result.format(),
        talk_turns: result.turns,
        utterances: result.utterances,
    }
}
