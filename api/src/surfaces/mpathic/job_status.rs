//! `GET /v1/conversations/jobs/{id}`: where a job stands, and its analytics once it is completed.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Status;

use super::{Mpathic, Segment, job, job_id};
use crate::http::Problem;

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let visible = mpathic.reads.job(caller.tenant, job_id(id)?).await?;
    if visible.job.status != Status::AwaitingUpload {
        return job::respond(visible, None).await;
    }
    let id = visible.job.id;
    match mpathic.uploads.missing_urls(caller.tenant, id).await? {
        Some(urls) => job::respond(visible, Some(urls)).await,
        // It awaits its upload no longer: what it is now, not what it was.
        None => job::respond(mpathic.reads.job(caller.tenant, id).await?, None).await,
    }
}
