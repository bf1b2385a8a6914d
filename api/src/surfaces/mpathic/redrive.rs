//! `POST /v1/conversations/jobs/{id}/redrive` (ours): a failed or cancelled job's input once more, as a new job.

use axum::extract::State;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use jobs::Submission;
use model::Lane;

use super::{Mpathic, Segment, described, job, job_id, waiting};
use crate::http::{Problem, idempotency_key, traceparent};
use crate::openapi::Operation;

/// 201 and the new job, which names the old one. A body says nothing here and is not looked at.
pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let waiting = waiting::if_there_is_room(&mpathic, &caller, &uri, &headers)?;
    let from = Submission {
        tenant: caller.tenant,
        lane: Lane::Normal,
        idempotency: idempotency_key(&headers, "redrive")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let answer = mpathic.redrive.job(&from, job_id(id)?).await?;
    let visible = mpathic.reads.job(caller.tenant, answer.job).await?;
    let (visible, held) = waiting::for_its_end(&mpathic, waiting, visible).await;
    let mut response = held.told(job::replayed(answer.replayed, job::respond(visible, None).await?));
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::try_from(format!("/v1/conversations/jobs/{}", answer.job)) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

pub(super) fn operation() -> Operation {
    let [prefer, wait] = described::wait();
    Operation::new("redriveJob", described::JOBS, "A failed or cancelled job's input once more, as a new job")
        .about("Ours.")
        .takes([described::job_id(), described::mpathic_id(true), prefer, wait])
        .answers(described::job(201, "The new job.", include_str!("examples/redriveJob.json")).with([
            described::location(),
            described::replayed(),
            described::preference_applied(),
        ]))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["quota_exceeded"])
        .problems(described::WAITING)
        .problems(&["expired", "idempotency_key_reused", "input_gone", "not_found", "not_redrivable"])
}
