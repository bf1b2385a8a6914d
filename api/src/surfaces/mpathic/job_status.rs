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
    let urls = match visible.job.status {
        Status::AwaitingUpload => mpathic.uploads.missing_urls(caller.tenant, visible.job.id).await?,
        _ => None,
    };
    job::respond(visible, urls).await
}
