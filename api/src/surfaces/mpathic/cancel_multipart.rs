//! `POST /v1/conversations/jobs/{id}/cancel-multipart`: gives an upload up.

use axum::extract::{Request, State};
use axum::response::Response;
use model::limits::MAX_BODY;

use super::{Mpathic, Segment, job, job_id, user_metadata};
use crate::http::{Fields, Problem, json_body};

/// `reason` is checked and not kept: nobody could read it back, and it may hold a person's words.
pub(super) async fn handle(State(mpathic): State<Mpathic>, id: Segment, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller_without_id(request.headers()).await?;
    let id = job_id(id)?;
    let (_, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    fields.text("reason");
    let brought = user_metadata::of(&mut fields);
    fields.check()?;
    mpathic.uploads.cancel(caller.tenant, id).await?;
    job::respond(user_metadata::echoed(brought, mpathic.reads.job(caller.tenant, id).await?), None).await
}
