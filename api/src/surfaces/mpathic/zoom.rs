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
use contract::user_metadata_schema;
use http::HeaderValue;
use http::header::LOCATION;
use jobs::{Submission, ZoomWanted};
use model::limits::MAX_BODY;
use model::limits::MAX_NAME_BYTES;
use serde_json::json;

use super::{Mpathic, described, job, priority, user_metadata, wire};
use crate::http::{Fields, Problem, idempotency_key, json_body, traceparent};
use crate::openapi::{Answer, Operation};

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

pub(super) fn operation() -> Operation {
    let recording = json!({ "type": ["string", "null"], "minLength": 1, "maxLength": MAX_NAME_BYTES });
    let schema = json!({
        "type": "object",
        "properties": {
            "credentials_id": described::text_or_null(),
            "meeting_id": described::text_or_null(),
            "recording_file_id": recording,
            "user_metadata": user_metadata_schema(),
        },
        "anyOf": [
            { "required": ["meeting_id"], "properties": { "meeting_id": { "type": "string" } } },
            { "required": ["recording_file_id"], "properties": { "recording_file_id": { "type": "string" } } },
        ],
    });
    Operation::new("importFromZoom", described::FILES, "A recording in Zoom's cloud becomes a file, by a job")
        .takes([described::mpathic_id(true), described::priority()])
        .json(schema, json!({ "meeting_id": "85746065432" }))
        .answers(
            Answer::json::<wire::Importing>(
                200,
                "The file that is to come.",
                include_str!("examples/importFromZoom.json"),
            )
            .with([described::location(), described::replayed()])
            .leads_to("getFile", "file_id", "$response.body#/file_id"),
        )
        .problems(described::NAMED)
        .problems(described::MAKING)
        .problems(described::FIELDS)
        .problems(&["credentials_ambiguous", "credentials_missing", "credentials_unknown", "empty"])
        .problems(&["encryption_key_not_configured", "meeting_id_illegal", "null_character"])
        .unchecked("positive_data_acceptance", "It needs credentials that are there, and ids as Zoom writes them.")
}
