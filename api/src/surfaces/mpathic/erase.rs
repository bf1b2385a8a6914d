//! `DELETE /v1/conversations/jobs/{id}` and `DELETE /v1/conversations/{conversation_id}` (ours): erases a job, or all jobs
//! of a conversation, whatever they are doing.
//!
//! 204, and from then on 404, to this method as to any other. A conversation whose id is `jobs` is addressed with one of its
//! letters percent-encoded.

use axum::extract::State;
use http::{HeaderMap, StatusCode};

use super::{Mpathic, Segment, conversation_id, described, job_id, no_such_conversation};
use crate::http::Problem;
use crate::openapi::{Answer, Operation};

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

pub(super) fn job_operation() -> Operation {
    Operation::new("eraseJob", described::JOBS, "Erases a job, whatever it is doing")
        .about("Ours. With its input, parts, result and idempotency keys; from then on it is not found.")
        .takes([described::job_id(), described::mpathic_id(true)])
        .answers(Answer::empty(204, "It is gone."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["not_found"])
}

pub(super) fn conversation_operation() -> Operation {
    Operation::new("eraseConversation", described::CONVERSATIONS, "Erases all jobs of a conversation")
        .about("Ours.")
        .takes([described::conversation_id(), described::mpathic_id(true)])
        .answers(Answer::empty(204, "They are gone."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["not_found"])
}
