//! `POST /v1/conversations/jobs/{id}/cancel` (ours): gives a job up, whatever it is doing.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use super::{Mpathic, Segment, described, job, job_id};
use crate::http::Problem;
use crate::openapi::Operation;

/// The answer is the job as it is now: `cancelled`; or still `processing`, with the time of the request, until its worker
/// hears of it; or ended before. A body says nothing here and is not looked at.
pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = job_id(id)?;
    mpathic.cancel.job(caller.tenant, id).await?;
    job::respond(mpathic.reads.job(caller.tenant, id).await?, None).await
}

pub(super) fn operation() -> Operation {
    Operation::new("cancelJob", described::JOBS, "Gives a job up, whatever it is doing")
        .about("Ours. A running one is told within five seconds, and may still complete first.")
        .takes([described::job_id(), described::mpathic_id(true)])
        .answers(described::job(200, "The job as it is now.", include_str!("examples/cancelJob.json")))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["expired", "not_found"])
}
