//! `GET /v1/conversations/jobs/{id}`: where a job stands, and its analytics once it is completed.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Uri};
use model::{JobId, Status};

use super::waiting::{Held, Waiting};
use super::{Mpathic, Segment, Surface, described, job, job_id, waiting};
use crate::http::{Authenticated, Has, Problem};
use crate::openapi::Operation;

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let waiting = waiting::or_refused(&mpathic, &caller, &uri, &headers)?;
    let mut held = Held::default();
    let shown = show(&mpathic, &caller, job_id(id)?, waiting, &Has::said(&headers), &mut held).await;
    Ok(held.told(shown.into_response()))
}

async fn show(
    mpathic: &Surface,
    caller: &Authenticated,
    id: JobId,
    waiting: Option<Waiting>,
    has: &Has,
    held: &mut Held,
) -> Result<Response, Problem> {
    let glimpse = match waiting {
        Some(waiting) => waiting.for_news(mpathic, caller, id, has, held).await?,
        None => mpathic.reads.glimpse(caller.tenant, id).await?,
    };
    if job::is_known(&glimpse.job, has) {
        return Ok(job::unchanged(&glimpse));
    }
    let visible = mpathic.reads.whole(glimpse).await?;
    if visible.job.status != Status::AwaitingUpload {
        return job::respond(visible, None).await;
    }
    match mpathic.uploads.missing_urls(caller.tenant, id).await? {
        Some(urls) => job::respond(visible, Some(urls)).await,
        // It awaits its upload no longer: what it is now, not what it was.
        None => job::respond(mpathic.reads.job(caller.tenant, id).await?, None).await,
    }
}

pub(super) fn operation() -> Operation {
    let [prefer, wait] = described::wait();
    Operation::new("getJob", described::JOBS, "Where a job stands, and its analysis once it is completed")
        .takes([described::job_id(), described::mpathic_id(true), prefer, wait, described::if_none_match()])
        .answers(
            described::job(200, "The job.", include_str!("examples/getJob.json"))
                .with([described::preference_applied()]),
        )
        .answers(described::unchanged().with([described::preference_applied()]))
        .problems(described::NAMED)
        .problems(described::WAITING)
        .problems(&["expired", "not_found", "storage_full", "too_many_waiting"])
}
