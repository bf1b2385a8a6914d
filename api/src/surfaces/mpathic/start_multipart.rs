//! `POST /v1/conversations/jobs/start-multipart`: announces a file and gets a URL for every part.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::{options_schema, short_text_schema, user_metadata_schema};
use jobs::{Invalid, Options, Submission, UploadRequest};
use model::Status;
use model::limits::MAX_BODY;
use model::limits::{MAX_NAME_BYTES, MAX_PART_BYTES, MIN_PART_BYTES};
use serde_json::json;
use serde_json::value::RawValue;

use super::{Mpathic, described, job, priority, profile, user_metadata};
use crate::http::{Fields, Problem, idempotency_key, json_body, traceparent};
use crate::openapi::Operation;

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

pub(super) fn operation() -> Operation {
    let part = json!({ "type": ["integer", "null"], "minimum": MIN_PART_BYTES, "maximum": MAX_PART_BYTES });
    let schema = json!({
        "type": "object",
        "required": ["file_name", "file_size_bytes", "content_type"],
        "properties": {
            "file_name": short_text_schema(MAX_NAME_BYTES),
            "file_size_bytes": { "type": "integer", "minimum": 1, "maximum": i64::MAX },
            "content_type": {
                "type": "string", "minLength": 1, "maxLength": MAX_NAME_BYTES, "pattern": "^[ -~]+$",
                "description": "A transcript's or a recording's; what is neither is a 415.",
            },
            "preferred_part_size_bytes": part,
            "options": { "type": ["object", "null"], "properties": options_schema(), "description": "Ours." },
            "user_metadata": user_metadata_schema(),
        },
    });
    let example = json!({ "file_name": "talk.vtt", "file_size_bytes": 20_000_000, "content_type": "text/vtt" });
    Operation::new("startMultipart", described::UPLOADS, "Announces a file")
        .about("The answer has a URL for every part; parts are `PUT` there, and the upload is completed within 24 hours.")
        .takes([described::mpathic_id(false), described::profile(), described::priority()])
        .json(schema, example)
        .answers(
            described::job(200, "The job, with where its parts go.", include_str!("examples/startMultipart.json"))
                .with([described::replayed()])
                .leads_to("completeMultipart", "id", "$response.body#/id")
                .leads_to("cancelMultipart", "id", "$response.body#/id"),
        )
        .problems(described::CHOOSING)
        .problems(described::MAKING)
        .problems(described::FIELDS)
        .problems(&["content_type_illegal", "empty", "null_character", "out_of_range", "part_size_illegal"])
        .problems(&["too_large", "too_many_parts", "transcriber_not_configured"])
        .unchecked(
            "positive_data_acceptance",
            "Which files are read is told by type and name together, and how large they may be by the server's settings.",
        )
}
