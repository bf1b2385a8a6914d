//! `DELETE /v1/conversations/jobs/{id}` and `DELETE /v1/conversations/{conversation_id}` (ours): erases a job, or all jobs
//! of a conversation, whatever they are doing.
//!
//! 204, and from then on 404, to this method as to any other. A conversation whose id is `jobs` is addressed with one of its
//! letters percent-encoded.

use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use model::ErrorKind;

use super::{Mpathic, Segment, job_id};
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
    // What is not text is as unknown as an id that is nobody's.
    let Ok(Path(id)) = id else { return Err(unknown()) };
    match mpathic.erase.conversation(caller, &id).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(jobs::Error::Missing) => Err(unknown()),
        Err(error) => Err(error.into()),
    }
}

fn unknown() -> Problem {
    Problem::new(ErrorKind::Missing, "not_found", "There is no such conversation.")
}
