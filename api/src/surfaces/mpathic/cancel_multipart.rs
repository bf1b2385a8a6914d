//! `POST /v1/conversations/jobs/{id}/cancel-multipart`: gives an upload up.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::user_metadata_schema;
use model::limits::MAX_BODY;
use serde_json::json;

use super::{Mpathic, Segment, complete_multipart, described, job, job_id, user_metadata};
use crate::http::{Fields, Problem, json_body};
use crate::openapi::Operation;

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

pub(super) fn operation() -> Operation {
    let schema = json!({
        "type": "object",
        "properties": { "reason": described::text_or_null(), "user_metadata": user_metadata_schema() },
    });
    Operation::new("cancelMultipart", described::UPLOADS, "Gives an upload up")
        .takes([described::job_id(), described::mpathic_id(false)])
        .json(schema, json!({ "reason": "the wrong file" }))
        .or_nothing()
        .answers(described::job(200, "The job.", include_str!("examples/cancelMultipart.json")))
        .problems(described::FIELDS)
        .problems(described::KEEPING)
        .problems(complete_multipart::UPLOAD)
}
