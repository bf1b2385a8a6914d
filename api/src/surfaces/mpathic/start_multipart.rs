//! `POST /v1/conversations/jobs/start-multipart`: announces a file and gets a URL for every part.

use axum::extract::{Request, State};
use axum::response::Response;
use jobs::{Invalid, Options, Submission, UploadRequest};
use model::Status;
use model::limits::MAX_BODY;
use serde_json::value::RawValue;

use super::{Mpathic, job, priority, profile, user_metadata};
use crate::http::{Fields, Problem, idempotency_key, json_body, traceparent};

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller_without_id(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let profile = profile::chosen(&mpathic, caller.tenant, &headers).await?;
    let mut fields = Fields::parse(&body)?;
    let announced = UploadRequest {
        file_name: fields.required_text("file_name"),
        file_bytes: fields.required_integer("file_size_bytes"),
        content_type: fields.required_text("content_type"),
        preferred_part_bytes: fields.integer("preferred_part_size_bytes"),
        options: Options { profile, ..options(&mut fields) },
        user_metadata: user_metadata::of(&mut fields),
        body: body.to_vec(),
    };
    fields.check()?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen(&headers)?,
        idempotency: idempotency_key(&headers, "start-multipart")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let answer = mpathic.uploads.start(&from, &announced).await?;
    let visible = mpathic.reads.job(caller.tenant, answer.job).await?;
    let urls = match visible.job.status {
        Status::AwaitingUpload => mpathic.uploads.all_urls(caller.tenant, answer.job).await?,
        // An announcement that is sent again after the upload is over.
        _ => None,
    };
    Ok(job::replayed(answer.replayed, job::respond(visible, urls).await?))
}

/// Ours: what a conversations request would carry beside its turns.
fn options(fields: &mut Fields) -> Options {
    let mut options = Options::default();
    let Some(json) = fields.json("options").map(str::to_owned) else { return options };
    let Ok(members) = serde_json::from_str::<std::collections::BTreeMap<String, Box<RawValue>>>(&json) else {
        fields.refuse(Invalid::at("/options", "wrong_type", "Expected an object."));
        return options;
    };
    for (name, value) in &members {
        if let Err(wrong) = options.set(name, value.get().as_bytes(), &format!("/options/{name}")) {
            fields.refuse(wrong);
        }
    }
    options
}
