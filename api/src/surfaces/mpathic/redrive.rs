//! `POST /v1/conversations/jobs/{id}/redrive` (ours): a failed or cancelled job's input once more, as a new job.

use axum::extract::State;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use jobs::Submission;
use model::Lane;

use super::{Mpathic, Segment, job, job_id, waiting};
use crate::http::{Problem, idempotency_key, traceparent};

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
