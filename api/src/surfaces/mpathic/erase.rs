//! `DELETE /v1/conversations/jobs/{id}` and `DELETE /v1/conversations/{conversation_id}` (ours): erases a job, or all jobs
//! of a conversation, whatever they are doing.
//!
//! 204, and from then on 404, to this method as to any other. A conversation whose id is `jobs` is addressed with one of its
//! letters percent-encoded.

use axum::extract::State;
use http::{HeaderMap, StatusCode};

use super::{Mpathic, Segment, conversation_id, job_id, no_such_conversation};
use crate::http::Problem;

pub(super) async fn job(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    mpathic.erase.job(caller, job_id(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn conversation(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = conversation_id(id)?;
    mpathic.erase.conversation(caller, &id).await.map_err(no_such_conversation)?;
    Ok(StatusCode::NO_CONTENT)
}
