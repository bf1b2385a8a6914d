//! `POST /v1/conversations/{conversation_id}/reanalyze` (ours): a conversation once more, by another profile or another
//! version of the same one, as a new job.
//!
//! A conversation whose id is `jobs` is addressed with one of its letters percent-encoded.

use axum::extract::State;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use jobs::Submission;

use super::{Mpathic, Segment, conversation_id, described, job, no_such_conversation, priority, profile, waiting};
use crate::http::{Problem, idempotency_key, traceparent};
use crate::openapi::Operation;

/// 202 and the new job, which names the one whose input it has. A body says nothing here and is not looked at.
pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let waiting = waiting::if_there_is_room(&mpathic, &caller, &uri, &headers)?;
    let id = conversation_id(id)?;
    let profile = profile::chosen(&mpathic, caller.tenant, &headers).await?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen(&headers)?,
        idempotency: idempotency_key(&headers, "reanalyze")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let answer = mpathic.conversations.reanalyze(&from, &id, profile).await.map_err(no_such_conversation)?;
    let visible = mpathic.reads.job(caller.tenant, answer.job).await?;
    let (visible, held) = waiting::for_its_end(&mpathic, waiting, visible).await;
    let mut response = held.told(job::replayed(answer.replayed, job::respond(visible, None).await?));
    *response.status_mut() = StatusCode::ACCEPTED;
    if let Ok(place) = HeaderValue::try_from(format!("/v1/conversations/jobs/{}", answer.job)) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

pub(super) fn operation() -> Operation {
    let [prefer, wait] = described::wait();
    Operation::new("reanalyzeConversation", described::CONVERSATIONS, "A conversation's latest analysis once more")
        .about("Ours. By the profile of the header, as a new job.")
        .takes([described::conversation_id(), described::mpathic_id(true), described::profile(), described::priority()])
        .takes([prefer, wait])
        .answers(described::job(202, "The new job.", include_str!("examples/reanalyzeConversation.json")).with([
            described::location(),
            described::replayed(),
            described::preference_applied(),
        ]))
        .problems(described::NAMED)
        .problems(described::CHOOSING)
        .problems(described::WAITING)
        .problems(described::KEEPING)
        .problems(&["quota_exceeded"])
        .problems(&["idempotency_key_reused", "input_gone", "not_found", "nothing_completed", "priority_unknown"])
}
