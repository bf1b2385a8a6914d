//! `POST /v1/conversations/jobs`: talk turns in the request, analysed as a job.

use axum::extract::{Request, State};
use axum::response::Response;
use jobs::Submission;
use model::limits::MAX_INLINE_BODY;

use super::{Mpathic, job, priority, profile, waiting};
use crate::http::{Problem, idempotency_key, json_body, traceparent};

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let waiting = waiting::if_there_is_room(&mpathic, &caller, request.uri(), request.headers())?;
    let (headers, body) = json_body(request, MAX_INLINE_BODY).await?;
    let profile = profile::chosen(&mpathic, caller.tenant, &headers).await?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen(&headers)?,
        idempotency: idempotency_key(&headers, "start-job")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let accepted = mpathic.submit.conversation(&from, profile, body).await?;
    let (visible, held) = waiting::for_its_end(&mpathic, waiting, accepted.visible).await;
    Ok(held.told(job::replayed(accepted.replayed, job::respond(visible, None).await?)))
}
