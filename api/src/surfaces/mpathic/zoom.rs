//! `POST /v1/files/zoom` (alias `/v1/zoom/import`): a recording in Zoom's cloud becomes a file, by a job.
//!
//! Decided, where the reference is silent: the `file_id` is answered at once, and is the file's once the job (ours: `job_id`)
//! is completed; until then `GET /v1/files/{file_id}` says how it stands. Without `credentials_id` the tenant's only
//! credentials are meant; without `recording_file_id` the meeting's transcript, else its captions, else its sound; without
//! `meeting_id` the recording is looked for in all of the account's of a year. One of the two must be there.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use contract::raw;
use http::HeaderValue;
use http::header::LOCATION;
use jobs::{Submission, ZoomWanted};
use model::limits::MAX_BODY;

use super::{Mpathic, job, priority, user_metadata, wire};
use crate::http::{Fields, Problem, idempotency_key, json_body, traceparent};

pub(super) async fn import(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let wanted = ZoomWanted {
        credentials_id: fields.text("credentials_id"),
        meeting_id: fields.text("meeting_id"),
        recording_file_id: fields.text("recording_file_id"),
        user_metadata: user_metadata::of(&mut fields),
    };
    fields.check()?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen(&headers)?,
        idempotency: idempotency_key(&headers, "zoom")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let answer = mpathic.zoom_imports.import(&from, wanted, &body).await?;
    let place = format!("/v1/files/{}", answer.file);
    let location = HeaderValue::try_from(&place);
    let document = wire::Importing {
        file_id: answer.file.to_string(),
        message: "The recording is being imported.",
        user_metadata: answer.user_metadata.as_deref().and_then(raw),
        job_id: answer.job.to_string(),
        links: wire::Links { this: place },
    };
    let mut response = job::replayed(answer.replayed, Json(document).into_response());
    if let Ok(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
